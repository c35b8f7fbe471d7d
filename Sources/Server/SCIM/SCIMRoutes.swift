import Core
import Engine

/// SCIM 2.0 (RFC 7643, RFC 7644): another system keeps the accounts of staff, and reads organisations and posts as groups.
/// All of it is data: a right comes of an appointment, which is made in the directory.
enum SCIMRoutes {
  static let all: [Route] = discovery + resources(.user) + resources(.group) + [
    Route(scim: .post, "/.search") { scim in try search(scim, SCIMSchema.all) }
  ]

  private static let discovery: [Route] = [
    Route(scim: .get, "/ServiceProviderConfig", SCIMDiscovery.config),
    Route(scim: .get, "/ResourceTypes", SCIMDiscovery.types),
    Route(scim: .get, "/ResourceTypes/{id}", SCIMDiscovery.type),
    Route(scim: .get, "/Schemas", SCIMDiscovery.schemas),
    Route(scim: .get, "/Schemas/{id}", SCIMDiscovery.schema),
  ]

  private static func resources(_ schema: SCIMSchema) -> [Route] {
    let one = schema.endpoint + "/{id}"
    return [
      Route(scim: .get, schema.endpoint) { try list($0, schema) },
      Route(scim: .post, schema.endpoint) { try create($0, schema) },
      Route(scim: .post, schema.endpoint + "/.search") { try search($0, [schema]) },
      Route(scim: .get, one) { try read($0, schema) },
      Route(scim: .put, one) { try replace($0, schema) },
      Route(scim: .patch, one) { try patch($0, schema) },
      Route(scim: .delete, one) { try remove($0, schema) },
    ]
  }

  // MARK: Reading

  private static func state(
    _ scim: SCIMCall, _ part: ProvisionedPart = .everything
  ) throws -> SCIMResources {
    SCIMResources(try scim.provisioning.state(part), base: scim.base)
  }

  /// One resource, with what it names and no more.
  private static func find(_ id: String, _ schema: SCIMSchema, _ scim: SCIMCall) throws -> SCIMResources.Resource? {
    let number = Int64(id)
    if schema.name == "User" { return try number.flatMap { try state(scim, .accounts([$0])).find(schema, id) } }
    guard let number else { return try state(scim, .group(id)).find(schema, id) }
    guard let list = try state(scim, .accounts([])).find(schema, String(number)) else { return nil }
    return try state(scim, .accounts(SCIMResources.members(list.attributes))).find(schema, id)
  }

