internal import CPostgres
internal import Core
internal import Storage

/// The rows of one result, gone through one after the other; values are decoded by the types of the query's outputs.
final class PostgresRows {
  private let result: OpaquePointer?
  private let outputs: [Query.Output]
  private let title: String
  private let count: Int32
  private var row: Int32 = -1
  /// The first column, counted from 1, that held what is not of its type.
  private var misfit: (column: Int, type: ColumnType)?

  /// - Parameter title: what an error calls it.
  init(_ result: OpaquePointer?, _ query: Query, _ title: String) {
    self.result = result
    self.title = title
    outputs = query.outputs
    count = PQntuples(result)
  }

  func next() -> Bool {
    row += 1
    return row < count
  }

  /// - Throws: `StoreError.rejected` when a value that was asked for was not of its type.
  func proveFit() throws {
    guard let misfit else { return }
    throw StoreError.rejected(statement: title, reason: "column \(misfit.column) is not \(misfit.type)")
  }

  static func text(_ result: OpaquePointer?, _ row: Int32, _ column: Int32) -> String? {
    guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension PostgresRows: RowValues {
  func value(_ position: Int) -> StoredValue {
    guard outputs.indices.contains(position),
      let text = Self.text(result, row, Int32(truncatingIfNeeded: position))
    else { return .null }
    let type = outputs[position].type
    let value: StoredValue? =
      switch type {
      case .text, .date: .text(text)
      case .integer, .boolean, .instant: ScaledDecimal.parse(text, scale: 0).map(StoredValue.int)
      case .decimal(let scale): ScaledDecimal.parse(text, scale: scale).map(StoredValue.int)
      case .blob: HexText.bytes(text.utf8.dropFirst(2)).map(StoredValue.blob)
      }
    if value == nil, misfit == nil { misfit = (position + 1, type) }
    return value ?? .null
  }

  func int(_ position: Int) -> Int64? { value(position).int }
  func text(_ position: Int) -> String? { value(position).text }
}
