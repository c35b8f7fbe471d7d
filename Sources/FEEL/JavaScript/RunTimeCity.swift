/// Numbers that people and organisations carry, written dates, and patterns.
extension JavaScriptRunTime {
  static let city = #"""
    const idCard = (s) => {
      if (!isText(s) || !/^[1-9]\d{16}[0-9A-Za-z]$/.test(s)) return null;
      const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
      const expected = "10X98765432"[weights.reduce((t, w, i) => t + w * Number(s[i]), 0) % 11];
      if (s[17] !== expected && !(s[17] === "x" && expected === "X")) return null;
      const birth = makeDay(Number(s.slice(6, 10)), Number(s.slice(10, 12)), Number(s.slice(12, 14)));
      return birth && { birth, male: Number(s[16]) % 2 === 1 };
    };
    export const birthOf = (s) => idCard(s)?.birth ?? null;
    export const genderOf = (s) => { const card = idCard(s); return card && (card.male ? "1" : "2"); };
    const CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const DEPARTMENTS = "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89 91 92 93 99 A1 A9 N1 N2 N3 N9 Y1".split(" ");
    export const validCreditCode = (s) => {
      if (!isText(s)) return null;
      if (s.length !== 18 || !DEPARTMENTS.includes(s.slice(0, 2)) || !/^\d{6}$/.test(s.slice(2, 8))) return false;
      let sum = 0, weight = 1;
      for (const c of s.slice(0, 17)) {
        const at = CREDIT.indexOf(c);
        if (at < 0) return false;
        sum = (sum + at * weight) % 31;
        weight = (weight * 3) % 31;
      }
      return CREDIT[(31 - sum) % 31] === s[17];
    };
    const halfwidth = (s) => scalars(s).map((c) => {
      const n = c.codePointAt(0);
      return n >= 0xff01 && n <= 0xff5e ? String.fromCodePoint(n - 0xfee0) : n === 0x3000 ? " " : c;
    }).join("");
    export const toHalfwidth = (s) => (isText(s) ? halfwidth(s).normalize("NFC") : null);
    export const maskMiddle = (s) => {
      if (!isText(s)) return null;
      const list = scalars(s);
      if (list.length < 2) return list.length ? "*" : "";
      const head = list.length >= 11 ? 3 : 1, tail = list.length >= 11 ? 4 : list.length > 2 ? 1 : 0;
      return list.map((c, i) => (i < head || i >= list.length - tail ? c : "*")).join("");
    };
    const BLANK = /[\t-\r \x85\xA0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]/g;
    const NUMERALS = { "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9 };
    const numeral = (c) => (/^[0-9]$/.test(c) ? Number(c) : NUMERALS[c]);
    const figure = (list) => {
      if (!list.length || list.length > 4) return null;
      let value = 0;
      for (const c of list) {
        const d = numeral(c);
        if (d === undefined) return null;
        value = value * 10 + d;
      }
      return value;
    };
    const smallFigure = (list) => {
      if (list.length > 3) return null;
      const ten = list.indexOf("十");
      if (ten < 0) return list.length <= 2 ? figure(list) : null;
      if (ten > 1 || list.length - ten > 2) return null;
      const tens = ten === 0 ? 1 : NUMERALS[list[0]] ?? 99, ones = list.length === ten + 1 ? 0 : NUMERALS[list[ten + 1]] ?? 99;
      return tens * 10 + ones <= 99 && ones < 10 ? tens * 10 + ones : null;
    };
    const written = (y, m, d) => {
      const year = y.length === 4 ? figure(y) : null, month = smallFigure(m), day = smallFigure(d);
      return year === null || month === null || day === null ? null : makeDay(year, month, day);
    };
    export const parseDate = (v) => {
      const known = dayOf(v);
      if (known) return known;
      if (!isText(v)) return null;
      const list = scalars(halfwidth(v).replace(BLANK, ""));
      if (!list.length || list.length > 24) return null;
      if (["日", "号"].includes(list[list.length - 1])) list.pop();
      if (list.length === 8 && list.every((c) => /^[0-9]$/.test(c))) return written(list.slice(0, 4), list.slice(4, 6), list.slice(6));
      const cut = [[]];
      for (const c of list) { if ("-/.年月。–—".includes(c)) cut.push([]); else cut[cut.length - 1].push(c); }
      return cut.length === 3 ? written(...cut) : null;
    };

    // Patterns: the server sends the steps, this machine runs them; all ways advance together.
    const folded = (n) => { const low = scalars(String.fromCodePoint(n).toLowerCase()); return low.length === 1 ? low[0].codePointAt(0) : n; };
    const classes = new Map();
    const inClass = (name, c) => {
      if (!classes.has(name)) classes.set(name, new RegExp(`^\\p{${name}}$`, "u"));
      return classes.get(name).test(c);
    };
    const held = (set, n) => {
      for (const [lo, hi] of set.r) if (n >= lo && n <= hi) return true;
      const c = String.fromCodePoint(n);
      return set.c.some(([names, negated]) => names.some((name) => inClass(name, c)) !== negated);
    };
    const inSet = (set, n, ignoring) => {
      let found = held(set, n);
      if (!found && ignoring) {
        found = held(set, folded(n));
        // A sign like that for kelvin is neither: its small letter has another capital.
        const low = folded(n), capital = low === n ? [] : scalars(String.fromCodePoint(low).toUpperCase());
        if (!found && capital.length === 1) found = held(set, capital[0].codePointAt(0));
        const up = scalars(String.fromCodePoint(n).toUpperCase());
        if (!found && up.length === 1) found = held(set, up[0].codePointAt(0));
      }
      return found !== set.n && !set.m.some((s) => inSet(s, n, ignoring));
    };
    const SCALAR = 0, SET = 1, SPLIT = 3, JUMP = 4, SAVE = 5, START = 6, END = 7;
    const search = (p, text, from, count) => {
      const seen = new Array(p.p.length).fill(-1);
      let mark = 0, best = null;
      const add = (list, step, saves, at) => {
        const stack = [[step, saves]];
        while (stack.length) {
          let [i, kept] = stack.pop();
          if (seen[i] === mark) continue;
          seen[i] = mark;
          const [op, a, b] = p.p[i];
          switch (op) {
            case JUMP: stack.push([a, kept]); break;
            case SPLIT: stack.push([b, kept], [a, kept]); break;
            case SAVE:
              if (a < kept.length) { kept = [...kept]; kept[a] = at; }
              stack.push([i + 1, kept]);
              break;
            case START: if (at === 0 || (p.m && text[at - 1] === 10)) stack.push([i + 1, kept]); break;
            case END: if (at === text.length || (p.m && text[at] === 10)) stack.push([i + 1, kept]); break;
            default: list.push([i, kept]);
          }
        }
      };
      let now = [];
      // A mark for each position: the first threads of a position are added after those that advanced to it.
      for (let at = from; ; at++) {
        if (!best) {
          const saves = new Array(count).fill(-1);
          saves[0] = at;
          add(now, 0, saves, at);
        }
        if (!now.length && best) break;
        burn(1 + now.length / 8);
        const raw = at < text.length ? text[at] : null, n = raw === null ? null : p.i ? folded(raw) : raw;
        mark += 1;
        const next = [];
        for (const [i, kept] of now) {
          const [op, a] = p.p[i];
          if (op > END) { best = [...kept]; best[1] = at; break; }
          if (raw === null) continue;
          const go = op === SCALAR ? n === a : op === SET ? inSet(p.sets[a], raw, p.i) : p.s || (n !== 10 && n !== 13);
          if (go) add(next, i + 1, kept, at + 1);
        }
        now = next;
        if (at >= text.length) break;
      }
      return best;
    };
    const points = (s) => scalars(s).map((c) => c.codePointAt(0));
    const joined = (list) => list.map((n) => String.fromCodePoint(n)).join("");
    export const matches = (p, s) => (isText(s) ? search(p, points(s), 0, 2) !== null : null);
    const templateParts = (s, groups) => {
      const out = [];
      for (let i = 0; i < s.length; i++) {
        if (s[i] === "\\") {
          if (s[i + 1] !== "\\" && s[i + 1] !== "$") return null;
          out.push(s[++i]);
        } else if (s[i] === "$") {
          if (!/^[0-9]$/.test(s[i + 1] ?? "")) return null;
          let n = Number(s[++i]);
          while (/^[0-9]$/.test(s[i + 1] ?? "") && n * 10 + Number(s[i + 1]) <= groups) n = n * 10 + Number(s[++i]);
          if (n <= groups) out.push(n);
        } else out.push(s[i]);
      }
      return out;
    };
    export const replace = (p, s, pattern, replacement) => {
      if (!isText(s) || !isText(replacement)) return null;
      const template = p.q ? [replacement] : templateParts(replacement, p.g);
      if (!template || search(p, [], 0, 2)) return null;
      const text = points(s);
      let out = "", at = 0;
      for (let found; at <= text.length && (found = search(p, text, at, (p.g + 1) * 2)); at = found[1]) {
        if (found[0] === found[1]) return null;
        out += joined(text.slice(at, found[0]));
        for (const part of template) {
          out += typeof part === "string" ? part : found[part * 2] >= 0 && found[part * 2 + 1] >= found[part * 2] ? joined(text.slice(found[part * 2], found[part * 2 + 1])) : "";
        }
      }
      return (out + joined(text.slice(at))).normalize("NFC");
    };
    export const split = (p, s) => {
      if (!isText(s) || search(p, [], 0, 2)) return null;
      const text = points(s), out = [];
      let at = 0;
      for (let found; (found = search(p, text, at, 2)); at = found[1]) {
        if (found[1] <= found[0]) return null;
        out.push(joined(text.slice(at, found[0])));
      }
      return [...out, joined(text.slice(at))];
    };

    // Values as the server sends them.
    export const read = (v) => {
      if (v === null || typeof v === "boolean") return v;
      if (typeof v === "string") return v.normalize("NFC");
      if (Array.isArray(v)) return v.map(read);
      if (v.n) return num(v.n[0], v.n[1]);
      if (v.t) return temporal(v.t);
      if (v.c) return new Ctx(v.c.map((e) => e[0].normalize("NFC")), v.c.map((e) => read(e[1])));
      if (v.r) return new Range(read(v.r[0]), read(v.r[1]), v.r[2], v.r[3], v.r[4]);
      return new Entity(v.e[0], v.e[1]);
    };
    export { sort_ as kind };
    """#
}
