/// What is wrong in a table that somebody brings, with line and column (counted from 1) of the field.
package struct RowProblem: Sendable, Hashable {
  package let line: Int
  package let column: Int
  package let message: Message

  package init(line: Int, column: Int, _ message: Message) {
    self.line = line
    self.column = column
    self.message = message
  }
}
