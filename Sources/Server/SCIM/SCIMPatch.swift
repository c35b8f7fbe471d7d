import Core
import Engine

/// Changes of a resource one by one (RFC 7644 section 3.5.2), on the attributes that a client may write.
struct SCIMPatch {
  private enum Act: String { case add, replace, remove }

  /// Where a change goes: an attribute, of its values those that fit, of these a part.
  private struct Target {
    let attribute: SCIMAttribute
    let filter: SCIMFilter?
    let part: SCIMAttribute?
  }

  private static let most = 1_000

  private(set) var attributes: [String: Answer]
  private let schema: SCIMSchema
  private var reading: SCIMReading { SCIMReading(schema: schema) }

  init(_ attributes: [String: Answer], _ schema: SCIMSchema) {
    self.attributes = attributes
    self.schema = schema
  }

  /// - Throws: `Problem` 400: nothing of it is done then.
  mutating func apply(_ body: [String: Answer]) throws {
    let named = body.first { $0.key.lowercased() == "operations" }?.value
    guard let operations = named?.elements, operations.count <= Self.most else { throw SCIMError.syntax }
    for operation in operations {
      guard let members = operation.members else { throw SCIMError.syntax }
      func member(_ name: String) -> Answer? { members.first { $0.key.lowercased() == name }?.value }
      guard let act = member("op")?.text.flatMap({ Act(rawValue: $0.lowercased()) }) else {
        throw SCIMError.invalid("op 是 add、replace 或 remove", "`op` is add, replace or remove")
      }
      try apply(act, member("path")?.text, member("value"))
    }
    for attribute in schema.attributes where attribute.isRequired && attributes[attribute.name] == nil {
      throw SCIMError.invalid("「\(attribute.name)」不能没有", "`\(attribute.name)` is required")
    }
  }

  private mutating func apply(_ act: Act, _ path: String?, _ value: Answer?) throws {
    guard let path, !path.isEmpty else {
      guard act != .remove, let members = value?.members else {
        throw Problem(400, "noTarget", Label(zh: "没有写 path", en: "There is no path"))
      }
      for (name, value) in members {
        // Some clients write whole paths as names.
        if let target = try? target(name) { try change(act, target, value) }
      }
      return
    }
    try change(act, try target(path), value)
  }

  // MARK: Paths

  private func target(_ path: String) throws -> Target {
    var outer = path[...], filter: SCIMFilter?, rest: Substring = ""
    if let open = path.firstIndex(of: "["), let close = path.lastIndex(of: "]"), open < close {
      outer = path[..<open]
      filter = try SCIMFilter(String(path[path.index(after: open)..<close]))
      rest = path[path.index(after: close)...]
      if !rest.isEmpty, rest.first != "." { throw SCIMError.path(path) }
    }
    let found = SCIMPath(String(outer))
    if ["id", "meta", "schemas"].contains(found.name) { throw SCIMError.readOnly(found.name) }
    guard let attribute = schema.attribute(found.name) else { throw SCIMError.path(path) }
    guard attribute.mutability == .readWrite else { throw SCIMError.readOnly(attribute.name) }
    if filter != nil, !attribute.isMany { throw SCIMError.path(path) }
    let inner = rest.isEmpty ? found.part : String(rest.dropFirst())
    guard let inner else { return Target(attribute: attribute, filter: filter, part: nil) }
    guard let part = attribute.part(inner) else { throw SCIMError.path(path) }
    guard part.mutability == .readWrite else { throw SCIMError.readOnly("\(attribute.name).\(part.name)") }
    return Target(attribute: attribute, filter: filter, part: part)
  }

  // MARK: Changing

  private mutating func change(_ act: Act, _ target: Target, _ value: Answer?) throws {
    if act == .remove { return remove(target, value) }
    guard let value else { throw SCIMError.invalid("没有写 value", "There is no value") }
    let attribute = target.attribute
    if let part = target.part {
      let read = try reading.value(part, value)
      return try parts(target) { members in members[part.name] = read }
    }
    if target.filter != nil {
      guard let members = try reading.value(attribute, value)?.elements?.first?.members else {
        throw SCIMError.invalid("「\(attribute.name)」的值不对", "`\(attribute.name)` does not fit")
      }
      return try parts(target) { $0.merge(members) { $1 } }
    }
    let read = try reading.value(attribute, value)
    if attribute.isMany {
      attributes[attribute.name] = act == .add ? joined(attributes[attribute.name], read) : read
    } else if attribute.kind == .complex, let members = read?.members {
      attributes[attribute.name] = .object((attributes[attribute.name]?.members ?? [:]).merging(members) { $1 })
    } else {
      attributes[attribute.name] = read
    }
  }

  /// Values added to those there are; a new primary one takes the place of the old.
  private func joined(_ standing: Answer?, _ added: Answer?) -> Answer? {
    var values = standing?.elements ?? []
    for value in added?.elements ?? [] where !values.contains(value) {
      if value.members?["primary"] == .bool(true) { values = values.map { Self.secondary($0) } }
      values.append(value)
    }
    return values.isEmpty ? nil : .list(values)
  }

  private static func secondary(_ value: Answer) -> Answer {
    guard var members = value.members, members["primary"] == .bool(true) else { return value }
    members["primary"] = .bool(false)
    return .object(members)
  }

  /// Changes the object of a complex attribute, or each of the values that fit.
  private mutating func parts(_ target: Target, _ change: (inout [String: Answer]) -> Void) throws {
    let name = target.attribute.name
    guard target.attribute.isMany else {
      var members = attributes[name]?.members ?? [:]
      change(&members)
      attributes[name] = members.isEmpty ? nil : .object(members)
      return
    }
    var isThere = false
    let values = (attributes[name]?.elements ?? []).map { value -> Answer in
      guard target.filter?.fits(value) ?? true, var members = value.members else { return value }
      isThere = true
      change(&members)
      return .object(members)
    }
    guard isThere else {
      throw Problem(400, "noTarget", Label(zh: "没有值符合 path", en: "No value fits the path"))
    }
    attributes[name] = .list(values)
  }

  private mutating func remove(_ target: Target, _ value: Answer?) {
    let name = target.attribute.name
    if let part = target.part {
      // That nothing fits is what was wanted.
      try? parts(target) { $0[part.name] = nil }
      return
    }
    guard target.attribute.isMany, target.filter != nil || value?.elements?.isEmpty == false else {
      attributes[name] = nil
      return
    }
    let unwanted = Set((value?.elements ?? []).compactMap { $0.members?["value"] ?? $0 })
    let left = (attributes[name]?.elements ?? []).filter { value in
      if let filter = target.filter { return !filter.fits(value) }
      return !unwanted.contains(value.members?["value"] ?? value)
    }
    attributes[name] = left.isEmpty ? nil : .list(left)
  }
}
