/// Issues place codes under parents, never one twice. Codes follow the number in a name where that number is
/// free.
package struct PlaceCodeIssuer: Sendable {
  private var taken: Set<String> = []
  private var next: [String: Int] = [:]

  package init() {}

  /// Marks a code as used, however it came about; false when it was used before.
  package mutating func take(_ code: PlaceCode) -> Bool {
    taken.insert(code.text).inserted
  }

  /// A new code for a place of `level` named `name` under `parent`; nil when the parent is not above that
  /// level or all codes are used up. Provinces without a code get one from 99 downwards, which no real
  /// province has.
  package mutating func issue(_ level: PlaceLevel, named name: String, under parent: PlaceCode?) -> PlaceCode?
  {
    var prefix = parent?.text ?? ""
    if let parent {
      guard let above = parent.level, above < level else { return nil }
    } else if level != .province {
      return nil
    }
    let start = (level.above?.codeLength ?? 0) - prefix.utf8.count
    prefix += String(repeating: "0", count: max(0, start))
    let width = level.codeLength - (level.above?.codeLength ?? 0)
    if let wished = Self.wish(level, name, width), let code = PlaceCode(prefix + wished),
      code.level == level, taken.insert(code.text).inserted
    {
      return code
    }
    var serial = next[
      "\(level.rawValue) \(prefix)", default: Self.first(level, wishes: Self.number(in: name) != nil)]
    while let segment = Self.segment(serial, level, width) {
      serial += 1
      guard let code = PlaceCode(prefix + segment), code.level == level else { continue }
      if taken.insert(code.text).inserted {
        next["\(level.rawValue) \(prefix)"] = serial
        return code
      }
    }
    return nil
  }

  /// The segment that the name itself asks for: 3号楼 → 003, A座 → 00A, 2单元 → 02, 501室 → 00501, 东单元 → E1.
  private static func wish(_ level: PlaceLevel, _ name: String, _ width: Int) -> String? {
    guard level >= .building else { return nil }
    if let number = number(in: name), String(number).utf8.count <= min(width, 5), number > 0 {
      return String(repeating: "0", count: width - String(number).utf8.count) + String(number)
    }
    if let letter = name.utf8.first, letter >= 0x41, letter <= 0x5A, letter != 0x49, letter != 0x4F {
      return String(repeating: "0", count: width - 1) + String(UnicodeScalar(letter))
    }
    let sides: [Character: String] = ["东": "E1", "西": "W1", "南": "S1", "北": "N1", "中": "Z1"]
    if level == .unit, let side = name.first, let segment = sides[side] { return segment }
    return nil
  }

  /// The digits a name begins with.
  private static func number(in name: String) -> Int? {
    Int(name.prefix { $0.isASCII && $0.isNumber })
  }

  private static func first(_ level: PlaceLevel, wishes: Bool) -> Int {
    switch level {
    case .building: 901
    case .door: wishes ? 90001 : 1
    default: 1
    }
  }

  private static func segment(_ serial: Int, _ level: PlaceLevel, _ width: Int) -> String? {
    if level == .province { return serial <= 99 ? String(100 - serial) : nil }
    let digits = String(serial)
    if digits.utf8.count <= width { return String(repeating: "0", count: width - digits.utf8.count) + digits }
    guard level == .estate || level == .building else { return nil }
    // 1000 and up: a letter, then two of 34 characters.
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ")
    let all = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    let rest = serial - 1000
    let head = rest / (34 * 34)
    guard head < letters.count else { return nil }
    return String([letters[head], all[rest / 34 % 34], all[rest % 34]])
  }
}
