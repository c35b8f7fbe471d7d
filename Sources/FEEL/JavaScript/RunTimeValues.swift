/// Values, their order and equality, operators, members and loops.
extension JavaScriptRunTime {
  static let values = #"""
    export class Ctx { constructor(keys, values) { this.keys = keys; this.values = values; } }
    export class Range { constructor(lo, hi, il, iu, sign = null) {
      this.lo = lo; this.hi = hi; this.il = il; this.iu = iu; this.sign = sign; this.half = ["<", "<=", ">", ">="].includes(sign);
    } }
    export class Fn { constructor(names, types, weight, body) { this.names = names; this.types = types; this.weight = weight; this.body = body; } }
    export class Entity { constructor(cls, id) { this.cls = cls; this.id = id; } }
    export const ctx = (keys, values) => new Ctx(keys, values);
    // As a value its ends must be comparable; in a test it only asks.
    export const interval = (lo, hi, il, iu) => new Range(lo, hi, il, iu);
    export const range = (lo, hi, il, iu) => (lo !== null && hi !== null && order(lo, hi) === null ? null : new Range(lo, hi, il, iu));
    export const halfRange = (sign, end) => {
      const below = sign === "<" || sign === "<=", both = sign === "=" || sign === "!=";
      return new Range(below ? null : end, below || both ? end : null, sign === "=" || sign === ">=", sign === "=" || sign === "<=", sign);
    };
    export const fn = (names, types, weight, body) => new Fn(names, types, weight, body);
    export const entity = (cls, id) => new Entity(cls, id);

    // Work is bounded: an expression that takes too many steps is null.
    class Spent extends Error {}
    let fuel = 2000000, calls = 0;
    const LIST = 100000;
    const burn = (n = 1) => { fuel -= n; if (fuel < 0) throw new Spent(); };
    export const run = (body) => {
      fuel = 2000000;
      calls = 0;
      try { return body(); } catch (e) { if (e instanceof Spent) return null; throw e; }
    };

