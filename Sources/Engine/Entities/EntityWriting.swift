import Core
import FEEL

extension Preparation {
  /// Writes what the command gathered: new facts, confirmations, proposals; one change-set for each entity.
  mutating func write(_ matter: inout LiveMatter) throws {
    try introduceItself(&matter)
    for target in matter.entities.targets { try write(target, matter) }
  }

  /// The matter's own record: made with the first thing that is known of it, under the matter's id and number.
  private mutating func introduceItself(_ matter: inout LiveMatter) throws {
    let id = matter.row.id
    guard matter.entities.says(of: .matter, id), let number = running.program.knowledge.attribute("matter.matter_no")
    else { return }
    let reading = running.shapes.reading(.matter, [number], running.tables)
    if try reading.image(of: id, on: today, reader, for: .subject) != nil { return }
    matter.entities.create(.matter, id)
    matter.entities.decide(.matter, id, number, .string(matter.row.code))
  }

  private mutating func write(_ target: EntityWrites.Target, _ matter: LiveMatter) throws {
    let wanted = target.attributes.map(\.attribute).sorted { $0.number < $1.number }
    let reading = running.shapes.reading(target.root, wanted, running.tables)
    var image = EntityImage(root: target.root, id: target.id, revision: 0)
    if !target.isNew {
      // A person or place that is not there is never made by an answer.
      guard let known = try known(target, wanted, matter) else { return }
      image = known
    }
    var writing = EntityComparison(target, image)
    for fact in target.attributes { try compare(fact, &writing, matter) }
    for relation in target.relations { try compare(relation, &writing, matter) }
    try end(besides: target.relations, &writing, matter)
    try keys(&writing, target, matter)
    if target.isNew { insert(writing, reading) } else { update(writing, reading) }
    if !writing.packed.isEmpty {
      let set = changeSet(
        target.root.rawValue, target.id, matter: matter.row.id, program: matter.row.program, writing.packed)
      sources(writing, set, matter)
    } else {
      sources(writing, nil, matter)
    }
  }

  /// What the snapshot says of an entity: what the command has read of it already, and the rest.
  private func known(
    _ target: EntityWrites.Target, _ wanted: [KnowledgeAttribute], _ matter: LiveMatter
  ) throws -> EntityImage? {
    var image: EntityImage?
    for read in matter.images.values where read.root == target.root && read.id == target.id {
      image?.attributes.merge(read.attributes) { known, _ in known }
      image?.related.merge(read.related) { known, _ in known }
      image?.relations.merge(read.relations) { known, _ in known }
      if image == nil { image = read }
    }
    let missing = wanted.filter { image?.attributes[$0.number] == nil }
    if let image, missing.isEmpty { return image }
    let reading = running.shapes.reading(target.root, missing, running.tables)
    guard let rest = try reading.image(of: target.id, on: today, reader, for: .subject) else { return nil }
    guard var image else { return rest }
    image.attributes.merge(rest.attributes) { known, _ in known }
    return image
  }

  // MARK: Comparing

  private mutating func compare(
    _ fact: EntityWrites.Attribute, _ writing: inout EntityComparison, _ matter: LiveMatter
  ) throws {
    let attribute = fact.attribute
    if attribute.fresh != nil { writing.tracked.insert(attribute.number) }
    let old = stored(writing.image.attributes[attribute.number] ?? .null, attribute)
    guard let new = side(fact.value, attribute) else {
      throw Refusal(
        .invalidAnswers, Label(zh: "有的内容登记簿放不下", en: "A value does not fit the ledger"),
        fields: [.init(field: fact.field ?? "", code: "too-large", message: StandardWords.tooLarge)])
    }
    if same(old, new) {
      writing.confirmed.append(attribute.number)
    } else if !fact.isOnlyProposed,
      isUnknown(old) || fact.isDecision || isItself(writing, matter) || policy(attribute) == .newest
    {
      writing.written[attribute.number] = new
      writing.packed.append(PackedChange(attribute.number, old: old, new: new))
      if fact.isLocked { writing.locked.insert(attribute.number) }
    } else {
      propose(writing.root, writing.id, attribute.number, new, fact.field, matter)
    }
  }

