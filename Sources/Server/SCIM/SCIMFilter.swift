import Core
import Engine

/// A filter (RFC 7644 section 3.4.2.2): comparisons with `and`, `or`, `not`, brackets, and `attribute[…]`.
indirect enum SCIMFilter {
  enum Sign: String { case eq, ne, co, sw, ew, gt, lt, ge, le }

  case compare(SCIMPath, Sign, Answer)
  case present(SCIMPath)
  case all([SCIMFilter])
  case any([SCIMFilter])
  case not(SCIMFilter)
  /// One of the values of an attribute fits.
  case each(SCIMPath, SCIMFilter)

  /// - Throws: `Problem` 400 `invalidFilter`.
  init(_ text: String) throws {
    var reader = SCIMFilterReader(text)
    self = try reader.whole()
  }

  /// Whether a resource, or a value of one, fits.
  func fits(_ value: Answer) -> Bool {
    switch self {
    case .all(let parts): parts.allSatisfy { $0.fits(value) }
    case .any(let parts): parts.contains { $0.fits(value) }
    case .not(let part): !part.fits(value)
    case .present(let path): path.values(of: value).contains { !Self.isEmpty($0) }
    case .each(let path, let part): path.values(of: value).contains { part.fits($0) }
    case .compare(let path, .ne, let wanted): !path.values(of: value).contains { Self.holds($0, .eq, wanted) }
    case .compare(let path, let sign, let wanted): path.values(of: value).contains { Self.holds($0, sign, wanted) }
    }
  }

  private static func isEmpty(_ value: Answer) -> Bool {
    switch value {
    case .null: true
    case .text(let text): text.isEmpty
    case .list(let list): list.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .number: false
    }
  }

  /// A value of its own, or the `value` of a complex one.
  private static func holds(_ value: Answer, _ sign: Sign, _ wanted: Answer) -> Bool {
    if let inner = value.members?["value"] { return holds(inner, sign, wanted) }
    switch (value, wanted) {
    case (.text(let have), .text(let want)):
      let have = have.lowercased(), want = want.lowercased()
      switch sign {
      case .eq: return have == want
      case .ne: return have != want
      case .co: return want.isEmpty || have.contains(want)
      case .sw: return have.hasPrefix(want)
      case .ew: return have.hasSuffix(want)
      case .gt: return have > want
      case .lt: return have < want
      case .ge: return have >= want
      case .le: return have <= want
      }
    case (.null, .null): return sign == .eq
    default: return sign == .eq && value == wanted
    }
  }
}

/// `attribute` or `attribute.part`, with the name of the schema before it or without.
struct SCIMPath: Hashable {
  /// In lower case.
  let name: String
  let part: String?

  init(_ text: String) {
    var rest = text[...]
    for schema in SCIMSchema.all where rest.lowercased().hasPrefix(schema.id.lowercased() + ":") {
      rest = rest.dropFirst(schema.id.count + 1)
    }
    let pieces = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    name = (pieces.first ?? "").lowercased()
    part = pieces.count > 1 ? pieces[1].lowercased() : nil
  }

  /// Every value at the path; names are compared without regard to case.
  func values(of resource: Answer) -> [Answer] {
    let found = Self.spread(Self.member(resource, name))
    guard let part else { return found }
    return found.flatMap { Self.spread(Self.member($0, part)) }
  }

  private static func member(_ value: Answer, _ name: String) -> Answer? {
    value.members?.first { $0.key.lowercased() == name }?.value
  }

  private static func spread(_ value: Answer?) -> [Answer] {
    switch value {
    case nil: []
    case .list(let elements): elements
    case let one?: [one]
    }
  }
}
