import Core
import Spec

/// One procedure of a service before it is lowered: the base's keys, and over them those of an overlay or
/// variant.
struct Procedure {
  let id: String
  let title: Label
  /// Where to point at when the procedure as a whole is meant.
  let nameRange: SourceRange
  /// Where it holds, as written; nil = what is left.
  var places: [SpecNode]?
  /// Top keys but `open`, `after` and `form`.
  var keys: [SpecKey: SpecNode] = [:]
  var open: [SpecKey: SpecNode] = [:]
  /// Acts by event (the English word) or step.
  var after: [String: SpecNode] = [:]
  var form: [DraftField] = []
  var stepChanges: [String: [ChangeSpec]] = [:]
  /// Whether fields are other than the base's.
  var changesForm = false
  /// What overlays may change: top keys by their names, fields and steps.
  var mayChange: [String: SourceRange] = [:]
  var mayChangeRange: SourceRange?

  /// Names of the steps, for `change` and `may-change`.
  var stepNames: [String] {
    guard let flow = keys[.flow], flow.kind == .named else { return [] }
    return flow.children.compactMap(\.name)
  }

  var fieldNames: [String] {
    var names: [String] = []
    for draft in form { draft.walk { names.append($0.name) } }
    return names
  }
}

/// Puts overlays and variants over their base (LANGUAGE.md 11). What is wrong in an overlay is said in its
/// own file.
struct ProcedureMerge {
  let table: SpecTable
  var findings = Findings()

  init(table: SpecTable) {
    self.table = table
  }

  /// Keys that are a document's own and never the base's.
  private static let own: Set<SpecKey> = [
    .hutong, .id, .title, .owner, .help, .tags, .was, .base, .for, .change, .add, .mayChange,
  ]

  func base(_ spec: ServiceSpec, id: String, title: Label, nameRange: SourceRange) -> Procedure {
    var procedure = Procedure(id: id, title: title, nameRange: nameRange)
    for child in spec.node.children {
      guard let key = child.key else { continue }
      switch key {
      case .open: procedure.open = keys(of: child)
      case .after: procedure.after = events(child)
      case .form: procedure.form = spec.form.filter { !$0.isInvalid }.map { DraftField($0) }
      default: procedure.keys[key] = child
      }
    }
    return procedure
  }

  private func keys(of node: SpecNode) -> [SpecKey: SpecNode] {
    guard node.kind == .keys else { return [:] }
    var found: [SpecKey: SpecNode] = [:]
    for child in node.children { if let key = child.key { found[key] = child } }
    return found
  }

  private func events(_ node: SpecNode) -> [String: SpecNode] {
    guard !node.isInvalid else { return [:] }
    var found: [String: SpecNode] = [:]
    for child in node.children {
      if let name = child.name { found[table.word(name, in: "event") ?? name] = child }
    }
    return found
  }

  /// Reads `may-change`: top keys in either spelling, fields, pages and steps.
  mutating func openToChange(_ nodes: [SpecNode], _ procedure: inout Procedure, steps: [String]) {
    let names = Set(procedure.fieldNames + steps)
    procedure.mayChange = [:]
    for node in nodes where !node.isInvalid {
      procedure.mayChangeRange = procedure.mayChangeRange ?? node.range
      if names.contains(node.text) {
        procedure.mayChange[node.text] = node.range
      } else if let row = table.row(node.text, at: .service) {
        procedure.mayChange[row.key.name] = node.range
      } else {
        let near = didYouMean(node.text, names.sorted() + ["flow", "open", "after"])
        findings.report(
          .unknownField, node.range, "「\(node.text)」不是顶层的键，也不是字段或步骤\(near.zh)",
          "`\(node.text)` is no top key, field or step\(near.en)")
      }
    }
  }

  // MARK: Variants and overlays

  /// A variant inside the file.
  mutating func variant(_ spec: VariantSpec, over base: Procedure) -> Procedure {
    var procedure = base
    let places = spec.node.has(.for) ? spec.for : nil
    procedure = Procedure(
      copy: base, id: spec.name, title: Label(zh: spec.name), nameRange: spec.nameRange, places: places)
    for child in spec.node.children {
      guard let key = child.key, !ProcedureMerge.own.contains(key) else { continue }
      // Steps, times and acts are what a variant is for; who may use it is the base's to open.
      if key == .open, !allows(base, key.name, at: child.nameRange, key.name) { continue }
      set(key, child, &procedure)
    }
    change(spec.change, add: spec.add, base: base, &procedure)
    return procedure
  }

