import Core
import Engine

/// What a client asks of a list, and which attributes it wants to see (RFC 7644 sections 3.4.2 and 3.9).
struct SCIMQuery {
  static let most = 1_000

  private let filter: SCIMFilter?
  private let sortBy: SCIMPath?
  private let isDescending: Bool
  private let start: Int
  private let count: Int
  private let wanted: [SCIMPath]
  private let unwanted: [SCIMPath]

  /// Of the address.
  init(_ query: FieldList) throws {
    try self.init { name in query[name].map { .text($0) } }
  }

  /// Of a search request.
  init(_ body: [String: Answer]) throws {
    try self.init { name in body.first { $0.key.lowercased() == name.lowercased() }?.value }
  }

  private init(_ field: (String) -> Answer?) throws {
    func text(_ name: String) -> String? { field(name)?.text.flatMap { $0.isEmpty ? nil : $0 } }
    func number(_ name: String) throws -> Int? {
      let digits: String
      switch field(name) {
      case .text(let text)?, .number(let text)?: digits = text
      default: return nil
      }
      guard let number = Int(digits) else { throw SCIMError.invalid("\(name) 是整数", "`\(name)` is a whole number") }
      return number
    }
    func paths(_ name: String) -> [SCIMPath] {
      let names = field(name)?.elements?.compactMap(\.text) ?? text(name)?.split(separator: ",").map(String.init) ?? []
      return names.prefix(100).map { SCIMPath(String($0.drop { $0 == " " })) }
    }
    filter = try text("filter").map { try SCIMFilter($0) }
    sortBy = text("sortBy").map { SCIMPath($0) }
    isDescending = text("sortOrder")?.lowercased() == "descending"
    start = max(1, try number("startIndex") ?? 1)
    count = max(0, min(Self.most, try number("count") ?? Self.most))
    wanted = paths("attributes")
    unwanted = paths("excludedAttributes")
    if !wanted.isEmpty, !unwanted.isEmpty {
      throw SCIMError.invalid("attributes 和 excludedAttributes 只能写一个", "Give either `attributes` or `excludedAttributes`")
    }
  }

  /// The page of a list that was asked for.
  func list(_ resources: [Answer]) -> Answer {
    var found = filter.map { filter in resources.filter { filter.fits($0) } } ?? resources
    if let sortBy {
      let keyed = found.map { (Self.key($0, sortBy), $0) }
      // What has no value comes last going up, first going down.
      let sorted = keyed.sorted { a, b in
        switch (a.0, b.0) {
        case (let a?, let b?): a < b
        case (.some, nil): true
        default: false
        }
      }
      found = (isDescending ? sorted.reversed() : sorted).map(\.1)
    }
    return list(page: Array(found.dropFirst(start - 1).prefix(count)), of: found.count)
  }

  /// How many come before the page that was asked for, and how many it holds; nil where that cannot be said before all
  /// have been looked at.
  var plainPage: (before: Int, count: Int)? { filter == nil && sortBy == nil ? (start - 1, count) : nil }

  /// A page that was read as such.
  func list(page: [Answer], of total: Int) -> Answer {
    .object([
      "schemas": .list([.text("urn:ietf:params:scim:api:messages:2.0:ListResponse")]),
      "totalResults": .number(String(total)), "startIndex": .number(String(start)),
      "itemsPerPage": .number(String(page.count)), "Resources": .list(page.map { shown($0) }),
    ])
  }

  private static func key(_ resource: Answer, _ path: SCIMPath) -> String? {
    let values = path.values(of: resource)
    let first = values.first { $0.members?["primary"] == .bool(true) } ?? values.first
    switch first.flatMap({ $0.members?["value"] ?? $0 }) {
    case .text(let text)?: return text.lowercased()
    case .bool(let truth)?: return truth ? "1" : "0"
    default: return nil
    }
  }

  /// A resource with the attributes that were asked for; its id and schemas always.
  func shown(_ resource: Answer) -> Answer {
    guard var members = resource.members, !wanted.isEmpty || !unwanted.isEmpty else { return resource }
    for name in members.keys where !["id", "schemas"].contains(name) {
      let key = name.lowercased()
      if !wanted.isEmpty {
        let paths = wanted.filter { $0.name == key }
        if paths.isEmpty {
          members[name] = nil
        } else if paths.allSatisfy({ $0.part != nil }), let value = members[name] {
          members[name] = Self.parts(value) { part in paths.contains { $0.part == part.lowercased() } }
        }
      } else if unwanted.contains(where: { $0.name == key && $0.part == nil }) {
        members[name] = nil
      } else if let value = members[name], unwanted.contains(where: { $0.name == key }) {
        members[name] = Self.parts(value) { part in
          !unwanted.contains { $0.name == key && $0.part == part.lowercased() }
        }
      }
    }
    return .object(members)
  }

  private static func parts(_ value: Answer, _ keeps: (String) -> Bool) -> Answer {
    switch value {
    case .list(let elements): .list(elements.map { parts($0, keeps) })
    case .object(let members): .object(members.filter { keeps($0.key) })
    default: value
    }
  }
}
