import Core
import FEEL

/// What one variant needs of the store, made once: readings of its entities, the statements and the query of its form
/// table, and which column holds which field.
package final class VariantShape: Sendable {
  /// One column of the form's table.
  package struct Column: Sendable {
    package let field: Int
    /// Part of a composite control.
    package let part: String?
    package let column: AnswerColumn
  }

  package let service: ServiceProgram
  package let variant: VariantProgram
  package let needs: VariantNeeds
  package let columns: [Column]
  /// Its repeating groups, each with a table of its own.
  package let groups: [RowsShape]
  /// Slots of names that change with the matter: state, step, reason …
  let names: [(slot: Int, name: ScopeName)]
  let insert: Statement?
  let update: Statement?
  let query: Query?

  init(_ service: ServiceProgram, _ variant: VariantProgram, _ running: Running) {
    self.service = service
    self.variant = variant
    needs = VariantNeeds(
      variant, subject: Self.entityClass(service.subject), program: running.program, tables: running.tables)
    names = variant.layout.sources.enumerated().compactMap { slot, source in
      if case .name(let name) = source { (slot, name) } else { nil }
    }
    groups = variant.form.pages.compactMap { page in
      guard let rows = page.rows, let table = running.tables.rows(variant.form.id, page) else { return nil }
      return RowsShape(rows, table, columns: Self.columns(rows.fields, variant.form, table))
    }
    guard let form = running.tables.forms[variant.form.id] else {
      (columns, insert, update, query) = ([], nil, nil, nil)
      return
    }
    let single = variant.form.fields.indices.filter { variant.form.group[$0] == nil }
    columns = Self.columns(single, variant.form, form)
    let names = columns.map(\.column.name)
    insert = Statement(form.table, .insert(columns: ["matter"] + names, conflict: .fail))
    update = names.isEmpty
      ? nil
      : Statement(
        form.table,
        .update(
          names.enumerated().map { .set($1, .parameter($0)) }, where: .equals("matter", names.count)))
    query = Query(["matter"] + names, of: form.table, where: .equals("matter", 0))
  }

  private static func columns(_ fields: [Int], _ form: FormProgram, _ table: AnswerTables.Form) -> [Column] {
    var columns: [Column] = []
    for i in fields {
      let field = form.fields[i]
      if field.control.parts.isEmpty {
        if let column = table.column(of: field) { columns.append(Column(field: i, part: nil, column: column)) }
        continue
      }
      for part in field.control.parts {
        guard let column = table.column(of: field, part: part) else { continue }
        columns.append(Column(field: i, part: part.id, column: column))
      }
    }
    return columns
  }

  /// The class of what a service is about.
  package static func entityClass(_ root: EntityRoot) -> EntityClass {
    switch root {
    case .subject, .applicant, .filer, .me: .person
    case .organization: .organization
    case .place: .place
    case .item: .matter
    }
  }

  /// The columns' values; nil (with the field's position) when one does not fit its column.
  func stored(_ values: [Value]) -> Result<[StoredValue], Misfit> { Self.stored(values, in: columns) }

  /// The rows of a repeating group as its table holds them.
  func stored(_ values: [Value], of group: RowsShape) -> Result<[[StoredValue]], Misfit> {
    var out: [[StoredValue]] = []
    for row in variant.form.rows(group.program, values) {
      var own = values
      for (field, value) in zip(group.program.fields, row.values) { own[field] = value }
      switch Self.stored(own, in: group.columns) {
      case .success(let stored): out.append(stored)
      case .failure(let misfit): return .failure(misfit)
      }
    }
    return .success(out)
  }

  private static func stored(_ values: [Value], in columns: [Column]) -> Result<[StoredValue], Misfit> {
    var out: [StoredValue] = []
    out.reserveCapacity(columns.count)
    for column in columns {
      var value = values.indices.contains(column.field) ? values[column.field] : .null
      if let part = column.part {
        if case .context(let parts) = value { value = parts[part] ?? .null } else { value = .null }
      }
      guard let stored = ValueCodec.store(value, type: column.column.type, scale: column.column.scale) else {
        return .failure(Misfit(field: column.field))
      }
      out.append(stored)
    }
    return .success(out)
  }

  struct Misfit: Error { let field: Int }

  /// The answers of a matter by position of the field; nil when it has no row.
  package func values(of matter: Int64, _ reader: any Reader, under authority: Authority) throws -> [Value]? {
    guard let query, let row = try reader.rows(query, [.int(matter)], under: authority).first else { return nil }
    var values = values(row, from: 1)
    for group in groups {
      let rows = try reader.rows(group.query, [.int(matter)], under: authority)
      guard !rows.isEmpty else { continue }
      let read = rows.map { self.values($0, from: 1, columns: group.columns) }
      for field in group.program.fields { values[field] = .list(read.map { $0[field] }) }
    }
    return values
  }

  func values(_ row: Row, from first: Int) -> [Value] { values(row, from: first, columns: columns) }

  private func values(_ row: Row, from first: Int, columns: [Column]) -> [Value] {
    var values = [Value](repeating: .null, count: variant.form.fields.count)
    for (i, column) in columns.enumerated() {
      let root = Self.answered(variant.form.fields[column.field])
      let value = ValueCodec.load(row[first + i], type: column.column.type, scale: column.column.scale, of: root)
      guard let part = column.part else {
        values[column.field] = value
        continue
      }
      var parts = Context()
      if case .context(let known) = values[column.field] { parts = known }
      if value.isNull && parts.count == 0 { continue }
      parts[part] = value
      values[column.field] = .context(parts)
    }
    return values
  }

  static func answered(_ field: FieldProgram) -> String {
    if case .relation(let reading, _) = field.binding { return reading.target.rawValue }
    return field.type == .place ? "place" : "person"
  }
}

