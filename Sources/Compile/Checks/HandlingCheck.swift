import Core
import Spec

/// Whether somebody can process what is filed: of the posts that a step goes to, one must have the right to handle
/// requests of the service.
struct HandlingCheck {
  private let roles: [String: RoleProgram]
  private let city: City
  private let rolesOfPost: [Int64: [String]]
  private var reported: Set<SourceRange> = []
  private(set) var sink = DiagnosticSink()

  init(_ roles: [String: RoleProgram], _ city: City) {
    self.roles = roles
    self.city = city
    rolesOfPost = Dictionary(
      city.organizations.flatMap(\.posts).map { ($0.id, $0.roles) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func check(_ service: ServiceProgram) {
    for variant in service.variants {
      for step in variant.flow.steps {
        for voice in Self.voices(step) {
          let held = voice.flatMap { Self.roles($0, variant) }.filter { !city.seats(of: $0).isEmpty }
          // Whom nobody is, is said where the role is named.
          if held.isEmpty || held.contains(where: { canHandle($0, service, variant) }) { continue }
          if reported.insert(step.range).inserted { sink.report(unhandled(step, held, service)) }
        }
      }
    }
  }

  /// Each has to decide; where anyone does, all are one.
  private static func voices(_ step: StepProgram) -> [[ActorProgram]] {
    if case .any = step.mode { return [step.by + step.others.flatMap { $0 }] }
    return [step.by] + step.others
  }

  /// Nothing of who files or is asked: they need no right.
  private static func roles(_ actor: ActorProgram, _ variant: VariantProgram) -> [String] {
    switch actor {
    case .role(let role, at: _, along: _), .inside(_, role: let role): return [role]
    case .recipient(.holder):
      return (variant.dispatch?.actors ?? []).compactMap { named in
        if case .role(let role, at: _, along: _) = named { role } else { nil }
      }
    case .recipient: return []
    }
  }

  /// Whether a post that holds the role has the right, by this role or another that it has.
  private func canHandle(_ role: String, _ service: ServiceProgram, _ variant: VariantProgram) -> Bool {
    city.seats(of: role).contains { seat in
      (rolesOfPost[seat.post] ?? []).contains { held in
        (roles[held]?.grants ?? []).contains { $0.rights.contains(.handle) && Self.isOf($0, service, variant) }
      }
    }
  }

  /// Whether a post that holds the role handles services at all: then it may well be meant to have this one too.
  private func handlesOthers(_ role: String) -> Bool {
    city.seats(of: role).contains { seat in
      (rolesOfPost[seat.post] ?? []).contains { held in
        (roles[held]?.grants ?? []).contains { grant in
          grant.rights.contains(.handle)
            && grant.things.contains { thing in
              switch thing {
              case .kind(let kind), .document(let kind, _): kind == "service"
              case .tag: true
              }
            }
        }
      }
    }
  }

  private static func isOf(_ grant: GrantProgram, _ service: ServiceProgram, _ variant: VariantProgram) -> Bool {
    grant.things.contains { thing in
      switch thing {
      case .kind(let kind): kind == "service"
      case .document(let kind, let id): kind == "service" && (id == service.id || service.was.contains(id) || id == variant.id)
      case .tag(let tag): service.tags.contains(tag)
      }
    }
  }

  private func unhandled(_ step: StepProgram, _ held: [String], _ service: ServiceProgram) -> Diagnostic {
    let titles = held.map { roles[$0]?.title ?? Label(zh: $0) }
    let zh = titles.map { "「\($0.zh)」" }.joined(separator: "、")
    let en = titles.map { "`\($0.text(in: .en))`" }.joined(separator: ", ")
    return Diagnostic(
      .roleUnheld, at: step.range,
      Message(
        zh: "步骤「\(step.title.zh)」没有人能办：担任\(zh)的岗位都没有对「\(service.title.zh)」的办理权",
        en: "Nobody can process step `\(step.id)`: no post of \(en) has the right to handle `\(service.id)`"),
      severity: held.contains(where: handlesOthers) ? .note : .warning,
      hint: Message(
        zh: "给角色写上 `{do: [办理], what: \(service.id)}`", en: "give the role `{do: [handle], what: \(service.id)}`"))
  }
}
