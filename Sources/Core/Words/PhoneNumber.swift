/// A number that people dial, as they write it: a mobile, a landline with its area code, 400 and 800, a number of three to
/// five digits (110, 12345, inside a house), or with the sign of its country (E.164); an extension behind `转`, `分机`, `ext`,
/// `#` or, of a landline, a hyphen.
package struct PhoneNumber: Sendable, Hashable {
  /// As it is kept and shown: half-width, without blanks around.
  package let text: String

  /// nil for what nobody can dial.
  package init?(_ typed: String) {
    text = Self.cleaned(typed)
    var number = text.lowercased()
    if number.hasPrefix("tel:") { number = String(number.dropFirst(4)) }
    guard number.unicodeScalars.count <= 40 else { return nil }
    let marked = Self.parts(number)
    if let marked {
      guard Self.isExtension(marked.behind), Self.isNumber(marked.front) else { return nil }
      return
    }
    if Self.isNumber(number[...]) { return }
    guard let hyphen = number.lastIndex(of: "-"), Self.isExtension(number[number.index(after: hyphen)...]),
      let digits = Self.digits(number[..<hyphen]), Self.isHouse(digits)
    else { return nil }
  }

  /// What is said to whoever wrote something else.
  package static let complaint = Message(
    zh: "不是电话号码：可以写手机号、带区号的座机（0990-5550123，分机写 0990-5550123 转 801）、3 到 5 位的短号，外国号码以 + 开头",
    en:
      "this is no phone number: a mobile, a landline with its area code (0990-5550123, with extension 0990-5550123 ext 801), a short number of 3 to 5 digits, or + and the country"
  )

  private static let marks = ["转", "分机", ";ext=", "ext.", "ext", "#", "x"]

  private static func parts(_ number: String) -> (front: Substring, behind: Substring)? {
    for mark in marks {
      let letters = Array(mark)
      guard let at = number.indices.first(where: { number[$0...].starts(with: letters) }) else { continue }
      return (number[..<at], number[number.index(at, offsetBy: letters.count)...])
    }
    return nil
  }

  private static func isExtension(_ text: Substring) -> Bool {
    let digits = text.filter { $0 != " " && $0 != ":" && $0 != "-" }
    return (1...6).contains(digits.count) && digits.allSatisfy(\.isASCII) && digits.allSatisfy(\.isNumber)
  }

  /// Digits without what stands between them for the eye; nil where something else is among them.
  private static func digits(_ text: Substring) -> String? {
    let kept = text.filter { !" -()".contains($0) }
    guard !kept.isEmpty, kept.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return String(kept)
  }

  private static func isNumber(_ text: Substring) -> Bool {
    let text = text.drop { $0 == " " }
    if text.first == "+" {
      guard let digits = digits(text.dropFirst()), digits.first != "0" else { return false }
      return digits.hasPrefix("86") ? isChinese(String(digits.dropFirst(2))) : (7...15).contains(digits.count)
    }
    guard let digits = digits(text) else { return false }
    if digits.hasPrefix("0086") { return isChinese(String(digits.dropFirst(4))) }
    return (3...5).contains(digits.count) || isMobile(digits) || isHouse(digits)
  }

  /// Behind 86, where an area code goes without its zero.
  private static func isChinese(_ digits: String) -> Bool {
    isMobile(digits) || isHouse(digits) || isLandline("0" + digits)
  }

  private static func isMobile(_ digits: String) -> Bool {
    let letters = Array(digits.utf8)
    return letters.count == 11 && letters[0] == 49 && letters[1] >= 51
  }

  /// What may have extensions.
  private static func isHouse(_ digits: String) -> Bool {
    isLandline(digits) || digits.count == 10 && (digits.hasPrefix("400") || digits.hasPrefix("800"))
  }

  /// Area codes are 010, 02x and 03xx to 09xx; numbers have seven or eight digits and begin with 2 to 8.
  private static func isLandline(_ digits: String) -> Bool {
    let letters = Array(digits.utf8)
    guard letters.count >= 10, letters[0] == 48 else { return false }
    let code = letters[1] == 50 || letters[1] == 49 && letters[2] == 48 ? 3 : 4
    guard letters[1] != 48, letters[1] != 49 || code == 3 else { return false }
    return (7...8).contains(letters.count - code) && (50...56).contains(letters[code])
  }

  /// Full-width signs, as Chinese keyboards type them, and dashes become what they stand for.
  private static func cleaned(_ typed: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in typed.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      case 0x3000, 0xA0, 0x09: scalars.append(" ")
      case 0x2010...0x2015, 0x2212: scalars.append("-")
      default: scalars.append(scalar)
      }
    }
    let text = String(scalars)
    return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
