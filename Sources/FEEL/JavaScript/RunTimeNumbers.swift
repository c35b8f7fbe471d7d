/// Exact decimals of 34 digits on BigInt: the arithmetic of `Number`, step by step.
extension JavaScriptRunTime {
  static let numbers = #"""
    export class Num {
      constructor(c, e) { this.c = c; this.e = e; }
    }
    const powers = [1n];
    const ten = (n) => {
      while (powers.length <= n) powers.push(powers[powers.length - 1] * 10n);
      return powers[n];
    };
    const abs = (c) => (c < 0n ? -c : c);
    const small = (c) => BigInt.asIntN(64, c) === c;
    const digits = (c) => abs(c).toString().length;
    const ZERO = new Num(0n, 0);
    const LEAST = -6176, GREATEST = 6111, PRECISION = 34;
    /** A number from its coefficient's text and its exponent. */
    export const num = (c, e = 0) => new Num(BigInt(c), e);

    // value / 10^count, rounded: value is not negative.
    const divided = (value, count, sticky, mode, negative) => {
      const d = ten(count), q = value / d, r = value % d;
      const inexact = r !== 0n || sticky, twice = r * 2n;
      const above = twice > d || (twice === d && sticky && count > 0);
      const half = twice === d && !sticky && count > 0;
      let up = false;
      switch (mode) {
        case "halfEven": up = above || (half && q % 2n === 1n); break;
        case "halfUp": up = above || half; break;
        case "halfDown": up = above; break;
        case "up": up = inexact; break;
        case "floor": up = inexact && negative; break;
        case "ceiling": up = inexact && !negative; break;
      }
      return up ? q + 1n : q;
    };
    const rounded = (negative, value, e, sticky = false) => {
      let excess = digits(value) - PRECISION;
      if (e + Math.max(excess, 0) < LEAST) excess = LEAST - e;
      if (excess > 0) {
        if (excess > digits(value) + 1) return ZERO;
        value = divided(value, excess, sticky, "halfEven", negative);
        e += excess;
        if (value === ten(PRECISION)) { value = ten(PRECISION - 1); e += 1; }
      }
      if (value === 0n) return ZERO;
      while (e > GREATEST) {
        if (value >= ten(PRECISION - 1)) return null;
        value *= 10n;
        e -= 1;
      }
      return new Num(negative ? -value : value, e);
    };
    const plus = (a, b) => {
      if (a.e === b.e && small(a.c) && small(b.c) && small(a.c + b.c)) return new Num(a.c + b.c, a.e);
      if (a.c === 0n) return b;
      if (b.c === 0n) return a;
      const [x, y] = a.e >= b.e ? [a, b] : [b, a];
      const distance = x.e - y.e;
      if (distance <= 80) {
        const sum = x.c * ten(distance) + y.c;
        return rounded(sum < 0n, abs(sum), y.e);
      }
      const top = x.c * ten(40), same = x.c < 0n === y.c < 0n;
      const sum = same ? top : top + (top < 0n ? 1n : -1n);
      return rounded(top < 0n, abs(sum), x.e - 40, true);
    };
    const minus = (a, b) => plus(a, new Num(-b.c, b.e));
    const times = (a, b) => {
      const e = a.e + b.e, product = a.c * b.c;
      if (small(a.c) && small(b.c) && small(product) && e >= -6000 && e <= 6000) return new Num(product, e);
      return product === 0n ? ZERO : rounded(product < 0n, abs(product), e);
    };
    const over = (a, b) => {
      if (b.c === 0n) return null;
      if (a.c === 0n) return ZERO;
      const e = a.e - b.e, negative = a.c < 0n !== b.c < 0n;
      if (small(a.c) && small(b.c) && b.c !== -1n && a.c % b.c === 0n) return rounded(negative, abs(a.c / b.c), e);
      const x = abs(a.c), y = abs(b.c);
      const widen = Math.max(PRECISION - digits(x), 0), second = digits(y) + 1;
      const dividend = x * ten(widen + second);
      let q = dividend / y, power = e - widen - second;
      const rest = dividend % y;
      if (rest === 0n) while (q !== 0n && q % 10n === 0n && power < e) { q /= 10n; power += 1; }
      return rounded(negative, q, power, rest !== 0n);
    };
    const rescaled = (a, scale, mode) => {
      if (scale < -6111 || scale > 6176) return null;
      const cut = -scale - a.e;
      if (cut <= 0) return a;
      const value = abs(a.c);
      const q = cut < 39 ? divided(value, cut, false, mode, a.c < 0n)
        : divided(value === 0n ? 0n : 1n, 38, false, mode, a.c < 0n);
      return rounded(a.c < 0n, q, -scale);
    };
    // The value times 10^scale as a 64-bit integer, else null.
    const scaled = (a, scale) => {
      const shift = a.e + Math.min(Math.max(scale, -7000), 7000);
      if (a.c === 0n) return 0n;
      if (shift >= 0) {
        if (shift >= 19) return null;
        const product = a.c * ten(shift);
        return small(product) ? product : null;
      }
      if (-shift >= 39 || a.c % ten(-shift) !== 0n) return null;
      const q = a.c / ten(-shift);
      return small(q) ? q : null;
    };
    const whole = (a) => (a instanceof Num ? scaled(a, 0) : null);
    const compareNum = (a, b) => {
      if (a.e === b.e || a.c === 0n || b.c === 0n || a.c < 0n !== b.c < 0n) return a.c < b.c ? -1 : a.c > b.c ? 1 : 0;
      const sign = a.c < 0n ? -1 : 1;
      let x = abs(a.c), y = abs(b.c);
      const leadX = digits(x) + a.e, leadY = digits(y) + b.e;
      if (leadX !== leadY) return leadX < leadY ? -sign : sign;
      if (a.e > b.e) x *= ten(a.e - b.e); else y *= ten(b.e - a.e);
      return x < y ? -sign : x > y ? sign : 0;
    };
    const normalized = (a) => {
      if (a.c === 0n) return ZERO;
      let { c, e } = a;
      while (c % 10n === 0n) { c /= 10n; e += 1; }
      return new Num(c, e);
    };
    const modulo_ = (x, y) => {
      if (y.c === 0n) return null;
      if (x.e === y.e && small(x.c) && small(y.c) && y.c !== -1n) {
        const rest = x.c % y.c;
        return new Num(rest !== 0n && rest < 0n !== y.c < 0n ? rest + y.c : rest, x.e);
      }
      const q = over(x, y), f = q && rescaled(q, 0, "floor"), back = f && times(f, y);
      return back ? minus(x, back) : null;
    };
    const raised = (a, count) => {
      if (count === 0) return new Num(1n, 0);
      let base = a, result = new Num(1n, 0), left = Math.abs(count);
      while (left > 0) {
        if (left % 2 === 1) {
          const next = times(result, base);
          if (!next) return count < 0 ? ZERO : null;
          result = next;
        }
        left = Math.floor(left / 2);
        if (left > 0) {
          const next = times(base, base);
          if (!next) return count < 0 ? ZERO : null;
          base = next;
        }
      }
      return count < 0 ? over(new Num(1n, 0), result) : result;
    };
    const root = (a) => {
      if (a.c < 0n) return null;
      if (a.c === 0n) return ZERO;
      const widen = Math.max(PRECISION - digits(a.c), 0);
      const power = a.e - widen, shift = power % 2 === 0 ? 34 : 33;
      const square = a.c * ten(widen + shift);
      let r = ten(Math.ceil(digits(square) / 2));
      for (;;) {
        const next = (r + square / r) / 2n;
        if (next >= r) break;
        r = next;
      }
      if (square - r * r > r) r += 1n;
      return normalized(rounded(false, r, (power - shift) / 2));
    };
    /** One text for each value: 1.50 and 1.5 have the same. */
    const numKey = (a) => {
      let { c, e } = a;
      if (c === 0n) return "0";
      while (c % 10n === 0n) { c /= 10n; e += 1; }
      return c + "e" + e;
    };
    const numText = (a) => {
      if (a.c === 0n) return "0";
      const { c, e } = normalized(a);
      const text = abs(c).toString(), sign = c < 0n ? "-" : "", lead = text.length + e;
      if (e === 0 && small(c)) return c.toString();
      if (lead > 40 || lead < -40) {
        const tail = text.slice(1), adjusted = lead - 1;
        return sign + text[0] + (tail ? "." + tail : "") + "E" + (adjusted < 0 ? "-" : "+") + Math.abs(adjusted);
      }
      if (e >= 0) return sign + text + "0".repeat(e);
      if (lead <= 0) return sign + "0." + "0".repeat(-lead) + text;
      return sign + text.slice(0, lead) + "." + text.slice(lead);
    };
    const readNum = (text) => {
      const m = /^([+-]?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
      if (!m || (m[2] === "" && m[3] === undefined)) return null;
      const fraction = m[3] ?? "", c = BigInt(m[2] + fraction || "0");
      if (c === 0n) return ZERO;
      const power = Math.max(Math.min(Number(m[4] ?? 0), 100000), -100000);
      return rounded(m[1] === "-", c, power - fraction.length);
    };
    const int = (n) => new Num(BigInt(n), 0);

    """#
}
