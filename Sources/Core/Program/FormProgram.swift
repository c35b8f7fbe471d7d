import FEEL

/// A form that runs: its fields flat in order (the position is the slot), its pages, and ONE recalculation order over
/// value, relevance, required, options and check of all of them.
package struct FormProgram: Sendable {
  /// Stable id of the form: the id of the base service, shared by versions, variants and overlays.
  package let id: String
  package let fields: [FieldProgram]
  package let pages: [PageProgram]
  /// Every formula of the form behind all it depends on.
  package let order: [Recalculation]
  package let rules: [RuleProgram]
  /// Fields that are there once; those of rows are found through their group.
  package let byID: [String: Int]
  /// For each field, the position in `pages` of the repeating group that it is a row's field of; nil = one per form.
  package let group: RowGroups

  package init(
    id: String, fields: [FieldProgram], pages: [PageProgram], order: [Recalculation], rules: [RuleProgram]
  ) {
    self.id = id
    self.fields = fields
    self.pages = pages
    self.order = order
    self.rules = rules
    let group = RowGroups(pages, fields: fields.count)
    self.group = group
    byID = Dictionary(
      fields.enumerated().compactMap { group[$0] == nil ? ($1.id, $0) : nil }, uniquingKeysWith: { a, _ in a })
  }
}

/// One node of the recalculation graph.
package struct Recalculation: Sendable, Hashable {
  package enum Aspect: Sendable, Hashable {
    /// Page or group relevance; the number is the position in `pages`.
    case page(Int)
    case when, value, fallback, required, options, bounds, check
  }
  /// Position of the field; -1 for a page.
  package let field: Int
  package let aspect: Aspect
  package init(field: Int, aspect: Aspect) {
    self.field = field
    self.aspect = aspect
  }
}

/// A page, or a group inside one: shown when its own condition and those above are true.
package struct PageProgram: Sendable {
  package let id: String
  package let title: Label
  package let help: Label?
  /// Position of the page or group around it; nil for a page.
  package let parent: Int?
  package let when: Formula?
  /// Filled by somebody else than who files: hidden from everybody until their step.
  package let by: ActorProgram?
  /// Positions of the fields directly in it.
  package let fields: [Int]
  /// It repeats: its fields are there once for each row.
  package let rows: RowsProgram?
  /// What it is, or each row of it; nil = it is no entity.
  package let entity: GroupEntity?

  package init(
    id: String, title: Label, help: Label?, parent: Int?, when: Formula?, by: ActorProgram?, fields: [Int],
    rows: RowsProgram? = nil, entity: GroupEntity? = nil
  ) {
    self.rows = rows
    self.entity = entity
    self.id = id
    self.title = title
    self.help = help
    self.parent = parent
    self.when = when
    self.by = by
    self.fields = fields
  }
}

/// The entity that a page or group is, or each row of it: found by a strong key that its fields answer, else made.
package struct GroupEntity: Sendable {
  /// A relation that leads from the entity to somebody whom the form names.
  package struct Link: Sendable {
    package enum Choice: Sendable {
      case always(RelationReading)
      /// What the answer to a field says, a code of kinship.
      case kinship(field: Int)
    }

    package let choice: Choice
    package let to: EntityRoot
    package init(_ choice: Choice, to: EntityRoot) {
      self.choice = choice
      self.to = to
    }
  }

  package let root: EntityClass
  /// Positions of the fields that answer its attributes.
  package let fields: [Int]
  package let link: Link?

  package init(root: EntityClass, fields: [Int], link: Link?) {
    self.root = root
    self.fields = fields
    self.link = link
  }
}

/// Which fields are those of rows: the position of their page by field. A form without rows, as most are, keeps nothing.
package struct RowGroups: Sendable {
  private let pages: [Int?]

  init(_ pages: [PageProgram], fields: Int) {
    guard pages.contains(where: { $0.rows != nil }) else {
      self.pages = []
      return
    }
    var found = [Int?](repeating: nil, count: fields)
    for (at, page) in pages.enumerated() {
      for field in page.rows?.fields ?? [] where found.indices.contains(field) { found[field] = at }
    }
    self.pages = found
  }

  /// The form has no rows.
  package var isEmpty: Bool { pages.isEmpty }

  package subscript(_ field: Int) -> Int? { pages.indices.contains(field) ? pages[field] : nil }
}

/// The rows of a repeating group. In `FormOutcome.values` and everywhere behind it, the value of a row's field is the
/// list of its values, one for each row; expressions outside read the group by its name, as a list of contexts.
package final class RowsProgram: Sendable {
  /// How many rows there may be.
  package let least: Int
  package let most: Int
  /// Positions of the fields of a row, those of groups inside it included.
  package let fields: [Int]
  package let byID: [String: Int]
  /// Where a frame holds the list.
  package let slot: Int
  /// Former names of the group.
  package let was: [String]
  /// What each row is of, where there is one for each entry of a code list; nil = who fills it adds rows.
  package let each: FixedRows?

  package init(
    least: Int, most: Int, fields: [(id: String, position: Int)], slot: Int, was: [String], each: FixedRows? = nil
  ) {
    self.each = each
    self.least = least
    self.most = most
    self.fields = fields.map(\.position)
    byID = Dictionary(fields.map { ($0.id, $0.position) }, uniquingKeysWith: { a, _ in a })
    self.slot = slot
    self.was = was
  }
}

