/// A place as a table or a `places` document gives it: what is known before a uid is issued.
package struct PlaceNode: Sendable, Hashable {
  /// Place of the parent in the tree's `nodes`; nil for a root.
  package var parent: Int?
  package var level: PlaceLevel
  package var kind: PlaceKind
  package var name: String
  /// The code as written (`110108`) or issued; its canonical form is `PlaceCode(code)`.
  package var code: String
  /// Former names and other spellings.
  package var aliases: [String]
  /// First and last day in ISO form; nil = always, for ever.
  package var from: String?
  package var until: String?
  /// False for a provisional code that an import will replace.
  package var isOfficial: Bool

  package init(
    parent: Int?, level: PlaceLevel, kind: PlaceKind = .area, name: String, code: String,
    aliases: [String] = [], from: String? = nil, until: String? = nil, isOfficial: Bool = true
  ) {
    self.parent = parent
    self.level = level
    self.kind = kind
    self.name = name
    self.code = code
    self.aliases = aliases
    self.from = from
    self.until = until
    self.isOfficial = isOfficial
  }
}

/// A row or node that cannot become part of a tree. The caller, who knows file and position, words the
/// message.
package struct PlaceProblem: Sendable, Hashable, Error {
  package enum Kind: Sendable, Hashable {
    /// No such level or kind word.
    case unknownWord(String)
    /// Not a place code, or of another level than the row says.
    case badCode(String)
    /// Another place has this code.
    case duplicateCode(String)
    /// No place above has this code.
    case unknownParent(String)
    /// The parent is not above this level.
    case levelOrder(PlaceLevel, under: PlaceLevel)
    /// No name.
    case nameMissing
    /// All codes under the parent are used up.
    case codesUsedUp
  }

  package let kind: Kind
  /// Line of the table, 0 for a node that did not come from one.
  package let line: Int

  package init(_ kind: Kind, line: Int = 0) {
    self.kind = kind
    self.line = line
  }
}
