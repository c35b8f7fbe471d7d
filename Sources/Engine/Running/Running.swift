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
  }
}