/// Rows that are there from the beginning, one for each entry of a code list.
package final class FixedRows: Sendable {
  /// Where a frame holds the entry of the row that is looked at.
  package let slot: Int
  /// The entries in order, as expressions read them: `each.名称`.
  package let items: [Context]
  package let titles: [Label]

  package init(slot: Int, codes: [(code: String, title: Label)]) {
    self.slot = slot
    items = codes.map { code, title in
      Context(
        keys: ["name", "名称", "code", "编号"],
        values: [.string(title.zh), .string(title.zh), .string(code), .string(code)])
    }
    titles = codes.map(\.title)
  }

  /// The values of a row with what its entry is called, under names that no field has.
  package func named(_ keys: [String], _ values: [Value], row: Int) -> Context {
    var context = Context(keys: keys, values: values)
    guard items.indices.contains(row) else { return context }
    for (key, value) in zip(items[row].keys, items[row].values) where !keys.contains(key) { context[key] = value }
    return context
  }
}

/// A field, compiled. A city keeps hundreds of thousands of them: what few have lies apart.
package final class FieldProgram: Sendable {
  /// What knowledge an answer becomes.
  package enum Binding: Sendable {
    /// An attribute of an entity.
    case attribute(KnowledgeAttribute, of: EntityRoot)
    /// A relation from the entity to the answered one (`address` → resides_at).
    case relation(RelationReading, of: EntityRoot)
    /// An attribute of the entity that the page or group around it is.
    case ofGroup(KnowledgeAttribute)
    /// An attribute of the relation that another field beside it makes: on which days somebody lives at the address.
    case ofRelation(KnowledgeAttribute, by: Int)
    /// Each part of a composite control on its own attribute.
    case parts(of: EntityRoot)
    /// Bound to nothing, with the author's reason.
    case local(String)
    /// Computed from others, bound to nothing.
    case computed
  }

  package enum Requirement: Sendable {
    case always, never
    /// Null counts as required.
    case when(Formula)
  }

  package let id: String
  package let title: Label
  package let control: ControlProgram
  package let binding: Binding
  package let scale: Int
  /// Position in `pages` of the innermost page or group.
  package let page: Int
  package let value: Formula?
  package let fallback: Formula?
  package let required: Requirement
  package let when: Formula?
  package let check: Formula?
  package let options: OptionsProgram?
  package let min: Formula?
  package let max: Formula?
  private let rare: Rare?
  package let type: ValueType
  package let hidden: HiddenPolicy
  package let sensitivity: Sensitivity
  package let fillsFromLedger: Bool
  package let isLocked: Bool

  private final class Rare: Sendable {
    let help: Label?
    let say: Label?
    let unit: String?
    let level: PlaceLevel?
    let by: ActorProgram?
    let settings: [String: Value]
    let was: [String]
    let convert: Formula?

    init(
      help: Label?, say: Label?, unit: String?, level: PlaceLevel?, by: ActorProgram?, settings: [String: Value],
      was: [String], convert: Formula?
    ) {
      self.help = help
      self.say = say
      self.unit = unit
      self.level = level
      self.by = by
      self.settings = settings
      self.was = was
      self.convert = convert
    }
  }

  package var help: Label? { rare?.help }
  package var say: Label? { rare?.say }
  package var unit: String? { rare?.unit }
  package var level: PlaceLevel? { rare?.level }
  /// Filled by somebody else than who files.
  package var by: ActorProgram? { rare?.by }
  package var settings: [String: Value] { rare?.settings ?? [:] }
  /// Former ids.
  package var was: [String] { rare?.was ?? [] }
  package var convert: Formula? { rare?.convert }

  package init(
    id: String, title: Label, help: Label?, control: ControlProgram, type: ValueType, scale: Int, binding: Binding,
    page: Int, value: Formula?, fallback: Formula?, required: Requirement, when: Formula?, check: Formula?,
    say: Label?, options: OptionsProgram?, min: Formula?, max: Formula?, unit: String?, level: PlaceLevel?,
    by: ActorProgram?, fillsFromLedger: Bool, isLocked: Bool, hidden: HiddenPolicy, sensitivity: Sensitivity,
    settings: [String: Value], was: [String], convert: Formula?
  ) {
    self.id = id
    self.title = title
    self.control = control
    self.type = type
    self.scale = scale
    self.binding = binding
    self.page = page
    self.value = value
    self.fallback = fallback
    self.required = required
    self.when = when
    self.check = check
    self.options = options
    self.min = min
    self.max = max
    self.fillsFromLedger = fillsFromLedger
    self.isLocked = isLocked
    self.hidden = hidden
    self.sensitivity = sensitivity
    let isPlain =
      help == nil && say == nil && unit == nil && level == nil && by == nil && settings.isEmpty && was.isEmpty
      && convert == nil
    rare =
      isPlain
      ? nil
      : Rare(
        help: help, say: say, unit: unit, level: level, by: by, settings: settings, was: was, convert: convert)
  }
}

/// A check over several fields.
package struct RuleProgram: Sendable {
  package let check: Formula
  package let say: Label
  package let when: Formula?
  /// Position of the field where the words stand; nil = page end.
  package let at: Int?
  package init(check: Formula, say: Label, when: Formula?, at: Int?) {
    self.check = check
    self.say = say
    self.when = when
    self.at = at
  }
}
