import Core
import FEEL

/// A matter while one command changes it.
struct LiveMatter {
  let service: ServiceProgram
  let variant: VariantProgram
  let shape: VariantShape
  var row: MatterRow
  let isNew: Bool
  /// State as it was read, for the compare-and-set.
  let stateBefore: MatterState
  /// By position of the field.
  var values: [Value]
  var images: [EntityRoot: EntityImage]
  /// Stays, oldest first; those that this command opens and ends too.
  var steps: [StepRow]
  /// Who signs later, in the order they were named.
  var signers: [SignerRow] = []
  /// Stays that this command opened: their rows come after the guarded changes.
  var fresh: Set<Int64> = []
  /// Parallel steps whose branches are being opened: none of them ends before all are open.
  var opening: Set<Int> = []
  /// Steps entered by this command: steps that go round by themselves end somewhere.
  var entered = 0
  /// What it counts for as it was read; nil for a new one.
  var countedBefore: [Counted]?
  /// Words of the verb, for templates.
  var reason: String?
  /// The post that has it now, or had it last.
  var holder: Int64?
  var organization: Int64?
  /// The bodies that regulate the organisation it is of.
  var regulators: Set<Int64> = []
  /// The organisation whose it is, for who finds holders along the direct line.
  var managing: [Int64] = []
  /// 1 highest … 5, decided at submission.
  var priority: Int64 = 3
  var entities = EntityWrites()
  /// Entities, attributes and clock in their slots: what does not change while the command runs.
  var unnamed: Frame?
  /// Stays opened by this command, for the reply.
  var openedSteps: [OpenedStep] = []

  struct OpenedStep {
    let step: String
    let title: Label
    let kind: StepRow.Kind
    let post: Int64?
    let role: String?
    let due: Int64?
  }

  /// Who stands under a word, where it is a person.
  func person(_ root: EntityRoot) -> Int64? {
    switch root {
    case .subject: row.subjectClass == .person ? row.subject : nil
    case .applicant: row.applicant
    case .filer, .me: row.filer
    case .organization, .place, .item: nil
    }
  }

  /// The stays where the flow stands now.
  var standing: [StepRow] { steps.filter { $0.done == nil && $0.kind.carries } }

  /// The step of a stay.
  func program(of stay: StepRow) -> StepProgram? {
    variant.flow.byID[stay.step].map { variant.flow.steps[$0] }
  }

  /// What the open stays say of the matter as long as it runs.
  var stateOfStays: MatterState {
    let open = standing
    if open.contains(where: { $0.kind == .applicant }) { return .returned }
    if open.contains(where: { $0.kind == .blocked || isUnanswered($0) }) { return .blocked }
    if open.contains(where: { $0.kind == .held }) { return .held }
    return open.contains { $0.person != nil } ? .working : .waiting
  }

  /// Another system was asked for long enough, and its connector says that this is an alarm.
  private func isUnanswered(_ stay: StepRow) -> Bool {
    guard stay.kind == .call, stay.reason != nil, case .call(let program)? = program(of: stay)?.kind else { return false }
    return program.connector.silence == .alarm
  }

  /// The step of the flow itself that the matter stands in.
  var rootStep: String? {
    standing.last.flatMap { variant.flow.byID[$0.step] }.map { variant.flow.steps[variant.flow.root(of: $0)].id }
  }
}

extension Preparation {
  /// Everything expressions of a flow, act or template may ask.
  func context(_ matter: LiveMatter) -> EvaluationContext {
    EvaluationContext(
      running: running, now: now, place: matter.row.place, images: matter.images, names: names(matter))
  }

