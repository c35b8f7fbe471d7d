/// What a column holds.
package enum SQLColumnType: Sendable, Hashable {
  case boolean
  /// Whole numbers of at most so many digits (up to 18); BIGINT on PostgreSQL.
  case integer(digits: Int)
  /// Decimals with `scale` places and at most so many digits (up to 18) before and behind the point together.
  case decimal(scale: Int, digits: Int)
  /// NFC text without NUL; also codes.
  case text
  /// Days from 0001-01-01 to 9999-12-31.
  case date
  /// UTC milliseconds of the years 1 to 9999; expressions see them by the clocks of China.
  case instant
  /// The id of an entity, BIGINT; equal or not, nothing else.
  case reference
}

/// A column an expression can read.
package struct SQLColumn: Sendable, Hashable {
  /// How the statement names it: `c7`, `m."c7"`; members of rows have their bare name.
  package let name: String
  package let type: SQLColumnType
  package let nullable: Bool

  package init(_ name: String, _ type: SQLColumnType, nullable: Bool = true) {
    self.name = name
    self.type = type
    self.nullable = nullable
  }
}

/// A table whose rows an expression sees as a list: a child table of the row, or all rows that a figure counts.
package struct SQLRows: Sendable {
  package let table: String
  /// The child's column and what it must equal in the outer statement; nil when all rows belong.
  package let link: (column: String, outer: String)?
  /// Columns by the names the expression uses; a list of plain values has one, named ``.
  package let members: [String: SQLColumn]
  /// The most rows that one list can have: sums are pushed only where so many cannot overflow.
  package let most: Int

  package init(
    _ table: String, link: (column: String, outer: String)?, members: [String: SQLColumn], most: Int
  ) {
    self.table = table
    self.link = link
    self.members = members
    self.most = most
  }
}

/// Where the value of a slot comes from.
package enum SQLSource: Sendable {
  case column(SQLColumn)
  /// A list that is never null: no rows are an empty list.
  case rows(SQLRows)
  /// Known before the statement runs, the same for all rows: who asks, with which post.
  case command
}
