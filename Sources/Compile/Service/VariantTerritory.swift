import Core
import Spec

/// Where each procedure holds: the innermost territory wins, so no two may claim the same place.
struct VariantTerritory {
  let context: CompileContext
  var findings = Findings()

  init(context: CompileContext) { self.context = context }

  /// Places by procedure, nil = what is left.
  mutating func territories(_ procedures: [Procedure], open: [Int64]) -> [[Int64]?] {
    var claimed: [Int64: (Procedure, SourceRange)] = [:]
    var rest: Procedure?
    var found: [[Int64]?] = []
    for procedure in procedures {
      guard let nodes = procedure.places else {
        if let rest {
          overlap(
            procedure.nameRange, rest.nameRange,
            "「\(procedure.title.zh)」和「\(rest.title.zh)」都没有写 `for`，剩下的地方归谁不清楚",
            "`\(procedure.id)` and `\(rest.id)` both have no `for`: only one takes what is left")
        }
        rest = rest ?? procedure
        found.append(nil)
        continue
      }
      var places: [Int64] = []
      for node in nodes {
        guard let place = context.place(node) else { continue }
        if let (other, range) = claimed[place] {
          overlap(
            node.range, range, "「\(node.text)」已经归「\(other.title.zh)」",
            "`\(node.text)` belongs to `\(other.id)` already")
        } else {
          claimed[place] = (procedure, node.range)
        }
        places.append(place)
      }
      checkAlive(procedure, places, nodes, open)
      found.append(places)
    }
    if let rest { checkRest(rest, claimed, open) }
    return found
  }

  private mutating func overlap(_ range: SourceRange, _ first: SourceRange, _ zh: String, _ en: String) {
    findings.report(
      .territoryOverlap, range, zh, en,
      notes: [DiagnosticNote(at: first, Message(zh: "先写在这里", en: "claimed here"))])
  }

  private mutating func checkAlive(
    _ procedure: Procedure, _ places: [Int64], _ nodes: [SpecNode], _ open: [Int64]
  ) {
    guard !places.isEmpty, places.count == nodes.count, !open.isEmpty else { return }
    let isOutside = places.allSatisfy { place in
      !open.contains { context.city.isWithin(place, $0) || context.city.isWithin($0, place) }
    }
    guard isOutside, let first = nodes.first else { return }
    findings.report(
      .variantDead, first.range, "「\(procedure.title.zh)」的地方都不在开放范围里，永远用不到",
      "Nowhere in the territory of `\(procedure.id)` is the service open")
  }

  /// What is left must be something.
  private mutating func checkRest(
    _ rest: Procedure, _ claimed: [Int64: (Procedure, SourceRange)], _ open: [Int64]
  ) {
    guard rest.id != context.entry.id, !open.isEmpty else { return }
    guard open.allSatisfy({ place in claimed.keys.contains { context.city.isWithin(place, $0) } }) else {
      return
    }
    findings.report(
      .variantDead, rest.nameRange, "开放的地方都归了别的变体，「\(rest.title.zh)」没有地方可用",
      "Other variants take every place: nothing is left for `\(rest.id)`")
  }
}
