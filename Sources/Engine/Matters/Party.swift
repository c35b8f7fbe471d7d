import Core
import FEEL

/// Whom a request is of: a person, or an organisation for which one of its agents acts.
enum Party: Hashable {
  case person(Int64)
  case organization(Int64)

  var id: Int64 {
    switch self {
    case .person(let id), .organization(let id): id
    }
  }

  var entityClass: EntityClass {
    switch self {
    case .person: .person
    case .organization: .organization
    }
  }

  /// The person, where it is one.
  var person: Int64? { if case .person(let id) = self { id } else { nil } }
}

extension Preparation {
  /// Of whom a caller's request is: who was named, else themselves, or the first of the organisations they file for
  /// where the service is open.
  ///
  /// - Throws: `Refusal`.
  func party(of service: ServiceProgram, for other: Int64?) throws -> Party {
    switch VariantShape.entityClass(service.subject) {
    case .person:
      if let other, running.city.organizations[other] != nil { throw Self.notOfBodies }
      return .person(other ?? caller.person)
    case .organization:
      if let other {
        guard running.city.organizations[other] != nil else { throw Self.ofBodies }
        return .organization(other)
      }
      let own = running.city.agencies(of: caller.person)
      guard let first = own.first else { throw Self.ofBodies }
      let open = try own.first { try variant(service, at: place(of: .organization($0.id))) != nil }
      return .organization((open ?? first).id)
    case .place, .object, .matter: throw Refusal.notYet(service.subject.rawValue)
    }
  }

  /// Where a person lives, or an organisation sits.
  func place(of party: Party) throws -> Int64? {
    switch party {
    case .person(let id): return try residence(of: id)
    case .organization(let id):
      return running.city.organizations[id]?.at.map { running.city.ids[$0] }
        ?? running.city.organizations[id]?.governs.first.map { running.city.ids[$0] }
    }
  }

  /// Whether what a caller writes may be kept for somebody.
  func mayWrite(for party: Party) throws -> Bool {
    switch party {
    case .person(let id):
      return try id == caller.person || represented(by: caller.person).contains { $0.person == id }
    case .organization(let id): return running.city.isAgent(caller.person, of: id)
    }
  }

  static let ofBodies = Refusal(
    .beyondAuthority,
    Label(zh: "这项服务由单位的经办人办理，您还不是这个单位的经办人", en: "This is filed by an organisation's agents, and you are none of its"))
  private static let notOfBodies = Refusal(
    .beyondAuthority, Label(zh: "这项服务由个人办理，不能以单位名义", en: "This is filed by persons, not for an organisation"))
}
