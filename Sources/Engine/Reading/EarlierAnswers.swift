import Core
import FEEL

/// What stood in the answers of a matter before they were changed last, found in its change-sets.
struct EarlierAnswers {
  struct Former<Content: Sendable>: Sendable {
    let was: Content
    /// When it was changed, milliseconds UTC.
    let at: Int64
  }

  /// By position of the field; null where nothing stood.
  private(set) var fields: [Int: Former<Value>] = [:]
  /// The rows of repeating groups by position of the page: values by position of the field.
  private(set) var groups: [Int: Former<[[Int: Value]]>] = [:]

  private static let sets = Query(
    ["at", "changes"], of: SystemTables.changeSet,
    where: .all([.equals("entity", 0), .compare(.column("class"), .equal, .constant(.text("matter")))]),
    order: [.init(.column("id"), descending: true)])

  init(_ matter: LiveMatter, _ reader: any Reader, under authority: Authority, _ sealing: any SealingSuite) throws {
    for row in try reader.rows(Self.sets, [.int(matter.row.id)], under: authority) {
      guard let plain = row[1].blob.flatMap({ sealing.open($0, subject: matter.row.subject) }),
        let packed = ChangePack.decode(plain)
      else { continue }
      take(packed, at: row[0].int ?? 0, matter)
    }
  }

  /// Change-sets come newest first: the first one that names a field says what stood before it was changed last.
  private mutating func take(_ packed: [PackedChange], at: Int64, _ matter: LiveMatter) {
    let form = matter.variant.form
    var found: [Int: Value] = [:]
    for change in packed {
      if change.number < 0 {
        takeRows(change, at: at, matter)
        continue
      }
      guard case .one(let stored) = change.old,
        let column = matter.shape.columns.first(where: { $0.column.number == change.number })
      else { continue }
      let value = Self.load(stored, column, form)
      guard let part = column.part else {
        found[column.field] = value
        continue
      }
      // The parts that were not changed then stand as they are.
      var parts = Context()
      if case .context(let known) = found[column.field] ?? matter.values[column.field] { parts = known }
      parts[part] = value
      found[column.field] = parts.values.allSatisfy(\.isNull) ? .null : .context(parts)
    }
    for (field, value) in found where fields[field] == nil { fields[field] = Former(was: value, at: at) }
  }

  private mutating func takeRows(_ change: PackedChange, at: Int64, _ matter: LiveMatter) {
    let form = matter.variant.form
    guard let shape = matter.shape.groups.first(where: { $0.number == -change.number }),
      let page = form.pages.firstIndex(where: { $0.rows === shape.program }), groups[page] == nil,
      case .many(let cells) = change.old, let width = cells.first?.int, width == Int64(shape.columns.count), width > 0
    else { return }
    var rows: [[Int: Value]] = []
    var rest = cells.dropFirst()
    while rest.count >= shape.columns.count {
      let row = zip(shape.columns, rest).map { ($0.field, Self.load($1, $0, form)) }
      rows.append(Dictionary(row, uniquingKeysWith: { first, _ in first }))
      rest = rest.dropFirst(shape.columns.count)
    }
    groups[page] = Former(was: rows, at: at)
  }

  private static func load(_ stored: StoredValue, _ column: VariantShape.Column, _ form: FormProgram) -> Value {
    ValueCodec.load(
      stored, type: column.column.type, scale: column.column.scale, of: VariantShape.answered(form.fields[column.field]))
  }
}
