import Core

/// Says rights, lines and places in words.
struct ReachWords {
  let running: Running

  func place(_ id: Int64) -> String {
    running.city.path(of: id) ?? "#\(id)"
  }

  func service(_ service: ServiceProgram) -> Label {
    Label(zh: "「\(service.title.zh)」", en: service.title.text(in: .en))
  }

  /// `属地（测试市/一区）`.
  func atom(_ atom: Rights.Atom) -> Label {
    switch atom {
    case .everything: return Label(zh: "全域", en: "everything")
    case .territory(let places, _):
      if places.isEmpty { return Label(zh: "属地（没有管辖地域）", en: "territory (governs no place)") }
      let named = places.prefix(3).map(place).joined(separator: "、") + (places.count > 3 ? "…" : "")
      return Label(zh: "属地（\(named)）", en: "territory (\(named))")
    case .posts(let posts):
      let named = posts.map { running.city.distinctTitle(ofPost: $0).zh }.joined(separator: "、")
      return Label(zh: "本岗（\(named)）经办", en: "what the post \(named) holds or held")
    case .organization(let bodies):
      let named = bodies.compactMap { running.city.organizations[$0]?.name }.joined(separator: "、")
      return Label(zh: "本单位（\(named)）经办", en: "what posts of \(named) hold or held")
    case .members(let bodies, _):
      let named = bodies.first.flatMap { running.city.organizations[$0]?.name } ?? ""
      return Label(zh: "直属（\(named)的人）", en: "direct (people of \(named))")
    case .own: return Label(zh: "本人的", en: "one's own")
    case .opened: return Label(zh: "应急查看打开的", en: "what an emergency look has open")
    case .sector(let body):
      let named = running.city.organizations[body]?.name ?? ""
      if running.city.organizations[body]?.regulates == nil {
        return Label(zh: "属业（\(named)没有写主管行业）", en: "sector (\(named) regulates nothing)")
      }
      return Label(zh: "属业（\(named)主管的单位）", en: "sector (organisations that \(named) regulates)")
    }
  }

  /// All lines of a reach in one phrase.
  func reach(_ reach: Rights.Reach) -> Label {
    let all = reach.all.map(atom), any = reach.any.map(atom)
    var zh = all.map(\.zh).joined(separator: " 且 "), en = all.map { $0.text(in: .en) }.joined(separator: " and ")
    if !any.isEmpty {
      zh += (zh.isEmpty ? "" : " 且 ") + any.map(\.zh).joined(separator: " 或 ")
      en += (en.isEmpty ? "" : " and ") + any.map { $0.text(in: .en) }.joined(separator: " or ")
    }
    return zh.isEmpty ? Label(zh: "没有写范围", en: "no scope") : Label(zh: zh, en: en)
  }

  /// `角色「社区主任」给了「查看」`.
  func grant(_ held: Rights.Held, _ right: Right, _ named: Label) -> RightsFact {
    let role = running.program.title(ofRole: held.role)
    if held.isGlass {
      return RightsFact(
        kind: .grant, holds: true,
        words: Label(
          zh: "岗位的角色「\(role.zh)」可以应急查看\(named.zh)",
          en: "the post's role \(role.text(in: .en)) may look at \(named.text(in: .en)) in an emergency"))
    }
    return RightsFact(
      kind: .grant, holds: true,
      words: Label(
        zh: "岗位的角色「\(role.zh)」对\(named.zh)有「\(right.alias)」权",
        en: "the post's role \(role.text(in: .en)) has the right \(right.rawValue) over \(named.text(in: .en))"))
  }

  func period(_ held: Rights.Held) -> RightsFact? {
    guard held.grant.from != nil || held.grant.until != nil else { return nil }
    let from = held.grant.from ?? "…", until = held.grant.until ?? "…"
    let days = Label(zh: "\(from) 至 \(until)", en: "\(from) to \(until)")
    return RightsFact(
      kind: .period, holds: held.isCurrent,
      words: held.isCurrent
        ? Label(zh: "今天在授权期内（\(days.zh)）", en: "today lies in its days (\(days.text(in: .en)))")
        : Label(zh: "今天不在授权期内（\(days.zh)）", en: "today lies outside its days (\(days.text(in: .en)))"))
  }

  func condition(_ reach: Rights.Reach, holds: Bool) -> RightsFact {
    let text = reach.grant.conditionText ?? "", isOpen = holds
    return RightsFact(
      kind: .condition, holds: holds,
      words: isOpen
        ? Label(zh: "符合授权条件 `\(text)`", en: "the grant's condition holds: `\(text)`")
        : Label(zh: "不符合授权条件 `\(text)`", en: "the grant's condition does not hold: `\(text)`"))
  }

  func appointment(_ post: Int64) -> RightsFact {
    let title = running.city.distinctTitle(ofPost: post).zh
    return RightsFact(kind: .appointment, holds: true, words: Label(zh: "任「\(title)」", en: "sits on \(title)"))
  }
}
