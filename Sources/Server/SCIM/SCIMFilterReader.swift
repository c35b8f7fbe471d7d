import Core
import Engine

/// Reads the text of a filter. Depth and length are bounded: it comes from outside.
struct SCIMFilterReader {
  private enum Token: Equatable {
    case word(String)
    case text(String)
    case sign(Character)
  }

  private static let longest = 4_000
  private static let deepest = 24

  private var tokens: [Token] = []
  private var at = 0
  private var fault: Problem?

  init(_ text: String) {
    guard text.utf8.count <= Self.longest else {
      fault = SCIMError.filter("条件太长", "The filter is too long")
      return
    }
    var rest = Array(text)[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if "()[]".contains(first) {
        tokens.append(.sign(first))
        rest = rest.dropFirst()
      } else if first == "\"" {
        guard let text = Self.quoted(&rest) else {
          fault = SCIMError.filter("引号没有结束", "A quote does not end")
          return
        }
        tokens.append(.text(text))
      } else {
        let word = rest.prefix { !$0.isWhitespace && !"()[]\"".contains($0) }
        tokens.append(.word(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
  }

  /// A JSON string at the start.
  private static func quoted(_ rest: inout ArraySlice<Character>) -> String? {
    var end = rest.index(after: rest.startIndex)
    while end < rest.endIndex, rest[end] != "\"" { end += rest[end] == "\\" ? 2 : 1 }
    guard end < rest.endIndex else { return nil }
    let text = String(rest[rest.startIndex...end])
    rest = rest[(end + 1)...]
    return (try? JSONReader.read(Array(text.utf8)))?.text
  }

  private var next: Token? { tokens.indices.contains(at) ? tokens[at] : nil }

  mutating func whole() throws -> SCIMFilter {
    if let fault { throw fault }
    let filter = try any(0)
    guard at == tokens.count else { throw Self.wrong }
    return filter
  }

  private mutating func any(_ depth: Int) throws -> SCIMFilter {
    guard depth < Self.deepest else { throw SCIMError.filter("括号太深", "Brackets are too deep") }
    var parts = [try all(depth)]
    while take(word: "or") { parts.append(try all(depth)) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func all(_ depth: Int) throws -> SCIMFilter {
    var parts = [try one(depth)]
    while take(word: "and") { parts.append(try one(depth)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func one(_ depth: Int) throws -> SCIMFilter {
    if take(word: "not") {
      guard next == .sign("(") else { throw Self.wrong }
      return .not(try one(depth + 1))
    }
    if take(sign: "(") {
      let filter = try any(depth + 1)
      guard take(sign: ")") else { throw Self.wrong }
      return filter
    }
    guard case .word(let name) = next, Self.isName(name) else { throw Self.wrong }
    at += 1
    let path = SCIMPath(name)
    if take(sign: "[") {
      let filter = try any(depth + 1)
      guard take(sign: "]") else { throw Self.wrong }
      return .each(path, filter)
    }
    guard case .word(let word) = next else { throw Self.wrong }
    at += 1
    if word.lowercased() == "pr" { return .present(path) }
    guard let sign = SCIMFilter.Sign(rawValue: word.lowercased()) else {
      throw SCIMError.filter("不认识比较「\(word.prefix(20))」", "There is no comparison `\(word.prefix(20))`")
    }
    return .compare(path, sign, try value())
  }

  private mutating func value() throws -> Answer {
    defer { at += 1 }
    switch next {
    case .text(let text): return .text(text)
    case .word(let word):
      switch word.lowercased() {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "null": return .null
      default:
        guard let read = try? JSONReader.read(Array(word.utf8)), case .number = read else { throw Self.wrong }
        return read
      }
    case .sign, nil: throw Self.wrong
    }
  }

  private mutating func take(word: String) -> Bool {
    guard case .word(let here) = next, here.lowercased() == word else { return false }
    at += 1
    return true
  }

  private mutating func take(sign: Character) -> Bool {
    guard next == .sign(sign) else { return false }
    at += 1
    return true
  }

  /// Letters, digits and what stands in names of schemas.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200
      && text.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.:$".unicodeScalars.contains($0)) }
  }

  private static let wrong = SCIMError.filter(
    "条件要写成 userName eq \"zhang\"", "A filter is written userName eq \"zhang\"")
}
