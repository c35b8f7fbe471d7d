internal import Core
internal import Storage

/// The values of one statement as libpq wants them: text with an end mark, blobs as they are. Reused.
struct PostgresParameters {
  private var bytes: [UInt8] = []
  private var offsets: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// - Throws: `StoreError.rejected` when a value is not of its column's type.
  mutating func set(_ values: [StoredValue], _ sql: RenderedSQL, _ name: String) throws {
    try sql.check(values, name)
    bytes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    for (i, type) in sql.parameters.enumerated() { append(values[i], type) }
    for extra in sql.extras { append(.text(extra.text), nil) }
  }

  private mutating func append(_ value: StoredValue, _ type: ColumnType?) {
    let start = bytes.count
    switch value {
    case .null: break
    case .int(let n):
      if case .decimal(let scale) = type {
        bytes.append(contentsOf: ScaledDecimal.text(n, scale: scale).utf8)
      } else {
        bytes.append(contentsOf: String(n).utf8)
      }
    case .text(let s): bytes.append(contentsOf: s.utf8)
    case .blob(let b): bytes.append(contentsOf: b)
    }
    offsets.append(value.isNull ? nil : start)
    lengths.append(Int32(truncatingIfNeeded: bytes.count - start))
    formats.append(value.blob == nil ? 0 : 1)
    bytes.append(0)
  }

  func use<T>(
    _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
  ) -> T {
    bytes.withUnsafeBytes { raw in
      let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      let pointers = offsets.map { offset in offset.flatMap { at in base.map { $0 + at } } }
      return pointers.withUnsafeBufferPointer { values in
        lengths.withUnsafeBufferPointer { lengths in
          formats.withUnsafeBufferPointer { formats in
            body(
              Int32(truncatingIfNeeded: values.count), values.baseAddress, lengths.baseAddress,
              formats.baseAddress)
          }
        }
      }
    }
  }
}

extension ColumnType {
  /// The type's number in the server's catalogue (fixed for built-in types).
  var oid: UInt32 {
    switch self {
    case .integer, .instant: 20
    case .boolean: 21
    case .decimal: 1700
    case .text: 25
    case .date: 1082
    case .blob: 17
    }
  }
}
