import Core
import FEEL
import Spec

/// Who may use a service, where and when.
extension FormLowering {
  /// - Parameter keys: The keys of `open`, each from where it was set last.
  mutating func open(_ keys: [SpecKey: SpecNode]) -> OpenProgram {
    let audience =
      keys[.to].map { $0.children.compactMap { $0.word.flatMap { Audience(rawValue: $0) } } } ?? []
    let from = keys[.from].flatMap { moment($0, isLast: false) }
    let until = keys[.until].flatMap { moment($0, isLast: true) }
    if let from, let until, until <= from, let first = keys[.from], let last = keys[.until] {
      findings.report(
        .dateOrder, last.range, "截止「\(last.text)」在开始之前", "The end \(last.text) lies before the start",
        notes: [DiagnosticNote(at: first.range, Message(zh: "开始", en: "the start"))])
    }
    let condition = formula(keys[.where], .boolean, scope(.eligibility))
    return OpenProgram(
      audience: audience.isEmpty ? [.`self`] : audience, territory: territory, condition: condition,
      say: keys[.say]?.label, from: from, until: until, quota: keys[.quota].flatMap { quota($0) },
      limit: keys[.limit].flatMap { positive($0) },
      identity: keys[.identity]?.word.flatMap { IdentityLevel(rawValue: $0) } ?? .phone)
  }

  /// Where it is open: as written, else what the owner governs.
  func openTerritory(_ node: SpecNode?) -> [Int64] {
    let governed = context.owner?.governs ?? []
    guard let node, !node.isInvalid else { return governed }
    return context.territory(Array(node.children))
  }

  /// UTC milliseconds of a day or moment in Shanghai; of a last day the first moment after it.
  private func moment(_ node: SpecNode, isLast: Bool) -> Int64? {
    guard !node.isInvalid, node.kind == .scalar else { return nil }
    let parts = node.text.split(separator: "T", maxSplits: 1).map(String.init)
    guard let first = parts.first, let day = CivilDate(text: first) else { return nil }
    guard parts.count == 2 else {
      let start = isLast ? day.adding(days: 1) : day
      return CivilDateTime(date: start, time: CivilTime(nanoseconds: 0)).milliseconds()
    }
    let clock = parts[1].split(separator: ":").compactMap { Int($0) }
    guard clock.count >= 2,
      let time = CivilTime(hour: clock[0], minute: clock[1], second: clock.count > 2 ? clock[2] : 0)
    else { return nil }
    return CivilDateTime(date: day, time: time).milliseconds()
  }

  /// A number of which nought and less was reported when the document was read.
  private func positive(_ node: SpecNode) -> Int? { node.int.flatMap { $0 < 1 ? nil : $0 } }

  private mutating func quota(_ node: SpecNode) -> OpenProgram.Quota? {
    guard !node.isInvalid else { return nil }
    let spec = QuotaSpec(node)
    guard let written = spec.node[.count], let count = positive(written) else { return nil }
    guard let per = spec.per else { return OpenProgram.Quota(count: count, per: .service) }
    guard !per.isInvalid else { return nil }
    if let word = context.table.word(per.text, in: "level"), let level = PlaceLevel(word: word) {
      return OpenProgram.Quota(count: count, per: .level(level))
    }
    return position(per).map { OpenProgram.Quota(count: count, per: .field($0)) }
  }
}
