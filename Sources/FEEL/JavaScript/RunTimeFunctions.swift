/// The pure built-in functions.
extension JavaScriptRunTime {
  static let functions = #"""
    const isText = (v) => typeof v === "string";
    const dayOf = (v) => (v instanceof Day ? v : v instanceof Moment ? v.day : null);

    // Conversion.
    export const date = (a, m, d) => {
      if (m !== undefined) {
        const [y, n, k] = [a, m, d].map(whole);
        return y === null || n === null || k === null ? null : makeDay(Number(y), Number(n), Number(k));
      }
      return isText(a) ? readDay(a) : dayOf(a);
    };
    export const time = (a, m, s, offset) => {
      if (m === undefined) {
        if (isText(a)) return readTime(a);
        return a instanceof Time ? a : a instanceof Moment ? a.time : a instanceof Day ? new Time(0, 0) : null;
      }
      let zone = null;
      if (offset instanceof Span) {
        if (abs(offset.total) > 50400000000000n) return null;
        zone = Number(floorDiv(offset.total, SECOND));
      }
      const h = whole(a), n = whole(m), rest = s instanceof Num ? rescaled(s, 9, "down") : null;
      const ns = rest && scaled(rest, 9);
      if (h === null || n === null || ns === null || ns < 0n || ns >= 60000000000n) return null;
      return makeTime(Number(h), Number(n), Math.floor(Number(ns) / 1e9), Number(ns) % 1e9, zone);
    };
    export const dateAndTime = (a, b) => {
      if (b === undefined) {
        if (isText(a)) return readMoment(a);
        return a instanceof Moment ? a : a instanceof Day ? midnight(a, 0) : null;
      }
      if (dayOf(a) && b instanceof Time) return new Moment(dayOf(a), b);
      if (!(a instanceof Moment) || !isText(b)) return null;
      const zone = zoneNamed(b), ns = universal(a);
      return zone === undefined || ns === null ? null : fromUniversal(ns, zone);
    };
    export const duration = (v) => (isText(v) ? readDuration(v) : null);
    export const yearsAndMonthsDuration = (a, b) => {
      const x = dayOf(a), y = dayOf(b);
      return x && y ? new Months(BigInt(monthsUntil(x, y))) : null;
    };
    export const number = (v, group, point) => {
      if (group === undefined) return v instanceof Num ? v : isText(v) ? readNum(v) : null;
      if (!isText(v)) return null;
      group = isText(group) ? group : null;
      point = isText(point) ? point : null;
      if (group !== null && ![" ", ",", "."].includes(group)) return null;
      if (point !== null && (![",", "."].includes(point) || point === group)) return null;
      return readNum(Array.from(v).filter((c) => c !== group).map((c) => (c === point ? "." : c)).join(""));
    };
    export const string = (v) => {
      if (v === null) return null;
      const text = isText(v) ? v : print(v);
      return longest(text) ? null : text;
    };

    // Text.
    const scalars = (s) => Array.from(s);
    export const substring = (s, from, length) => {
      const start = whole(from);
      if (!isText(s) || start === null || start === 0n) return null;
      const list = scalars(s), n = Number(start), count = list.length;
      const first = n > 0 ? n - 1 : count + Math.max(n, -count - 1);
      if (first < 0 || first > count) return "";
      let size = count - first;
      if (length !== undefined && length !== null) {
        const w = length instanceof Num ? whole(rescaled(length, 0, "down")) : null;
        if (w === null || w <= 0n) return null;
        size = Math.min(size, Number(w));
      }
      return list.slice(first, first + size).join("");
    };
    export const stringLength = (s) => (isText(s) ? int(scalars(s).length) : null);
    // Each scalar by itself, so that no final sigma is made.
    export const upperCase = (s) => (isText(s) ? scalars(s).map((c) => c.toUpperCase()).join("").normalize("NFC") : null);
    export const lowerCase = (s) => (isText(s) ? scalars(s).map((c) => c.toLowerCase()).join("").normalize("NFC") : null);
    const both = (f) => (a, b) => (isText(a) && isText(b) ? f(a, b) : null);
    export const substringBefore = both((s, m) => (s.includes(m) ? s.slice(0, s.indexOf(m)) : ""));
    export const substringAfter = both((s, m) => (s.includes(m) ? s.slice(s.indexOf(m) + m.length) : ""));
    export const contains = both((s, m) => s.includes(m));
    export const startsWith = both((s, m) => s.startsWith(m));
    export const endsWith = both((s, m) => s.endsWith(m));
    export const stringJoin = (list, delimiter) => {
      if (list === null) return null;
      const items = listed(list).filter((v) => v !== null);
      burn(items.length);
      if (!items.every(isText)) return null;
      const out = items.join(isText(delimiter) ? delimiter : "");
      return longest(out) ? null : out.normalize("NFC");
    };