  private mutating func compare(
    _ relation: EntityWrites.Relation, _ writing: inout EntityComparison, _ matter: LiveMatter
  ) throws {
    let number = -relation.reading.relation.number
    if relation.saying.isEmpty, writing.image.related[relation.reading.name] == relation.other {
      return writing.confirmed.append(number)
    }
    let now = try related(relation.reading, to: writing.id)
    let isSettled = now.isEmpty || relation.isOneOfMany && matter.isVouchedFor || isItself(writing, matter)
    if let held = now.first(where: { $0.other == relation.other }) {
      writing.confirmed.append(number)
      try say(relation, of: held, isSettled: now.count == 1 || isSettled, &writing, matter)
    } else if isSettled {
      if isItself(writing, matter), !relation.isOneOfMany {
        for held in now { try unlink(relation.reading, held, until: today.adding(days: -1), matter: matter.row.id) }
      }
      link(
        relation.reading, writing.id, relation.other, until: nil, matter: matter.row.id,
        saying: relation.saying.map { ($0.attribute.column, $0.value) })
      writing.packed.append(PackedChange(number, old: .one(.null), new: .one(.int(relation.other))))
    } else {
      propose(writing.root, writing.id, number, .one(.int(relation.other)), relation.field, matter)
    }
  }

  /// Who names all their homes lives nowhere else: homes that hold and are not among them end with yesterday, once
  /// somebody has looked at it. What nobody looked at ends nothing.
  private mutating func end(
    besides named: [EntityWrites.Relation], _ writing: inout EntityComparison, _ matter: LiveMatter
  ) throws {
    let homes = named.filter { $0.isOneOfMany && $0.reading.relation.id == Homes.relation && !$0.reading.isInverse }
    guard let reading = homes.first?.reading, matter.isVouchedFor else { return }
    let kept = Set(homes.map(\.other))
    for held in try related(reading, to: writing.id) where !kept.contains(held.other) {
      try unlink(reading, held, until: today.adding(days: -1), matter: matter.row.id)
      writing.packed.append(PackedChange(-reading.relation.number, old: .one(.int(held.other)), new: .one(.null)))
    }
  }

  /// What is said of a relation that holds already: another word of it holds from today.
  private mutating func say(
    _ relation: EntityWrites.Relation, of held: HeldRelation, isSettled: Bool, _ writing: inout EntityComparison,
    _ matter: LiveMatter
  ) throws {
    if relation.saying.isEmpty { return }
    let now = try said(relation.reading, held, relation.saying.map(\.attribute))
    let changed = zip(relation.saying, now).filter { $0.value != $1 }
    if changed.isEmpty { return }
    guard isSettled || changed.allSatisfy({ $0.1.isNull }) else {
      for (word, _) in changed {
        propose(
          writing.root, writing.id, word.attribute.number, .many([.int(relation.other), word.value]), relation.field, matter)
      }
      return
    }
    try restate(relation.reading, held, saying: changed.map { ($0.0.attribute.column, $0.0.value) }, matter: matter.row.id)
    for (word, old) in changed {
      writing.packed.append(
        PackedChange(
          word.attribute.number, old: .many([.int(relation.other), old]), new: .many([.int(relation.other), word.value])))
    }
  }

  /// Of itself a request knows best: what it says last is so.
  private func isItself(_ writing: EntityComparison, _ matter: LiveMatter) -> Bool {
    writing.root == .matter && writing.id == matter.row.id
  }

