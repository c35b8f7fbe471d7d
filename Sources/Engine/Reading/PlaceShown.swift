import Core

/// Where a request is, as a reader may see it: where they see the form's own field of it masked, the path ends at the
/// community, which says whose it is and not at whose door.
struct PlaceShown {
  let path: String?
  /// How many names at its end are not shown.
  let hidden: Int

  init(_ place: Int64?, isMasked: Bool, _ city: CityIndex) {
    let whole = place.flatMap { city.path(of: $0) }
    guard isMasked, let whole, let place, let at = city.position(of: place) else {
      path = whole
      hidden = 0
      return
    }
    hidden = city.tree.ancestry(of: at).prefix { city.tree.nodes[$0].level > .community }.count
    path = Self.cut(whole, hiding: hidden)
  }

  /// A path without so many names at its end.
  static func cut(_ path: String, hiding count: Int) -> String {
    if count == 0 { return path }
    return (path.split(separator: "/").dropLast(count) + ["***"]).joined(separator: "/")
  }
}

extension ServiceProgram {
  /// The fields of a form that say where a request is: the one that places it, else those that say where its subject is.
  func placing(_ form: FormProgram) -> [FieldProgram] {
    if let position = placeField, form.fields.indices.contains(position) { return [form.fields[position]] }
    return form.fields.filter { field in
      if case .relation(let reading, _) = field.binding { return reading.target == .place }
      return false
    }
  }
}

extension Sight {
  /// Whether where a request is, is no more theirs to see than its fields: personal ones that they see masked or not at all.
  func masksPlace(_ fields: [FieldProgram]) -> Bool {
    !fields.isEmpty && fields.allSatisfy { $0.sensitivity >= .personal && (!shows($0) || masks($0)) }
  }
}
