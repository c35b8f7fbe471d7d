import Core

/// The posts above a post, which hear at once what whoever sits there does in an emergency.
struct Supervisors {
  private let running: Running
  /// Who acts, and hears nothing of themselves.
  private let person: Int64

  init(_ running: Running, of person: Int64) {
    self.running = running
    self.person = person
  }

  /// The nearest that somebody else sits on: of the same body with a wider territory, else of the bodies above, else
  /// whoever works for the next place above. Empty where nobody is.
  func posts(over post: CityIndex.Post) -> [CityIndex.Post] {
    let all = running.city.posts.values.filter { $0.id != post.id && isThere($0) }
    let here = nearest(all.filter { $0.organization == post.organization && isAbove($0, post) })
    if !here.isEmpty { return here }
    var seen: Set<Int64> = [post.organization]
    var at = running.city.organizations[post.organization]?.under
    while let body = at, seen.insert(body).inserted {
      let found = plain(all.filter { $0.organization == body })
      if !found.isEmpty { return found }
      at = running.city.organizations[body]?.under
    }
    return nearest(all.filter { isAbove($0, post) })
  }

  private func isThere(_ post: CityIndex.Post) -> Bool {
    post.isManned && !post.isClosed && !post.isOfAgents && post.staff.contains { $0 != person }
  }

  /// Whether a post works for all that another works for, and for more.
  private func isAbove(_ post: CityIndex.Post, _ other: CityIndex.Post) -> Bool {
    let tree = running.city.tree
    func holds(_ outer: [Int], _ inner: [Int]) -> Bool {
      !inner.isEmpty && inner.allSatisfy { place in outer.contains { tree.isWithin(place, $0) } }
    }
    return holds(post.territory, other.territory) && !holds(other.territory, post.territory)
  }

  /// Those of which none lies above another of them.
  private func nearest(_ posts: [CityIndex.Post]) -> [CityIndex.Post] {
    let lowest = posts.filter { post in !posts.contains { isAbove(post, $0) } }
    return plain(lowest)
  }

  /// Administrators only where there is nobody else.
  private func plain(_ posts: [CityIndex.Post]) -> [CityIndex.Post] {
    let administering = Administering(running)
    let others = posts.filter { administering.kinds(of: $0).isEmpty }
    return (others.isEmpty ? posts : others).sorted { $0.id < $1.id }
  }
}