    // Lists.
    const position = (v, count) => {
      const w = whole(v), n = w === null ? 0 : Number(w);
      return n >= 1 && n <= count ? n - 1 : n <= -1 && n >= -count ? count + n : null;
    };
    const editing = (f) => (list, ...rest) => {
      if (list === null) return null;
      const items = listed(list);
      burn(items.length);
      return f([...items], ...rest);
    };
    export const listContains = editing((items, v) => items.some((x) => same(x, v)));
    export const listReplace = editing((items, at, v) => {
      if (at instanceof Fn) {
        for (let i = 0; i < items.length; i++) {
          const hit = apply(at, [items[i], v]);
          if (typeof hit !== "boolean") return null;
          if (hit) items[i] = v;
        }
        return items;
      }
      const i = position(at, items.length);
      if (i === null) return null;
      items[i] = v;
      return items;
    });
    export const sublist = editing((items, from, length) => {
      const start = position(from, items.length);
      if (start === null) return null;
      if (length === undefined || length === null) return items.slice(start);
      const w = whole(length);
      return w === null || w < 1n || w > BigInt(items.length - start) ? null : items.slice(start, start + Number(w));
    });
    export const append = (list, ...rest) => { if (list === null) return null; const out = [...listed(list), ...rest]; burn(out.length); return out.length > LIST ? null : out; };
    export const concatenate = (...lists) => { if (lists.includes(null)) return null; const out = lists.flatMap(listed); burn(out.length); return out.length > LIST ? null : out; };
    export const insertBefore = editing((items, at, v) => {
      const i = position(at, items.length);
      if (i === null || items.length >= LIST) return null;
      items.splice(i, 0, v);
      return items;
    });
    export const remove = editing((items, at) => {
      const i = position(at, items.length);
      if (i === null) return null;
      items.splice(i, 1);
      return items;
    });
    export const reverse = (list) => (list === null ? null : [...listed(list)].reverse());
    export const partition = (list, size) => {
      const w = whole(size), items = listed(list);
      if (list === null || w === null || w < 1n) return null;
      const n = w > BigInt(LIST) ? LIST + 1 : Number(w), out = [];
      for (let i = 0; i < items.length; i += n) out.push(items.slice(i, i + n));
      return out;
    };
    export const indexOf = editing((items, v) => items.flatMap((x, i) => (same(x, v) ? [int(i + 1)] : [])));
    export const distinctValues = (list) => {
      if (list === null) return null;
      // Texts and numbers, of which there may be many, are found by what they are.
      const seen = new Set(), others = [], out = [];
      for (const v of listed(list)) {
        burn();
        if (typeof v === "string" || v instanceof Num) {
          const key = typeof v === "string" ? "=" + v : numKey(v);
          if (!seen.has(key)) { seen.add(key); out.push(v); }
        } else {
          burn(others.length);
          if (!others.some((x) => same(x, v))) { others.push(v); out.push(v); }
        }
      }
      return out;
    };
    export const union = (...lists) => { const all = concatenate(...lists); return all && distinctValues(all); };
    export const duplicateValues = (list) => {
      if (list === null) return null;
      const once = [], twice = [];
      for (const v of listed(list)) {
        burn(once.length + twice.length + 1);
        if (!once.some((x) => same(x, v))) once.push(v);
        else if (!twice.some((x) => same(x, v))) twice.push(v);
      }
      return twice;
    };
    const flattened = (v, out, depth) => {
      if (depth >= 64) return false;
      for (const x of listed(v)) {
        burn();
        if (out.length >= LIST) return false;
        if (!Array.isArray(x)) out.push(x);
        else if (!flattened(x, out, depth + 1)) return false;
      }
      return true;
    };
    export const flatten = (list) => { if (list === null) return null; const out = []; return flattened(list, out, 0) ? out : null; };
    export const sort = (list, precedes) => {
      if (list === null || (precedes !== undefined && precedes !== null && !(precedes instanceof Fn))) return null;
      let items = [...listed(list)];
      for (let width = 1; width < items.length; width *= 2) {
        const merged = [];
        for (let start = 0; start < items.length; start += 2 * width) {
          const middle = Math.min(start + width, items.length), end = Math.min(start + 2 * width, items.length);
          let left = start, right = middle;
          while (left < middle || right < end) {
            burn(2);
            if (right >= end) { merged.push(items[left++]); continue; }
            if (left >= middle) { merged.push(items[right++]); continue; }
            let swap;
            if (precedes instanceof Fn) {
              swap = apply(precedes, [items[right], items[left]]);
              if (typeof swap !== "boolean") return null;
            }
            else {
              const o = order(items[right], items[left]);
              if (o === null) return null;
              swap = o < 0;
            }
            merged.push(swap ? items[right++] : items[left++]);
          }
        }
        items = merged;
      }
      return items;
    };