/// Shapes by variant, and statements by table: made when first used, kept as long as what runs.
package final class ShapeCache: Sendable {
  private struct Key: Hashable {
    let service: ObjectIdentifier
    let variant: String
  }

  /// So many queries are kept that hold a list of values: they come and go with who asks.
  static let passing = 256

  private let shapes = Kept<Key, VariantShape>()
  private let statements = Kept<String, Statement>()
  private let queries = Kept<String, Query>()
  private let passingQueries = Kept<String, Query>(most: ShapeCache.passing)
  private let readings = Kept<String, EntityReading>()
  private let keys = Kept<EntityClass, [[KnowledgeAttribute]]>()
  /// By the hash of the edition.
  private let lineWords = Kept<String, LineWords>()
  // One of each.
  private let ledgers = Kept<Int, LedgerPolicies>()
  private let index = Kept<Int, ServiceIndex>()

  package init() {}

  func shape(_ service: ServiceProgram, _ variant: VariantProgram, _ running: Running) -> VariantShape {
    shapes.value(Key(service: ObjectIdentifier(service), variant: variant.id)) {
      VariantShape(service, variant, running)
    }
  }

  /// What lists say of an edition of a service.
  ///
  /// - Parameters:
  ///   - id: what the service was called in that edition.
  ///   - hash: of that edition.
  func words(of id: String, as hash: String, _ service: () throws -> ServiceProgram) rethrows -> LineWords {
    try lineWords.value(hash, unless: { $0.service.id != id }) { LineWords(try service()) }
  }

  /// A statement by what it does; the name says all that the statement depends on.
  func statement(_ name: String, _ make: () -> Statement) -> Statement { statements.value(name, make) }

  /// A query by what it asks; the name says all that the query depends on, `#` that values stand in it.
  func query(_ name: String, _ make: () -> Query) -> Query {
    (name.utf8.contains(UInt8(ascii: "#")) ? passingQueries : queries).value(name, make)
  }

  /// How many queries are kept that hold a list of values.
  var passingCount: Int { passingQueries.count }

  /// Which services are open where.
  func services(_ running: Running) -> ServiceIndex { index.value(0) { ServiceIndex(running) } }

  /// What the program's ledgers say of attributes.
  func policies(_ program: Program) -> LedgerPolicies { ledgers.value(0) { LedgerPolicies(program) } }

  func strongKeys(of root: EntityClass, _ program: Program) -> [[KnowledgeAttribute]] {
    keys.value(root) { program.knowledge.strongKeys(of: root) }
  }

  func reading(
    _ root: EntityClass, _ attributes: [KnowledgeAttribute], _ tables: AnswerTables
  ) -> EntityReading {
    var name = root.rawValue
    for attribute in attributes {
      name += ","
      name += String(attribute.number)
    }
    return readings.value(name) { EntityReading(root, attributes: attributes, relations: [], tables: tables) }
  }
}

/// Attributes (by number) that a ledger keeps fresh, and those it lets the newest answer overwrite.
struct LedgerPolicies: Sendable {
  let fresh: Set<Int>
  let newest: Set<Int>

  init(_ program: Program) {
    var fresh: Set<Int> = [], newest: Set<Int> = []
    for ledger in program.ledgers.values {
      for column in ledger.columns {
        guard case .attribute(let attribute) = column.source else { continue }
        if column.fresh != nil { fresh.insert(attribute.number) }
        if column.update == .newest { newest.insert(attribute.number) }
      }
    }
    self.fresh = fresh
    self.newest = newest
  }
}
