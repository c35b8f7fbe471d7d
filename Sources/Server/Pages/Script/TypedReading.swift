/// Reading in the browser what somebody typed, as `ControlReading` does on the server.
enum TypedReading {
  static let text = #"""

    // Reading what somebody typed, as controls do: an answer is null, a text, a truth or a list of texts.
    const BLANKS = /^\p{White_Space}+|\p{White_Space}+$/gu;
    const cleaned = (text, lines) => {
      let out = "";
      for (const c of text.normalize("NFC")) {
        if (!/\p{Cc}/u.test(c)) out += c;
        else if (c === "\n" && lines) out += c;
        else if (c === "\t" || c === "\n") out += " ";
      }
      return out.replace(BLANKS, "");
    };
    class Refused { constructor(code, words) { this.code = code; this.words = words; } }
    class Unreadable {}
    const refuse = (code, words) => { throw new Refused(code, words); };
    const unreadable = (type, typed) => {
      const looks = type === "date" && typeof typed === "string" && (typed.match(/[0-9]/g) ?? []).length >= 6;
      refuse("invalid", looks ? W.noSuchDay : W.unreadable[type]);
    };
    const oneOption = (options, text) => {
      if (!options || options.some(([code]) => code === text)) return text;
      const found = options.find(([, title, , was]) => title[0] === text || title[1] === text || (was ?? []).includes(text));
      return found ? found[0] : refuse("unknown-option", W.option);
    };
    const manyOptions = (options, items) => {
      const found = [];
      for (const item of items) { const code = oneOption(options, item); if (!found.includes(code)) found.push(code); }
      return found.length ? found : null;
    };
    // Other ways to write a time are the server's to read.
    const clock = (text) => /^\d\d:\d\d(:\d\d)?$/.test(text) ? text.length === 5 ? text + ":00" : text : null;
    const typedAs = (type, options, answer) => {
      if (Array.isArray(answer)) return type === "codes" ? manyOptions(options, answer) : unreadable(type, answer);
      if (typeof answer === "boolean") return type === "boolean" ? answer : unreadable(type, answer);
      switch (type) {
        case "string": return answer;
        case "number": case "integer": case "money": return readNum(answer) ?? unreadable(type, answer);
        case "boolean":
          return answer === "是" || answer === "true" ? true
            : answer === "否" || answer === "false" ? false : unreadable(type, answer);
        case "code": return oneOption(options, answer);
        case "codes": return manyOptions(options, answer.split(/[、,，;；]/u).filter((p) => p !== "").map((p) => cleaned(p, false)));
        case "date": return readDay(answer) ?? unreadable(type, answer);
        case "time": { const at = clock(answer); if (!at) throw new Unreadable(); return readTime(at) ?? unreadable(type, answer); }
        case "date-time": {
          const at = answer.indexOf("T"), day = at < 0 ? null : readDay(answer.slice(0, at)), time = clock(answer.slice(at + 1));
          if (!day || !time) throw new Unreadable();
          return readMoment(answer.slice(0, at + 1) + time) ?? unreadable(type, answer);
        }
      }
      throw new Unreadable();
    };
    const fits = (type, v) => {
      switch (type) {
        case "number": case "integer": case "money": return v instanceof Num;
        case "date": return v instanceof Day;
        case "time": return v instanceof Time;
        case "date-time": return v instanceof Moment;
        case "boolean": return typeof v === "boolean";
        case "string": return typeof v === "string";
        case "codes": return Array.isArray(v);
      }
      return false;
    };
    const readAnswer = (control, options, answer, c) => {
      if (typeof answer === "string") answer = cleaned(answer, control.lines);
      if (answer === null || answer === "" || (Array.isArray(answer) && !answer.length)) return null;
      let value;
      if (control.normalize && typeof answer === "string") {
        value = control.normalize[1]([answer], c);
        if (value === null) unreadable(control.type, answer);
        if (!fits(control.type, value)) {
          if (control.type === "string" && value instanceof Num) value = numText(value);
          else if (typeof value === "string") value = typedAs(control.type, options, value);
          else unreadable(control.type, answer);
        }
      } else {
        value = typedAs(control.type, options, answer);
      }
      for (const [check, when, say] of control.checks ?? []) {
        if (when && when[1]([value], c) !== true) continue;
        if (check[1]([value], c) !== true) refuse("check", say);
      }
      return value;
    };

    """#
}
