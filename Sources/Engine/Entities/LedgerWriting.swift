import Core
import FEEL

extension Preparation {
  /// Puts a row: bound columns go to the entity, the ledger's own columns to its table; numbers are added in one statement
  /// that keeps the column's least value.
  mutating func put(_ put: PutProgram, _ matter: inout LiveMatter, _ frame: inout Frame) throws {
    guard let ledger = running.program.ledgers[put.ledger] else { return }
    guard let entity = try entity(put, ledger, &matter, &frame) else { return }
    if ledger.root == .matter, entity == matter.row.id { matter.entities.mention(.matter, entity) }
    var own: [(AnswerColumn, StoredValue)] = []
    for (name, formula) in put.set {
      guard let column = ledger.columns.first(where: { $0.id == name }) else { continue }
      let value = formula.expression.evaluate(&frame)
      switch column.source {
      case .attribute(let attribute): matter.entities.decide(ledger.root, entity, attribute, value)
      case .local(let type, let scale):
        guard let place = running.tables.ledgers[ledger.id]?.column(of: name, type: type, scale: scale),
          let stored = ValueCodec.store(value, type: type, scale: scale)
        else { continue }
        own.append((place, stored))
      case .computed: continue
      }
    }
    try row(put, ledger, entity, own, matter, &frame)
  }

  /// The entity that an act means; made when it may be.
  private mutating func entity(
    _ put: PutProgram, _ ledger: LedgerProgram, _ matter: inout LiveMatter, _ frame: inout Frame
  ) throws -> Int64? {
    if let found = try match(put.match, ledger, matter, &frame) { return found }
    switch put.missing {
    case .skip:
      note("act-skipped", matter)
      return nil
    case .refuse:
      throw Refusal(
        .notEligible, Label(zh: "\(ledger.title.zh)里没有这一条", en: "\(ledger.title.text(in: .en)) has no such row"))
    case .create:
      guard case .keys(let fields) = put.match, ledger.root != .person, ledger.root != .place else {
        note("act-skipped", matter)
        return nil
      }
      let id = nextID()
      matter.entities.create(ledger.root, id)
      for field in fields {
        guard matter.values.indices.contains(field), !matter.values[field].isNull else { continue }
        if case .attribute(let attribute, _) = matter.variant.form.fields[field].binding {
          matter.entities.decide(ledger.root, id, attribute, matter.values[field])
        }
      }
      return id
    }
  }

  func match(
    _ match: RowMatch, _ ledger: LedgerProgram, _ matter: LiveMatter, _ frame: inout Frame
  ) throws -> Int64? {
    switch match {
    case .root(.item):
      return ledger.root == .matter ? matter.row.id : nil
    case .root(let root):
      if let image = matter.images[root] { return image.root == ledger.root ? image.id : nil }
      // Somebody of whom nothing else had to be read.
      return ledger.root == .person ? matter.person(root) : nil
    case .formula(let formula):
      if case .entity(let found) = formula.expression.evaluate(&frame) { return found.id }
      return nil
    case .keys(let fields):
      var answers: [Int: StoredValue] = [:]
      for field in fields where matter.values.indices.contains(field) {
        guard case .attribute(let attribute, _) = matter.variant.form.fields[field].binding else { continue }
        answers[attribute.number] = ValueCodec.store(
          matter.values[field], type: attribute.type, scale: attribute.scale ?? 0)
      }
      for attributes in running.program.knowledge.strongKeys(of: ledger.root) {
        let key = StrongKey(attributes, of: ledger.root) { answers[$0.number] ?? .null }
        if let key, let found = try key.entity(reader) { return found }
      }
      return nil
    }
  }

  /// The ledger's own row. A ledger whose members are computed keeps one only for columns of its own.
  private mutating func row(
    _ put: PutProgram, _ ledger: LedgerProgram, _ entity: Int64, _ own: [(AnswerColumn, StoredValue)],
    _ matter: LiveMatter, _ frame: inout Frame
  ) throws {
    guard let form = running.tables.ledgers[ledger.id] else { return }
    if ledger.condition != nil, own.isEmpty, put.adjust.isEmpty { return }
    let query = running.shapes.query("open row \(form.table.name)") {
      Query(["id", "revision"], of: form.table, where: .all([.equals("entity", 0), .isNull(.column("ended"))]))
    }
    let known = try reader.rows(query, [.int(entity)], under: .system(.subject)).first
    if known == nil, put.missing == .skip { return note("act-skipped", matter) }
    if known == nil, put.missing == .refuse {
      throw Refusal(
        .notEligible, Label(zh: "\(ledger.title.zh)里没有这一条", en: "\(ledger.title.text(in: .en)) has no such row"))
    }
    let id = known?[0].int ?? nextID()
    if known == nil {
      insert(form.table, id, entity, own, matter)
    } else if !own.isEmpty {
      update(form.table, id, known?[1].int ?? 0, own)
    }
    for (name, formula) in put.adjust {
      guard let column = ledger.columns.first(where: { $0.id == name }), case .local(let type, let scale) = column.source,
        let place = form.column(of: name, type: type, scale: scale),
        let number = formula.expression.evaluate(&frame).number,
        let amount = number.scaled(by: place.scale)
      else {
        note("act-skipped", matter)
        continue
      }
      // A column that overflows would fail the whole group of commands.
      guard amount.magnitude < MeasureProgram.most.magnitude else { throw Refusal.uncountable }
      adjust(form.table, place.name, id, amount, least: column.min)
      if column.min != nil, amount < 0 { wanted(Value.number(-number).plainText, column, ledger, entity) }
    }
  }

