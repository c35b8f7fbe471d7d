/// Rights that stand in a role. Nothing is allowed that stands nowhere.
package final class RoleProgram: Sendable {
  package let id: String
  package let title: Label
  package let level: PlaceLevel?
  package let grants: [GrantProgram]
  /// What may be opened in an emergency.
  package let glass: [GlassProgram]
  /// Which of the three administrations it is, as its author says.
  package let administers: Administration?
  /// Where among `grants`, with those of `glass` behind them, a right is given.
  private let giving: [Right: [Int]]

  package init(
    id: String, title: Label, level: PlaceLevel?, grants: [GrantProgram], glass: [GlassProgram] = [],
    administers: Administration? = nil
  ) {
    self.id = id
    self.title = title
    self.level = level
    self.grants = grants
    self.glass = glass
    self.administers = administers
    var giving: [Right: [Int]] = [:]
    for (at, grant) in (grants + glass.map(\.grant)).enumerated() {
      for right in grant.rights { giving[right, default: []].append(at) }
    }
    self.giving = giving
  }

  /// Where among `grants`, with those of `glass` behind them, a right is given.
  package func positions(giving right: Right) -> [Int] { giving[right] ?? [] }

  /// Which administration it is: who may publish administers the system.
  package var administration: Administration? {
    administers ?? (grants.contains { $0.rights.contains(.publish) } ? .system : nil)
  }
}

/// An emergency look: what a role opens with a reason, for a while, beyond its other rights.
package struct GlassProgram: Sendable {
  /// What it shows, and where.
  package var grant: GrantProgram
  /// How long one look lasts.
  package let milliseconds: Int64

  /// The rights that a look can give: it shows, and does nothing.
  package static let rights: Set<Right> = [.read, .list, .unmask]
  /// The longest time of one look, in days.
  package static let mostDays = 31

  package init(grant: GrantProgram, milliseconds: Int64) {
    self.grant = grant
    self.milliseconds = milliseconds
  }
}

/// Rights over something, somewhere. A class: everybody who is on a post holds all grants of its roles.
package final class GrantProgram: Sendable {
  /// What a grant speaks of.
  package enum Thing: Sendable, Hashable {
    /// All documents of a kind (`service`, `ledger` …).
    case kind(String)
    case document(kind: String, id: String)
    case tag(String)
  }
  /// Must lie in every one of `all`, and in one of `any` when that is not empty.
  package struct Scope: Sendable, Hashable {
    package let all: [ScopeWord]
    package let any: [ScopeWord]
    package init(all: [ScopeWord] = [], any: [ScopeWord] = []) {
      self.all = all
      self.any = any
    }
  }

  package let rights: Set<Right>
  package let things: [Thing]
  package let scope: Scope
  /// Only these fields; nil = all.
  package let fields: [String]?
  package let hide: [String]
  /// Unmasked up to here.
  package let see: Sensitivity
  package let purpose: String?
  /// ISO days, inclusive.
  package let from: String?
  package let until: String?
  /// Where the grant has a condition: it reaches nothing unless `condition` holds.
  package let conditionRange: SourceRange?
  /// As its author wrote it.
  package let conditionText: String?
  package let condition: GrantCondition?
  /// It speaks of every service.
  package let isOfServices: Bool

  package init(
    rights: Set<Right>, things: [Thing], scope: Scope, fields: [String]?, hide: [String], see: Sensitivity,
    purpose: String?, from: String?, until: String?, conditionRange: SourceRange? = nil,
    conditionText: String? = nil, condition: GrantCondition? = nil
  ) {
    self.rights = rights
    self.things = things
    self.scope = scope
    self.fields = fields
    self.hide = hide
    self.see = see
    self.purpose = purpose
    self.from = from
    self.until = until
    self.conditionRange = conditionRange
    self.conditionText = conditionText
    self.condition = condition
    isOfServices = things.contains(.kind("service"))
  }

  /// The same with what its condition means.
  package func with(_ condition: GrantCondition?) -> GrantProgram {
    GrantProgram(
      rights: rights, things: things, scope: scope, fields: fields, hide: hide, see: see, purpose: purpose, from: from,
      until: until, conditionRange: conditionRange, conditionText: conditionText, condition: condition)
  }
}
