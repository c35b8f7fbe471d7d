/// OpenAPI 3.1 of the API, made from the route table once.
package enum OpenAPIDocument {
  package static let bytes: [UInt8] = document(Routes.api)

  private static let failures: [(status: Int, says: String)] = [
    (400, "Not readable"), (401, "Not signed in"), (403, "Not allowed"),
    (404, "Not there, or not to be seen"),
    (405, "No such method here"), (409, "Moved on, or the key was used for something else"),
    (413, "Too large"),
    (415, "Not JSON"), (422, "Refused, with the fields"), (429, "Too often"), (500, "Our mistake"),
    (503, "Try again later"),
  ]

  static func document(_ routes: [Route]) -> [UInt8] {
    var paths: [String] = []
    for route in routes where !paths.contains(route.pattern) { paths.append(route.pattern) }
    var json = JSONWriter(capacity: 32_768)
    json.object { json in
      json.member("openapi", "3.1.0")
      json.name("info")
      json.object { json in
        json.member("title", "Hutong 胡同")
        json.member("version", "1")
        json.name("license")
        json.object { json in
          json.member("name", "Apache-2.0")
          json.member("identifier", "Apache-2.0")
        }
      }
      json.member("servers", ["/"]) { json, address in json.object { $0.member("url", address) } }
      json.name("paths")
      json.object { json in
        for path in paths {
          json.name(path)
          json.object { json in
            for route in routes where route.pattern == path { operation(route, &json) }
          }
        }
      }
      json.name("components")
      json.object { json in
        json.name("schemas")
        json.object { json in
          for schema in APISchema.allCases {
            json.name(schema.rawValue)
            json.raw(Array(schema.text.utf8))
          }
        }
        json.name("securitySchemes")
        json.raw(
          Array(
            #"{"bearer":{"type":"http","scheme":"bearer"},"cookie":{"type":"apiKey","in":"cookie","name":"hutong"}}"#
              .utf8))
      }
    }
    return json.bytes
  }

  private static func operation(_ route: Route, _ json: inout JSONWriter) {
    guard let about = route.about else { return }
    json.name(route.method.rawValue.lowercased())
    json.object { json in
      json.member("operationId", identifier(route))
      json.member("summary", about.summary)
      json.name("security")
      json.raw(Array((route.access == .anyone ? "[]" : #"[{"bearer":[]},{"cookie":[]}]"#).utf8))
      json.member("parameters", parameters(route, about)) { json, parameter in
        json.object { json in
          json.member("name", parameter.name)
          json.member("in", parameter.place)
          json.member("required", parameter.place == "path")
          json.name("schema")
          json.raw(Array(#"{"type":"string"}"#.utf8))
        }
      }
      if let takes = about.takes {
        json.name("requestBody")
        json.object { json in
          json.member("required", takes != .verb)
          content(takes, &json)
        }
      }
      json.name("responses")
      json.object { json in
        var good = [about.status]
        // A repeated key gives the stored reply.
        if route.method == .post, about.status == 201 { good.insert(200, at: 0) }
        for status in good { answer(status, about.gives, "Done", &json) }
        for failure in failures { answer(failure.status, .problem, failure.says, &json) }
      }
    }
  }

  private static func answer(_ status: Int, _ gives: APISchema?, _ says: String, _ json: inout JSONWriter) {
    json.name(String(status))
    json.object { json in
      json.member("description", says)
      json.name("headers")
      json.raw(
        Array(
          #"{"Hutong-Epoch":{"description":"The release that answered","schema":{"type":"integer"}},"Hutong-Program":{"description":"The program of the matter or form","schema":{"type":"string"}}}"#
            .utf8))
      if let gives { content(gives, &json) }
    }
  }

  private static func content(_ schema: APISchema, _ json: inout JSONWriter) {
    json.name("content")
    json.object { json in
      for type in schema.mediaTypes {
        json.name(type)
        json.raw(Array(##"{"schema":{"$ref":"#/components/schemas/\##(schema.rawValue)"}}"##.utf8))
      }
    }
  }

  private static func parameters(_ route: Route, _ about: Route.About) -> [(name: String, place: String)] {
    var all: [(name: String, place: String)] = route.segments.filter { $0.hasPrefix("{") }.map {
      (String($0.dropFirst().dropLast()), "path")
    }
    all += about.query.map { ($0, "query") }
    if route.method == .post, route.access != .anyone { all.append(("Idempotency-Key", "header")) }
    all.append(("Accept-Language", "header"))
    return all
  }

  /// `postServicesIdRequests`.
  private static func identifier(_ route: Route) -> String {
    var name = route.method.rawValue.lowercased()
    for segment in route.segments where segment != "api" && segment != "v1" {
      let letters = segment.filter { $0.isLetter || $0.isNumber }
      name += letters.prefix(1).uppercased() + letters.dropFirst()
    }
    return name
  }
}
