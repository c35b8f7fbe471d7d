import Core
import FEEL

/// Who and where an evaluation speaks of, all from one snapshot.
package struct EvaluationContext: Sendable {
  package let running: Running
  /// Milliseconds UTC of the command.
  package let now: Int64
  package let today: CivilDate
  package var place: Int64?
  package var images: [EntityRoot: EntityImage]
  package var names: [ScopeName: Value]

  package init(
    running: Running, now: Int64, place: Int64?, images: [EntityRoot: EntityImage], names: [ScopeName: Value] = [:]
  ) {
    self.running = running
    self.now = now
    today = CivilDateTime(milliseconds: now).date
    self.place = place
    self.images = images
    self.names = names
  }

  var moment: CivilDateTime { CivilDateTime(milliseconds: now) }

  var host: CityHost { CityHost(city: running.city, place: place, divisions: running.divisions) }

  /// A frame with everything but the answers: attributes, entities and names in their slots.
  package func frame(_ layout: SlotLayout) -> Frame {
    var frame = Frame(
      slots: [Value](repeating: .null, count: layout.count), today: today, now: moment, host: host)
    for (slot, source) in layout.sources.enumerated() {
      switch source {
      case .field, .rows, .value, .old, .part, .column: continue
      case .attribute(let root, let id): frame.slots[slot] = attribute(id, of: root)
      case .entity(.place):
        frame.slots[slot] = place.map { .entity(EntityReference(classID: "place", id: $0)) } ?? .null
      case .entity(let root): frame.slots[slot] = images[root].map { .entity($0.reference) } ?? .null
      case .name(let name): frame.slots[slot] = names[name] ?? .null
      }
    }
    return frame
  }

  /// A stored attribute, or a derived one computed from stored ones.
  package func attribute(_ qualifiedID: String, of root: EntityRoot) -> Value {
    guard let image = images[root], let attribute = running.program.knowledge.attribute(qualifiedID) else { return .null }
    if let derived = running.program.derived[attribute.qualifiedID] { return self.derived(derived, of: root, depth: 0) }
    return image.attributes[attribute.number] ?? .null
  }

  private func derived(_ program: DerivedProgram, of root: EntityRoot, depth: Int) -> Value {
    guard depth < 8, let image = images[root] else { return .null }
    var frame = Frame(
      slots: [Value](repeating: .null, count: program.layout.count), today: today, now: moment, host: host)
    for (slot, source) in program.layout.sources.enumerated() {
      guard case .attribute(_, let id) = source, let input = running.program.knowledge.attribute(id) else { continue }
      if let inner = running.program.derived[input.qualifiedID] {
        frame.slots[slot] = derived(inner, of: root, depth: depth + 1)
      } else {
        frame.slots[slot] = image.attributes[input.number] ?? .null
      }
    }
    return program.formula.expression.evaluate(&frame)
  }
}
