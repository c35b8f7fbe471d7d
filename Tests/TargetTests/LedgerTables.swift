@testable import FEEL

/// A ledger as SQL: tables, rows, and answers read back.
enum LedgerTables {
  static func create(_ ledger: Ledger, _ dialect: SQLDialect) -> [String] {
    var statements = ["DROP TABLE IF EXISTS t"]
    var columns = ["id INTEGER PRIMARY KEY"]
    for field in ledger.fields {
      switch field.place {
      case .column(let column): columns.append("\(column.name) \(type(column.type, dialect))")
      case .rows(let table, _, _, let members):
        let cells = members.map { "\($0.column.name) \(type($0.column.type, dialect))" }
        statements.append("DROP TABLE IF EXISTS \(table)")
        statements.append("CREATE TABLE \(table) (owner INTEGER, \(cells.joined(separator: ", ")))")
      case .command, .nowhere: break
      }
    }
    return statements + ["CREATE TABLE t (\(columns.joined(separator: ", ")))"]
  }

  static func insert(_ ledger: Ledger, _ rows: [[Value]], _ dialect: SQLDialect) -> [String] {
    var statements: [String] = []
    for (id, row) in rows.enumerated() {
      var values = ["\(id)"]
      for (slot, field) in ledger.fields.enumerated() {
        switch field.place {
        case .column(let column): values.append(literal(row[slot], column.type, dialect))
        case .rows(let table, let isLinked, _, let members) where isLinked || id == 0:
          for item in row[slot].list ?? [] {
            let list: [Value] = if case .context(let context) = item { context.values } else { [item] }
            let cells = zip(members, list).map { literal($1, $0.column.type, dialect) }
            statements.append("INSERT INTO \(table) VALUES (\(id), \(cells.joined(separator: ", ")))")
          }
        case .rows, .command, .nowhere: break
        }
      }
      statements.append("INSERT INTO t VALUES (\(values.joined(separator: ", ")))")
    }
    return statements
  }

  private static func type(_ type: SQLColumnType, _ dialect: SQLDialect) -> String {
    switch (dialect, type) {
    case (.sqlite, .text), (.sqlite, .date): "TEXT"
    case (.sqlite, _): "INTEGER"
    case (.postgres, .boolean): "SMALLINT"
    case (.postgres, .integer), (.postgres, .instant), (.postgres, .reference): "BIGINT"
    case (.postgres, .decimal(let scale, _)): "NUMERIC(19,\(scale))"
    case (.postgres, .text): "TEXT COLLATE \"C\""
    case (.postgres, .date): "DATE"
    }
  }

  private static func literal(_ value: Value, _ type: SQLColumnType, _ dialect: SQLDialect) -> String {
    switch (value, type) {
    case (.boolean(let truth), _): return truth ? "1" : "0"
    case (.number(let number), .decimal(let scale, _)) where dialect == .sqlite:
      return "\(number.scaled(by: scale) ?? 0)"
    case (.number(let number), _): return number.text
    case (.string(let text), _):
      return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    case (.date(let date), _): return "'\(date.text)'"
    case (.dateTime(let moment), _): return "\(moment.milliseconds())"
    default: return "NULL"
    }
  }

  /// Whether a store's answer is that value.
  static func agrees(_ answer: String?, _ value: Value, _ result: SQLExpression.Result, _ dialect: SQLDialect)
    -> Bool
  {
    guard let answer else { return value.isNull }
    switch (result, value) {
    case (.boolean, .boolean(let truth)):
      return answer == (dialect == .sqlite ? (truth ? "1" : "0") : (truth ? "t" : "f"))
    case (.number(let scale), .number(let number)):
      if dialect == .sqlite {
        return Int64(answer).map { Number(scaled: $0, scale: scale) == number } ?? false
      }
      return Number(text: answer) == number
    case (.text, .string(let text)): return Text.same(answer, text)
    case (.date, .date(let date)): return answer == date.text
    case (.instant, .dateTime(let moment)):
      return Int128(answer).map { $0 * 1_000_000 == moment.universal } ?? false
    case (.duration(let unit), .dayTimeDuration(let duration)):
      return Int128(answer).map { $0 * Int128(unit) == duration.total } ?? false
    default: return false
    }
  }

  /// A store's answer as a value; nil when it is none of that sort.
  static func value(_ answer: String?, _ result: SQLExpression.Result, _ dialect: SQLDialect) -> Value? {
    guard let answer else { return .null }
    switch result {
    case .boolean: return .boolean(answer == "1" || answer == "t")
    case .number(let scale):
      if dialect == .sqlite { return Int64(answer).map { .number(Number(scaled: $0, scale: scale)) } }
      return Number(text: answer).map { .number($0) }
    case .text: return .string(answer)
    case .reference: return Int64(answer).map { .entity(EntityReference(classID: "", id: $0)) }
    case .date: return CivilDate(text: answer).map { .date($0) }
    case .instant: return Int64(answer).map { .dateTime(CivilDateTime(milliseconds: $0)) }
    case .duration(let unit):
      return Int128(answer).flatMap { DayTimeDuration(total: $0 * Int128(unit)) }.map { .dayTimeDuration($0) }
    }
  }
}
