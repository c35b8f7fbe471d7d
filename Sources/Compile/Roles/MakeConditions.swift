import Core
import FEEL
import Spec

extension CompileRun {
  /// The conditions of all grants over services, now that the forms of these are known.
  func makeConditions() {
    var conditions: [SourceRange: GrantCondition] = [:]
    for entry in entries(.role) {
      guard let document = entry.document else { continue }
      let context = CompileContext(self, entry, log: DependencyLog(SharedAnswers()))
      let spec = RoleSpec(document.root)
      for grant in spec.may + [spec.breakGlass].compactMap({ $0 }) where !grant.isInvalid {
        guard let when = grant.when, !when.isInvalid else { continue }
        var lowering = ConditionLowering(context, grant, when)
        conditions[when.range] = lowering.lower()
        sink.report(lowering.sink.diagnostics)
      }
    }
    if conditions.isEmpty { return }
    func conditioned(_ grant: GrantProgram) -> GrantProgram {
      grant.with(grant.conditionRange.flatMap { conditions[$0] })
    }
    for (id, role) in roles {
      roles[id] = RoleProgram(
        id: role.id, title: role.title, level: role.level, grants: role.grants.map(conditioned),
        glass: role.glass.map { GlassProgram(grant: conditioned($0.grant), milliseconds: $0.milliseconds) },
        administers: role.administers)
    }
  }
}

/// One condition of a grant → what it means for each service that the grant speaks of.
struct ConditionLowering {
  private let context: CompileContext
  private let grant: GrantSpec
  private let when: SpecNode
  var sink = DiagnosticSink()

  init(_ context: CompileContext, _ grant: GrantSpec, _ when: SpecNode) {
    self.context = context
    self.grant = grant
    self.when = when
  }

  mutating func lower() -> GrantCondition {
    noteRightsWithoutRows()
    var lowered: [String: GrantCondition.OfService] = [:]
    for service in services {
      guard let condition = lower(service) else { break }
      lowered[service.id] = condition
    }
    return GrantCondition(services: lowered)
  }

  /// The services that the grant speaks of, by id.
  private var services: [ServiceProgram] {
    let all = context.run.services.values
    var found: [String: ServiceProgram] = [:]
    for node in grant.what where !node.isInvalid {
      if node.text.hasPrefix("#") {
        for service in all where service.tags.contains(String(node.text.dropFirst())) { found[service.id] = service }
      } else if context.table.word(node.text, in: "kind") == "service" {
        for service in all { found[service.id] = service }
      } else if let id = context.document(.service, node.text)?.id {
        for service in all where service.id == id || service.variants.contains(where: { $0.id == id }) {
          found[service.id] = service
        }
      }
    }
    return found.values.sorted { $0.id < $1.id }
  }

  /// Rights that are asked where there is no request yet.
  private mutating func noteRightsWithoutRows() {
    for node in grant.do where node.word == Right.create.rawValue { sink.report(Self.withoutRow(node)) }
  }

  private static func withoutRow(_ node: SpecNode) -> Diagnostic {
    Diagnostic(
      .notPushable, at: node.range,
      Message(
        zh: "这项授权不能带条件：「新建」时还没有申请可以判断",
        en: "This right takes no condition: there is no request yet that it could be asked of"),
      hint: Message(zh: "另写一条没有 `when` 的授权", en: "write it as a grant of its own, without `when`"))
  }

  private mutating func lower(_ service: ServiceProgram) -> GrantCondition.OfService? {
    let scope = scope(service)
    let (compiled, problems) = Expression.compile(when.text, scope: scope, expecting: .boolean)
    for problem in problems where !problem.isNote { sink.report(problem, in: when) }
    guard let typed = compiled?.typed else { return nil }
    let condition = GrantCondition.OfService(typed: typed, layout: scope.slots.layout)
    let columns = Self.columns(service)
    do throws(NotPushable) {
      for dialect in SQLDialect.allCases {
        _ = try SQLTarget(dialect, sources: condition.sources { columns[$0] }).filter(typed)
      }
      return condition
    } catch {
      let range = when.range(scalars: error.range)
      sink.report(
        Diagnostic(
          .notPushable, at: range.isEmpty ? when.range : range,
          Message(
            zh: "服务「\(service.title.zh)」的授权条件不能在库里运行：\(error.zh)",
            en: "The condition cannot run in the store for the service `\(service.id)`: \(error.en)")))
      return nil
    }
  }

  /// Fields of all variants whose answers a condition can read.
  private static func columns(_ service: ServiceProgram) -> [String: SQLColumn] {
    var columns: [String: SQLColumn] = [:]
    for field in fields(service) {
      guard let type = SQLColumnType(of: field.type, scale: field.scale) else { continue }
      columns[field.id] = SQLColumn("\(GrantCondition.answers).\"\(field.id)\"", type)
    }
    return columns
  }

  /// Each field once, those of repeating groups left out.
  private static func fields(_ service: ServiceProgram) -> [FieldProgram] {
    var known: Set<String> = []
    return service.variants.flatMap { variant in
      variant.form.fields.enumerated().filter { variant.form.group[$0.offset] == nil }.map(\.element)
    }.filter { known.insert($0.id).inserted }
  }

  // MARK: Names

  private func scope(_ service: ServiceProgram) -> DocumentScope {
    var scope = DocumentScope(context)
    for field in Self.fields(service) {
      let type = FieldTypes.type(of: field, context.knowledge)
      scope.add(name: field.id, .part(field.id), type)
      if scope.names[field.title.zh] == nil { scope.add(name: field.title.zh, .part(field.id), type) }
      scope.add(path: "row", field.id, .part(field.id), type)
    }
    addRow(&scope)
    addPost(&scope)
    scope.roots = [.me: .person]
    scope.hasOrganizationOfMe = true
    return scope
  }

  private func addRow(_ scope: inout DocumentScope) {
    let states = Type.code(
      ClosedValues(
        name: "state",
        options: MatterState.allCases.map { .init(code: $0.rawValue, spellings: [$0.alias, $0.rawValue]) }))
    let texts: [ScopeName] = [.state, .step, .variant, .code], moments: [ScopeName] = [.opened, .due, .closed]
    for name in texts { scope.add(path: "row", name.rawValue, .name(name), name == .state ? states : .string) }
    for name in moments { scope.add(path: "row", name.rawValue, .name(name), .dateTime) }
    let place = Type.entity(EntityClass.place.rawValue), person = Type.entity(EntityClass.person.rawValue)
    scope.add(path: "row", "place", .entity(.place), place)
    scope.add(path: "row", "applicant", .entity(.applicant), person)
    scope.add(path: "row", "filer", .entity(.filer), person)
  }

  private func addPost(_ scope: inout DocumentScope) {
    let asker = GrantCondition.Asker.self
    scope.add(path: "post", "place", .part(asker.place.rawValue), .entity(EntityClass.place.rawValue))
    scope.add(
      path: "post", "organization", .part(asker.organization.rawValue), .entity(EntityClass.organization.rawValue))
    scope.add(path: "post", "role", .part(asker.role.rawValue), .string)
  }
}
