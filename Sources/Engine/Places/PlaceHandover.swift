import Core
import FEEL

extension Preparation {
  /// A running matter whose place moved: its open stays go to the posts of the same actors above the new place, where those
  /// that have them do not work for it any more. When the move is taken back, they go back to who had them. When it only
  /// asks, the holders are told.
  mutating func handOver(_ id: Int64, of change: Int64, asks: Bool) throws {
    guarded.append(Change(PlaceStatements.handedOver, [.int(change), .int(id)], guarding: .moved))
    guard let row = try reader.rows(Engine.matterByID, [.int(id)], under: .system(.background)).first.flatMap({ MatterRow($0) }),
      row.closed == nil
    else { return }
    var matter = try live(row)
    subject = matter.row.subject
    let isBack = try reader.rows(PlaceStatements.changeOfID, [.int(change)], under: .system(.places)).first?[2].text == "undo"
    var moved = false
    for stay in matter.steps where stay.done == nil && stay.kind.decides {
      guard let step = matter.program(of: stay) else { continue }
      if isBack, !asks, let before = handedOver(stay, matter), !isAway(before, matter), let holding = before.holding {
        try pass(stay, of: step, to: holding, standsIn: nil, "地点划转已撤回", &matter)
        moved = true
        continue
      }
      guard isAway(stay, matter) else { continue }
      if asks {
        if let post = stay.post { try tell(post, matter, "所在地已划转，请决定是否转办") }
        continue
      }
      let found = holding(step, matter)
      let holding = found.holding ?? governing(matter, instead: step)
      if holding == stay.holding { continue }
      if found.holding == nil || !found.vacant.isEmpty { alarm(matter, step, found.alarm, found.vacant) }
      guard let holding else { continue }
      try pass(stay, of: step, to: holding, standsIn: found.standsIn, Self.moved, &matter)
      moved = true
    }
    guard moved else { return }
    try deliver(
      Words("\(matter.service.title.zh) \(matter.row.code)：所在地已划转，由新的岗位继续办理，不用重新申请"), by: [],
      to: addressee(Recipient.filer, matter), matter.row, matter.service)
    try settle(&matter, "place-moved")
  }

  /// Why a stay ended whose place went to others.
  private static let moved = "地点划转"

  /// The stay from which a move of places made this one.
  private func handedOver(_ stay: StepRow, _ matter: LiveMatter) -> StepRow? {
    matter.steps.last {
      $0.seat == stay.seat && $0.id != stay.id && $0.done == stay.opened && $0.outcome == StepOutcome.replaced
        && $0.reason == Self.moved
    }
  }

  private mutating func pass(
    _ stay: StepRow, of step: StepProgram, to holding: Holding, standsIn: Int64?, _ reason: String, _ matter: inout LiveMatter
  ) throws {
    end(stay, StepOutcome.replaced, reason: reason, post: stay.post, person: stay.person, &matter)
    self.stay(
      &matter, step, stay.kind, holding: holding, due: stay.due, calendar: stay.calendar, visit: stay.visit,
      seat: stay.seat, standsIn: standsIn)
    if let post = stay.post { try tell(post, matter, "所在地已划转，已交给新的承办岗位") }
    if case .post(let post) = holding { try tell(post, matter, "所在地划转而来，请接着办理") }
  }

  /// A staffed post with the right to handle it, of the body that governs nearest above the matter's place, at the level of
  /// those who should have the step or above it. Where there is none, who has it keeps it.
  private func governing(_ matter: LiveMatter, instead step: StepProgram) -> Holding? {
    guard let here = matter.row.place.flatMap({ running.city.position(of: $0) }) else { return nil }
    let candidates = Candidates(running, matter)
    let levels = step.by.compactMap { actor -> PlaceLevel? in
      guard case .role(let role, let level, _) = actor else { return nil }
      return level ?? running.program.roles[role]?.level
    }
    let deepest = levels.max() ?? .door
    for node in running.city.tree.ancestry(of: here) where running.city.tree.nodes[node].level <= deepest {
      let bodies = Set(running.city.organizations.values.filter { $0.governs.contains(node) }.map(\.id))
      let staffed = running.city.posts.values.filter {
        bodies.contains($0.organization) && !$0.staff.isEmpty && !$0.isClosed && $0.territory.contains(node)
      }.sorted { $0.id < $1.id }
      if let first = staffed.first(where: { candidates.holds(.handle, $0) }) { return .post(first.id) }
    }
    return nil
  }

  /// Whoever has the stay works for places, and not for the matter's place any more.
  private func isAway(_ stay: StepRow, _ matter: LiveMatter) -> Bool {
    guard let place = matter.row.place, let here = running.city.position(of: place) else { return false }
    if let id = stay.post {
      guard let post = running.city.posts[id] else { return true }
      return post.isClosed || (!post.territory.isEmpty && !post.territory.contains { running.city.tree.isWithin(here, $0) })
    }
    guard let pool = stay.place else { return false }
    // A place that was taken back is nobody's any more.
    guard let at = running.city.position(of: pool) else { return true }
    return !running.city.tree.isWithin(here, at)
  }
}
