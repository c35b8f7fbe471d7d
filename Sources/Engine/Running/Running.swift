import Core

/// Everything one decision sees: the program, the city and the tables of one epoch. Immutable; the engine swaps the
/// whole.
package final class Running: Sendable {
  package let epoch: Int64
  package let program: Program
  package let city: CityIndex
  package let tables: AnswerTables
  package let measures: MeasureNumbers
  /// Statements and readings of what runs here, made when first used.
  package let shapes = ShapeCache()
  /// The column that names a person; nil where the knowledge has none.
  let personName: (table: Table, attribute: KnowledgeAttribute)?
  /// What posts may do here.
  let grants = HeldGrants()

  /// Every division there has been; nil = not known here.
  package let divisions: DivisionHistory?

  package init(
    epoch: Int64, program: Program, city: CityIndex, tables: AnswerTables, measures: MeasureNumbers,
    divisions: DivisionHistory? = nil
  ) {
    self.epoch = epoch
    self.program = program
    self.city = city
    self.tables = tables
    self.measures = measures
    self.divisions = divisions
    personName = Self.personName(program.knowledge, tables)
  }

  private static func personName(
    _ knowledge: KnowledgeSchema, _ tables: AnswerTables
  ) -> (table: Table, attribute: KnowledgeAttribute)? {
    guard let attribute = knowledge.attribute("full_name", of: .person), attribute.isStored, !attribute.isMany,
      attribute.value == nil, let table = tables.entities[.person]
    else { return nil }
    return (table, attribute)
  }
}
