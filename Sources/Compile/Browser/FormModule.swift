import Core
import FEEL
import Spec

/// The program of a form as one ES module, for the browser that fills it: its formulas in the order of its one graph,
/// over the run-time of forms. Nothing in it is about anybody, and nothing that the form's author did not write; what a
/// browser cannot compute exactly is marked and stays the server's.
struct FormModule {
  private let program: Program
  private let table: SpecTable
  private let form: FormProgram
  private let formulas: BrowserFormulas
  private var controls: [String] = []
  private var controlIndex: [ObjectIdentifier: Int] = [:]

  init(_ program: Program, _ service: ServiceProgram, _ variant: VariantProgram, table: SpecTable) {
    self.program = program
    self.table = table
    form = variant.form
    formulas = BrowserFormulas(program, service, variant, table: table)
  }

  /// The text.
  ///
  /// - Parameter runTime: the address of the run-time's module.
  mutating func text(runTime: String) -> String {
    let fields = form.fields.indices.map { field($0) }
    let pages = form.pages.indices.map { page($0) }
    let order = form.order.map(Self.step)
    let rules = form.rules.map { rule($0) }
    return """
      import * as F from \(JSText.of(runTime));
      export const form = {
      controls: [\(controls.joined(separator: ",\n"))],
      fields: [\(fields.joined(separator: ",\n"))],
      pages: [\(pages.joined(separator: ",\n"))],
      order: [\(order.joined(separator: ","))],
      rules: [\(rules.joined(separator: ",\n"))]};
      export const start = (page) => F.start(form, page);

      """
  }

  private static func step(_ step: Recalculation) -> String {
    switch step.aspect {
    case .page(let page): "[\(page),\"page\"]"
    case .when: "[\(step.field),\"when\"]"
    case .value: "[\(step.field),\"value\"]"
    case .fallback: "[\(step.field),\"fallback\"]"
    case .required: "[\(step.field),\"required\"]"
    case .options: "[\(step.field),\"options\"]"
    case .bounds: "[\(step.field),\"bounds\"]"
    case .check: "[\(step.field),\"check\"]"
    }
  }

  // MARK: Fields

  private mutating func field(_ at: Int) -> String {
    let field = form.fields[at]
    var members = [
      "id:\(JSText.of(field.id))", "type:\(JSText.of(field.type.rawValue))",
      "widget:\(JSText.of(field.control.widget.rawValue))",
    ]
    if let control = control(field.control) { members.append("control:\(control)") }
    if let options = field.options ?? field.control.options { members.append("options:\(self.options(options, at))") }
    if field.hidden != .drop { members.append("hidden:\(JSText.of(field.hidden.rawValue))") }
    if field.by != nil { members.append("others:1") }
    if field.value != nil, field.type.isNumeric { members.append("scale:\(field.type == .integer ? 0 : field.scale)") }
    if let unit = field.unit { members.append("unit:\(JSText.of(unit))") }
    let own = formulas.type(of: at)
    add("when", field.when, at, [.boolean], &members)
    add("value", field.value, at, [nil, own], &members)
    add("fallback", field.fallback, at, [own, nil], &members)
    switch field.required {
    case .always: members.append("required:1")
    case .never: break
    case .when(let formula): add("required", formula, at, [.boolean], &members)
    }
    let measure = formulas.measure(of: at)
    add("min", field.min, at, [measure], &members)
    add("max", field.max, at, [measure], &members)
    add("check", field.check, at, [.boolean], &members)
    if field.check != nil, let say = field.say { members.append("say:\(JSText.of(say))") }
    return "{\(members.joined(separator: ","))}"
  }

  private func add(
    _ name: String, _ formula: Formula?, _ at: Int, _ wanted: [Type?], _ members: inout [String]
  ) {
    guard let made = formulas.formula(formula, rows: form.group[at], wanted: wanted) else { return }
    members.append("\(name):\(made.text)")
  }

  private mutating func control(_ control: ControlProgram) -> Int? {
    let identity = ObjectIdentifier(control)
    if let known = controlIndex[identity] { return known < 0 ? nil : known }
    guard let made = BrowserControl(control, program.knowledge, table: table) else {
      controlIndex[identity] = -1
      return nil
    }
    controlIndex[identity] = controls.count
    controls.append(made.text)
    return controls.count - 1
  }

  /// `[code, title, condition or 0, former names]` for each.
  private func options(_ options: OptionsProgram, _ at: Int) -> String {
    let all = options.options.map { option in
      let when = formulas.formula(option.when, rows: form.group[at], wanted: [.boolean])?.text ?? "0"
      let was = option.was.isEmpty ? "" : ",[\(option.was.map(JSText.of).joined(separator: ","))]"
      return "[\(JSText.of(option.code)),\(JSText.of(option.title)),\(when)\(was)]"
    }
    return "[\(all.joined(separator: ","))]"
  }

  // MARK: Pages and rules

  private func page(_ at: Int) -> String {
    let page = form.pages[at]
    var members = ["id:\(JSText.of(page.id))", "fields:\(page.fields)"]
    if let parent = page.parent { members.append("parent:\(parent)") }
    if page.by != nil { members.append("others:1") }
    if let when = formulas.formula(page.when, rows: form.rowsAround(at), wanted: [.boolean]) {
      members.append("when:\(when.text)")
    }
    if let rows = page.rows {
      members.append("rows:{slot:\(rows.slot),fields:\(rows.fields)\(rows.each.map(Self.each) ?? "")}")
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func each(_ each: FixedRows) -> String {
    let items = each.items.compactMap { JavaScriptTarget.json(.context($0)) }
    return ",each:{slot:\(each.slot),items:[\(items.joined(separator: ","))].map(F.read)}"
  }

  private func rule(_ rule: RuleProgram) -> String {
    var members = ["say:\(JSText.of(rule.say))"]
    if let check = formulas.formula(rule.check, rows: nil, wanted: [.boolean]) { members.append("check:\(check.text)") }
    if let when = formulas.formula(rule.when, rows: nil, wanted: [.boolean]) { members.append("when:\(when.text)") }
    if let at = rule.at { members.append("at:\(at)") }
    return "{\(members.joined(separator: ","))}"
  }
}

extension BrowserFormulas {
  /// The type that a field's own formulas are written for; nil = any.
  func type(of field: Int) -> Type? {
    guard let type = names.first?.fields[form.fields[field].id]?.first(where: { $0.position == field })?.type else {
      return nil
    }
    return type.isUnknown ? nil : type
  }

  /// The type that its bounds are written for.
  func measure(of field: Int) -> Type {
    switch form.fields[field].type {
    case .date: .date
    case .dateTime: .dateTime
    case .time: .time
    default: .number
    }
  }
}

extension Compiler {
  /// The program of a form for browsers (`FormModule`); nil when the service has no such variant.
  package func formModule(
    _ program: Program, _ service: ServiceProgram, variant: String, runTime: String
  ) -> String? {
    guard let variant = service.variants.first(where: { $0.id == variant }) else { return nil }
    var module = FormModule(program, service, variant, table: table)
    return module.text(runTime: runTime)
  }
}
