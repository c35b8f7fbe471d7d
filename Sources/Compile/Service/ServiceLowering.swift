import Core
import FEEL
import Spec

/// Lowers one service with its variants and overlays. Variants that ask the same questions share one form.
struct ServiceLowering {
  let base: DocumentEntry
  let spec: ServiceSpec
  let overlays: [DocumentEntry]
  let context: CompileContext
  var findings = Findings()
  private let issuer: SlotIssuer
  private let root: Procedure
  /// The base's own first.
  private let procedures: [Procedure]

  /// nil when the document could not be read.
  init?(_ base: DocumentEntry, overlays: [DocumentEntry], in context: CompileContext) {
    guard let document = base.document else { return nil }
    self.base = base
    self.overlays = overlays
    self.context = context
    spec = ServiceSpec(document.root)
    var merge = ProcedureMerge(table: context.table)
    (root, procedures) = ServiceLowering.merged(spec, base, overlays, &merge)
    findings.report(merge.findings.all)
    issuer = SlotIssuer(
      fields: procedures.map { FormLowering.count($0.form) }.max() ?? 0, words: context.run.wordTypes)
  }

  private static func merged(
    _ spec: ServiceSpec, _ base: DocumentEntry, _ overlays: [DocumentEntry], _ merge: inout ProcedureMerge
  ) -> (Procedure, [Procedure]) {
    var root = merge.base(spec, id: base.id, title: base.title, nameRange: base.nameRange)
    let variantSteps = spec.variants.flatMap { variant -> [String] in
      variant.flow.map { $0.kind == .named ? $0.children.compactMap(\.name) : [] } ?? []
    }
    merge.openToChange(spec.mayChange, &root, steps: root.stepNames + variantSteps)
    var procedures = [root]
    for variant in spec.variants where !variant.isInvalid {
      procedures.append(merge.variant(variant, over: root))
    }
    // A document without a title is called by its id: both names may be one.
    var byName: [String: Procedure] = [base.title.zh: root]
    byName[base.id] = root
    for entry in overlays {
      guard let document = entry.document else { continue }
      let own = ServiceSpec(document.root)
      let below = own.base.flatMap { byName[$0.text] } ?? root
      var procedure = merge.overlay(
        own, id: entry.id, title: entry.title, nameRange: entry.nameRange, over: below)
      if own.node.has(.mayChange) {
        merge.openToChange(own.mayChange, &procedure, steps: procedure.stepNames)
      }
      procedures.append(procedure)
      byName[entry.id] = procedure
      if byName[entry.title.zh] == nil { byName[entry.title.zh] = procedure }
    }
    return (root, procedures)
  }

  /// The service as it runs; nil when something was wrong. Everything is checked in any case.
  mutating func lower() -> ServiceProgram? {
    if let connector = spec.connector, !connector.isInvalid {
      findings.notYet(connector.range, "连接到别的系统的服务", "a service in another system")
    }
    var form = lowering(root)
    let baseForm = assembled(&form, root)
    let common = common(&form)
    let placed = territories(open: form.territory)
    let (variants, others) = variants(&form, baseForm, common, placed)
    findings.report(form.findings.all)
    for other in others { findings.report(other.findings.all) }
    guard !findings.hasErrors, !findings.all.contains(where: { $0.code == .notYet }) else { return nil }
    return program(variants, common)
  }

  // MARK: Forms

  private func lowering(_ procedure: Procedure) -> FormLowering {
    var form = FormLowering(context, id: base.id, title: base.title, form: procedure.form, issuer: issuer)
    form.names.steps = stepNames
    form.names.variants = procedures.map(\.id)
    form.territory = form.openTerritory(procedure.open[.for])
    return form
  }

  private var stepNames: [String] {
    var seen: Set<String> = []
    return procedures.flatMap(\.stepNames).filter { seen.insert($0).inserted }
  }