  private mutating func insert(
    _ table: Table, _ id: Int64, _ entity: Int64, _ own: [(AnswerColumn, StoredValue)], _ matter: LiveMatter
  ) {
    let name = own.reduce(into: "insert \(table.name)") { $0 += ",\($1.0.number)" }
    let statement = running.shapes.statement(name) {
      Statement(
        table,
        .insert(columns: ["id", "entity", "place", "opened", "revision"] + own.map(\.0.name), conflict: .fail))
    }
    changes.append(
      Change(
        statement, [.int(id), .int(entity), StoredValue(matter.row.place), .int(now), .int(1)] + own.map(\.1),
        guarding: .exists))
  }

  private mutating func update(
    _ table: Table, _ id: Int64, _ revision: Int64, _ own: [(AnswerColumn, StoredValue)]
  ) {
    let name = own.reduce(into: "update \(table.name)") { $0 += ",\($1.0.number)" }
    let count = own.count
    let statement = running.shapes.statement(name) {
      Statement(
        table,
        .update(
          [.set("revision", .parameter(0))] + own.enumerated().map { .set($1.0.name, .parameter($0 + 1)) },
          where: .all([.equals("id", count + 1), .equals("revision", count + 2)])))
    }
    changes.append(
      Change(
        statement, [.int(revision &+ 1)] + own.map(\.1) + [.int(id), .int(revision)], guarding: .moved))
  }

  /// Words for when the least value would not hold: the statement alone knows whether it does.
  private mutating func wanted(
    _ amount: String, _ column: LedgerProgram.Column, _ ledger: LedgerProgram, _ entity: Int64
  ) {
    let place = ledger.root == .place ? running.city.position(of: entity).map { running.city.tree.nodes[$0].name } ?? "" : ""
    wanting.append(
      Label(
        zh: "\(place)「\(ledger.title.zh)」里的「\(column.title.zh)」不够，这次要 \(amount)",
        en: "not enough `\(column.title.text(in: .en))` in `\(ledger.title.text(in: .en))`"
          + "\(place.isEmpty ? "" : " of \(place)"): \(amount) wanted"))
  }

  /// One statement: what others add at the same moment is never lost, and the least value holds.
  private mutating func adjust(_ table: Table, _ column: String, _ id: Int64, _ amount: Int64, least: Int64?) {
    let sum = Term.add(.coalesce([.column(column), .constant(.int(0))]), .parameter(0))
    if let least {
      let statement = running.shapes.statement("adjust \(table.name) \(column) \(least)") {
        Statement(
          table,
          .update(
            [.set(column, sum)],
            where: .all([.equals("id", 1), .compare(sum, .greaterOrEqual, .constant(.int(least)))])))
      }
      changes.append(Change(statement, [.int(amount), .int(id)], guarding: .wouldBreakMinimum))
    } else {
      let statement = running.shapes.statement("adjust \(table.name) \(column)") {
        Statement(table, .update([.set(column, sum)], where: .equals("id", 1)))
      }
      changes.append(Change(statement, [.int(amount), .int(id)]))
    }
  }

  /// Ends the entity's row with its last day.
  mutating func end(
    _ ledger: String, _ match: RowMatch, _ until: Formula?, _ matter: LiveMatter, _ frame: inout Frame
  ) throws {
    guard let program = running.program.ledgers[ledger], let form = running.tables.ledgers[ledger],
      let entity = try self.match(match, program, matter, &frame)
    else { return note("act-skipped", matter) }
    var last = today
    if case .date(let date)? = until?.expression.evaluate(&frame) { last = date }
    let statement = running.shapes.statement("end \(form.table.name)") {
      Statement(
        form.table,
        .update([.set("ended", .parameter(0))], where: .all([.equals("entity", 1), .isNull(.column("ended"))])))
    }
    changes.append(Change(statement, [.text(last.text), .int(entity)]))
  }

  /// An act that did nothing, in the log.
  mutating func note(_ kind: String, _ matter: LiveMatter) {
    event(kind, matter: matter.row.id, subject: nil, Array("{}".utf8))
  }
}