  private func names(_ matter: LiveMatter) -> [ScopeName: Value] {
    var names: [ScopeName: Value] = [
      .state: .string(matter.row.state.rawValue), .variant: .string(matter.variant.id),
      .title: .string(matter.service.title.text(in: caller.language)), .code: .string(matter.row.code),
      .opened: .dateTime(CivilDateTime(milliseconds: matter.row.opened)), .link: .string("/requests/\(matter.row.code)"),
    ]
    if let step = matter.row.step { names[.step] = .string(step) }
    if let due = matter.row.due { names[.due] = .dateTime(CivilDateTime(milliseconds: due)) }
    if let closed = matter.row.closed { names[.closed] = .dateTime(CivilDateTime(milliseconds: closed)) }
    if let reason = matter.reason { names[.reason] = .string(reason) }
    if let outcome = matter.row.outcome { names[.outcome] = .string(outcome) }
    if let owner = matter.service.owner { names[.owner] = .string(owner) }
    if let post = matter.holder { names[.holder] = .string(running.city.title(ofPost: post).zh) }
    return names
  }

  /// The same as a frame, with the answers in their slots. What it knows of entities is computed once for a command.
  func frame(_ matter: LiveMatter) -> Frame {
    guard var frame = matter.unnamed else {
      var made = context(matter).frame(matter.variant.layout)
      matter.variant.form.put(matter.values, into: &made)
      return made
    }
    matter.variant.form.put(matter.values, into: &frame)
    if matter.shape.names.isEmpty { return frame }
    let names = names(matter)
    for (slot, name) in matter.shape.names { frame.slots[slot] = names[name] ?? .null }
    return frame
  }

  /// The entities that the variant's expressions and bindings read.
  func images(
    _ shape: VariantShape, subject: Int64?, applicant: Int64?, filer: Int64?, place: Int64?
  ) throws -> [EntityRoot: EntityImage] {
    var images: [EntityRoot: EntityImage] = [:]
    for (root, reading) in shape.needs.readings {
      let id: Int64? =
        switch root {
        case .subject: subject
        case .applicant: applicant
        case .filer, .me: filer
        case .place: place
        case .organization: VariantShape.entityClass(shape.service.subject) == .organization ? subject : nil
        case .item: nil
        }
      guard let id else { continue }
      let known = reading.needsNoColumns ? images.values.first { $0.id == id && $0.root == reading.root } : nil
      images[root] = try reading.image(of: id, on: today, reader, for: .subject, known: known)
    }
    return images
  }

  /// A matter with its answers and stays, under the program it began with.
  ///
  /// - Throws: `Refusal` when there is none.
  func live(_ code: String) throws -> LiveMatter {
    guard let row = try MatterRow.find(code: code, reader) else { throw Refusal.noMatter }
    return try live(row)
  }

  /// Who regulates whose it is, and whose it is, for flows that ask.
  func findLines(_ matter: inout LiveMatter) throws {
    if let body = matter.row.body {
      matter.regulators = try Regulating(running: running, reader: reader).bodies(over: body)
    }
    if matter.service.asksAlong(.direct, in: matter.variant) { matter.managing = try managing(matter.row) }
  }

  func live(_ row: MatterRow) throws -> LiveMatter {
    let service = try engine.service(of: row, running)
    guard let variant = service.variants.first(where: { $0.id == row.variant }) else { throw Refusal.noMatter }
    let shape = running.shapes.shape(service, variant, running)
    let steps = try StepRow.all(of: row.id, reader, under: .system(.command))
    let values = try shape.values(of: row.id, reader, under: .system(.command))
    var matter = LiveMatter(
      service: service, variant: variant, shape: shape, row: row, isNew: false, stateBefore: row.state,
      values: values ?? [Value](repeating: .null, count: variant.form.fields.count),
      images: try images(
        shape, subject: row.subject, applicant: row.applicant, filer: row.filer, place: row.place),
      steps: steps)
    try findLines(&matter)
    matter.signers = try SignerRow.all(of: row.id, reader)
    matter.holder = steps.last { $0.post != nil && $0.kind.carries && !$0.kind.isTended }?.post
    matter.unnamed = context(matter).frame(variant.layout)
    matter.countedBefore = counted(matter)
    return matter
  }
}

extension Engine {
  /// The service of a matter, in the edition it began under.
  func service(of row: MatterRow, _ running: Running) throws -> ServiceProgram {
    if let now = running.program.services[row.definition], now.hash == row.program { return now }
    return try service(row.definition, epoch: row.epoch, running: running)
  }
}
