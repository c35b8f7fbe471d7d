import Core

/// What somebody's right to see the figures of a service covers.
enum CountedReach {
  /// All requests at these outermost places and below them: the figures that are added up beforehand answer. 0 stands for
  /// requests without a place.
  case places([Int64])
  /// Requests that a condition or another line than the territory tells apart: counted when somebody asks, at these
  /// outermost places.
  case requests(NarrowFigures, within: [Int64])

  /// The outermost places that are counted; empty = nothing is.
  var tops: [Int64] {
    switch self {
    case .places(let tops), .requests(_, let tops): tops
    }
  }

  var narrow: NarrowFigures? {
    if case .requests(let figures, _) = self { figures } else { nil }
  }
}

extension Rights {
  /// Which requests of a service the caller may count.
  func counted(_ service: ServiceProgram) -> CountedReach {
    let isOfBodies = VariantShape.entityClass(service.subject) == .organization
    let reaches = reach(.figures, service).filter { reach in
      if reach.all.isEmpty && reach.any.isEmpty { return false }
      // Requests of persons are in no sector.
      return isOfBodies || reach.alone.isEmpty || !reach.alone.allSatisfy(\.isSector)
    }
    let tops = reaches.map { reach in (reach: reach, tops: bounds(of: reach), isPlain: reach.isOfPlaces) }
    let plain = outermost(tops.filter(\.isPlain).flatMap(\.tops))
    let narrow = tops.filter { !$0.isPlain && !running.city.covers(plain, $0.tops) }
    if narrow.isEmpty { return .places(plain) }
    return .requests(
      NarrowFigures(service: service, rights: self, reaches: reaches), within: outermost(tops.flatMap(\.tops)))
  }

  /// The places beyond which a reach covers nothing that counts; everywhere where no territory bounds it.
  private func bounds(of reach: Reach) -> [Int64] {
    for case .territory(let places, _) in reach.all { return places }
    var places: [Int64] = []
    for atom in reach.any {
      guard case .territory(let some, _) = atom else { return everywhere }
      places += some
    }
    return reach.any.isEmpty ? everywhere : places
  }

  private var everywhere: [Int64] { running.city.tree.rootIndices.map { running.city.ids[$0] } + [0] }

  private func outermost(_ places: [Int64]) -> [Int64] {
    var outermost: [Int64] = []
    for place in places where !outermost.contains(place) {
      if places.contains(where: { $0 != place && $0 != 0 && running.city.isWithin(place, [$0]) }) { continue }
      outermost.append(place)
    }
    return outermost
  }
}

extension CityIndex {
  /// Whether all of some places lie at or below others; 0 stands for what has no place.
  fileprivate func covers(_ outer: [Int64], _ inner: [Int64]) -> Bool {
    inner.allSatisfy { $0 == 0 ? outer.contains(0) : isWithin($0, outer) }
  }
}

extension Rights.Atom {
  fileprivate var isSector: Bool { if case .sector = self { true } else { false } }
}

extension Rights.Reach {
  /// It covers all of a service at places, whatever and whosever it is.
  fileprivate var isOfPlaces: Bool {
    guard part == .whole, !isConditional, !alone.isEmpty else { return false }
    return alone.allSatisfy { atom in
      switch atom {
      case .everything, .territory: true
      case .posts, .organization, .members, .own, .sector, .opened: false
      }
    }
  }
}
