import Core
import FEEL
import Spec

/// Acts that join entities, speak to people, or reach out of the matter.
extension FormLowering {
  mutating func link(_ spec: ActionSpec, isNew: Bool) -> ActProgram.Act? {
    let scope = scope(.act)
    let of = formula(spec.of, nil, scope)
    let to = formula(spec.to, nil, scope)
    let until = formula(spec.until, .date, scope)
    guard let node = spec.link, !node.isInvalid, let reading = context.knowledge.reading(node.text) else {
      return nil
    }
    let source = spec.of == nil ? names.subjectClass : entityClass(of)
    if let source, source != reading.source {
      relationEnds(spec.of ?? node, reading, "这里的一头是\(source.zh)", "this end is a \(source.rawValue)")
    }
    if let target = entityClass(to), target != reading.target, let end = spec.to {
      relationEnds(end, reading, "这里的另一头是\(target.zh)", "this other end is a \(target.rawValue)")
    }
    checkIsEntity(of, spec.of)
    checkIsEntity(to, spec.to)
    if spec.of != nil, of == nil { return nil }
    if !isNew { return spec.to != nil && to == nil ? nil : .unlink(reading, of: of, to: to, until: until) }
    return to.map { .link(reading, of: of, to: $0, until: until) }
  }

  private func entityClass(_ formula: Formula?) -> EntityClass? {
    guard case .entity(let name)? = formula?.expression.type.element else { return nil }
    return context.knowledge.entityClass(name)?.root
  }

  private mutating func checkIsEntity(_ formula: Formula?, _ node: SpecNode?) {
    guard let formula, let node else { return }
    switch formula.expression.type.element {
    case .entity, .unknown, .null: return
    case let type:
      findings.report(
        .typeMismatch, node.range, "这里要一个实体，得到的是\(type.zh)", "An entity is wanted here, not \(type.en)")
    }
  }

  mutating func send(_ spec: ActionSpec) -> ActProgram.Act? {
    let to = spec.to.flatMap { recipient($0, what: ("消息", "a message")) }
    let say = template(spec.say)
    let via = spec.via.compactMap { $0.word.flatMap { Channel(rawValue: $0) } }
    guard let to, let say else { return nil }
    return .send(to: to, say: say, via: via.isEmpty ? [.app] : via)
  }

  /// Items of tasks and notices: checked, not run.
  mutating func checkOther(_ spec: ActionSpec, _ kind: String) {
    var scope = scope(.act)
    if let each = spec.each {
      let list = formula(each, .list(.unknown), scope)
      let slot = Resolution.slot(names.issuer.slot(.part("each")), list?.expression.type.element ?? .unknown)
      scope.local = ["each": slot, "逐个": slot]
    }
    if let set = spec.set, !set.isInvalid { for child in set.children { _ = formula(child, nil, scope) } }
    findings.notYet(
      spec.node[.do]?.range ?? spec.range.firstLine, "动作「\(spec.node[.do]?.text ?? kind)」",
      "the act `\(kind)`")
  }
}