    // Figures.
    const elements = (values) => (values.length === 1 ? listed(values[0]) : values);
    const nums = (items) => (items.every((v) => v instanceof Num) ? items : null);
    const total = (items) => {
      burn(items.length);
      let sum = ZERO;
      for (const v of items) {
        sum = v instanceof Num ? plus(sum, v) : null;
        if (sum === null) return null;
      }
      return sum;
    };
    export const count = (...values) => (values.length === 1 && values[0] === null ? null : int(elements(values).length));
    const extreme = (sign) => (...values) => {
      const items = elements(values);
      if (!items.length) return null;
      let best = items[0];
      for (const v of items.slice(1)) {
        const o = order(v, best);
        if (o === null) return null;
        if (o * sign > 0) best = v;
      }
      return best;
    };
    export const min = extreme(-1);
    export const max = extreme(1);
    export const sum = (...values) => { const items = elements(values); return items.length ? total(items) : null; };
    export const mean = (...values) => { const items = elements(values), t = items.length ? total(items) : null; return t && over(t, int(items.length)); };
    export const product = (...values) => {
      const items = nums(elements(values));
      return items && items.length ? items.reduce((p, v) => p && times(p, v), new Num(1n, 0)) : null;
    };
    export const median = (...values) => {
      const items = nums(elements(values));
      if (!items || !items.length) return null;
      const sorted = [...items].sort(compareNum), middle = sorted.length >> 1;
      if (sorted.length % 2 === 1) return sorted[middle];
      const s = plus(sorted[middle - 1], sorted[middle]);
      return s && over(s, int(2));
    };
    export const stddev = (...values) => {
      const items = nums(elements(values));
      if (!items || items.length < 2) return null;
      const t = total(items), m = t && over(t, int(items.length));
      if (!m) return null;
      let squares = ZERO;
      for (const v of items) {
        const d = minus(v, m), s = d && times(d, d);
        squares = s && plus(squares, s);
        if (!squares) return null;
      }
      const q = over(squares, int(items.length - 1));
      return q && root(q);
    };
    export const mode = (...values) => {
      const items = values[0] === null ? null : nums(elements(values));
      if (!items) return null;
      const counts = new Map();
      for (const v of items) { const key = numText(v); counts.set(key, [v, (counts.get(key)?.[1] ?? 0) + 1]); }
      const most = Math.max(0, ...[...counts.values()].map(([, n]) => n));
      return [...counts.values()].filter(([, n]) => n === most).map(([v]) => normalized(v)).sort(compareNum);
    };
    const decide = (stop) => (...values) => {
      if (values.length === 1 && values[0] === null) return null;
      const items = elements(values);
      if (items.includes(stop)) return stop;
      return items.every((v) => typeof v === "boolean") ? !stop : null;
    };
    export const all = decide(false);
    export const any = decide(true);

