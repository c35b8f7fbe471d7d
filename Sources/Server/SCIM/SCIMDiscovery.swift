import Engine

/// What this server says of itself (RFC 7643 sections 5 to 7).
enum SCIMDiscovery {
  static func config(_ scim: SCIMCall) throws -> Response {
    try noFilter(scim)
    func has(_ isThere: Bool, _ more: [String: Answer] = [:]) -> Answer {
      .object(more.merging(["supported": .bool(isThere)]) { $1 })
    }
    return scim.json(
      200,
      .object([
        "schemas": .list([.text(SCIMSchema.core + "ServiceProviderConfig")]), "patch": has(true),
        "bulk": has(false, ["maxOperations": .number("0"), "maxPayloadSize": .number("0")]),
        "filter": has(true, ["maxResults": .number(String(SCIMQuery.most))]), "changePassword": has(false),
        "sort": has(true), "etag": has(true),
        "authenticationSchemes": .list([
          .object([
            "type": .text("oauthbearertoken"), "name": .text("Bearer"), "primary": .bool(true),
            "description": .text("A token made by hutong directory token"),
          ])
        ]), "meta": meta("ServiceProviderConfig", scim.base + "/ServiceProviderConfig"),
      ]))
  }

  static func types(_ scim: SCIMCall) throws -> Response {
    try noFilter(scim)
    return list(scim, SCIMSchema.all.map { type($0, scim) })
  }

  static func type(_ scim: SCIMCall) throws -> Response {
    guard let schema = SCIMSchema.all.first(where: { $0.name == scim.id }) else { throw SCIMError.gone }
    return scim.json(200, type(schema, scim))
  }

  static func schemas(_ scim: SCIMCall) throws -> Response {
    try noFilter(scim)
    return list(scim, SCIMSchema.all.map { schema($0, scim) })
  }

  static func schema(_ scim: SCIMCall) throws -> Response {
    guard let found = SCIMSchema.all.first(where: { $0.id.lowercased() == scim.id.lowercased() }) else { throw SCIMError.gone }
    return scim.json(200, schema(found, scim))
  }

  private static func type(_ schema: SCIMSchema, _ scim: SCIMCall) -> Answer {
    .object([
      "schemas": .list([.text(SCIMSchema.core + "ResourceType")]), "id": .text(schema.name), "name": .text(schema.name),
      "endpoint": .text(schema.endpoint), "description": .text(schema.about), "schema": .text(schema.id),
      "meta": meta("ResourceType", "\(scim.base)/ResourceTypes/\(schema.name)"),
    ])
  }

  private static func schema(_ schema: SCIMSchema, _ scim: SCIMCall) -> Answer {
    .object([
      "schemas": .list([.text(SCIMSchema.core + "Schema")]), "id": .text(schema.id), "name": .text(schema.name),
      "description": .text(schema.about), "attributes": .list(schema.attributes.map(\.answer)),
      "meta": meta("Schema", "\(scim.base)/Schemas/\(schema.id)"),
    ])
  }

  private static func meta(_ type: String, _ location: String) -> Answer {
    .object(["resourceType": .text(type), "location": .text(location)])
  }

  private static func list(_ scim: SCIMCall, _ resources: [Answer]) -> Response {
    scim.json(
      200,
      .object([
        "schemas": .list([.text("urn:ietf:params:scim:api:messages:2.0:ListResponse")]),
        "totalResults": .number(String(resources.count)), "startIndex": .number("1"),
        "itemsPerPage": .number(String(resources.count)), "Resources": .list(resources),
      ]))
  }

  /// RFC 7644 section 4: these are not filtered.
  private static func noFilter(_ scim: SCIMCall) throws {
    if scim.call.query["filter"] != nil {
      throw Problem(403, "forbidden", .init(zh: "这里不能加条件", en: "No filter here"))
    }
  }
}
