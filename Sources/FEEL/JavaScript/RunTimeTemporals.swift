/// Days, times, moments and durations: the calendar of `CivilDate` and its neighbours.
extension JavaScriptRunTime {
  static let temporals = #"""
    export class Day { constructor(days) { this.days = Math.min(Math.max(days, -365243219162), 365241780471); } }
    export class Time { constructor(ns, zone) { this.ns = ((ns % DAY) + DAY) % DAY; this.zone = zone; } }
    export class Moment { constructor(day, time) { this.day = day; this.time = time; } }
    export class Span { constructor(total) { this.total = total; } }
    export class Months { constructor(months) { this.months = months; } }
    const DAY = 86400000000000, DAYn = 86400000000000n, SECOND = 1000000000n;
    const floorDiv = (a, b) => (a - (((a % b) + b) % b)) / b;
    const SHANGHAI = "Asia/Shanghai", UTC = "Etc/UTC";
    const summers = [[515527200, 527014800], [545162400, 558464400], [577216800, 589914000],
      [608666400, 621968400], [640116000, 653418000], [671565600, 684867600]];
    // Seconds east of Greenwich; null without zone. A zone is null, a number of seconds, or one of two names.
    const offsetAtUTC = (zone, s) =>
      typeof zone === "number" ? zone : zone === null ? null : zone === UTC ? 0
        : summers.some(([a, b]) => s >= a && s < b) ? 32400 : 28800;
    const standardOffset = (zone) => (zone === SHANGHAI ? 28800 : zone === UTC ? 0 : zone);
    const offsetAtLocal = (zone, s) =>
      zone !== SHANGHAI ? offsetAtUTC(zone, s) : offsetAtUTC(zone, s - 32400) === 32400 ? 32400 : 28800;
    // The clocks of other places are the server's: asking for them here is an error, not another answer.
    const zoneNamed = (name) => {
      if (name === SHANGHAI || name === UTC) return name;
      try { new Intl.DateTimeFormat("en", { timeZone: name }); } catch { return undefined; }
      throw new Error(`the clocks of ${name} are not known here`);
    };
    const leap = (y) => y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
    const monthLength = (m, y) => (m === 2 ? (leap(y) ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : m >= 1 && m <= 12 ? 31 : 0);
    const countDays = (year, month, day) => {
      const y = month <= 2 ? year - 1 : year, era = Math.floor(y / 400), ofEra = y - era * 400;
      const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
      return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
    };
    const makeDay = (y, m, d) =>
      Math.abs(y) > 999999999 || m < 1 || m > 12 || d < 1 || d > monthLength(m, y) ? null : new Day(countDays(y, m, d));
    const parts = (day) => {
      const z = day.days + 719468, era = Math.floor(z / 146097), ofEra = z - era * 146097;
      const y = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
      const ofYear = ofEra - (365 * y + Math.floor(y / 4) - Math.floor(y / 100));
      const shifted = Math.floor((5 * ofYear + 2) / 153), d = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
      const m = shifted < 10 ? shifted + 3 : shifted - 9;
      return { year: y + era * 400 + (m <= 2 ? 1 : 0), month: m, day: d };
    };
    const weekday = (day) => ((((day.days + 3) % 7) + 7) % 7) + 1;
    const dayOfYear_ = (day) => day.days - countDays(parts(day).year, 1, 1) + 1;
    const weekOfYear_ = (day) => Math.floor((dayOfYear_(new Day(day.days + 4 - weekday(day))) - 1) / 7) + 1;
    const addMonths = (day, count) => {
      const { year, month, day: d } = parts(day), total = year * 12 + month - 1 + count;
      if (!Number.isSafeInteger(total)) return null;
      const y = Math.floor(total / 12), m = total - y * 12 + 1;
      return makeDay(y, m, Math.min(d, monthLength(m, y)));
    };
    const monthsUntil = (a, b) => {
      const x = parts(a), y = parts(b);
      let months = (y.year - x.year) * 12 + y.month - x.month;
      if (months > 0 && y.day < x.day) months -= 1;
      if (months < 0 && y.day > x.day) months += 1;
      return months;
    };
    const makeTime = (h, m, s, ns, zone) =>
      h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 ? null : new Time((h * 3600 + m * 60 + s) * 1e9 + ns, zone);
    const localNs = (m) => BigInt(m.day.days) * DAYn + BigInt(m.time.ns);
    const universal = (m) => {
      const offset = offsetAtLocal(m.time.zone, m.day.days * 86400 + Math.floor(m.time.ns / 1e9));
      return offset === null ? null : localNs(m) - BigInt(offset) * SECOND;
    };
    const fromLocal = (ns, zone) => {
      let days = floorDiv(ns, DAYn);
      const rest = ns - days * DAYn;
      if (days > 400000000000n) days = 400000000000n;
      if (days < -400000000000n) days = -400000000000n;
      return new Moment(new Day(Number(days)), new Time(Number(rest), zone));
    };
    const fromUniversal = (ns, zone) =>
      fromLocal(ns + BigInt(offsetAtUTC(zone, Number(floorDiv(ns, SECOND))) ?? 0) * SECOND, zone);
    const makeSpan = (total) => (abs(floorDiv(total, SECOND)) < 4000000000000000000n ? new Span(total) : null);
    const makeMonths = (m) => (small(m) ? new Months(m) : null);
    const timeUniversal = (t) => t.ns - (standardOffset(t.zone) ?? 0) * 1e9;

    // Reading and writing ISO 8601.
    const pad = (n, w) => (n < 0 ? "-" : "") + String(Math.abs(n)).padStart(w, "0");
    const fractionText = (ns) => (ns === 0 ? "" : "." + pad(ns, 9).replace(/0+$/, ""));
    const readDay = (text) => {
      const m = /^(-?)(\d{4,9})-(\d\d)-(\d\d)$/.exec(text);
      if (!m || (m[2].length > 4 && m[2][0] === "0")) return null;
      return makeDay(Number(m[1] + m[2]), Number(m[3]), Number(m[4]));
    };
    const readZone = (text) => {
      if (text === "") return null;
      if (text === "Z") return 0;
      if (text[0] === "@") return zoneNamed(text.slice(1));
      const m = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
      if (!m) return undefined;
      const h = Number(m[2]), n = Number(m[3]), s = Number(m[4] ?? 0), total = h * 3600 + n * 60 + s;
      return n > 59 || s > 59 || total > 50400 ? undefined : m[1] === "-" ? -total : total;
    };
    // 24:00:00 is the first moment of the next day: `late` tells.
    const readTimePart = (text) => {
      const m = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Z@+-].*)?$/s.exec(text);
      if (!m) return null;
      const zone = readZone(m[5] ?? ""), ns = Number((m[4] ?? "0").slice(0, 9).padEnd(9, "0"));
      if (zone === undefined) return null;
      if (m[1] === "24" && m[2] === "00" && m[3] === "00" && ns === 0) return { time: new Time(0, zone), late: 1 };
      const time = makeTime(Number(m[1]), Number(m[2]), Number(m[3]), ns, zone);
      return time && { time, late: 0 };
    };
    const readTime = (text) => readTimePart(text)?.time ?? null;
    const readMoment = (text) => {
      const at = text.indexOf("T"), day = readDay(at < 0 ? text : text.slice(0, at));
      if (!day) return null;
      if (at < 0) return new Moment(day, new Time(0, null));
      const part = readTimePart(text.slice(at + 1));
      return part && new Moment(new Day(day.days + part.late), part.time);
    };
    const readDuration = (text) => {
      const m = /^(-?)P(?:(\d{1,15})Y)?(?:(\d{1,15})M)?(?:(\d{1,15})D)?(T(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d*))?S)?)?$/.exec(text);
      if (!m || m[5] === "T") return null;
      const hasMonths = m[2] !== undefined || m[3] !== undefined;
      const hasTime = m[4] !== undefined || m[5] !== undefined;
      if (hasMonths === hasTime) return null;
      const b = (i) => BigInt(m[i] ?? 0), sign = m[1] ? -1n : 1n;
      if (hasMonths) return new Months(sign * (b(2) * 12n + b(3)));
      const total = ((b(4) * 24n + b(6)) * 60n + b(7)) * 60n + b(8);
      return makeSpan(sign * (total * SECOND + BigInt((m[9] || "0").slice(0, 9).padEnd(9, "0"))));
    };
    export const temporal = (text) => readDay(text) ?? readMoment(text) ?? readTime(text) ?? readDuration(text);
    const dayText = (day) => { const p = parts(day); return pad(p.year, 4) + "-" + pad(p.month, 2) + "-" + pad(p.day, 2); };
    const zoneText = (zone) => {
      if (zone === null) return "";
      if (typeof zone === "string") return "@" + zone;
      if (zone === 0) return "Z";
      const size = Math.abs(zone), rest = size % 60;
      return (zone < 0 ? "-" : "+") + pad(Math.floor(size / 3600), 2) + ":" + pad(Math.floor(size / 60) % 60, 2)
        + (rest ? ":" + pad(rest, 2) : "");
    };
    const timeText = (t) => {
      const s = Math.floor(t.ns / 1e9);
      return pad(Math.floor(s / 3600), 2) + ":" + pad(Math.floor(s / 60) % 60, 2) + ":" + pad(s % 60, 2)
        + fractionText(t.ns % 1e9) + zoneText(t.zone);
    };
    const spanParts = (span) => {
      const size = abs(span.total), w = size / SECOND;
      return { days: w / 86400n, hours: (w / 3600n) % 24n, minutes: (w / 60n) % 60n, seconds: w % 60n, ns: size % SECOND };
    };
    const spanText = (span) => {
      const p = spanParts(span);
      let time = (p.hours ? p.hours + "H" : "") + (p.minutes ? p.minutes + "M" : "");
      if (p.seconds || p.ns) time += p.seconds + fractionText(Number(p.ns)) + "S";
      if (!p.days && !time) return "PT0S";
      return (span.total < 0n ? "-P" : "P") + (p.days ? p.days + "D" : "") + (time ? "T" + time : "");
    };
    const monthsText = (m) => {
      const size = abs(m.months);
      if (size === 0n) return "P0M";
      return (m.months < 0n ? "-P" : "P") + (size / 12n ? size / 12n + "Y" : "") + (size % 12n ? (size % 12n) + "M" : "");
    };
    const spanNum = (span) => { const r = rounded(span.total < 0n, abs(span.total), -9); return r ? normalized(r) : ZERO; };

    """#
}
