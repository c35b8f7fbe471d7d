import Core
import FEEL

/// Strict JSON (RFC 8259) from bytes to a tree of answers. Refused besides what the grammar refuses: more than 32
/// levels, a name twice in one object, a lone surrogate, NUL, bytes that are not UTF-8, a byte order mark. Numbers stay
/// as they were written; text is in normal form C.
package struct JSONReader {
  package enum Problem: Error, Sendable, Equatable {
    case syntax(at: Int)
    case tooDeep(at: Int)
    case nameTwice(String)
    case text(at: Int)
    case tooMany(at: Int)
  }

  package static let depth = 32
  /// Values in one document.
  package static let most = 200_000
  static let longestNumber = 128

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var values = 0

  /// The value of a whole document.
  package static func read(_ bytes: [UInt8]) throws(Problem) -> Answer {
    let result: Result<Answer, Problem> = bytes.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(bytes)
      do throws(Problem) {
        let value = try reader.value(0)
        reader.blanks()
        if reader.at != bytes.count { throw .syntax(at: reader.at) }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The byte ahead; 0 at the end, which no token starts with.
  private var ahead: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private mutating func blanks() {
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      default: return
      }
    }
  }

  private mutating func value(_ level: Int) throws(Problem) -> Answer {
    blanks()
    values += 1
    if values > Self.most { throw .tooMany(at: at) }
    switch ahead {
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "{"): return try object(level)
    case UInt8(ascii: "["): return try list(level)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw .syntax(at: at)
    }
  }

  private mutating func word(_ word: StaticString, _ value: Answer) throws(Problem) -> Answer {
    let count = word.utf8CodeUnitCount
    guard bytes.count - at >= count else { throw .syntax(at: at) }
    for i in 0..<count where bytes[at + i] != word.utf8Start[i] { throw .syntax(at: at) }
    at += count
    return value
  }

  private mutating func object(_ level: Int) throws(Problem) -> Answer {
    if level >= Self.depth { throw .tooDeep(at: at) }
    at += 1
    // In order first: a dictionary that grows would hash every name again and again.
    var pairs: [(name: String, value: Answer)] = []
    blanks()
    if ahead == UInt8(ascii: "}") {
      at += 1
      return .object([:])
    }
    while true {
      blanks()
      guard ahead == UInt8(ascii: "\"") else { throw .syntax(at: at) }
      let name = try string()
      blanks()
      guard ahead == UInt8(ascii: ":") else { throw .syntax(at: at) }
      at += 1
      pairs.append((name, try value(level + 1)))
      if try ends(UInt8(ascii: "}")) { return .object(try Self.members(pairs)) }
    }
  }

  private static func members(_ pairs: [(name: String, value: Answer)]) throws(Problem) -> [String: Answer] {
    var members = [String: Answer](minimumCapacity: pairs.count)
    for pair in pairs where members.updateValue(pair.value, forKey: pair.name) != nil { throw .nameTwice(pair.name) }
    return members
  }

  private mutating func list(_ level: Int) throws(Problem) -> Answer {
    if level >= Self.depth { throw .tooDeep(at: at) }
    at += 1
    var elements: [Answer] = []
    blanks()
    if ahead == UInt8(ascii: "]") {
      at += 1
      return .list(elements)
    }
    while true {
      elements.append(try value(level + 1))
      if try ends(UInt8(ascii: "]")) { return .list(elements) }
    }
  }

  /// Passes a comma, or the closing sign.
  private mutating func ends(_ sign: UInt8) throws(Problem) -> Bool {
    blanks()
    switch ahead {
    case UInt8(ascii: ","):
      at += 1
      return false
    case sign:
      at += 1
      return true
    default: throw .syntax(at: at)
    }
  }

  private mutating func number() throws(Problem) -> String {
    let start = at
    if ahead == UInt8(ascii: "-") { at += 1 }
    if ahead == UInt8(ascii: "0") { at += 1 } else { try digits() }
    if ahead == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if ahead == UInt8(ascii: "e") || ahead == UInt8(ascii: "E") {
      at += 1
      if ahead == UInt8(ascii: "+") || ahead == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    guard at - start <= Self.longestNumber else { throw .syntax(at: start) }
    return String(decoding: piece(from: start), as: UTF8.self)
  }

  private func piece(from start: Int) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[start..<at]) }

  private mutating func digits() throws(Problem) {
    let start = at
    while ahead >= UInt8(ascii: "0"), ahead <= UInt8(ascii: "9") { at += 1 }
    if at == start { throw .syntax(at: at) }
  }

  private mutating func string() throws(Problem) -> String {
    at += 1
    let start = at
    var isPlain = true
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\"") {
        defer { at += 1 }
        if isPlain { return String(decoding: piece(from: start), as: UTF8.self) }
        return try checked(piece(from: start), from: start)
      }
      if byte == UInt8(ascii: "\\") { return try escaped(from: start) }
      if byte < 0x20 { throw .text(at: at) }
      if byte >= 0x80 { isPlain = false }
      at += 1
    }
    throw .syntax(at: at)
  }

  /// A string with escapes: rebuilt byte by byte.
  private mutating func escaped(from start: Int) throws(Problem) -> String {
    var out = Array(bytes[start..<at])
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") { return try checked(out[...], from: start) }
      if byte < 0x20 { throw .text(at: at - 1) }
      guard byte == UInt8(ascii: "\\") else {
        out.append(byte)
        continue
      }
      let letter = ahead
      at += 1
      switch letter {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "u"): out.append(contentsOf: Array(String(try scalar()).utf8))
      default: throw .syntax(at: at - 1)
      }
    }
    throw .syntax(at: at)
  }

  /// The scalar behind `\u`, from one or two groups of four digits.
  private mutating func scalar() throws(Problem) -> Character {
    let start = at
    var code = try hex()
    if code >= 0xD800, code <= 0xDFFF {
      guard code < 0xDC00, ahead == UInt8(ascii: "\\") else { throw .text(at: start) }
      at += 1
      guard ahead == UInt8(ascii: "u") else { throw .text(at: start) }
      at += 1
      let low = try hex()
      guard low >= 0xDC00, low <= 0xDFFF else { throw .text(at: start) }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard code != 0, let scalar = Unicode.Scalar(code) else { throw .text(at: start) }
    return Character(scalar)
  }

  private mutating func hex() throws(Problem) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Hex.digit(ahead) else { throw .syntax(at: at) }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  private func checked(_ piece: some Collection<UInt8>, from start: Int) throws(Problem) -> String {
    guard let text = String(validating: piece, as: UTF8.self) else { throw .text(at: start) }
    return Text.normalized(text)
  }
}

extension Answer {
  /// The text, or nil for anything else.
  package var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The members, or nil for anything but an object.
  package var members: [String: Answer]? { if case .object(let members) = self { members } else { nil } }
  /// The elements, or nil for anything but a list.
  package var elements: [Answer]? { if case .list(let elements) = self { elements } else { nil } }
}

extension Hex {
  /// The value of one digit, in either case; nil for anything else.
  package static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
