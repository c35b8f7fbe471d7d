package import Core

/// A statement or query as text, with what a driver must know to bind and to decode it.
package struct RenderedSQL: Sendable {
  /// Numbered parameters; the caller's first, then `extras`.
  package let text: String
  /// The type of each of the caller's parameters, found from what it is compared with or stored in; nil where the
  /// text does not say.
  package let parameters: [ColumnType?]
  /// Values that the text needs beside the caller's: the arrays of `oneOf`.
  package let extras: [Extra]
  /// The parameter that becomes the single integer key of a row: null there would make SQLite invent a number.
  package var keyParameter: Int?

  package init(text: String, parameters: [ColumnType?] = [], extras: [Extra] = [], keyParameter: Int? = nil) {
    self.text = text
    self.parameters = parameters
    self.extras = extras
    self.keyParameter = keyParameter
  }

  /// The same parameters in a longer text.
  package func wrapped(_ before: String, _ after: String) -> RenderedSQL {
    RenderedSQL(
      text: before + text + after, parameters: parameters, extras: extras, keyParameter: keyParameter)
  }

  /// Whether the caller's values may be bound.
  /// - Throws: `StoreError.rejected` naming the position, never the value.
  package func check(_ values: [StoredValue], _ name: String) throws {
    guard values.count >= parameters.count else {
      throw StoreError.rejected(
        statement: name, reason: "\(values.count) values for \(parameters.count) parameters")
    }
    if let key = keyParameter, values[key].isNull {
      throw StoreError.rejected(statement: name, reason: "the key is null")
    }
    for (i, type) in parameters.enumerated() {
      if let type, !values[i].fits(type) {
        throw StoreError.rejected(statement: name, reason: "value \(i + 1) is not \(type)")
      }
    }
  }

  /// An array, as the dialect wants it: JSON text on SQLite, an array literal on PostgreSQL.
  package struct Extra: Sendable, Hashable {
    package let text: String
    package let element: ColumnType
  }
}

/// Builds one text. Extras get their numbers at the end, when the number of the caller's parameters is known.
struct SQLWriter {
  let dialect: Dialect
  private var pieces: [String] = [""]
  private var types: [ColumnType?] = []
  private var extras: [RenderedSQL.Extra] = []

  init(_ dialect: Dialect) { self.dialect = dialect }

  mutating func put(_ text: String) { pieces[pieces.count - 1] += text }

  mutating func name(_ name: String) { put(dialect.quote(name)) }

  /// Makes room for a parameter whose mark the text brings itself, with its type.
  mutating func reserve(_ n: Int) throws {
    guard n >= 0, n < 30_000 else { throw StoreError.rejected(statement: "parameter", reason: "number \(n)") }
    while types.count <= n { types.append(nil) }
  }

  mutating func parameter(_ n: Int, _ type: ColumnType?) throws {
    try reserve(n)
    if types[n] == nil { types[n] = type }
    put(dialect.mark(n))
  }

  /// Notes the type of a parameter that stands where the text itself tells PostgreSQL nothing.
  mutating func extra(_ text: String, of element: ColumnType) {
    extras.append(.init(text: text, element: element))
    pieces.append("")
  }

  /// Text between separators.
  mutating func list<T>(_ items: [T], _ separator: String = ", ", _ body: (inout SQLWriter, T) throws -> Void)
    rethrows
  {
    for (i, item) in items.enumerated() {
      if i > 0 { put(separator) }
      try body(&self, item)
    }
  }

  func finish() -> RenderedSQL {
    var text = pieces[0]
    for (i, piece) in pieces.dropFirst().enumerated() {
      text += dialect.mark(types.count + i) + piece
    }
    return RenderedSQL(text: text, parameters: types, extras: extras)
  }
}
