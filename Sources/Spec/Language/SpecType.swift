/// What a leaf of a document was read as (LANGUAGE.md 3). The author's text is always kept beside it.
package enum SpecType: UInt8, Sendable, Hashable, CaseIterable {
  /// Text of any kind; `any` also takes lists and maps.
  case text, any, file, code, row
  /// Names and references: text here, looked up by the compiler. `argument` of a reference is its kind.
  case id, reference, placeRef, roleRef, orgRef, postRef, personName, audienceRef, attributeRef, relationRef
  case classRef, fieldRef, stepRef, flowRef, measureRef, scopeName, dimension
  /// One word of the group `argument`, in either spelling: `word` gives the English one.
  case word
  case bool, int, number, ratio
  case duration, workingDuration, date, dateTime, time, dateRange, timeRange
  /// FEEL; `argument` is the wanted result type. The text has no leading `= `.
  case expression, unary, template
  /// `kind/version` of the header.
  case kindVersion

  /// Whether its written form is checked, so that not every text will do.
  var isStrict: Bool {
    switch self {
    case .bool, .int, .number, .ratio, .duration, .workingDuration, .date, .dateTime, .time, .dateRange,
      .timeRange, .scopeName:
      true
    default: false
    }
  }
}

/// One alternative of a type in keys.csv, such as `list(@rule)` or `enum(level)`.
struct SpecShape: Sendable {
  enum Head: Sendable {
    case leaf(SpecType)
    case word
    case label, option, actor, row
    case keys, list, map, named
  }

  var head: Head
  /// Inner type, word group, position or interned text, as the head says.
  var argument: Int
}

/// A type of keys.csv: alternatives that lie together in the table's array of shapes.
struct SpecTypeEntry: Sendable {
  var first: Int
  var count: Int
}
