#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Arithmetic that never traps: `nil` where the result is no number or beyond 10^6144.
extension Number {
  package static func + (left: Number, right: Number) -> Number? {
    if left.exponent == right.exponent, left.isSmall, right.isSmall {
      let (sum, overflow) = left.small.addingReportingOverflow(right.small)
      if !overflow { return Number(small: sum, exponent: left.exponent) }
    }
    return added(left, right)
  }

  package static func - (left: Number, right: Number) -> Number? { left + -right }

  package static prefix func - (value: Number) -> Number {
    Number(exact: 0 - value.coefficient, exponent: value.exponent)
  }

  private static func added(_ left: Number, _ right: Number) -> Number? {
    if left.isZero { return right }
    if right.isZero { return left }
    let (a, b) = left.exponent >= right.exponent ? (left, right) : (right, left)
    let distance = Int(a.exponent) - Int(b.exponent)
    let room = 37 - digits(a.coefficient.magnitude)
    if distance <= room {
      let sum = a.coefficient * Int128(powers[distance]) + b.coefficient
      return rounded(negative: sum < 0, sum.magnitude, exponent: Int(b.exponent))
    }
    // Widen the one with the higher exponent to 37 digits and cut the other, keeping whether anything was lost.
    let cut = distance - room
    let top = a.coefficient * Int128(powers[room])
    var tail: Int128 = 0
    var lost = true
    if cut < 39 {
      let (quotient, rest) = b.coefficient.quotientAndRemainder(dividingBy: Int128(powers[cut]))
      tail = quotient
      lost = rest != 0
    }
    var sum = top + tail
    let exponent = Int(a.exponent) - room
    if lost {
      let sameSign = (top < 0) == (b.coefficient < 0)
      if !sameSign { sum += top < 0 ? 1 : -1 }
      return rounded(negative: top < 0, sum.magnitude, exponent: exponent, sticky: true)
    }
    return rounded(negative: sum < 0, sum.magnitude, exponent: exponent)
  }

  package static func * (left: Number, right: Number) -> Number? {
    let exponent = Int(left.exponent) + Int(right.exponent)
    if left.isSmall, right.isSmall {
      let (product, overflow) = left.small.multipliedReportingOverflow(by: right.small)
      if !overflow, exponent >= -6000, exponent <= 6000 {
        return Number(small: product, exponent: Int16(exponent))
      }
    }
    let a = left.coefficient.magnitude
    let b = right.coefficient.magnitude
    let negative = left.isNegative != right.isNegative
    if a == 0 || b == 0 { return .zero }
    let width = digits(a) + digits(b)
    if width <= 38 { return rounded(negative: negative, a * b, exponent: exponent) }
    let product = a.multipliedFullWidth(by: b)
    // A digit more than is kept: the product may be one digit shorter than the sum of its factors' digits.
    let cut = width - 36
    guard cut < 39, product.high < powers[cut] else { return nil }
    let (quotient, rest) = powers[cut].dividingFullWidth(product)
    return rounded(negative: negative, quotient, exponent: exponent + cut, sticky: rest != 0)
  }

  package static func / (left: Number, right: Number) -> Number? {
    if right.isZero { return nil }
    if left.isZero { return .zero }
    let exponent = Int(left.exponent) - Int(right.exponent)
    if left.isSmall, right.isSmall, right.small != -1, left.small % right.small == 0 {
      return rounded(
        negative: left.isNegative != right.isNegative, UInt128((left.small / right.small).magnitude),
        exponent: exponent)
    }
    let a = left.coefficient.magnitude
    let b = right.coefficient.magnitude
    let negative = left.isNegative != right.isNegative
    let widen = precision - digits(a)
    let second = digits(b) + 1
    let dividend = (a * powers[Swift.max(widen, 0)]).multipliedFullWidth(by: powers[second])
    guard dividend.high < b else { return nil }
    var (quotient, rest) = b.dividingFullWidth(dividend)
    var power = exponent - Swift.max(widen, 0) - second
    if rest == 0 {
      while quotient != 0, quotient % 10 == 0, power < exponent {
        quotient /= 10
        power += 1
      }
    }
    return rounded(negative: negative, quotient, exponent: power, sticky: rest != 0)
  }

