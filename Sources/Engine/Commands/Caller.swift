import Core

/// Who asks, as the session says; what they may do is derived from rows at every decision.
package struct Caller: Sendable {
  package enum Kind: String, Sendable { case resident, staff }

  package let person: Int64
  package let kind: Kind
  package let assurance: IdentityLevel
  package let language: Language

  package init(person: Int64, kind: Kind, assurance: IdentityLevel, language: Language) {
    self.person = person
    self.kind = kind
    self.assurance = assurance
    self.language = language
  }
}

extension Caller {
  /// Who does what nobody asked for.
  static let nobody = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
}
