import Core

extension Running {
  /// The services of which some step is a post's, and that nobody could process without it: no other post of the role,
  /// no fallback and no body above has somebody who may. By title.
  func stranded(without post: CityIndex.Post) -> [Label] {
    if post.isOfAgents || post.isClosed { return [] }
    let place = post.territory.first.map { city.ids[$0] }
    return program.services.values.filter { service in
      let named = Set(service.variants.flatMap { $0.actors }.compactMap { $0.role })
      let roles = post.roles.filter { named.contains($0) }
      let candidates = Candidates(self, service: service, place: place)
      return !roles.isEmpty && !roles.allSatisfy { isBacked($0, post, service, candidates) }
    }.map(\.title).sorted { $0.zh < $1.zh }
  }

  private func isBacked(
    _ role: String, _ post: CityIndex.Post, _ service: ServiceProgram, _ candidates: Candidates
  ) -> Bool {
    if hasOther(role, than: post) { return true }
    if case .role(let fallback, _, _)? = service.fallback, candidates.grants(.handle, role: fallback),
      hasOther(fallback, than: post)
    {
      return true
    }
    return candidates.superior(of: [post.id], having: [.handle]) != nil
  }

  /// Whether somebody else has a role where the post works or above.
  private func hasOther(_ role: String, than post: CityIndex.Post) -> Bool {
    (city.postsByRole[role] ?? []).compactMap { city.posts[$0] }.contains { other in
      guard other.id != post.id, other.isManned, !other.isClosed else { return false }
      guard let here = post.territory.first else { return true }
      return other.territory.contains { city.tree.isWithin(here, $0) }
    }
  }
}

extension VariantProgram {
  /// Everybody whom its steps and its dispatch name.
  fileprivate var actors: [ActorProgram] {
    flow.steps.flatMap { $0.by + $0.others.flatMap { $0 } } + (dispatch?.actors ?? [])
  }
}

extension ActorProgram {
  fileprivate var role: String? { if case .role(let role, _, _) = self { role } else { nil } }
}