  private func assembled(_ form: inout FormLowering, _ procedure: Procedure) -> FormProgram? {
    form.setSubject(procedure.keys[.subject])
    return form.assemble(rules: procedure.keys[.rules].map { $0.children.map { RuleSpec($0) } } ?? [])
  }

  // MARK: What all variants have in common

  struct Common {
    var placeField: Int?
    var fallback: ActorProgram?
    var priority: Formula?
    var measures: [MeasureProgram] = []
    var privacy = FormLowering.Privacy()
    var inflight = InflightProgram.pin
    var merge: MergeProgram?
  }

  private mutating func common(_ form: inout FormLowering) -> Common {
    var common = Common()
    common.placeField = form.placeField(spec.place, nameRange: base.nameRange)
    common.fallback = spec.fallback.flatMap { form.worker($0) }
    common.priority = form.formula(spec.priority, .number, form.scope(.flow))
    common.measures = form.measures(spec.measures, over: "requests")
    common.privacy = form.privacy(spec.node, at: base.nameRange)
    common.inflight = inflight(&form)
    common.merge = merge(&form)
    unrun(&form)
    return common
  }

  private func inflight(_ form: inout FormLowering) -> InflightProgram {
    guard let spec = spec.inflight, !spec.isInvalid else { return .pin }
    switch spec.policy {
    case "drain": return .drain
    case "migrate":
      var map: [String: MigrationProgram.Target] = [:]
      for child in spec.map.map({ Array($0.children) }) ?? [] where !child.isInvalid {
        guard let old = child.name else { continue }
        if form.names.steps.contains(child.text) {
          map[old] = .step(child.text)
          continue
        }
        if context.table.word(child.text, in: "target") == "end" {
          map[old] = .end
          continue
        }
        let near = didYouMean(child.text, form.names.steps)
        form.findings.report(
          .stepMappingMissing, child.range, "没有步骤「\(child.text)」\(near.zh)",
          "There is no step `\(child.text)`\(near.en)")
      }
      return .migrate(MigrationProgram(map: map, range: spec.node[.policy]?.range ?? spec.range))
    default: return .pin
    }
  }

  /// Fields of one per form decide; a row's field has as many answers as rows.
  private func merge(_ form: inout FormLowering) -> MergeProgram? {
    guard let merge = spec.merge, !merge.isInvalid else { return nil }
    var same: [Int] = []
    for node in merge.same {
      guard let position = form.position(node) else { continue }
      if form.fields[position].rows != nil {
        form.findings.report(
          .unknownField, node.range, "「\(node.text)」是明细里的字段，一份申请有好几个答案，不能用来并单",
          "`\(node.text)` stands in repeated rows and has several answers: it cannot say which requests are the same")
        continue
      }
      same.append(position)
    }
    return MergeProgram(same: same, within: merge.node[.within].flatMap { WorkingDuration($0) })
  }

  /// Keys that are checked and do not run.
  private func unrun(_ form: inout FormLowering) {
    if let node = spec.node[.handover], !node.isInvalid, node.word != "stay" {
      form.findings.notYet(node.range, "移交方式「\(node.text)」", "handover `\(node.text)`")
    }
  }

  // MARK: Variants

  private mutating func territories(open: [Int64]) -> [(Procedure, [Int64]?)] {
    var territory = VariantTerritory(context: context)
    let rest = procedures.dropFirst().contains { $0.places == nil }
    // A variant that takes what is left stands in the place of the base's own procedure.
    let running = rest ? Array(procedures.dropFirst()) : procedures
    let found = territory.territories(running, open: open)
    findings.report(territory.findings.all)
    return Array(zip(running, found))
  }

