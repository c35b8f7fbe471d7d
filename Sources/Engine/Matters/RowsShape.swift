import Core

/// The table of one repeating group: how its rows are written and read.
package final class RowsShape: Sendable {
  package let program: RowsProgram
  package let number: Int
  package let columns: [VariantShape.Column]
  let insert: Statement
  /// All rows of a matter.
  let delete: Statement
  let query: Query

  init(_ program: RowsProgram, _ table: AnswerTables.Form, columns: [VariantShape.Column]) {
    self.program = program
    self.columns = columns
    number = table.number
    let names = columns.map(\.column.name)
    insert = Statement(table.table, .insert(columns: ["id", "matter", "row"] + names, conflict: .fail))
    delete = Statement(table.table, .delete(where: .equals("matter", 0)))
    query = Query(
      ["row"] + names, of: table.table, where: .equals("matter", 0), order: [.init(.column("row"))])
  }
}

extension RowsShape {
  /// All rows before and after, cell by cell and row by row, under the negative number of the group's table; the number
  /// of columns stands first.
  func change(from old: [[StoredValue]], to new: [[StoredValue]]) -> PackedChange {
    let width = StoredValue.int(Int64(columns.count))
    return PackedChange(
      -number, old: .many([width] + old.flatMap { $0 }), new: .many([width] + new.flatMap { $0 }))
  }
}
