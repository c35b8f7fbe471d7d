import Core
import FEEL

/// One pass over a form: answers are read by their controls, then value, relevance, required, options, bounds and checks
/// follow in the one order that Compile found. Pure; the same on every server.
package struct FormEvaluation {
  package enum Mode: Sendable {
    /// The page is shown: nothing is demanded yet.
    case show
    /// The whole form is handed in.
    case submit
  }

  let form: FormProgram
  let mode: Mode
  let context: EvaluationContext
  /// What every answer is read with; made once for all of them.
  let moment: CivilDateTime
  let host: CityHost
  /// Positions of the fields that a step asks for; nil = whoever files writes.
  let filling: Set<Int>?
  /// Values the ledger has for fields that fill themselves.
  let filled: [Int: Value]
  var out: FormOutcome
  var pageShown: [Bool]
  var answered: [Bool]
  var failed: [Bool]
  /// Where the row that is looked at stands, before the names of its fields: `明细.0.`; empty outside rows.
  var path = ""
  /// Repeating groups whose rows changed since their list was put into its slot.
  var stale: Set<Int> = []

  /// Evaluates the answers of whoever files; fields that staff fill later are neither shown nor accepted.
  ///
  /// - Parameters:
  ///   - answers: by field id. A field that is absent takes the ledger's value where it fills itself; null clears it.
  ///   - filled: by position, what the ledger has (`FieldFilling`).
  ///   - filling: the fields that a step of the flow asks for, by position: only they may be answered, and only they
  ///     have to be right; `filled` has what is known of the others.
  package static func run(
    variant: VariantProgram, answers: [String: Answer], filled: [Int: Value], context: EvaluationContext, mode: Mode,
    filling: Set<Int>? = nil
  ) -> FormOutcome {
    var evaluation = FormEvaluation(variant, filled, context, mode, filling)
    if evaluation.read(answers) < answers.count { evaluation.refuseStrangers(answers) }
    if mode == .show { evaluation.keepRead() }
    for node in variant.form.order { evaluation.recalculate(node) }
    evaluation.finish()
    return evaluation.out
  }

  private init(
    _ variant: VariantProgram, _ filled: [Int: Value], _ context: EvaluationContext, _ mode: Mode, _ filling: Set<Int>?
  ) {
    form = variant.form
    self.mode = mode
    self.filling = filling
    self.context = context
    moment = context.moment
    host = context.host
    self.filled = filled
    let count = variant.form.fields.count
    out = FormOutcome(
      values: [], visible: [Bool](repeating: true, count: count), required: [Bool](repeating: false, count: count),
      offered: [[String]?](repeating: nil, count: count), errors: [], frame: context.frame(variant.layout))
    pageShown = [Bool](repeating: true, count: variant.form.pages.count)
    answered = [Bool](repeating: false, count: count)
    failed = answered
    for i in form.fields.indices {
      if form.fields[i].by != nil, filling == nil { out.visible[i] = false }
      out.required[i] = form.group[i] == nil && startsRequired(i)
    }
    if filling == nil {
      for i in form.pages.indices where form.pages[i].by != nil { hidePage(i) }
    }
  }

  /// Before any condition was looked at; one that cannot be told counts as met.
  func startsRequired(_ i: Int) -> Bool {
    switch form.fields[i].required {
    case .always, .when: true
    case .never: false
    }
  }

  // MARK: The graph

  private mutating func recalculate(_ node: Recalculation) {
    if !stale.isEmpty { refreshRows() }
    if case .page(let page) = node.aspect {
      if let rows = rowsAround(page) {
        return eachRow(rows) { evaluation in
          if let when = evaluation.form.pages[page].when, when.expression.decide(&evaluation.out.frame) != true {
            evaluation.hideInside(page)
          }
        }
      }
      if let when = form.pages[page].when, when.expression.decide(&out.frame) != true { hidePage(page) }
      return
    }
    let i = node.field
    guard form.fields.indices.contains(i) else { return }
    if let page = form.group[i] {
      eachRow(page) { $0.recalculate(i, node.aspect) }
    } else {
      recalculate(i, node.aspect)
    }
  }

  /// The repeating group that a group stands in, itself not counted.
  private func rowsAround(_ page: Int) -> Int? {
    var at = form.pages[page].parent
    while let here = at {
      if form.pages[here].rows != nil { return here }
      at = form.pages[here].parent
    }
    return nil
  }

  /// Fields are looked at where they lie: each has so many parts that a copy costs more than most conditions.
  private mutating func recalculate(_ i: Int, _ aspect: Recalculation.Aspect) {
    switch aspect {
    case .page: return
    case .when:
      if out.visible[i], let when = form.fields[i].when, when.expression.decide(&out.frame) != true { hide(i) }
    case .value:
      if let value = form.fields[i].value {
        out.frame.slots[i] =
          out.visible[i] ? form.fields[i].rounded(value.expression.evaluate(&out.frame)) : .null
      }
    case .fallback:
      if out.visible[i], !answered[i], out.frame.slots[i].isNull, let fallback = form.fields[i].fallback {
        out.frame.slots[i] = fallback.expression.evaluate(&out.frame)
      }
    case .required:
      if case .when(let formula) = form.fields[i].required {
        out.required[i] = formula.expression.decide(&out.frame) ?? true
      }
    case .options: offer(i)
    case .bounds: bound(i)
    case .check: check(i)
    }
  }

  private mutating func hidePage(_ page: Int) {
    guard pageShown[page] else { return }
    pageShown[page] = false
    if form.pages[page].rows != nil {
      let fields = form.pages[page].rows?.fields ?? []
      return eachRow(page) { evaluation in for i in fields { evaluation.hide(i) } }
    }
    for i in form.pages[page].fields { hide(i) }
    for inner in form.pages.indices where form.pages[inner].parent == page { hidePage(inner) }
  }

  /// A group of one row: hidden for this row alone.
  private mutating func hideInside(_ page: Int) {
    for i in form.pages[page].fields { hide(i) }
    for inner in form.pages.indices where form.pages[inner].parent == page { hideInside(inner) }
  }

  private mutating func hide(_ i: Int) {
    out.visible[i] = false
    if form.fields[i].hidden == .keep { return }
    let id = path + form.fields[i].id
    out.errors.removeAll { $0.field == id || $0.field.hasPrefix(id + ".") }
    failed[i] = false
    // What the person typed is not thrown away behind their back: they clear it, or change what hides it.
    if form.fields[i].hidden == .ask, answered[i], !out.frame.slots[i].isNull {
      out.asked.insert(id)
      if mode == .submit { fail(i, "hidden-answer", StandardWords.hiddenAnswer) }
    }
    out.frame.slots[i] = .null
  }

  private mutating func offer(_ i: Int) {
    guard out.visible[i], let options = form.fields[i].options else { return }
    var offered: [String] = []
    for option in options.options {
      if let when = option.when, when.expression.decide(&out.frame) != true { continue }
      offered.append(option.code)
    }
    if offered.count == options.options.count { return }
    out.offered[i] = offered
    let chosen: [Value]
    switch out.frame.slots[i] {
    case .string: chosen = [out.frame.slots[i]]
    case .list(let items): chosen = items
    default: chosen = []
    }
    if chosen.contains(where: { value in !offered.contains { $0 == value.string } }) {
      fail(i, "unknown-option", StandardWords.option)
    }
  }

  /// Value of numbers and dates, length of texts, number of list elements. A bound that is null is none.
  private mutating func bound(_ i: Int) {
    guard out.visible[i], !failed[i], !out.frame.slots[i].isNull else { return }
    let measured: Value
    switch out.frame.slots[i] {
    case .string where form.fields[i].type == .file: measured = .number(Number(1))
    case .string(let text): measured = .number(Number(Text.length(text)))
    case .list(let items): measured = .number(Number(items.count))
    case let value: measured = value
    }
    if let least = form.fields[i].min?.expression.evaluate(&out.frame), !least.isNull, let order = Value.order(measured, least),
      order < 0
    {
      return fail(i, "too-small", StandardWords.least(least.plainText, form.fields[i].type))
    }
    if let most = form.fields[i].max?.expression.evaluate(&out.frame), !most.isNull, let order = Value.order(measured, most),
      order > 0
    {
      fail(i, "too-large", StandardWords.most(most.plainText, form.fields[i].type))
    }
  }

  private mutating func check(_ i: Int) {
    guard out.visible[i], !failed[i], !out.frame.slots[i].isNull, let check = form.fields[i].check else { return }
    switch check.expression.decide(&out.frame) {
    case true?: return
    case false?: fail(i, "check", form.fields[i].say ?? StandardWords.required)
    case nil: if mode == .submit { fail(i, "cannot-decide", StandardWords.cannotDecide) }
    }
  }

  // MARK: The end

  private mutating func finish() {
    if !stale.isEmpty { refreshRows() }
    if mode == .submit {
      for i in form.fields.indices where form.group[i] == nil { demand(i) }
    }
    out.values = Array(out.frame.slots.prefix(form.fields.count))
    finishRows()
    out.shown = pageShown
    if mode == .submit { rules() }
    if let filling {
      let asked = Set(filling.map { field in form.group[field].map { form.pages[$0].id } ?? form.fields[field].id })
      let strangers: Set<String> = ["not-yours", "unknown-field"]
      out.errors.removeAll { error in
        let field = error.field.prefix { $0 != "." }
        return !field.isEmpty && !asked.contains(String(field)) && !strangers.contains(error.code)
      }
    }
  }

  /// A required answer that is not there.
  mutating func demand(_ i: Int) {
    guard out.visible[i], out.required[i], !failed[i], out.frame.slots[i].isNull, form.fields[i].value == nil,
      form.fields[i].control.widget != .none
    else { return }
    fail(i, "required", form.fields[i].options == nil ? StandardWords.required : StandardWords.choose)
  }

  private mutating func rules() {
    for rule in form.rules {
      if let when = rule.when, when.expression.decide(&out.frame) != true { continue }
      let field = rule.at.map { form.fields[$0].id } ?? ""
      if let at = rule.at, failed[at] || !out.visible[at] { continue }
      switch rule.check.expression.decide(&out.frame) {
      case true?: continue
      case false?: out.errors.append(.init(field: field, code: "check", message: rule.say))
      case nil:
        out.errors.append(.init(field: field, code: "cannot-decide", message: StandardWords.cannotDecide))
      }
    }
  }

  mutating func fail(_ i: Int, _ code: String, _ message: Label) {
    guard !failed[i] else { return }
    failed[i] = true
    out.errors.append(.init(field: path + form.fields[i].id, code: code, message: message))
  }
}

extension FieldProgram {
  /// A computed number with the places of its field: what is shown, added up and stored is one number.
  fileprivate func rounded(_ value: Value) -> Value {
    guard type.isNumeric, case .number(let number) = value else { return value }
    let places = type == .integer ? 0 : scale
    return number.rescaled(to: places, .halfUp).map(Value.number) ?? value
  }
}