  private mutating func variants(
    _ form: inout FormLowering, _ baseForm: FormProgram?, _ common: Common, _ placed: [(Procedure, [Int64]?)]
  ) -> ([VariantProgram], [FormLowering]) {
    var programs: [(VariantProgram, Int)] = []
    var others: [FormLowering] = []
    if !placed.contains(where: { $0.0.id == root.id }) {
      // Its mistakes are reported, although another one takes its place.
      _ = variant(root, nil, &form, baseForm, common)
    }
    for (procedure, places) in placed {
      checkKeys(procedure)
      if procedure.changesForm {
        var own = lowering(procedure)
        let ownForm = assembled(&own, procedure)
        if let made = variant(procedure, places, &own, ownForm, common) {
          programs.append((made, own.fields.count))
        }
        others.append(own)
      } else {
        form.territory = form.openTerritory(procedure.open[.for])
        if let made = variant(procedure, places, &form, baseForm, common) {
          programs.append((made, form.fields.count))
        }
      }
    }
    // The layout is whole only now: every expression of every variant has asked for its slots.
    return (programs.map { $0.with(layout: issuer.layout(fields: $1)) }, others)
  }

  private func variant(
    _ procedure: Procedure, _ places: [Int64]?, _ form: inout FormLowering, _ program: FormProgram?,
    _ common: Common
  ) -> VariantProgram? {
    let open = form.open(procedure.open)
    form.checkIdentity(open, procedure.open[.identity], at: procedure.nameRange)
    // The conditions read the answers of this variant's form.
    let holder = form.dispatch(spec.node[.dispatch], hasFallback: spec.fallback != nil)
    let reminders = form.remind(
      procedure.keys[.remind].map { Array($0.children) } ?? [], within: procedure.keys[.within])
    let flow = form.flow(
      procedure.keys[.flow], flows: procedure.keys[.flows], changes: procedure.stepChanges, holder: holder,
      reminders: reminders)
    let (after, afterStep) = form.events(procedure.after, steps: flow?.stepsByName)
    guard let program, let flow else { return nil }
    return VariantProgram(
      id: procedure.id, title: procedure.title, territory: places, form: program, layout: SlotLayout([]),
      flow: flow,
      open: open, within: procedure.keys[.within].flatMap { WorkingDuration($0) }, after: after,
      afterStep: afterStep, dispatch: holder.program, reminders: reminders)
  }

  /// What a variant or overlay may change and this build keeps once for the whole service.
  private mutating func checkKeys(_ procedure: Procedure) {
    guard procedure.id != root.id else { return }
    let own: Set<SpecKey> = [.flow, .flows, .within, .remind]
    for (key, node) in procedure.keys where !own.contains(key) && !node.isInvalid {
      if let mine = root.keys[key], mine.range == node.range { continue }
      findings.notYet(
        node.nameRange, "按变体改 `\(key.name)`", "`\(key.name)` of its own in a variant or overlay")
    }
  }

  // MARK: Program

  private func program(_ variants: [VariantProgram], _ common: Common) -> ServiceProgram? {
    guard let document = base.document, !variants.isEmpty else { return nil }
    return ServiceProgram(
      id: base.id, title: base.title, help: document.help, owner: context.ownerName, tags: document.tags,
      hash: context.hash(with: overlays), variants: variants, subject: subject, placeField: common.placeField,
      fallback: common.fallback, within: spec.node[.within].flatMap { WorkingDuration($0) },
      measures: common.measures, purpose: common.privacy.purpose, basis: common.privacy.basis,
      retain: common.privacy.retain, priority: common.priority, inflight: common.inflight,
      was: document.was.filter { !$0.isInvalid }.map(\.text), consent: spec.consent,
      reopen: spec.node[.reopen].flatMap { WorkingDuration($0) }, isRated: spec.rate ?? true, merge: common.merge)
  }

  private var subject: EntityRoot {
    guard let node = spec.subject, let word = context.table.word(node.text, in: "name"),
      let root = EntityRoot(rawValue: word), root != .subject
    else { return .applicant }
    return root
  }
}

extension VariantProgram {
  /// The same with its slots.
  func with(layout: SlotLayout) -> VariantProgram {
    VariantProgram(
      id: id, title: title, territory: territory, form: form, layout: layout, flow: flow, open: open,
      within: within,
      after: after, afterStep: afterStep, dispatch: dispatch, reminders: reminders)
  }
}
