import Core

extension DemonstrationPeople {
  /// The seed of `--demo`: the same people at every start.
  package static let usualSeed: UInt64 = 2_026

  /// The people of a program's city: a holder for every post of its directory, households behind its doors.
  package init(seed: UInt64 = usualSeed, program: Program) {
    let codes = Dictionary(program.places.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
    self.init(seed: seed, tree: Self.tree(program.places), posts: Self.posts(program.organizations, codes))
  }

  private static func tree(_ places: [PlaceSeed]) -> PlaceTree {
    var index: [Int64: Int] = [:]
    var nodes: [PlaceNode] = []
    nodes.reserveCapacity(places.count)
    for place in places {
      index[place.id] = nodes.count
      nodes.append(
        PlaceNode(
          parent: place.parent.flatMap { index[$0] }, level: place.level, kind: place.kind, name: place.name,
          code: place.code, aliases: place.aliases, from: place.from, until: place.until,
          isOfficial: place.isOfficial))
    }
    return PlaceTree(nodes)
  }

  private static func posts(_ organizations: [OrganizationSeed], _ codes: [Int64: String]) -> [DemoPost] {
    organizations.flatMap { body in
      // Where nobody sits and a deputy is named, the deputy acts: that is left to be seen.
      body.posts.filter { !$0.isOfAgents && ($0.deputies.isEmpty || !$0.staff.isEmpty) }.map { post in
        let place = post.place ?? body.governs.first ?? body.at
        return DemoPost(
          id: post.id, organization: body.name, name: post.name, place: place.flatMap { codes[$0] } ?? "",
          holder: post.staff.first)
      }
    }
  }

  /// For each organisation that has agents a resident of working age who lives where it sits.
  package func agents(of program: Program) -> [(organization: String, seat: Int64, resident: DemoResident)] {
    let codes = Dictionary(program.places.map { ($0.id, $0.code) }, uniquingKeysWith: { a, _ in a })
    let adults = residents.filter { $0.birthDate > "1966" && $0.birthDate < "2004" }
    var taken: Set<String> = []
    return program.organizations.compactMap { body in
      guard let seat = body.posts.first(where: \.isOfAgents) else { return nil }
      let code = (body.at ?? body.governs.first).flatMap { codes[$0] } ?? ""
      guard let resident = adults.first(where: { $0.place.hasPrefix(code) && !taken.contains($0.phone) }) else { return nil }
      taken.insert(resident.phone)
      return (body.name, seat.id, resident)
    }
  }

  /// What a demonstration will load, as JSON:
  /// `{"staff": […], "residents": […], "agents": […], "places": […], "services": […]}`.
  /// Places are named by code, and a person's family by ID number.
  package func listing(of program: Program) -> String {
    var json = JSONText()
    json.object { json in
      json.key("staff")
      json.array { json in staff.forEach { Self.write($0, &json) } }
      json.key("residents")
      json.array { json in residents.forEach { Self.write($0, &json) } }
      json.key("agents")
      json.array { json in
        for agent in agents(of: program) {
          Self.write([("organization", agent.organization), ("phone", agent.resident.phone)], &json)
        }
      }
      json.key("places")
      json.array { json in Self.write(program.places, &json) }
      json.key("services")
      json.array { json in program.services.keys.sorted().forEach { json.string($0) } }
    }
    return json.text
  }

  private static func write(_ staff: DemoStaff, _ json: inout JSONText) {
    let fields = [
      ("login", staff.login), ("password", staff.password), ("name", staff.name), ("post", staff.post),
      ("organization", staff.organization), ("place", staff.place),
    ]
    write(fields, &json)
  }

  private static func write(_ resident: DemoResident, _ json: inout JSONText) {
    json.object { json in
      let fields = [
        ("phone", resident.phone), ("name", resident.name), ("id_number", resident.idNumber),
        ("birth_date", resident.birthDate), ("gender", resident.gender), ("place", resident.place),
      ]
      for (key, value) in fields {
        json.key(key)
        json.string(value)
      }
      json.key("family")
      json.array { json in
        for member in resident.family {
          let fields = [("name", member.name), ("relation", member.relation), ("id_number", member.idNumber)]
          write(fields, &json)
        }
      }
    }
  }

  private static func write(_ places: [PlaceSeed], _ json: inout JSONText) {
    let codes = Dictionary(places.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
    for place in places {
      json.object { json in
        for (key, value) in [("code", place.code), ("name", place.name), ("level", place.level.word)] {
          json.key(key)
          json.string(value)
        }
        json.key("parent")
        if let parent = place.parent.flatMap({ codes[$0] }) { json.string(parent) } else { json.null() }
      }
    }
  }

  private static func write(_ fields: [(String, String)], _ json: inout JSONText) {
    json.object { json in
      for (key, value) in fields {
        json.key(key)
        json.string(value)
      }
    }
  }
}
