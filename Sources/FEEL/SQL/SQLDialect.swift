/// The stores whose SQL an expression can become. What it means is the same in both; only the text differs.
package enum SQLDialect: Sendable, Hashable, CaseIterable {
  /// Numbers are integers scaled by the column's declared scale, dates ISO text, booleans 0 and 1.
  case sqlite
  /// Numbers are NUMERIC (whole ones BIGINT), dates DATE, booleans SMALLINT 0 and 1, text `COLLATE "C"`.
  case postgres

  /// The mark of parameter n, counted from 1, as a value of that type.
  func mark(_ n: Int, _ type: String) -> String { self == .sqlite ? "?\(n)" : "$\(n)::\(type)" }

  /// `a` and `b` are the same, null being the same as null.
  func same(_ a: String, _ b: String) -> String {
    self == .sqlite ? "(\(a) IS \(b))" : "(\(a) IS NOT DISTINCT FROM \(b))"
  }

  /// `a` and `b` are not the same, null being the same as null.
  func distinct(_ a: String, _ b: String) -> String {
    self == .sqlite ? "(\(a) IS NOT \(b))" : "(\(a) IS DISTINCT FROM \(b))"
  }

  /// Truth values as SQL writes them.
  func truth(_ value: Bool?) -> String {
    switch (self, value) {
    case (.sqlite, true?): "1"
    case (.sqlite, false?): "0"
    case (.postgres, true?): "TRUE"
    case (.postgres, false?): "FALSE"
    case (.sqlite, nil): "NULL"
    case (.postgres, nil): "NULL::boolean"
    }
  }
}
