/// The invented people of `--demo`: logins that live in this process only, never in the store, and are gone with it. A
/// server that is not a demonstration has no value of this type, so none of its doors opens.
package struct Demonstration: Sendable {
  package struct Login: Sendable {
    package let password: String
    package let person: Int64
    package init(password: String, person: Int64) {
      self.password = password
      self.person = person
    }
  }

  package let staff: [String: Login]
  /// Persons by phone.
  package let residents: [String: Int64]
  /// Logins that may publish, whatever their roles say.
  package let administrators: Set<String>
  /// Phones of who files for an organisation, by its name.
  package let agents: [String: String]

  package init(
    staff: [String: Login], residents: [String: Int64], administrators: Set<String> = [],
    agents: [String: String] = [:]
  ) {
    self.agents = agents
    self.staff = staff
    self.residents = residents
    self.administrators = administrators
  }
}
