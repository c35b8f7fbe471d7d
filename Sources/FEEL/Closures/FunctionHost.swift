/// What functions need to know about the city, the calendar and the records. Every answer may be null.
package protocol FunctionHost: Sendable {
  /// An attribute, or the entities at the other end of a relation, by the id the scope gave.
  func member(_ id: String, of entity: EntityReference) -> Value
  /// Whether six digits have ever been the code of a division.
  func isDivision(_ code: String) -> Bool
  /// Working days from the first date (not counted) to the second (counted), by the matter's calendar.
  func workdays(from first: CivilDate, to last: CivilDate) -> Value
  /// The day so many working days later.
  func addWorkdays(_ count: Int, to date: CivilDate) -> Value
  /// The place above at a level.
  func place(above place: Value, level: Value) -> Value
  /// Whether the first place lies in the second or is it.
  func isPlace(_ place: Value, within outer: Value) -> Value
  /// Whether a relation joins the two today.
  func isRelated(_ first: Value, by relation: Value, to second: Value) -> Value
  /// Whether two references are one person, over merges.
  func isSamePerson(_ first: Value, _ second: Value) -> Value
  /// Whether the person holds the role today.
  func holdsRole(_ person: Value, role: Value) -> Value
  /// Whether the entity is of the class or below it.
  func isOfClass(_ entity: Value, _ name: Value) -> Value
  /// The entity of the list that is nearest to the point and at most so many metres away.
  func nearest(_ list: [Value], to point: Value, metres: Number?) -> Value
  /// The Latin spelling.
  func pinyin(_ text: String) -> Value
  /// A function that the scope declared.
  func call(_ function: String, _ arguments: [Value]) -> Value
}

extension FunctionHost {
  package func member(_ id: String, of entity: EntityReference) -> Value { .null }
  /// Without a table of divisions every code of a known province passes.
  package func isDivision(_ code: String) -> Bool { true }
  package func workdays(from first: CivilDate, to last: CivilDate) -> Value { .null }
  package func addWorkdays(_ count: Int, to date: CivilDate) -> Value { .null }
  package func place(above place: Value, level: Value) -> Value { .null }
  package func isPlace(_ place: Value, within outer: Value) -> Value { .null }
  package func isRelated(_ first: Value, by relation: Value, to second: Value) -> Value { .null }
  package func isSamePerson(_ first: Value, _ second: Value) -> Value { .null }
  package func holdsRole(_ person: Value, role: Value) -> Value { .null }
  package func isOfClass(_ entity: Value, _ name: Value) -> Value { .null }
  package func nearest(_ list: [Value], to point: Value, metres: Number?) -> Value { .null }
  package func pinyin(_ text: String) -> Value { .null }
  package func call(_ function: String, _ arguments: [Value]) -> Value { .null }
}

/// A host that knows nothing.
package struct NoHost: FunctionHost {
  package init() {}
}
