import Core

/// What a program needs stored that is not stored yet: numbers of forms, columns, ledgers, measures, attributes.
/// Numbers are issued once for each stable id and type and never reused; a field of another type gets a new column.
struct TableNumbers {
  struct Known {
    /// kind + form id → n
    var forms: [String: [String: Int]] = [:]
    var columns: [Int: [AnswerColumn]] = [:]
    var measures: [MeasureKey: Int64] = [:]
    /// Fingerprints of the schemas whose tables stand.
    var schemas: Set<String> = []
  }

  private static let formRows = Query(["n", "kind", "form"], of: SystemTables.formTable)
  private static let columnRows = Query(
    ["form", "n", "field", "type", "scale"], of: SystemTables.formColumn,
    order: [.init(.column("form")), .init(.column("n"))])
  private static let measureRows = Query(
    ["n", "definition", "name", "variant", "state", "step"], of: SystemTables.measure)
  private static let versionRows = Query(["hash"], of: SystemTables.knowledgeVersion)

  static func read(_ reader: any Reader) throws -> Known {
    var known = Known()
    for row in try reader.rows(formRows, [], under: .system(.numbering)) {
      known.forms[row[1].text ?? "", default: [:]][row[2].text ?? ""] = Int(row[0].int ?? 0)
    }
    for row in try reader.rows(columnRows, [], under: .system(.numbering)) {
      guard let type = ValueType(rawValue: row[3].text ?? "") else { continue }
      known.columns[Int(row[0].int ?? 0), default: []].append(
        AnswerColumn(
          number: Int(row[1].int ?? 0), field: row[2].text ?? "", type: type, scale: Int(row[4].int ?? 0)))
    }
    for row in try reader.rows(measureRows, [], under: .system(.numbering)) {
      let key = MeasureKey(
        definition: row[1].text ?? "", name: row[2].text ?? "", variant: row[3].text ?? "",
        state: row[4].text ?? "", step: row[5].text ?? "")
      known.measures[key] = row[0].int ?? 0
    }
    for row in try reader.rows(versionRows, [], under: .system(.numbering)) {
      known.schemas.insert(row[0].text ?? "")
    }
    return known
  }

  /// The changes that issue what is missing, and what is then known.
  static func issue(for program: Program, known: Known, epoch: Int64, now: Int64) -> (changes: [Change], known: Known) {
    var numbering = Numbering(known: known, epoch: epoch)
    for service in program.services.values.sorted(by: { $0.id < $1.id }) { numbering.add(service) }
    for ledger in program.ledgers.values.sorted(by: { $0.id < $1.id }) { numbering.add(ledger) }
    numbering.add(program.knowledge, now: now)
    return (numbering.changes, numbering.known)
  }

  private struct Numbering {
    var known: Known
    let epoch: Int64
    var changes: [Change] = []
    private static let insertForm = Statement.insert(SystemTables.formTable, conflict: .keep)
    private static let insertColumn = Statement.insert(SystemTables.formColumn, conflict: .keep)
    private static let insertMeasure = Statement.insert(SystemTables.measure, conflict: .keep)
    private static let insertVersion = Statement.insert(SystemTables.knowledgeVersion, conflict: .keep)
    private static let insertNumber = Statement.insert(SystemTables.entityColumn, conflict: .keep)

    init(known: Known, epoch: Int64) {
      self.known = known
      self.epoch = epoch
    }

    private mutating func table(_ kind: String, _ form: String) -> Int {
      if let n = known.forms[kind]?[form] { return n }
      let n = (known.forms.values.flatMap(\.values).max() ?? 0) + 1
      known.forms[kind, default: [:]][form] = n
      changes.append(
        Change(Self.insertForm, [.int(Int64(n)), .text(kind), .text(form)], guarding: .exists))
      return n
    }

    private mutating func column(_ form: Int, _ field: String, _ type: ValueType, _ scale: Int) {
      let columns = known.columns[form] ?? []
      if columns.contains(where: { $0.field == field && $0.type == type && $0.scale == scale }) { return }
      let n = (columns.map(\.number).max() ?? 0) + 1
      known.columns[form, default: []].append(AnswerColumn(number: n, field: field, type: type, scale: scale))
      changes.append(
        Change(
          Self.insertColumn,
          [.int(Int64(form)), .int(Int64(n)), .text(field), .text(type.rawValue), .int(Int64(scale)), .int(epoch), .null],
          guarding: .exists))
    }

    private mutating func measure(_ key: MeasureKey) {
      if known.measures[key] != nil { return }
      let n = Int64(known.measures.count + 1)
      known.measures[key] = n
      changes.append(
        Change(
          Self.insertMeasure,
          [.int(n), .text(key.definition), .text(key.name), .text(key.variant), .text(key.state), .text(key.step)],
          guarding: .exists))
    }

