/// A column of a form's or ledger's own table. The number is issued once for each (field, type) and never reused.
package struct AnswerColumn: Sendable, Hashable {
  package let number: Int
  /// The field's stable id (`体检日期`, `联系人.电话` for a part).
  package let field: String
  package let type: ValueType
  package let scale: Int

  package init(number: Int, field: String, type: ValueType, scale: Int) {
    self.number = number
    self.field = field
    self.type = type
    self.scale = scale
  }

  package var name: String { "c\(number)" }
}

extension SystemTables {
  /// The table of a form: one row a matter, one column for each field that ever was.
  package static func form(_ number: Int, _ columns: [AnswerColumn]) -> Table {
    Table(
      "f\(number)",
      [.init("matter", .integer, nullable: false)]
        + columns.map { .init($0.name, ColumnType(of: $0.type, scale: $0.scale)) }, key: ["matter"])
  }

  /// The table of a repeating group: one row for each row of a matter's answers, in order.
  package static func rows(_ number: Int, _ columns: [AnswerColumn]) -> Table {
    Table(
      "f\(number)",
      [
        .init("id", .integer, nullable: false), .init("matter", .integer, nullable: false),
        .init("row", .integer, nullable: false),
      ] + columns.map { .init($0.name, ColumnType(of: $0.type, scale: $0.scale)) }, key: ["id"],
      indexes: [.init(["matter", "row"], unique: true)])
  }

  /// The table of a ledger: one row for each stay of an entity in it, with the ledger's own columns.
  package static func ledger(_ number: Int, _ columns: [AnswerColumn]) -> Table {
    Table(
      "l\(number)",
      [
        .init("id", .integer, nullable: false), .init("entity", .integer, nullable: false), .init("place", .integer),
        .init("opened", .instant, nullable: false), .init("ended", .date), .init("revision", .integer, nullable: false),
      ] + columns.map { .init($0.name, ColumnType(of: $0.type, scale: $0.scale)) }, key: ["id"],
      indexes: [.init(["entity"], unique: true, whereNull: "ended")])
  }
}