  private static func list(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> Response {
    let query = try SCIMQuery(scim.call.query)
    if schema.name == "User", let page = query.plainPage {
      let found = try scim.provisioning.state(.page(after: page.before, count: page.count))
      let shown = SCIMResources(found, base: scim.base).all(schema).map(\.shown)
      return scim.json(200, query.list(page: shown, of: found.accountCount))
    }
    return scim.json(200, query.list(try state(scim).all(schema).map(\.shown)))
  }

  private static func search(_ scim: SCIMCall, _ schemas: [SCIMSchema]) throws -> Response {
    let query = try SCIMQuery(try scim.body())
    let state = try state(scim)
    return scim.json(200, query.list(schemas.flatMap { state.all($0) }.map(\.shown)))
  }

  private static func read(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> Response {
    let found = try find(scim, schema)
    if scim.has(found.version) { return Response(304, headers: [("ETag", found.version)]) }
    return try answer(200, found, scim)
  }

  private static func find(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> SCIMResources.Resource {
    guard let found = try find(scim.id, schema, scim) else { throw SCIMError.gone }
    return found
  }

  private static func answer(_ status: Int, _ resource: SCIMResources.Resource, _ scim: SCIMCall) throws -> Response {
    let query = try SCIMQuery(scim.call.query)
    var headers = [(name: "ETag", value: resource.version)]
    if status == 201, let location = resource.shown.members?["meta"]?.members?["location"]?.text {
      headers.append((name: "Location", value: location))
    }
    return scim.json(status, query.shown(resource.shown), headers: headers)
  }

  // MARK: Changing

  private static func create(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> Response {
    let attributes = try SCIMReading(schema: schema).attributes(scim.body())
    let id = try keep(nil, attributes, schema, scim)
    guard let made = try find(String(id), schema, scim) else { throw SCIMError.gone }
    return try answer(201, made, scim)
  }

  private static func replace(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> Response {
    let found = try changeable(scim, schema)
    var attributes = try SCIMReading(schema: schema).attributes(scim.body())
    // What is left out does not let anybody in again.
    if found.record?.isActive == false, attributes["active"] == nil { attributes["active"] = .bool(false) }
    _ = try keep(found, attributes, schema, scim)
    return try answer(200, try find(scim, schema), scim)
  }

  private static func patch(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> Response {
    let found = try changeable(scim, schema)
    var patch = SCIMPatch(found.attributes, schema)
    try patch.apply(scim.body())
    if patch.attributes != found.attributes { _ = try keep(found, patch.attributes, schema, scim) }
    return try answer(200, try find(scim, schema), scim)
  }

  private static func remove(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> Response {
    guard let record = try changeable(scim, schema).record else { throw SCIMError.directoryOnly }
    let expected = try scim.expected()
    try scim.changing {
      if schema.name == "User" {
        try scim.provisioning.withdrawAccount(record.id, scim.token, expected)
        scim.call.site.sessions.forget(record.id)
      } else {
        try scim.provisioning.withdrawList(record.id, scim.token, expected)
      }
    }
    return Response(204)
  }

  /// A resource that clients may change, as they believe it to be.
  private static func changeable(_ scim: SCIMCall, _ schema: SCIMSchema) throws -> SCIMResources.Resource {
    let found = try find(scim, schema)
    guard let record = found.record else { throw SCIMError.directoryOnly }
    if let expected = try scim.expected(), expected != record.revision { throw SCIMError.version }
    return found
  }

  /// Keeps what a resource is to be: of the revision that was read, so that nobody's change is lost.
  private static func keep(
    _ found: SCIMResources.Resource?, _ attributes: [String: Answer], _ schema: SCIMSchema, _ scim: SCIMCall
  ) throws -> Int64 {
    let isUser = schema.name == "User"
    let key = isUser ? "userName" : "displayName"
    guard let name = attributes[key]?.text, !name.isEmpty else {
      throw SCIMError.invalid("要有 \(key)", "`\(key)` is required")
    }
    if !isUser { try knowsMembers(attributes, scim) }
    var isActive = found?.record?.isActive ?? true
    if case .bool(let said)? = attributes["active"] { isActive = said }
    var json = JSONWriter()
    json.value(.object(attributes))
    let person = attributes["displayName"]?.text ?? attributes["name"]?.members?["formatted"]?.text ?? name
    let draft = ProvisionedDraft(
      name: name, personName: isUser ? person : nil, isActive: isActive, payload: json.bytes)
    let record = found?.record
    return try scim.changing {
      guard isUser else { return try scim.provisioning.list(record?.id, draft, scim.token, record?.revision) }
      let id = try scim.provisioning.account(record?.id, draft, scim.token, record?.revision)
      if !isActive { scim.call.site.sessions.forget(id) }
      return id
    }
  }

  /// Members are accounts that are there.
  private static func knowsMembers(_ attributes: [String: Answer], _ scim: SCIMCall) throws {
    let named = attributes["members"]?.elements ?? []
    if named.isEmpty { return }
    let state = try state(scim, .accounts(named.compactMap { $0.members?["value"]?.text.flatMap { Int64($0) } }))
    for member in named {
      let value = member.members?["value"]?.text ?? ""
      guard let id = Int64(value), state.isAccount(id) else {
        throw SCIMError.invalid("没有账号「\(value.prefix(60))」", "There is no account `\(value.prefix(60))`")
      }
    }
  }
}