    mutating func add(_ service: ServiceProgram) {
      for variant in service.variants {
        let n = table("form", variant.form.id)
        for (i, field) in variant.form.fields.enumerated() where variant.form.group[i] == nil { add(field, to: n) }
        for page in variant.form.pages {
          guard let rows = page.rows else { continue }
          let rowsTable = rowsTable(variant.form.id, page, rows)
          for field in rows.fields { add(variant.form.fields[field], to: rowsTable) }
        }
        for state in MatterState.allCases {
          measure(MeasureKey(definition: service.id, name: "total", variant: variant.id, state: state.rawValue))
          for step in variant.flow.steps {
            measure(
              MeasureKey(
                definition: service.id, name: "total", variant: variant.id, state: state.rawValue, step: step.id))
          }
        }
        for own in service.measures {
          measure(MeasureKey(definition: service.id, name: own.id, variant: variant.id))
          if case .quotient = own.kind {
            measure(MeasureKey(definition: service.id, name: own.id + "/", variant: variant.id))
          }
        }
      }
    }

    private mutating func add(_ field: FieldProgram, to n: Int) {
      // A renamed field keeps its column: the old name's number moves on with it.
      let id = stableID(of: field, in: n)
      if field.control.parts.isEmpty {
        column(n, id, field.type, field.scale)
      } else {
        for part in field.control.parts {
          column(n, "\(id).\(part.id)", part.control.type, part.attribute?.scale ?? 0)
        }
      }
    }

    /// A renamed group keeps its table.
    private mutating func rowsTable(_ form: String, _ group: PageProgram, _ rows: RowsProgram) -> Int {
      for name in [group.id] + rows.was {
        if let n = known.forms["rows"]?[AnswerTables.rowsID(form, name)] { return n }
      }
      return table("rows", AnswerTables.rowsID(form, group.id))
    }

    private func stableID(of field: FieldProgram, in form: Int) -> String {
      let columns = known.columns[form] ?? []
      if columns.contains(where: { $0.field == field.id }) { return field.id }
      return field.was.first { old in columns.contains { $0.field == old } } ?? field.id
    }

    mutating func add(_ ledger: LedgerProgram) {
      let n = table("ledger", ledger.id)
      for own in ledger.columns {
        if case .local(let type, let scale) = own.source { column(n, own.id, type, scale) }
      }
    }

    mutating func add(_ knowledge: KnowledgeSchema, now: Int64) {
      let hash = TableNumbers.fingerprint(knowledge)
      if !known.schemas.insert(hash).inserted { return }
      changes.append(Change(Self.insertVersion, [.text("\(knowledge.version) #\(epoch)"), .text(hash), .int(now)]))
      for attribute in knowledge.attributes {
        changes.append(
          Change(
            Self.insertNumber, [.text("attribute"), .int(Int64(attribute.number)), .text(attribute.qualifiedID)]))
      }
      for relation in knowledge.relations {
        changes.append(Change(Self.insertNumber, [.text("relation"), .int(Int64(relation.number)), .text(relation.id)]))
      }
    }
  }

  /// Changes whenever a table made of the schema would.
  static func fingerprint(_ knowledge: KnowledgeSchema) -> String {
    var hash = SHA256()
    for attribute in knowledge.attributes {
      hash.update("\(attribute.number) \(attribute.qualifiedID) \(attribute.type.rawValue) \(attribute.scale ?? 0);".utf8)
    }
    for relation in knowledge.relations { hash.update("\(relation.number) \(relation.id);".utf8) }
    return Hex.text(hash.finish())
  }

  /// The tables of a program as the numbers say.
  static func tables(of program: Program, known: Known) -> AnswerTables {
    func forms(_ kind: String, _ make: (Int, [AnswerColumn]) -> Table) -> [String: AnswerTables.Form] {
      (known.forms[kind] ?? [:]).mapValues { n in
        let columns = known.columns[n] ?? []
        return AnswerTables.Form(number: n, table: make(n, columns), columns: columns)
      }
    }
    let knowledge = program.knowledge
    var values: [Int: Table] = [:]
    for attribute in knowledge.attributes where attribute.isMany && attribute.value == nil {
      if case .entity = attribute.owner { values[attribute.number] = SystemTables.values(of: attribute) }
    }
    return AnswerTables(
      forms: forms("form", SystemTables.form), rows: forms("rows", SystemTables.rows), ledgers: forms("ledger", SystemTables.ledger),
      entities: Dictionary(
        EntityClass.allCases.map { ($0, SystemTables.entity($0, of: knowledge)) }, uniquingKeysWith: { a, _ in a }),
      relations: Dictionary(
        knowledge.relations.map { ($0.id, SystemTables.relation($0, of: knowledge)) }, uniquingKeysWith: { a, _ in a }),
      values: values)
  }
}