    const get = (c, key) => { const at = c.keys.indexOf(key); return at < 0 ? undefined : c.values[at]; };
    const put = (c, key, value) => {
      const at = c.keys.indexOf(key);
      if (at < 0) return new Ctx([...c.keys, key], [...c.values, value]);
      const values = [...c.values];
      values[at] = value;
      return new Ctx(c.keys, values);
    };
    const listed = (v) => (Array.isArray(v) ? v : v === null ? [] : [v]);
    const cmp = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    // By Unicode scalar: surrogates come behind all other units.
    const compareText = (a, b) => {
      const n = Math.min(a.length, b.length);
      for (let i = 0; i < n; i++) {
        let x = a.charCodeAt(i), y = b.charCodeAt(i);
        if (x !== y) {
          if (x >= 0xd800 && y >= 0xd800) { x = x >= 0xe000 ? x - 0x800 : x + 0x2000; y = y >= 0xe000 ? y - 0x800 : y + 0x2000; }
          return x < y ? -1 : 1;
        }
      }
      return cmp(a.length, b.length);
    };
    const compareTime = (a, b) => ((a.zone === null) !== (b.zone === null) ? null : cmp(timeUniversal(a), timeUniversal(b)));
    const compareMoment = (a, b) => {
      const x = universal(a), y = universal(b);
      if (x === null && y === null) return cmp(localNs(a), localNs(b));
      return x === null || y === null ? null : cmp(x, y);
    };
    const midnight = (day, zone) => new Moment(day, new Time(0, zone));
    /** -1, 0, 1, or null where there is no order. */
    const order = (a, b) => {
      if (a instanceof Num && b instanceof Num) return compareNum(a, b);
      if (typeof a === "string" && typeof b === "string") return compareText(a, b);
      if (a instanceof Day && b instanceof Day) return cmp(a.days, b.days);
      if (a instanceof Time && b instanceof Time) return compareTime(a, b);
      if (a instanceof Moment && b instanceof Moment) return compareMoment(a, b);
      if (a instanceof Day && b instanceof Moment) return compareMoment(midnight(a, b.time.zone), b);
      if (a instanceof Moment && b instanceof Day) return compareMoment(a, midnight(b, a.time.zone));
      if (a instanceof Span && b instanceof Span) return cmp(a.total, b.total);
      if (a instanceof Months && b instanceof Months) return cmp(a.months, b.months);
      return null;
    };
    export const eq = (a, b, depth = 0) => {
      if (a === null || b === null) return a === b;
      if (typeof a === "boolean" && typeof b === "boolean") return a === b;
      if (typeof a === "string" && typeof b === "string") return a === b;
      // Fractions of seconds are no part of what is compared for equality.
      if (a instanceof Time && b instanceof Time) {
        return (a.zone === null) === (b.zone === null) && Math.floor(timeUniversal(a) / 1e9) === Math.floor(timeUniversal(b) / 1e9);
      }
      if (a instanceof Moment && b instanceof Moment) {
        const x = universal(a), y = universal(b);
        if ((x === null) !== (y === null)) return false;
        return floorDiv(x ?? localNs(a), SECOND) === floorDiv(y ?? localNs(b), SECOND);
      }
      const known = order(a, b);
      if (known !== null) return known === 0;
      if ((a instanceof Span && b instanceof Months) || (a instanceof Months && b instanceof Span)) {
        return (a.total ?? a.months) === 0n && (b.total ?? b.months) === 0n ? true : null;
      }
      if (a instanceof Entity && b instanceof Entity) return a.cls === b.cls && a.id === b.id;
      if (depth >= 64) return null;
      if (Array.isArray(a) && Array.isArray(b)) {
        burn(a.length);
        return a.length === b.length && a.every((x, i) => eq(x, b[i], depth + 1) === true);
      }
      if (a instanceof Ctx && b instanceof Ctx) {
        return a.keys.length === b.keys.length
          && a.keys.every((k, i) => { const other = get(b, k); return other !== undefined && eq(a.values[i], other, depth + 1) === true; });
      }
      if (a instanceof Range && b instanceof Range) {
        return a.sign === b.sign && a.il === b.il && a.iu === b.iu && eq(a.lo, b.lo, depth + 1) === true && eq(a.hi, b.hi, depth + 1) === true;
      }
      return null;
    };
    const same = (a, b) => eq(a, b) === true;
    const inRange = (r, v) => {
      if (v === null || (r.lo === null && r.hi === null)) return null;
      if (r.sign === "!=") { const o = order(r.lo, v); return o === null ? null : o !== 0; }
      if (!r.half && (r.lo === null || r.hi === null)) return null;
      let result = true;
      if (r.lo !== null) {
        const o = order(r.lo, v);
        if (o === null) return null;
        if (o > 0 || (o === 0 && !r.il)) result = false;
      }
      if (r.hi !== null) {
        const o = order(v, r.hi);
        if (o === null) return null;
        if (o > 0 || (o === 0 && !r.iu)) result = false;
      }
      return result;
    };
    const sort_ = (v) => {
      if (v === null) return 1;
      if (typeof v === "boolean") return 2;
      if (typeof v === "string") return 4;
      const kinds = [[Num, 3], [Day, 5], [Time, 6], [Moment, 7], [Span, 8], [Months, 9], [Array, 10], [Ctx, 0], [Range, 12], [Fn, 13], [Entity, 15]];
      return kinds.find(([kind]) => v instanceof kind)[1];
    };
    export const print = (v, depth = 0) => {
      if (depth >= 64) return "…";
      if (v === null) return "null";
      if (typeof v === "boolean") return String(v);
      if (typeof v === "string") return '"' + v.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t") + '"';
      if (v instanceof Num) return numText(v);
      if (v instanceof Day) return dayText(v);
      if (v instanceof Time) return timeText(v);
      if (v instanceof Moment) return dayText(v.day) + "T" + timeText(v.time);
      if (v instanceof Span) return spanText(v);
      if (v instanceof Months) return monthsText(v);
      if (Array.isArray(v)) return "[" + v.map((x) => print(x, depth + 1)).join(", ") + "]";
      if (v instanceof Ctx) return "{" + v.keys.map((k, i) => k + ": " + print(v.values[i], depth + 1)).join(", ") + "}";
      if (v instanceof Range && v.sign) return "(" + v.sign + " " + print(v.lo ?? v.hi, depth + 1) + ")";
      if (v instanceof Range) return (v.il ? "[" : "(") + print(v.lo, depth + 1) + ".." + print(v.hi, depth + 1) + (v.iu ? "]" : ")");
      if (v instanceof Fn) return "function(" + v.names.join(", ") + ")";
      return v.cls + "/" + v.id;
    };

