import Core

/// The physical tables behind a program: entities, relations, forms, ledgers; made once for each epoch.
package struct AnswerTables: Sendable {
  package struct Form: Sendable {
    package let number: Int
    package let table: Table
    package let columns: [AnswerColumn]
    private let byField: [String: [Int]]

    package init(number: Int, table: Table, columns: [AnswerColumn]) {
      self.number = number
      self.table = table
      self.columns = columns
      byField = Dictionary(grouping: columns.indices, by: { columns[$0].field })
    }

    /// The column of a field, under its present or a former name, of that type; a part's is `field.part`.
    package func column(of field: FieldProgram, part: ControlProgram.Part? = nil) -> AnswerColumn? {
      let type = part?.control.type ?? field.type, scale = part.map { $0.attribute?.scale ?? 0 } ?? field.scale
      for name in [field.id] + field.was {
        let stable = part.map { "\(name).\($0.id)" } ?? name
        if let found = column(of: stable, type: type, scale: scale) { return found }
      }
      return nil
    }

    package func column(of stable: String, type: ValueType, scale: Int) -> AnswerColumn? {
      byField[stable]?.lazy.map { columns[$0] }.last { $0.type == type && $0.scale == scale }
    }
  }

  package let forms: [String: Form]
  /// Tables of repeating groups, by form and group: `rowsID`.
  package let rows: [String: Form]
  package let ledgers: [String: Form]
  package let entities: [EntityClass: Table]
  /// By relation id.
  package let relations: [String: Table]
  /// By attribute number, for attributes with several values.
  package let values: [Int: Table]

  package init(
    forms: [String: Form], rows: [String: Form], ledgers: [String: Form], entities: [EntityClass: Table], relations: [String: Table],
    values: [Int: Table]
  ) {
    self.forms = forms
    self.rows = rows
    self.ledgers = ledgers
    self.entities = entities
    self.relations = relations
    self.values = values
  }
}

extension AnswerTables {
  /// What the numbers of a group's table are issued for. No id holds a slash.
  static func rowsID(_ form: String, _ group: String) -> String { "\(form)/\(group)" }

  /// The table of a repeating group, under its present or a former name.
  func rows(_ form: String, _ group: PageProgram) -> Form? {
    ([group.id] + (group.rows?.was ?? [])).lazy.compactMap { rows[Self.rowsID(form, $0)] }.first
  }
}

/// A counted combination.
package struct MeasureKey: Sendable, Hashable {
  package let definition: String
  /// `total`, or the name of the author's measure.
  package let name: String
  package let variant: String
  /// State word; empty where the measure is not split by state.
  package let state: String
  package let step: String

  package init(definition: String, name: String, variant: String, state: String = "", step: String = "") {
    self.definition = definition
    self.name = name
    self.variant = variant
    self.state = state
    self.step = step
  }
}

/// The number of every counted combination of the active release and of those before it.
package struct MeasureNumbers: Sendable {
  package let numbers: [MeasureKey: Int64]
  package let keys: [Int64: MeasureKey]
  package init(_ numbers: [MeasureKey: Int64]) {
    self.numbers = numbers
    keys = Dictionary(numbers.map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
  }
}