  /// `self` raised to `power`; whole powers exactly by squaring, others through binary floating point.
  package func raised(to power: Number) -> Number? {
    if let count = power.whole, abs(count) <= 1_000_000 {
      if count == 0 { return .one }
      var base = self
      var result = Number.one
      var left = abs(count)
      while left > 0 {
        if left & 1 == 1 {
          guard let next = result * base else { return count < 0 ? .zero : nil }
          result = next
        }
        left >>= 1
        if left > 0 {
          guard let next = base * base else { return count < 0 ? .zero : nil }
          base = next
        }
      }
      return count < 0 ? .one / result : result
    }
    return Number(approximating: pow(double, power.double))
  }

  /// The rest of a division with the sign of the divisor: x − y × floor(x / y).
  package static func modulo(_ x: Number, _ y: Number) -> Number? {
    if y.isZero { return nil }
    if x.exponent == y.exponent, x.isSmall, y.isSmall, y.small != -1 {
      let rest = x.small % y.small
      return Number(
        small: rest != 0 && (rest < 0) != (y.small < 0) ? rest + y.small : rest, exponent: x.exponent)
    }
    guard let quotient = x / y, let whole = quotient.rescaled(to: 0, .floor), let back = whole * y else {
      return nil
    }
    return x - back
  }

  /// At most `scale` decimals (negative: tens, hundreds …), rounded as `mode` says.
  package func rescaled(to scale: Int, _ mode: Rounding) -> Number? {
    guard scale >= -6111, scale <= 6176 else { return nil }
    let cut = -scale - Int(exponent)
    if cut <= 0 { return self }
    let value = coefficient
    let magnitude = value.magnitude
    let (quotient, _) =
      cut < 39
      ? Self.divided(magnitude, by: cut, sticky: false, mode, negative: value < 0)
      : Self.divided(magnitude == 0 ? 0 : 1, by: 38, sticky: false, mode, negative: value < 0)
    return Self.rounded(negative: value < 0, quotient, exponent: -scale)
  }

  /// Without its sign.
  package var magnitude: Number { isNegative ? -self : self }

  /// Square root to 34 digits; `nil` below nought.
  package var squareRoot: Number? {
    if isNegative { return nil }
    if isZero { return .zero }
    // The root of a whole number of 67 or 68 digits has 34: found by Newton's steps on whole numbers.
    let widen = Swift.max(Self.precision - Self.digits(coefficient.magnitude), 0)
    let dividend = coefficient.magnitude * Self.powers[widen]
    let power = Int(exponent) - widen
    let shift = power % 2 == 0 ? 34 : 33
    let square = dividend.multipliedFullWidth(by: Self.powers[shift])
    var root = UInt128(Swift.min((Double(dividend) * Double(Self.powers[shift])).squareRoot(), 9.9e37))
    for _ in 0..<3 where square.high < root { root = (root + root.dividingFullWidth(square).quotient) / 2 }
    func exceeds(_ candidate: UInt128) -> Bool {
      let product = candidate.multipliedFullWidth(by: candidate)
      return product.high > square.high || (product.high == square.high && product.low > square.low)
    }
    while root > 0, exceeds(root) { root -= 1 }
    while !exceeds(root + 1) { root += 1 }
    let product = root.multipliedFullWidth(by: root)
    let rest = square.low &- product.low
    if rest > root { root += 1 }
    return Self.rounded(negative: false, root, exponent: (power - shift) / 2)?.normalized
  }

  /// Natural logarithm (to 15 digits); `nil` unless above nought.
  package var logarithm: Number? { isNegative || isZero ? nil : Number(approximating: log(double)) }

  /// e to this power (to 15 digits).
  package var exponential: Number? { Number(approximating: exp(double)) }

  /// The nearest binary floating-point number.
  package var double: Double {
    let value = Double(coefficient)
    if exponent == 0 { return value }
    if abs(Int(exponent)) <= 22 {
      let power = Double(Self.powers[abs(Int(exponent))])
      return exponent < 0 ? value / power : value * power
    }
    return Double(text) ?? value
  }

  /// The decimal that prints the shortest for `double`; `nil` for infinity and NaN.
  package init?(approximating double: Double) {
    guard double.isFinite else { return nil }
    self.init(text: "\(double)")
  }
}
