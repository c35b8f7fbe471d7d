import Core

/// Who decides in a step: a seat for each voice, and in each seat those of whom one decides.
struct FoundSeats {
  private(set) var seats: [[Holding]] = []
  /// What has to be told: why, and the posts that are vacant.
  var alarms: [(why: Label, posts: [Int64])] = []
  /// Who has what posts that are vacant would have.
  private(set) var standIns: [(vacant: [Int64], holding: Holding)] = []
  /// Who has it in their own right, whoever else is missing.
  private var own: Set<Holding> = []
  /// Why there is no seat at all.
  var nobody = Label(zh: "找不到承办岗位", en: "no post holds this step")

  init() {}

  /// One seat of somebody who has it in their own right.
  init(_ holding: Holding) { seats = [[holding]] }

  /// Adds a seat, unless the same holders have one.
  mutating func add(_ seat: [Holding]) {
    let own = seat.filter { holding in !seats.contains { $0.contains(holding) } }
    if !own.isEmpty { seats.append(own) }
  }

  mutating func tell(_ found: FoundHolding) {
    if !found.vacant.isEmpty || (found.wentUp && found.holding != nil) {
      alarms.append((found.holding == nil ? found.nobody : found.alarm, found.vacant))
    }
    guard let holding = found.holding else { return nobody = found.nobody }
    // A vacant post of the same role beside it takes nothing from whoever has it in their own right.
    if found.standsIn == nil { own.insert(holding) } else { standIns.append((found.vacant, holding)) }
  }

  /// The vacant post whose work a holder has; nil for who has it in their own right.
  func standsIn(_ holding: Holding) -> Int64? {
    own.contains(holding) ? nil : standIns.first { $0.holding == holding }?.vacant.first
  }
}

extension Preparation {
  /// The seats of a step. With `any` all holders share one; with every other mode each actor has one, or, where a single
  /// role decides, each of its posts. An actor whose post is vacant goes up, and never just loses its voice.
  func seats(_ step: StepProgram, _ matter: LiveMatter) -> FoundSeats {
    step.mode == .any ? anyOf(step, matter) : eachOf(step, matter)
  }

  private func anyOf(_ step: StepProgram, _ matter: LiveMatter) -> FoundSeats {
    var all = FoundSeats()
    var seat: [Holding] = []
    if !step.others.isEmpty {
      for voice in [step.by] + step.others {
        let found = holding(of: voice, matter, goesUp: false)
        all.tell(found)
        if let holding = found.holding, !seat.contains(holding) { seat.append(holding) }
      }
    }
    if seat.isEmpty {
      all.alarms = []
      let found = holding(step, matter)
      all.tell(found)
      seat = found.holding.map { [$0] } ?? []
    }
    all.add(seat)
    return all
  }

  private func eachOf(_ step: StepProgram, _ matter: LiveMatter) -> FoundSeats {
    var all = FoundSeats()
    for voice in [step.by] + step.others {
      let found = holding(of: voice, matter)
      all.tell(found)
      guard let holding = found.holding else { continue }
      if step.others.isEmpty {
        for post in posts(of: holding) { all.add([.post(post)]) }
      } else {
        all.add([holding])
      }
    }
    return all
  }

  /// Who has a step only because posts are vacant hears why it is theirs.
  mutating func tellStandIns(_ found: FoundSeats, _ step: StepProgram, _ matter: LiveMatter) throws {
    var missing: [Int64: [Int64]] = [:]
    for (vacant, holding) in found.standIns where found.standsIn(holding) != nil {
      for post in posts(of: holding) {
        for one in vacant where !missing[post, default: []].contains(one) { missing[post, default: []].append(one) }
      }
    }
    for (post, vacant) in missing.sorted(by: { $0.key < $1.key }) {
      let names = vacant.prefix(5).map { running.city.title(ofPost: $0).zh }.joined(separator: "、")
      let more = vacant.count > 5 ? "等 \(vacant.count) 个岗位" : ""
      try tell(post, matter, "「\(step.title.zh)」本该由\(names)\(more)办，岗位空缺，转到您这里")
    }
  }

  /// Every staffed post that may claim from a pool.
  func posts(of holding: Holding) -> [Int64] {
    switch holding {
    case .post(let post): return [post]
    case .pool(let role, let place):
      let here = place.flatMap { running.city.position(of: $0) }
      return (running.city.postsByRole[role] ?? []).filter { id in
        guard let post = running.city.posts[id], post.isManned else { return false }
        return here.map { post.territory.contains($0) } ?? post.territory.isEmpty
      }.sorted()
    }
  }
}
