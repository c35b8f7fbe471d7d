import Core

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
  /// Persons who administer what no post of the directory does.
  package let administrators: [Int64: Administration]
  /// Phones of who files for an organisation, by its name.
  package let agents: [String: String]

  package init(
    staff: [String: Login], residents: [String: Int64], administrators: [Int64: Administration] = [:],
    agents: [String: String] = [:]
  ) {
    self.agents = agents
    self.staff = staff
    self.residents = residents
    self.administrators = administrators
  }
}