    // Numbers.
    const rounding = (mode) => (n, scale) => {
      if (!(n instanceof Num)) return null;
      let places = 0;
      if (scale !== undefined) {
        const w = scale instanceof Num ? whole(rescaled(scale, 0, "down")) : null;
        if (w === null) return null;
        places = Number(w);
      }
      return rescaled(n, places, mode);
    };
    export const decimal = rounding("halfEven");
    export const floor = rounding("floor");
    export const ceiling = rounding("ceiling");
    export const roundUp = rounding("up");
    export const roundDown = rounding("down");
    export const roundHalfUp = rounding("halfUp");
    export const roundHalfDown = rounding("halfDown");
    const absolute = (v) => {
      if (v instanceof Num) return v.c < 0n ? neg(v) : v;
      if (v instanceof Span) return v.total < 0n ? neg(v) : v;
      return v instanceof Months ? (v.months < 0n ? neg(v) : v) : null;
    };
    export { absolute as abs };
    export const modulo = (x, y) => (x instanceof Num && y instanceof Num ? modulo_(x, y) : null);
    export const sqrt = (x) => (x instanceof Num ? root(x) : null);
    const parity = (odd) => (x) => {
      if (!(x instanceof Num) || (x.e < 0 && compareNum(rescaled(x, 0, "down") ?? ZERO, x) !== 0)) return null;
      const rest = modulo_(x, int(2));
      return rest && (rest.c !== 0n) === odd;
    };
    export const odd = parity(true);
    export const even = parity(false);

    // The calendar.
    const ofDay = (f) => (v) => { const day = dayOf(v); return day && f(day); };
    const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    export const dayOfYear = ofDay((d) => int(dayOfYear_(d)));
    export const weekOfYear = ofDay((d) => int(weekOfYear_(d)));
    export const dayOfWeek = ofDay((d) => WEEKDAYS[weekday(d) - 1]);
    export const monthOfYear = ofDay((d) => MONTHS[parts(d).month - 1]);
    export const today = (c) => c.today;
    export const now = (c) => c.now;
    export const age = (c, birth, on) => {
      const a = dayOf(birth), b = on === undefined ? c.today : dayOf(on);
      if (!a || !b || a.days > b.days) return null;
      const x = parts(a), y = parts(b);
      return int(y.year - x.year - (y.month < x.month || (y.month === x.month && y.day < x.day) ? 1 : 0));
    };
    export const daysSince = (c, v) => { const day = dayOf(v); return day && int(c.today.days - day.days); };
    export const is = (a, b) => {
      if (sort_(a) !== sort_(b)) return false;
      if (a instanceof Time) return a.ns === b.ns && a.zone === b.zone;
      if (a instanceof Moment) return a.day.days === b.day.days && a.time.ns === b.time.ns && a.time.zone === b.time.zone;
      return same(a, b);
    };

