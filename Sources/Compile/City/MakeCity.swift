import Core
import Spec

extension CompileRun {
  /// Places, then organisations with their posts; remembered while no such document and no role's name changes.
  func makeCity() {
    let sources = entries(.places) + entries(.directory)
    let roleNames = entries(.role).map { "\($0.bundle) \($0.id) \($0.title.zh)" }
    let tables = sources.compactMap { tableOf($0)?.hash }
    let parts = sources.map { "\($0.source.hash) \($0.source.file) \($0.source.line)" } + tables + roleNames + [knowledgeHash]
    let hash = SHA256.hex(parts.joined(separator: "\n").utf8)
    if let known = memory.city, known.hash == hash {
      sink.report(known.result.diagnostics)
      city = known.result.city
      return
    }
    memory.counters.lowered += sources.count
    var places = PlacesLowering()
    for entry in entries(.places) { places.read(entry, table: tableOf(entry)) }
    let (tree, seeds) = places.finish()
    var changes = PlaceChangesLowering(tree: tree)
    for entry in entries(.places) { changes.read(entry) }
    var directory = DirectoryLowering(tree: tree, places: seeds) { [index] name, bundle in
      if case .one(let role) = index.find(.role, name, from: bundle) { role.id } else { nil }
    }
    for entry in entries(.directory) { directory.read(entry) }
    let organizations = directory.finish()
    let result = CityResult(
      city: City(
        tree: tree, places: seeds, organizations: organizations, hash: Self.hash(seeds, organizations),
        changes: changes.changes, patterns: Set(directory.byPattern.keys)),
      diagnostics: places.sink.diagnostics + changes.sink.diagnostics + directory.sink.diagnostics)
    memory.city = (hash, result)
    sink.report(result.diagnostics)
    city = result.city
  }

  private func tableOf(_ entry: DocumentEntry) -> SourceDocument? {
    guard let node = entry.document?.root[.file], !node.isInvalid else { return nil }
    return index.file(node.text, of: entry.bundle)
  }

  /// Names places, territories and posts; staff and phones may change without making anything again.
  private static func hash(_ places: [PlaceSeed], _ organizations: [OrganizationSeed]) -> String {
    var hash = SHA256()
    for place in places {
      hash.update("\(place.id) \(place.parent ?? 0) \(place.level.rawValue) \(place.name)\n".utf8)
      for alias in place.aliases { hash.update("\(alias)\n".utf8) }
    }
    for organization in organizations {
      hash.update("\(organization.id) \(organization.under ?? 0) \(organization.governs)\n".utf8)
      for post in organization.posts { hash.update("\(post.id) \(post.place ?? 0) \(post.roles)\n".utf8) }
    }
    return Hex.text(hash.finish())
  }
}