    // Truth.
    export const truth = (v) => (typeof v === "boolean" ? v : null);
    export const not = (v) => (typeof v === "boolean" ? !v : null);
    export const and = (...list) => {
      let result = true;
      for (const v of list) { if (v === false) return false; if (v !== true) result = null; }
      return result;
    };
    export const or = (...list) => {
      let result = false;
      for (const v of list) { if (v === true) return true; if (v !== false) result = null; }
      return result;
    };
    export const ne = (a, b) => not(eq(a, b));
    const ordered = (holds) => (a, b) => { const o = order(a, b); return o === null ? null : holds(o); };
    export const lt = ordered((o) => o < 0);
    export const le = ordered((o) => o <= 0);
    export const gt = ordered((o) => o > 0);
    export const ge = ordered((o) => o >= 0);
    export const between = (v, lo, hi) => (lo === null || hi === null ? null : inRange(new Range(lo, hi, true, true), v));
    export const belongs = (v, set) => {
      if (set instanceof Range) return inRange(set, v);
      if (!Array.isArray(set)) return eq(v, set);
      burn(set.length);
      for (const item of set) if (item instanceof Range ? inRange(item, v) === true : same(v, item)) return true;
      return Array.isArray(v) && same(v, set);
    };
    export const belongsOrHolds = (v, set) => (typeof set === "boolean" ? (typeof v === "boolean" ? v === set : set) : belongs(v, set));

    // Arithmetic.
    const longest = (s) => s.length > 1000000 && new TextEncoder().encode(s).length > 4000000;
    const shiftBy = (v, total) => {
      if (v instanceof Day) return fromLocal(BigInt(v.days) * DAYn + total, null).day;
      if (v instanceof Moment) {
        const at = universal(v);
        if (at !== null) return fromUniversal(at + total, v.time.zone);
        return fromLocal(localNs(v) + total, v.time.zone);
      }
      return v instanceof Time ? new Time(Number((BigInt(v.ns) + total) % DAYn), v.zone) : null;
    };
    const shiftMonths = (v, months) => {
      if (v instanceof Day) return addMonths(v, Number(months));
      if (!(v instanceof Moment)) return null;
      const day = addMonths(v.day, Number(months));
      return day && new Moment(day, v.time);
    };
    export const neg = (v) => {
      if (v instanceof Num) return new Num(-v.c, v.e);
      if (v instanceof Span) return makeSpan(-v.total);
      return v instanceof Months ? makeMonths(-v.months) : null;
    };
    export const add = (a, b) => {
      if (a instanceof Num && b instanceof Num) return plus(a, b);
      if (typeof a === "string" && typeof b === "string") { burn((a.length + b.length) >> 4); return longest(a + b) ? null : (a + b).normalize("NFC"); }
      if (a instanceof Span && b instanceof Span) return makeSpan(a.total + b.total);
      if (a instanceof Months && b instanceof Months) return makeMonths(a.months + b.months);
      if (b instanceof Span) return shiftBy(a, b.total);
      if (a instanceof Span) return shiftBy(b, a.total);
      if (b instanceof Months) return shiftMonths(a, b.months);
      return a instanceof Months ? shiftMonths(b, a.months) : null;
    };
    const difference = (a, b) => {
      const place = (v) => (v instanceof Day ? midnight(v, 0) : v);
      const x = place(a), y = place(b), p = universal(x), q = universal(y);
      if (p !== null && q !== null) return makeSpan(p - q);
      if (p === null && q === null) return makeSpan(localNs(x) - localNs(y));
      return null;
    };
    export const sub = (a, b) => {
      if (a instanceof Num && b instanceof Num) return minus(a, b);
      if (a instanceof Day && b instanceof Day) return new Span(BigInt(a.days - b.days) * DAYn);
      if ((a instanceof Day || a instanceof Moment) && (b instanceof Day || b instanceof Moment)) return difference(a, b);
      if (a instanceof Time && b instanceof Time) {
        return (a.zone === null) === (b.zone === null) ? makeSpan(BigInt(timeUniversal(a) - timeUniversal(b))) : null;
      }
      if (b instanceof Span || b instanceof Months) { const minus = neg(b); return minus && add(a, minus); }
      return null;
    };
    const scaledSpan = (seconds, factor) => {
      const product = times(seconds, factor), f = product && rescaled(product, 0, "floor"), w = f && scaled(f, 0);
      if (w === null || w === undefined) return null;
      const part = minus(product, f), rest = part && rescaled(part, 9, "down");
      const ns = rest && scaled(rest, 9);
      return ns === null ? null : makeSpan(w * SECOND + ns);
    };
    const wholeMonths = (n) => { const w = n && rescaled(n, 0, "down"), m = w && scaled(w, 0); return m === null ? null : new Months(m); };
    export const mul = (a, b) => {
      if (a instanceof Num && b instanceof Num) return times(a, b);
      if (b instanceof Span || b instanceof Months) [a, b] = [b, a];
      if (!(b instanceof Num)) return null;
      if (a instanceof Span) return scaledSpan(spanNum(a), b);
      return a instanceof Months ? wholeMonths(times(new Num(a.months, 0), b)) : null;
    };
    export const div = (a, b) => {
      if (a instanceof Num && b instanceof Num) return over(a, b);
      if (a instanceof Span && b instanceof Span) return over(spanNum(a), spanNum(b));
      if (a instanceof Months && b instanceof Months) return over(new Num(a.months, 0), new Num(b.months, 0));
      if (!(b instanceof Num)) return null;
      if (a instanceof Months) return wholeMonths(over(new Num(a.months, 0), b));
      if (!(a instanceof Span)) return null;
      const inverse = over(spanNum(a), b);
      return inverse && scaledSpan(new Num(1n, 0), inverse);
    };
    export const pow = (a, count) => (a instanceof Num ? raised(a, count) : null);