  /// Strong keys that became whole. One that another entity has is never given: the values become proposals.
  private mutating func keys(
    _ writing: inout EntityComparison, _ target: EntityWrites.Target, _ matter: LiveMatter
  ) throws {
    if writing.written.isEmpty { return }
    for attributes in running.shapes.strongKeys(of: target.root, running.program) {
      guard attributes.contains(where: { writing.written[$0.number] != nil }) else { continue }
      let missing = attributes.filter {
        writing.written[$0.number] == nil && writing.image.attributes[$0.number] == nil
      }
      var image = writing.image
      if !missing.isEmpty, !target.isNew {
        let reading = running.shapes.reading(target.root, attributes.sorted { $0.number < $1.number }, running.tables)
        if let read = try reading.image(of: target.id, on: today, reader, for: .subject) {
          for attribute in missing { image.attributes[attribute.number] = read.attributes[attribute.number] }
        }
      }
      let before = StrongKey(attributes, of: target.root) { single(stored(image.attributes[$0.number] ?? .null, $0)) }
      let after = StrongKey(attributes, of: target.root) {
        single(writing.written[$0.number] ?? stored(image.attributes[$0.number] ?? .null, $0))
      }
      guard let after, after != before else { continue }
      if let other = try after.entity(reader), other != target.id {
        for attribute in attributes {
          guard let value = writing.written.removeValue(forKey: attribute.number) else { continue }
          writing.packed.removeAll { $0.number == attribute.number }
          propose(target.root, target.id, attribute.number, value, nil, matter)
        }
        continue
      }
      if let before { changes.append(before.take(from: target.id)) }
      guarded.append(after.give(to: target.id))
    }
  }

  /// What a keeper has to look at.
  mutating func propose(
    _ root: EntityClass, _ id: Int64, _ number: Int, _ value: PackedChange.Side, _ field: String?, _ matter: LiveMatter
  ) {
    let subject = root == .person ? id : nil
    changes.append(
      Change(
        MatterStatements.insertProposal,
        [
          .int(nextID()), .text(root.rawValue), .int(id), .int(Int64(number)),
          .blob(sealing.seal(ChangePack.encode(value), subject: subject)), .int(matter.row.id), StoredValue(field),
          StoredValue(matter.row.place), .int(now), .text("open"), .null, .null,
        ]))
  }

  /// The ledger's policy for the attribute, else the attribute's own.
  private func policy(_ attribute: KnowledgeAttribute) -> UpdatePolicy {
    if running.shapes.policies(running.program).newest.contains(attribute.number) { return .newest }
    return attribute.update.flatMap { UpdatePolicy(word: $0) } ?? .ask
  }

  // MARK: Values

  func stored(_ value: Value, _ attribute: KnowledgeAttribute) -> PackedChange.Side {
    side(value, attribute) ?? .one(.null)
  }

  /// Nil when the value does not fit its column.
  private func side(_ value: Value, _ attribute: KnowledgeAttribute) -> PackedChange.Side? {
    guard attribute.isMany else {
      return ValueCodec.store(value, type: attribute.type, scale: attribute.scale ?? 0).map { .one($0) }
    }
    if value.isNull { return .many([]) }
    var elements: [StoredValue] = []
    for element in value.list ?? [value] {
      guard let stored = ValueCodec.store(element, type: attribute.elementType, scale: attribute.scale ?? 0) else {
        return nil
      }
      elements.append(stored)
    }
    return .many(elements)
  }

  private func same(_ old: PackedChange.Side, _ new: PackedChange.Side) -> Bool {
    if case .many(let a) = old, case .many(let b) = new { return Set(a) == Set(b) && a.count == b.count }
    return old == new
  }

  private func isUnknown(_ side: PackedChange.Side) -> Bool {
    switch side {
    case .one(let value): value.isNull
    case .many(let values): values.isEmpty
    }
  }

  private func single(_ side: PackedChange.Side) -> StoredValue {
    if case .one(let value) = side { value } else { .null }
  }

  // MARK: Rows

