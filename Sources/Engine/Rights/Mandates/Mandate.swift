import Core
import FEEL

/// Leave for one person to act for another, declared by one of them, confirmed by the other or by a post, until a day.
package struct Mandate: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A member of the family.
    case family
    /// Somebody else who was asked to.
    case proxy

    package var label: Label {
      switch self {
      case .family: Label(zh: "家人", en: "family")
      case .proxy: Label(zh: "代办人", en: "proxy")
      }
    }
  }

  package enum Power: String, Sendable, CaseIterable {
    /// File for the other, and tend what was filed so.
    case apply
    /// See all requests that are for the other or about them.
    case see
    /// Answer, urge, withdraw, rate and reopen these.
    case follow

    package var label: Label {
      switch self {
      case .apply: Label(zh: "代为申请", en: "apply")
      case .see: Label(zh: "查看申请", en: "see requests")
      case .follow: Label(zh: "跟进办理", en: "follow them up")
      }
    }
  }

  package enum State: String, Sendable, CaseIterable {
    case waiting, confirmed, refused, ended
    /// No mandate: a relative who shall not act.
    case barred

    package var label: Label {
      switch self {
      case .waiting: Label(zh: "待核实", en: "waiting")
      case .confirmed: Label(zh: "已核实", en: "confirmed")
      case .refused: Label(zh: "未通过", en: "refused")
      case .ended: Label(zh: "已结束", en: "ended")
      case .barred: Label(zh: "不许代办", en: "barred")
      }
    }
  }

  package let id: Int64
  package let proxy: Int64
  package let principal: Int64
  package let kind: Kind
  /// A code of the list of family relations: what the other is to whoever declared it.
  package let kinship: String?
  package let powers: Set<Power>
  /// The last day, ISO.
  package let until: String?
  package let proof: String?
  package let proofName: String?
  package let state: State
  package let declaredBy: Int64
  package let declared: Int64
  package let decidedBy: Int64?
  package let decidedPost: Int64?
  package let decided: Int64?
  let reason: [UInt8]?
  package let endedBy: Int64?
  package let ended: Int64?
  package let used: Int64?

  init?(_ row: Row) {
    guard let id = row[0].int, let proxy = row[1].int, let principal = row[2].int,
      let kind = row[3].text.flatMap({ Kind(rawValue: $0) }), let state = row[9].text.flatMap({ State(rawValue: $0) })
    else { return nil }
    self.id = id
    self.proxy = proxy
    self.principal = principal
    self.kind = kind
    kinship = row[4].text
    powers = Self.powers(row[5].text ?? "")
    until = row[6].text
    proof = row[7].text
    proofName = row[8].text
    self.state = state
    declaredBy = row[10].int ?? 0
    declared = row[11].int ?? 0
    decidedBy = row[12].int
    decidedPost = row[13].int
    decided = row[14].int
    reason = row[15].blob
    endedBy = row[16].int
    ended = row[17].int
    used = row[18].int
  }

  private static func powers(_ words: String) -> Set<Power> {
    Set(words.split(separator: " ").compactMap { Power(rawValue: String($0)) })
  }

  /// Whether it gives its powers on a day.
  package func isLive(on day: String) -> Bool { state == .confirmed && until.map { day <= $0 } ?? false }

  /// The one of the two who did not declare it.
  var other: Int64 { declaredBy == proxy ? principal : proxy }

  func isOf(_ person: Int64) -> Bool { proxy == person || principal == person }
}

extension Set<Mandate.Power> {
  /// In the order of the words, with blanks between.
  var text: String { Mandate.Power.allCases.filter(contains).map(\.rawValue).joined(separator: " ") }
}