    // Members.
    const calendar = (day, id) => {
      const p = parts(day);
      return { year: int(p.year), month: int(p.month), day: int(p.day), weekday: int(weekday(day)) }[id];
    };
    const clockPart = (t, id, m) => {
      switch (id) {
        case "hour": return int(Math.floor(t.ns / 3600e9));
        case "minute": return int(Math.floor(t.ns / 60e9) % 60);
        case "second": return normalized(new Num(BigInt(t.ns % 60e9), -9));
        case "time offset": {
          const offset = m ? offsetAtLocal(t.zone, m.day.days * 86400 + Math.floor(t.ns / 1e9)) : standardOffset(t.zone);
          return offset === null ? null : new Span(BigInt(offset) * SECOND);
        }
        case "timezone": return typeof t.zone === "string" ? t.zone : null;
      }
    };
    const ownMember = (v, id) => {
      if (v instanceof Ctx) return get(v, id);
      if (v instanceof Entity) throw new Error("members of entities are not known here");
      if (v instanceof Day) return calendar(v, id);
      if (v instanceof Moment) return calendar(v.day, id) ?? clockPart(v.time, id, v);
      if (v instanceof Time) return clockPart(v, id, null);
      if (v instanceof Span) {
        const p = spanParts(v), sign = v.total < 0n ? -1n : 1n;
        switch (id) {
          case "days": case "hours": case "minutes": return new Num(sign * p[id], 0);
          case "seconds": { const s = normalized(new Num(p.seconds * SECOND + p.ns, -9)); return sign < 0n ? neg(s) : s; }
        }
        return undefined;
      }
      if (v instanceof Months) return id === "years" ? new Num(v.months / 12n, 0) : id === "months" ? new Num(v.months % 12n, 0) : undefined;
      if (v instanceof Range) return { start: v.lo, end: v.hi, "start included": v.il, "end included": v.iu }[id];
      return undefined;
    };
    export const member = (v, id, depth = 0) => {
      if (v === null) return null;
      if (!Array.isArray(v)) return ownMember(v, id) ?? null;
      if (depth >= 16) return null;
      burn(v.length);
      return v.map((x) => member(x, id, depth + 1));
    };
    export const memberOrElse = (v, id, other) => { const found = ownMember(v, id); return found === undefined ? other() : found; };

    // Types: [sort], [sort, element], [sort, {name: type}], [13, count].
    const isInstance = (v, type, nulls = false, depth = 0) => {
      const [sort, inner] = type;
      if (depth >= 64) return false;
      if (v === null) return sort === 1;
      if (sort === 0) return true;
      if (Array.isArray(v) && sort === 10) return inner[0] === 0 || v.every((x) => (nulls && x === null) || isInstance(x, inner, nulls, depth + 1));
      if (v instanceof Ctx && sort === 11) {
        return Object.entries(inner).every(([k, t]) => { const x = get(v, k); return x !== undefined && (x === null || isInstance(x, t, nulls, depth + 1)); });
      }
      if (v instanceof Range && sort === 12) return [v.lo, v.hi].every((x) => x === null || isInstance(x, inner, nulls, depth + 1));
      if (v instanceof Fn && sort === 13) return inner < 0 || v.names.length === inner;
      return sort_(v) === sort || (sort === 14 && typeof v === "string");
    };
    export const instance = (v, type) => isInstance(v, type);
    const conforms = (v, type) => v === null || isInstance(v, type, true);
    const coercedInner = (v, type) => (conforms(v, type) ? v : v instanceof Day && type[0] === 7 ? midnight(v, 0) : undefined);
    export const coerced = (v, type) => {
      if (conforms(v, type)) return v;
      if (Array.isArray(v) && v.length === 1 && type[0] !== 10) return coercedInner(v[0], type);
      if (v instanceof Day && type[0] === 7) return midnight(v, 0);
      if (type[0] !== 10) return undefined;
      const made = coercedInner(v, type[1]);
      return made === undefined ? undefined : [made];
    };
    export const apply = (f, args) => {
      if (!(f instanceof Fn) || args.length !== f.names.length) return null;
      burn(5);
      if (calls + f.weight > 1000) return null;
      calls += f.weight;
      try { return f.body(...args.map((v, i) => (f.types[i][0] === 0 ? v : coerced(v, f.types[i]) ?? null))); } finally { calls -= f.weight; }
    };
    export const applyNamed = (f, names, args) => {
      if (!(f instanceof Fn) || f.names.some((n) => !names.includes(n)) || names.length !== f.names.length) return null;
      return apply(f, f.names.map((n) => args[names.indexOf(n)]));
    };