  /// All columns that this variant may touch, with the values they now have: one statement for each shape.
  private mutating func update(_ writing: EntityComparison, _ reading: EntityReading) {
    guard !writing.packed.isEmpty, let table = running.tables.entities[writing.root] else { return }
    let columns = reading.attributes
    let name = columns.reduce(into: "update \(table.name)") { $0 += ",\($1.number)" }
    let count = columns.count
    let statement = running.shapes.statement(name) {
      Statement(
        table,
        .update(
          [.set("revision", .parameter(0))] + columns.enumerated().map { .set($1.column, .parameter($0 + 1)) },
          where: .all([.equals("id", count + 1), .equals("revision", count + 2)])))
    }
    var values: [StoredValue] = [.int(writing.image.revision &+ 1)]
    for attribute in columns {
      values.append(
        single(writing.written[attribute.number] ?? stored(writing.image.attributes[attribute.number] ?? .null, attribute)))
    }
    values.append(.int(writing.id))
    values.append(.int(writing.image.revision))
    guarded.append(Change(statement, values, guarding: .moved))
    lists(writing)
  }

  private mutating func insert(_ writing: EntityComparison, _ reading: EntityReading) {
    guard let table = running.tables.entities[writing.root] else { return }
    let columns = reading.attributes
    let name = columns.reduce(into: "insert \(table.name)") { $0 += ",\($1.number)" }
    let statement = running.shapes.statement(name) {
      Statement(
        table, .insert(columns: ["id", "revision", "created"] + columns.map(\.column), conflict: .fail))
    }
    changes.append(
      Change(
        statement,
        [.int(writing.id), .int(1), .int(now)]
          + columns.map { single(writing.written[$0.number] ?? .one(.null)) }))
    lists(writing)
  }

  /// Attributes with several values are replaced whole.
  private mutating func lists(_ writing: EntityComparison) {
    for (number, side) in writing.written.sorted(by: { $0.key < $1.key }) {
      guard case .many(let values) = side, let table = running.tables.values[number] else { continue }
      let delete = running.shapes.statement("delete \(table.name)") {
        Statement(table, .delete(where: .equals("entity", 0)))
      }
      let insert = running.shapes.statement("insert \(table.name)") { Statement.insert(table) }
      changes.append(Change(delete, [.int(writing.id)]))
      for (position, value) in values.enumerated() {
        changes.append(Change(insert, [.int(writing.id), .int(Int64(position)), value]))
      }
    }
  }

  /// Source and freshness, for attributes that have a half-life or a lock.
  private mutating func sources(_ writing: EntityComparison, _ set: Int64?, _ matter: LiveMatter) {
    let source = "\(matter.row.definition)/\(matter.row.code)"
    for number in writing.written.keys.sorted() where isTracked(number, writing) || writing.locked.contains(number) {
      changes.append(
        Change(
          EntityStatements.replaceSource,
          [
            .int(writing.id), .int(Int64(number)), .int(set ?? 0), .text(source), .int(now),
            StoredValue(writing.locked.contains(number)),
          ]))
    }
    for number in writing.confirmed where isTracked(number, writing) {
      changes.append(
        Change(
          EntityStatements.confirmSource,
          [.int(writing.id), .int(Int64(number)), .int(0), .text(source), .int(now), StoredValue(false)]))
    }
  }

  private func isTracked(_ number: Int, _ writing: EntityComparison) -> Bool {
    if writing.tracked.contains(number) { return true }
    return running.shapes.policies(running.program).fresh.contains(number)
  }
}

/// One entity's wanted facts beside the known ones.
struct EntityComparison {
  let root: EntityClass
  let id: Int64
  let image: EntityImage
  var written: [Int: PackedChange.Side] = [:]
  var confirmed: [Int] = []
  var locked: Set<Int> = []
  /// Attributes with a half-life of their own.
  var tracked: Set<Int> = []
  var packed: [PackedChange] = []

  init(_ target: EntityWrites.Target, _ image: EntityImage) {
    root = target.root
    id = target.id
    self.image = image
  }
}

enum EntityStatements {
  static let replaceSource = Statement.insert(SystemTables.attributeSource, conflict: .replace)
  /// Where a source is known already, it stays; only the day of confirmation is new.
  static let confirmSource = Statement.insert(SystemTables.attributeSource, conflict: .renew(["confirmed"]))
}
