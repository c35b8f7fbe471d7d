import Core
import FEEL

/// A post as administrators see it.
package struct PostLine: Sendable {
  package let id: Int64
  package let name: String
  package let organization: String
  package let placePath: String?
  package let roles: [Label]
  /// Names of who sits there today; empty = vacant.
  package let staff: [String]

  package init(id: Int64 = 0, name: String, organization: String, placePath: String?, roles: [Label], staff: [String]) {
    self.id = id
    self.name = name
    self.organization = organization
    self.placePath = placePath
    self.roles = roles
    self.staff = staff
  }
}

extension Engine {
  /// The services whose figures the caller may see, by title.
  package func countedServices(_ caller: Caller) throws -> [(id: String, title: Label)] {
    try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      return running.program.services.values.filter { !rights.counted($0).tops.isEmpty }
        .map { ($0.id, $0.title) }.sorted { ($0.title.zh, $0.id) < ($1.title.zh, $1.id) }
    }
  }
}