    /** Calls with the first of the ways that the arguments belong to, else the first they can be made into. */
    export const chosen = (f, ways, args) => {
      for (const way of ways) if (args.every((v, i) => conforms(v, way[i]))) return f(...args);
      for (const way of ways) {
        const made = args.map((v, i) => coerced(v, way[i]));
        if (!made.includes(undefined)) return f(...made);
      }
      return null;
    };

    // Lists.
    const element = (items, index) => {
      const at = whole(index);
      if (at === null) return null;
      const n = Number(at);
      return n >= 1 && n <= items.length ? items[n - 1] : n <= -1 && n >= -items.length ? items[items.length + n] : null;
    };
    export const index = (list, at) => (list === null ? null : element(listed(list), at));
    export const filter = (list, test) => { if (list === null) return null; const items = listed(list); burn(items.length * 2); return items.filter((v) => test(v) === true); };
    export const filterOrIndex = (list, test) => {
      if (list === null) return null;
      const items = listed(list), kept = [];
      burn(items.length * 2);
      for (let i = 0; i < items.length; i++) {
        const result = test(items[i]);
        if (i === 0 && result instanceof Num) return element(items, result);
        if (result === true) kept.push(items[i]);
        else if (result !== false && result !== null) return null;
      }
      return kept;
    };
    const span_ = (a, b) => {
      let lo, hi, make;
      if (a instanceof Num && b instanceof Num) { lo = whole(a); hi = whole(b); make = (n) => new Num(BigInt(n), 0); }
      else if (a instanceof Day && b instanceof Day) { lo = a.days; hi = b.days; make = (n) => new Day(n); }
      else return null;
      if (lo === null || hi === null) return null;
      lo = BigInt(lo); hi = BigInt(hi);
      if (abs(hi - lo) >= BigInt(LIST)) return null;
      burn(Number(abs(hi - lo)));
      const out = [], step = lo <= hi ? 1n : -1n;
      for (let n = lo; ; n += step) { out.push(make(Number(n))); if (n === hi) return out; }
    };
    /** What a variable runs over; null when that is nothing. `last` is undefined but for `a..b`. */
    const domain = (first, last) => {
      if (last !== undefined) return span_(first, last);
      if (Array.isArray(first)) return first;
      if (first instanceof Range) {
        const o = order(first.lo, first.hi);
        const values = o === null || o > 0 ? null : span_(first.lo, first.hi);
        if (!values) return null;
        if (!first.iu && values.length && same(values[values.length - 1], first.hi)) values.pop();
        if (!first.il && values.length) values.shift();
        return values;
      }
      return first === null ? null : [first];
    };
    /** Calls body for each value: true when all were seen, false when it stopped, null when there are none to see. */
    export const over_ = (first, last, body) => {
      const values = domain(first, last);
      if (!values) return null;
      for (const v of values) { burn(2); const go = body(v); if (go !== true) return go; }
      return true;
    };
    export const loop = (each) => {
      const results = [];
      const done = each((make) => {
        if (results.length >= LIST) return false;
        results.push(make(results));
        return true;
      });
      return done === true ? results : null;
    };
    export const quantified = (stop, each) => {
      let result = !stop, odd = false;
      const done = each((value) => {
        const t = truth(value);
        if (t === null && value !== null) { odd = true; return false; }
        if (t === stop) { result = stop; return false; }
        if (t === null) result = null;
        return true;
      });
      return done === null || odd ? null : result;
    };

    """#
}
