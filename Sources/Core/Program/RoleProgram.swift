/// Rights that stand in a role. Nothing is allowed that stands nowhere.
package struct RoleProgram: Sendable {
  package let id: String
  package let title: Label
  package let level: PlaceLevel?
  package let grants: [GrantProgram]

  package init(id: String, title: Label, level: PlaceLevel?, grants: [GrantProgram]) {
    self.id = id
    self.title = title
    self.level = level
    self.grants = grants
  }
}

package struct GrantProgram: Sendable {
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
  package var condition: GrantCondition?

  package init(
    rights: Set<Right>, things: [Thing], scope: Scope, fields: [String]?, hide: [String], see: Sensitivity,
    purpose: String?, from: String?, until: String?, conditionRange: SourceRange? = nil,
    conditionText: String? = nil
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
  }
}
