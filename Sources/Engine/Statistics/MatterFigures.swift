import Core
import FEEL

extension MeasureProgram {
  /// What is kept: the measure itself, or the two sums of a quotient: above, and below (named with `/` behind).
  package var storedNames: [String] {
    if case .quotient = kind { [id, id + "/"] } else { [id] }
  }

  /// What one request adds to each stored name, in the measure's scale; nothing where the condition is not true.
  func values(_ frame: inout Frame) -> [Int64] {
    if case .quotient(let above, let below) = kind { return [value(above, &frame), value(below, &frame)] }
    return [value(kind, &frame)]
  }

  /// The most that one request may add to a sum, in units of its last decimal: so many of them never overflow.
  static let most: Int64 = 10_000_000_000_000

  /// Rounded to the decimals of the sum, at most `most`.
  private static func bounded(_ number: Number, _ scale: Int) -> Int64 {
    if let exact = number.rescaled(to: scale, .halfUp)?.scaled(by: scale), exact.magnitude < most.magnitude {
      return exact
    }
    return number < .zero ? -most : most
  }

  private func value(_ kind: Kind, _ frame: inout Frame) -> Int64 {
    switch kind {
    case .count(let condition):
      if let condition, condition.expression.decide(&frame) != true { return 0 }
      return 1
    case .sum(let condition, let of):
      if let condition, condition.expression.decide(&frame) != true { return 0 }
      return Self.bounded(of.expression.evaluate(&frame).number ?? .zero, scale)
    case .quotient: return 0
    }
  }
}

/// One figure and what a matter adds to it.
struct Counted: Hashable {
  let key: MeasureKey
  let value: Int64
}

extension MatterRow {
  /// The figure that counts it as one request, in the state and step it is in.
  var totalKey: MeasureKey {
    MeasureKey(
      definition: definition, name: "total", variant: variant, state: state.rawValue,
      step: state.isFinal ? "" : step ?? "")
  }
}

extension Preparation {
  /// What the matter counts for in the state it is in.
  func counted(_ matter: LiveMatter) -> [Counted] {
    let id = matter.service.id, variant = matter.variant.id
    var counted = [Counted(key: matter.row.totalKey, value: 1)]
    if matter.service.measures.isEmpty { return counted }
    var frame = frame(matter)
    for measure in matter.service.measures {
      for (name, value) in zip(measure.storedNames, measure.values(&frame)) where value != 0 {
        counted.append(Counted(key: MeasureKey(definition: id, name: name, variant: variant), value: value))
      }
    }
    return counted
  }

  /// Deltas from what the matter counted for to what it counts for now, at its place.
  ///
  /// - Throws: `Refusal` when a figure has no number: the release was not installed whole.
  mutating func count(_ matter: LiveMatter) throws {
    var net: [MeasureKey: Int64] = [:]
    for old in matter.countedBefore ?? [] { net[old.key, default: 0] -= old.value }
    let counted = counted(matter)
    guard counted.allSatisfy({ $0.value.magnitude < MeasureProgram.most.magnitude }) else { throw Refusal.uncountable }
    for new in counted { net[new.key, default: 0] += new.value }
    for (key, value) in net where value != 0 {
      guard let number = running.measures.numbers[key] else {
        throw Refusal.unavailable("no number for a figure of \(key.definition)")
      }
      changes.append(
        Change(
          MatterStatements.insertDelta,
          [.int(matter.row.place ?? 0), .int(number), .int(matter.row.period), .int(value)]))
    }
  }
}
