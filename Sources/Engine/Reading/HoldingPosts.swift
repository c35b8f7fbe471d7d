import Core

extension Engine {
  /// The posts in whose hands a request is: those that have an open stay, or may claim one that nobody has yet. Empty
  /// where it waits for somebody else, or for nobody.
  package func holdingPosts(_ code: String) throws -> [Int64] {
    try snapshot { running, reader in
      guard let row = try MatterRow.find(code: code, reader) else { return [] }
      let open = try StepRow.all(of: row.id, reader, under: .system(.command)).filter {
        $0.done == nil && $0.kind.decides
      }
      var found: Set<Int64> = []
      for stay in open {
        if let post = stay.post { found.insert(post) } else { found.formUnion(running.city.claimants(of: stay)) }
      }
      return found.sorted()
    }
  }
}

extension CityIndex {
  /// Posts that may claim a stay of nobody.
  func claimants(of stay: StepRow) -> [Int64] {
    guard let role = stay.role else { return [] }
    return (postsByRole[role] ?? []).filter { id in
      guard let post = posts[id], !post.isClosed else { return false }
      guard let place = stay.place else { return post.territory.isEmpty }
      return post.territory.contains { ids[$0] == place }
    }
  }
}
