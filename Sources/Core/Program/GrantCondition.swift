import FEEL

/// The condition of a grant, checked for each service that it speaks of: the same words are columns of different forms.
/// It runs in the store only, as a part of every query's condition, so that a check and a list cannot differ.
package final class GrantCondition: Sendable {
  /// The condition over one service's requests.
  package struct OfService: Sendable {
    package let typed: Typed
    package let layout: SlotLayout

    package init(typed: Typed, layout: SlotLayout) {
      self.typed = typed
      self.layout = layout
    }

    /// Where each slot's value comes from in a query.
    ///
    /// - Parameter field: the column of a field of the form; nil = it has none that a condition can read.
    package func sources(_ field: (String) -> SQLColumn?) -> [Int: SQLSource] {
      var sources: [Int: SQLSource] = [:]
      for (slot, source) in layout.sources.enumerated() {
        sources[slot] = GrantCondition.source(source, field)
      }
      return sources
    }
  }

  /// By id of the service.
  package let services: [String: OfService]

  package init(services: [String: OfService]) { self.services = services }

  /// The alias of the request's row in every query that carries a condition, and that of its answers.
  package static let matter = "m", answers = "f"

  /// Values that the asker brings.
  package enum Asker: String, CaseIterable, Sendable {
    case organizationOfMe = "me.organization"
    case organization = "post.organization"
    case place = "post.place"
    case role = "post.role"
  }

  private static func source(_ source: SlotSource, _ field: (String) -> SQLColumn?) -> SQLSource? {
    switch source {
    case .part(let id): Asker(rawValue: id) != nil ? .command : field(id).map { .column($0) }
    case .attribute(.me, _), .attribute(.organization, _), .entity(.me): .command
    case .entity(.place), .entity(.subject), .entity(.applicant), .entity(.filer):
      source.root.map { .column(SQLColumn("\(matter).\"\($0.rawValue)\"", .reference)) }
    case .name(let name): column(name).map { .column($0) }
    case .field, .attribute, .entity, .rows, .column, .value, .old: nil
    }
  }

  private static func column(_ name: ScopeName) -> SQLColumn? {
    let text = "\(matter).\"\(name.rawValue)\""
    switch name {
    case .state, .variant, .code: return SQLColumn(text, .text, nullable: false)
    case .step, .outcome: return SQLColumn(text, .text)
    case .opened: return SQLColumn(text, .instant, nullable: false)
    case .due, .closed: return SQLColumn(text, .instant)
    case .title, .holder, .reason, .link, .name, .owner: return nil
    }
  }
}

extension SlotSource {
  fileprivate var root: EntityRoot? { if case .entity(let root) = self { root } else { nil } }
}

extension SQLColumnType {
  /// How a condition sees an answer of that type; nil = it cannot.
  package init?(of type: ValueType, scale: Int) {
    switch type {
    case .boolean: self = .boolean
    case .integer: self = .integer(digits: 18)
    case .number, .money: self = .decimal(scale: scale, digits: 18)
    case .string, .code: self = .text
    case .date: self = .date
    case .dateTime: self = .instant
    case .place, .entity: self = .reference
    case .time, .duration, .codes, .file, .files, .point, .context, .list: return nil
    }
  }
}