  /// A document with `base`.
  mutating func overlay(
    _ spec: ServiceSpec, id: String, title: Label, nameRange: SourceRange, over base: Procedure
  ) -> Procedure {
    let places = spec.node.has(.for) ? spec.for : nil
    var procedure = Procedure(copy: base, id: id, title: title, nameRange: nameRange, places: places)
    for child in spec.node.children {
      guard let key = child.key, !ProcedureMerge.own.contains(key) else { continue }
      guard allows(base, key.name, at: child.nameRange, child.name ?? key.name) else { continue }
      set(key, child, &procedure)
    }
    change(spec.change, add: spec.add, base: base, &procedure)
    return procedure
  }

  private mutating func set(_ key: SpecKey, _ node: SpecNode, _ procedure: inout Procedure) {
    switch key {
    case .open: for (key, value) in keys(of: node) { procedure.open[key] = value }
    case .after: for (event, value) in events(node) { procedure.after[event] = value }
    case .form:
      procedure.form = node.children.filter { !$0.isInvalid }.map { DraftField(FieldSpec($0)) }
      procedure.changesForm = true
    default: procedure.keys[key] = node
    }
  }

  private mutating func allows(_ base: Procedure, _ name: String, at range: SourceRange, _ shown: String)
    -> Bool
  {
    if base.mayChange[name] != nil { return true }
    findings.report(
      .changeNotAllowed, range, "母版「\(base.title.zh)」没有允许改「\(shown)」",
      "The base `\(base.id)` does not open `\(shown)` to change",
      hint: base.mayChange.isEmpty
        ? ("在母版里写 `may-change`（可改）", "Write `may-change` in the base")
        : (
          "可以改：\(base.mayChange.keys.sorted().joined(separator: " "))",
          "It opens: \(base.mayChange.keys.sorted().joined(separator: " "))"
        ),
      notes: base.mayChangeRange.map {
        [DiagnosticNote(at: $0, Message(zh: "母版允许的在这里", en: "what the base opens"))]
      } ?? [])
    return false
  }

  private mutating func change(
    _ changes: [ChangeSpec], add: [FieldSpec], base: Procedure, _ procedure: inout Procedure
  ) {
    for change in changes where !change.isInvalid {
      let name = change.name
      let isField = base.fieldNames.contains(name)
      guard isField || procedure.stepNames.contains(name) else {
        let near = didYouMean(name, base.fieldNames + procedure.stepNames)
        findings.report(
          .unknownField, change.nameRange, "母版里没有字段或步骤「\(name)」\(near.zh)",
          "The base has no field or step `\(name)`\(near.en)")
        continue
      }
      guard allows(base, name, at: change.nameRange, name) else { continue }
      checkKeys(change, isField: isField)
      if isField {
        for at in procedure.form.indices where procedure.form[at].apply(change, to: name) { break }
        procedure.changesForm = true
      } else {
        procedure.stepChanges[name, default: []].append(change)
      }
    }
    for field in add where !field.isInvalid { self.add(field, base: base, &procedure) }
  }

  private static let keysOfSteps: Set<SpecKey> = [.title, .when, .by, .mode, .within, .remind, .allow]
  private static let keysOfFields: Set<SpecKey> = [
    .title, .help, .default, .required, .when, .check, .say, .options, .min, .max, .level, .hidden, .by,
  ]

  private mutating func checkKeys(_ change: ChangeSpec, isField: Bool) {
    for child in change.node.children {
      guard let key = child.key else { continue }
      if (isField ? ProcedureMerge.keysOfFields : ProcedureMerge.keysOfSteps).contains(key) { continue }
      findings.report(
        .unknownKey, child.nameRange, isField ? "字段没有 `\(key.name)` 可改" : "步骤没有 `\(key.name)` 可改",
        "A \(isField ? "field" : "step") has no `\(key.name)` to change")
    }
  }

  private mutating func add(_ field: FieldSpec, base: Procedure, _ procedure: inout Procedure) {
    guard base.mayChange["add"] != nil || allows(base, "form", at: field.nameRange, "form") else { return }
    let draft = DraftField(field, isAdded: true)
    procedure.changesForm = true
    guard let after = field.after, !after.isInvalid else {
      if let last = procedure.form.indices.last, procedure.form[last].isGroup, !draft.isGroup {
        procedure.form[last].children.append(draft)
      } else {
        procedure.form.append(draft)
      }
      return
    }
    for at in procedure.form.indices where procedure.form[at].insert(draft, after: after.text) { return }
    if let at = procedure.form.firstIndex(where: { $0.name == after.text }) {
      procedure.form.insert(draft, at: at + 1)
    } else {
      findings.unknownField(after, procedure.fieldNames)
    }
  }
}

extension Procedure {
  init(copy base: Procedure, id: String, title: Label, nameRange: SourceRange, places: [SpecNode]?) {
    self.init(id: id, title: title, nameRange: nameRange, places: places)
    keys = base.keys
    open = base.open
    after = base.after
    form = base.form
    stepChanges = base.stepChanges
    changesForm = base.changesForm
    mayChange = base.mayChange
    mayChangeRange = base.mayChangeRange
  }
}