    // Ranges.
    const spanOf = (v) => (v === null || Array.isArray(v) || v instanceof Ctx || v instanceof Fn ? null : v instanceof Range ? v : new Range(v, v, true, true));
    // Ways: r a range, p a point, for the two sides.
    const relation = (ways, f) => (a, b) => {
      const x = spanOf(a), y = spanOf(b), way = (a instanceof Range ? "r" : "p") + (b instanceof Range ? "r" : "p");
      return x && y && ways.includes(way) ? f(x, y) : null;
    };
    const ANY = ["rr", "rp", "pr", "pp"], RANGES = ["rr"], POINT_FIRST = ["rr", "pr"], POINT_LAST = ["rr", "rp"];
    const swapped = (f) => (a, b) => f(b, a);
    const startsIn = (a, b) => { const o = order(a.lo, b.lo); return o === null ? null : o > 0 || (o === 0 && (b.il || !a.il)); };
    const endsIn = (a, b) => { const o = order(a.hi, b.hi); return o === null ? null : o < 0 || (o === 0 && (b.iu || !a.iu)); };
    const before_ = (a, b) => { const o = order(a.hi, b.lo); return o === null ? null : o < 0 || (o === 0 && !(a.iu && b.il)); };
    const meets_ = (a, b) => { const o = order(a.hi, b.lo); return o === null ? null : o === 0 && a.iu && b.il; };
    const includes_ = (a, b) => { const x = startsIn(b, a), y = endsIn(b, a); return x === null || y === null ? null : x && y; };
    const overlapsBefore_ = (a, b) => {
      const lo = order(a.lo, b.lo), hi = order(a.hi, b.hi), meet = order(a.hi, b.lo);
      if (lo === null || hi === null || meet === null) return null;
      return (lo < 0 || (lo === 0 && a.il && !b.il)) && (meet > 0 || (meet === 0 && a.iu && b.il)) && (hi < 0 || (hi === 0 && (!a.iu || b.iu)));
    };
    const starts_ = (a, b) => { const o = order(a.lo, b.lo), e = endsIn(a, b); return o === null || e === null ? null : o === 0 && a.il === b.il && e; };
    const finishes_ = (a, b) => { const o = order(a.hi, b.hi), e = startsIn(a, b); return o === null || e === null ? null : o === 0 && a.iu === b.iu && e; };
    export const before = relation(ANY, before_);
    export const after = relation(ANY, swapped(before_));
    export const meets = relation(RANGES, meets_);
    export const metBy = relation(RANGES, swapped(meets_));
    export const overlaps = relation(RANGES, (a, b) => { const x = before_(a, b), y = before_(b, a); return x === null || y === null ? null : !x && !y; });
    export const overlapsBefore = relation(RANGES, overlapsBefore_);
    export const overlapsAfter = relation(RANGES, swapped(overlapsBefore_));
    export const finishes = relation(POINT_FIRST, finishes_);
    export const finishedBy = relation(POINT_LAST, swapped(finishes_));
    export const includes = relation(POINT_LAST, includes_);
    export const during = relation(POINT_FIRST, swapped(includes_));
    export const starts = relation(POINT_FIRST, starts_);
    export const startedBy = relation(POINT_LAST, swapped(starts_));
    export const coincides = relation(["rr", "pp"], (a, b) => {
      const lo = order(a.lo, b.lo), hi = order(a.hi, b.hi);
      return lo === null || hi === null ? null : lo === 0 && hi === 0 && a.il === b.il && a.iu === b.iu;
    });

    // Contexts.
    export const getValue = (c, key) => {
      if (!(c instanceof Ctx)) return null;
      if (isText(key)) return get(c, key) ?? null;
      if (!Array.isArray(key) || !key.length) return null;
      let current = c;
      for (const k of key) {
        current = isText(k) && current instanceof Ctx ? get(current, k) : undefined;
        if (current === undefined) return null;
      }
      return current;
    };
    export const getEntries = (c) => (c instanceof Ctx ? c.keys.map((k, i) => new Ctx(["key", "value"], [k, c.values[i]])) : null);
    export const context = (entries) => {
      if (entries === null) return null;
      let made = new Ctx([], []);
      for (const e of listed(entries)) {
        const key = e instanceof Ctx ? get(e, "key") : null, value = e instanceof Ctx ? get(e, "value") : undefined;
        if (!isText(key) || value === undefined || get(made, key) !== undefined) return null;
        made = put(made, key, value);
      }
      return made;
    };
    const putAt = (c, keys, value, depth) => {
      if (depth >= 32 || !(c instanceof Ctx)) return null;
      if (depth === keys.length - 1) return put(c, keys[depth], value);
      const inner = putAt(get(c, keys[depth]), keys, value, depth + 1);
      return inner && put(c, keys[depth], inner);
    };
    export const contextPut = (c, key, value) => {
      const keys = Array.isArray(key) ? key : [key];
      return c instanceof Ctx && keys.length && keys.every(isText) ? putAt(c, keys, value, 0) : null;
    };
    export const contextMerge = (list) => {
      if (list === null) return null;
      let made = new Ctx([], []);
      for (const c of listed(list)) {
        if (!(c instanceof Ctx)) return null;
        c.keys.forEach((k, i) => { made = put(made, k, c.values[i]); });
      }
      return made;
    };

    """#
}
