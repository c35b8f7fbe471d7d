/// An exact decimal: coefficient × 10^exponent with at most 34 significant digits, the arithmetic of IEEE 754
/// decimal128 with round half even (DMN 1.5, 10.3.2.3.1). There is no negative zero, infinity or NaN: what
/// would be one is `nil` and becomes null. Coefficients that fit 64 bits take the short way.
package struct Number: Sendable {
  let low: UInt64
  let high: Int64
  let exponent: Int16

  /// Greatest number of significant digits that is kept.
  package static let precision = 34
  static let greatestExponent = 6111
  static let leastExponent = -6176

  /// Nought.
  package static let zero = Number(0)
  /// One.
  package static let one = Number(1)

  @inline(__always)
  init(small: Int64, exponent: Int16) {
    low = UInt64(bitPattern: small)
    high = small >> 63
    self.exponent = exponent
  }

  @inline(__always)
  init(exact: Int128, exponent: Int16) {
    low = UInt64(truncatingIfNeeded: exact)
    high = Int64(truncatingIfNeeded: exact >> 64)
    self.exponent = exponent
  }

  /// A whole number.
  package init(_ whole: Int) {
    self.init(small: Int64(whole), exponent: 0)
  }

  /// The number stored as a scaled integer: `init(scaled: 365, scale: 1)` is 36.5.
  package init(scaled: Int64, scale: Int) {
    let bounded = Swift.min(Swift.max(scale, -6000), 6000)
    self.init(small: scaled, exponent: Int16(-bounded))
  }

  /// The number times 10^`scale` as an integer; `nil` when it has more decimals or does not fit 64 bits.
  package func scaled(by scale: Int) -> Int64? {
    let shift = Int(exponent) &+ Swift.min(Swift.max(scale, -7000), 7000)
    let value = coefficient
    if value == 0 { return 0 }
    if shift == 0 { return Int64(exactly: value) }
    if shift > 0 {
      guard shift < 19 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: Int128(Self.powers[shift]))
      return overflow ? nil : Int64(exactly: product)
    }
    guard -shift < 39 else { return nil }
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: Int128(Self.powers[-shift]))
    return rest == 0 ? Int64(exactly: quotient) : nil
  }

  /// The number as a machine integer; `nil` when it has decimals or is too large.
  package var whole: Int? {
    if exponent == 0, isSmall { return Int(small) }
    return scaled(by: 0).map { Int($0) }
  }

  @inline(__always) var isSmall: Bool { high == Int64(bitPattern: low) >> 63 }
  @inline(__always) var small: Int64 { Int64(bitPattern: low) }
  var coefficient: Int128 { Int128(high) << 64 | Int128(low) }

  /// Below nought.
  package var isNegative: Bool { high < 0 }
  /// Nought, whatever its exponent.
  package var isZero: Bool { low == 0 && high == 0 }
  /// Without decimals.
  package var isWhole: Bool { exponent >= 0 || rescaled(to: 0, .down) == self }

  /// 10^0 … 10^38.
  static let powers: [UInt128] = {
    var list: [UInt128] = [1]
    for _ in 1...38 { list.append((list.last ?? 1) &* 10) }
    return list
  }()

  static func digits(_ value: UInt128) -> Int {
    if value == 0 { return 1 }
    let bits = 128 - value.leadingZeroBitCount
    let guess = (bits * 1233) >> 12
    guard guess < 39 else { return 39 }
    return value >= powers[guess] ? guess + 1 : guess
  }

  /// `magnitude` × 10^`exponent`, cut to 34 digits; `sticky` says that something not nought was cut off before.
  static func rounded(
    negative: Bool, _ magnitude: UInt128, exponent: Int, sticky: Bool = false
  ) -> Number? {
    var value = magnitude
    var exponent = exponent
    var excess = digits(value) - precision
    if exponent + Swift.max(excess, 0) < leastExponent { excess = leastExponent - exponent }
    if excess > 0 {
      guard excess < 39 else { return .zero }
      (value, _) = divided(value, by: excess, sticky: sticky, .halfEven, negative: negative)
      exponent += excess
      if value == powers[precision] {
        value = powers[precision - 1]
        exponent += 1
      }
    }
    if value == 0 { return .zero }
    while exponent > greatestExponent {
      guard value < powers[precision - 1] else { return nil }
      value *= 10
      exponent -= 1
    }
    let signed = negative ? -Int128(value) : Int128(value)
    return Number(exact: signed, exponent: Int16(exponent))
  }

  /// `value` without its last `count` digits (fewer than 39), rounded; and whether anything was lost.
  static func divided(
    _ value: UInt128, by count: Int, sticky: Bool, _ mode: Rounding, negative: Bool
  ) -> (UInt128, inexact: Bool) {
    let divisor = powers[count]
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    let inexact = rest != 0 || sticky
    let half = divisor / 2
    let above = rest > half || (rest == half && sticky && count > 0)
    let exactlyHalf = rest == half && !sticky && count > 0
    let up: Bool
    switch mode {
    case .halfEven: up = above || (exactlyHalf && quotient & 1 == 1)
    case .halfUp: up = above || exactlyHalf
    case .halfDown: up = above
    case .up: up = inexact
    case .down: up = false
    case .floor: up = inexact && negative
    case .ceiling: up = inexact && !negative
    }
    return (up ? quotient + 1 : quotient, inexact)
  }
}

/// Ways to drop decimals (DMN 1.5, 10.3.4.5).
package enum Rounding: Sendable {
  case halfEven, halfUp, halfDown, up, down, floor, ceiling
}

extension Number: Hashable, Comparable {
  /// Equal by value: 1.0 is 1.
  package static func == (left: Number, right: Number) -> Bool {
    if left.exponent == right.exponent { return left.low == right.low && left.high == right.high }
    return order(left, right) == 0
  }

  package static func < (left: Number, right: Number) -> Bool {
    if left.exponent == right.exponent, left.isSmall, right.isSmall { return left.small < right.small }
    return order(left, right) < 0
  }

  package func hash(into hasher: inout Hasher) {
    let plain = normalized
    hasher.combine(plain.low)
    hasher.combine(plain.high)
    hasher.combine(plain.exponent)
  }

  /// -1, 0 or 1.
  package static func order(_ left: Number, _ right: Number) -> Int {
    let a = left.coefficient
    let b = right.coefficient
    if left.exponent == right.exponent || a == 0 || b == 0 || (a < 0) != (b < 0) {
      return a < b ? -1 : (a > b ? 1 : 0)
    }
    let sign = a < 0 ? -1 : 1
    var x = a.magnitude
    var y = b.magnitude
    let leadX = digits(x) + Int(left.exponent)
    let leadY = digits(y) + Int(right.exponent)
    if leadX != leadY { return leadX < leadY ? -sign : sign }
    // Equal leading places: at most 33 digits apart, so scaling the one with the higher exponent fits.
    let difference = Int(left.exponent) - Int(right.exponent)
    if difference > 0 {
      x *= powers[Swift.min(difference, 38)]
    } else {
      y *= powers[Swift.min(-difference, 38)]
    }
    return x < y ? -sign : (x > y ? sign : 0)
  }

  /// The same value without trailing noughts in the coefficient.
  var normalized: Number {
    if low == 0 && high == 0 { return .zero }
    if isSmall {
      var value = small
      var power = exponent
      while value % 10 == 0 {
        value /= 10
        power += 1
      }
      return Number(small: value, exponent: power)
    }
    var value = coefficient
    var power = exponent
    while value % 10 == 0 {
      value /= 10
      power += 1
    }
    return Number(exact: value, exponent: power)
  }
}
