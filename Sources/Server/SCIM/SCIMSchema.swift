import Engine

/// An attribute of a resource (RFC 7643 section 7): what `/Schemas` says of it and what decides how it is read.
struct SCIMAttribute: Sendable {
  enum Kind: String, Sendable { case string, boolean, complex, reference }
  enum Mutability: String, Sendable { case readOnly, readWrite, immutable }

  let name: String
  let kind: Kind
  var isMany = false
  var isRequired = false
  var mutability = Mutability.readWrite
  var isUnique = false
  /// Its text has to be one that can be dialled.
  var isPhone = false
  /// Types that a reference may lead to.
  var references: [String] = []
  var canonical: [String] = []
  var about: String
  var parts: [SCIMAttribute] = []

  func part(_ name: String) -> SCIMAttribute? {
    parts.first { $0.name.lowercased() == name.lowercased() }
  }
}

/// What kind of resource there is, and its attributes besides `schemas`, `id`, `externalId` and `meta`.
struct SCIMSchema: Sendable {
  let id: String
  let name: String
  let endpoint: String
  let about: String
  let attributes: [SCIMAttribute]

  static let core = "urn:ietf:params:scim:schemas:core:2.0:"
  static let externalID = SCIMAttribute(name: "externalId", kind: .string, about: "The client's own id")

  /// An attribute that a client may write, `externalId` with them; names are compared without regard to case.
  func attribute(_ name: String) -> SCIMAttribute? {
    (attributes + [Self.externalID]).first { $0.name.lowercased() == name.lowercased() }
  }

  private static func many(
    _ name: String, _ about: String, canonical: String, isPhone: Bool = false
  ) -> SCIMAttribute {
    SCIMAttribute(
      name: name, kind: .complex, isMany: true, about: about,
      parts: [
        SCIMAttribute(name: "value", kind: .string, isPhone: isPhone, about: canonical),
        SCIMAttribute(name: "type", kind: .string, about: "work, home, other"),
        SCIMAttribute(name: "primary", kind: .boolean, about: "Whether it is the one to use"),
      ])
  }

  static let user = SCIMSchema(
    id: core + "User", name: "User", endpoint: "/Users", about: "An account of staff: data alone, it gives no right",
    attributes: [
      SCIMAttribute(name: "userName", kind: .string, isRequired: true, isUnique: true, about: "The login"),
      SCIMAttribute(
        name: "name", kind: .complex, about: "The parts of the name",
        parts: [
          SCIMAttribute(name: "formatted", kind: .string, about: "The whole name"),
          SCIMAttribute(name: "familyName", kind: .string, about: "The family name"),
          SCIMAttribute(name: "givenName", kind: .string, about: "The given name"),
        ]),
      SCIMAttribute(name: "displayName", kind: .string, about: "The name that people read"),
      SCIMAttribute(name: "title", kind: .string, about: "What the client calls the position"),
      SCIMAttribute(name: "active", kind: .boolean, about: "Whether the account may sign in"),
      many("emails", "Addresses of mail", canonical: "The address"),
      many("phoneNumbers", "Telephone numbers", canonical: "The number", isPhone: true),
      SCIMAttribute(
        name: "groups", kind: .complex, isMany: true, mutability: .readOnly, about: "Lists, organisations and posts",
        parts: [
          SCIMAttribute(name: "value", kind: .string, mutability: .readOnly, about: "The group's id"),
          SCIMAttribute(
            name: "$ref", kind: .reference, mutability: .readOnly, references: ["Group"], about: "The group's address"),
          SCIMAttribute(name: "display", kind: .string, mutability: .readOnly, about: "The group's name"),
        ]),
    ])

  static let group = SCIMSchema(
    id: core + "Group", name: "Group", endpoint: "/Groups",
    about: "A list of accounts; organisations and posts are groups that only the directory changes",
    attributes: [
      SCIMAttribute(name: "displayName", kind: .string, isRequired: true, about: "The name"),
      SCIMAttribute(
        name: "members", kind: .complex, isMany: true, about: "Who is in it",
        parts: [
          SCIMAttribute(name: "value", kind: .string, mutability: .immutable, about: "The account's id"),
          SCIMAttribute(
            name: "$ref", kind: .reference, mutability: .immutable, references: ["User"], about: "The account's address"),
          SCIMAttribute(
            name: "type", kind: .string, mutability: .immutable, canonical: ["User"], about: "What it is"),
        ]),
    ])

  static let all = [user, group]
}

extension SCIMAttribute {
  /// As `/Schemas` shows it.
  var answer: Answer {
    var members: [String: Answer] = [
      "name": .text(name), "type": .text(kind.rawValue), "multiValued": .bool(isMany), "description": .text(about),
      "required": .bool(isRequired), "mutability": .text(mutability.rawValue), "returned": .text("default"),
    ]
    switch kind {
    case .complex: members["subAttributes"] = .list(parts.map(\.answer))
    case .reference: members["referenceTypes"] = .list(references.map(Answer.text))
    case .string:
      members["caseExact"] = .bool(false)
      members["uniqueness"] = .text(isUnique ? "server" : "none")
    case .boolean: break
    }
    if !canonical.isEmpty { members["canonicalValues"] = .list(canonical.map(Answer.text)) }
    if kind != .string { members["uniqueness"] = .text("none") }
    return .object(members)
  }
}
