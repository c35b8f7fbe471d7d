import Core

/// Kinds of things besides services that grants speak of (LANGUAGE.md 14).
enum GrantedKind: String, Word {
  case places, directory, ledger, task, notice, report, role, control, knowledge, calendar, connector, bundle

  var alias: String {
    switch self {
    case .places: "地名"
    case .directory: "通讯录"
    case .ledger: "台账"
    case .task: "任务"
    case .notice: "通知"
    case .report: "报表"
    case .role: "角色"
    case .control: "控件"
    case .knowledge: "知识"
    case .calendar: "日历"
    case .connector: "连接"
    case .bundle: "成套"
    }
  }
}

extension GrantProgram.Thing {
  /// The kind of a thing that is no service; nil of services and of tags, which are theirs.
  var kind: GrantedKind? {
    switch self {
    case .kind(let kind), .document(let kind, _): GrantedKind(rawValue: kind)
    case .tag: nil
    }
  }

  /// How it is named in an address: `places`, `ledger:well-covers`.
  var token: String {
    switch self {
    case .kind(let kind): kind
    case .document(let kind, let id): kind + ":" + id
    case .tag(let tag): "#" + tag
    }
  }
}

extension Program {
  /// All of a kind, or one document, by word, token or title.
  func granted(_ text: String) -> GrantProgram.Thing? {
    if let kind = GrantedKind(word: text) { return .kind(kind.rawValue) }
    if let colon = text.firstIndex(of: ":"), let kind = GrantedKind(rawValue: String(text[..<colon])) {
      let thing = GrantProgram.Thing.document(kind: kind.rawValue, id: String(text[text.index(after: colon)...]))
      return grantedThings.contains(thing) ? thing : nil
    }
    let alike = ledgers.values.filter { $0.id == text || $0.title.zh == text || $0.title.en == text }
    return alike.count == 1 ? .document(kind: GrantedKind.ledger.rawValue, id: alike[0].id) : nil
  }

  /// Every kind, every ledger, and every other document that a grant names.
  var grantedThings: [GrantProgram.Thing] {
    let kinds = GrantedKind.allCases.map { GrantProgram.Thing.kind($0.rawValue) }
    let ledgers = self.ledgers.keys.map { GrantProgram.Thing.document(kind: GrantedKind.ledger.rawValue, id: $0) }
    let named = roles.values.flatMap(\.grants).flatMap(\.things).filter { $0.kind != nil }
    return Set(kinds + ledgers + named).sorted(by: Self.inOrder)
  }

  static func inOrder(_ first: GrantProgram.Thing, _ second: GrantProgram.Thing) -> Bool {
    func rank(_ thing: GrantProgram.Thing) -> Int { GrantedKind.allCases.firstIndex { $0 == thing.kind } ?? .max }
    return (rank(first), first.token) < (rank(second), second.token)
  }

  func title(of thing: GrantProgram.Thing) -> Label {
    switch thing {
    case .kind(let word):
      let kind = GrantedKind(rawValue: word)
      return Label(zh: kind?.alias ?? word, en: word)
    case .document("ledger", let id): return ledgers[id]?.title ?? Label(zh: id)
    case .document("role", let id): return roles[id]?.title ?? Label(zh: id)
    case .document(_, let id): return Label(zh: id)
    case .tag(let tag): return Label(zh: "#" + tag)
    }
  }
}

extension Engine {
  /// What may be asked about besides services, with the token of each.
  package func grantedTitles() throws -> [(id: String, title: Label)] {
    try snapshot { running, _ in
      running.program.grantedThings.map { (id: $0.token, title: running.program.title(of: $0)) }
    }
  }
}
