/// What is done to places. `add` has no word in a `places` document, where new places stand in the tree.
package enum PlaceAct: String, Sendable, Hashable, CaseIterable {
  case add, rename, move, merge, split, close

  /// The word of the language, Chinese spelling.
  package var alias: String {
    switch self {
    case .add: "新增"
    case .rename: "改名"
    case .move: "划转"
    case .merge: "合并"
    case .split: "拆分"
    case .close: "撤销"
    }
  }
}

/// Who keeps running matters when their place moves.
package enum Handover: String, Sendable, Hashable, CaseIterable {
  /// The posts that have them.
  case stay
  /// The posts of the same roles above the new place.
  case follow
  /// Those who have them are told and hand them over, or not.
  case ask

  /// The word of the language, Chinese spelling.
  package var alias: String {
    switch self {
    case .stay: "不变"
    case .follow: "随迁"
    case .ask: "询问"
    }
  }
}

/// One operation on places as somebody asks for it: places are named by code, name or path, and nothing was looked up.
package struct PlaceOperation: Sendable, Hashable {
  package var act: PlaceAct
  /// The places it is done to; for `add` none.
  package var what: [String]
  /// The new parent (add, move), the new name (rename), what takes over (merge, close), the parts (split). A name that no
  /// place has becomes a new place where that makes sense.
  package var to: [String]
  /// From this day, ISO; nil = today.
  package var from: String?
  /// split: child, or the place itself for what stands at it alone → part.
  package var map: [String: String]
  package var handover: Handover
  /// What is added: its name, level (nil = by its name, else next below), kind, and code (nil = issued).
  package var name: String?
  package var level: PlaceLevel?
  package var kind: PlaceKind
  package var code: String?
  /// False for a code that an import of official codes will replace.
  package var isOfficial: Bool
  package var reason: String?

  package init(
    _ act: PlaceAct, what: [String] = [], to: [String] = [], from: String? = nil, map: [String: String] = [:],
    handover: Handover = .follow, name: String? = nil, level: PlaceLevel? = nil, kind: PlaceKind = .area,
    code: String? = nil, isOfficial: Bool = false, reason: String? = nil
  ) {
    self.act = act
    self.what = what
    self.to = to
    self.from = from
    self.map = map
    self.handover = handover
    self.name = name
    self.level = level
    self.kind = kind
    self.code = code
    self.isOfficial = isOfficial
    self.reason = reason
  }
}

/// An operation that a `places` document declares: carried out once, when it is first published.
package struct DeclaredPlaceChange: Sendable, Hashable {
  /// Digest of what it says.
  package let key: String
  package let operation: PlaceOperation
  package let range: SourceRange

  package init(key: String, operation: PlaceOperation, range: SourceRange) {
    self.key = key
    self.operation = operation
    self.range = range
  }
}

/// Why an operation cannot be done, at the part of it that is meant.
package struct PlaceIssue: Sendable, Hashable {
  /// `what`, `to`, `map`, `code`, `level`, `name`, `from`.
  package let part: String
  /// A code of LANGUAGE.md 19.
  package let code: String
  package let message: Message

  package init(_ part: String, _ code: String, _ message: Message) {
    self.part = part
    self.code = code
    self.message = message
  }
}
