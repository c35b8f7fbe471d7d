import Core
import FEEL

/// Whom the dispatch of a service names for one matter.
struct Dispatched {
  /// In order; empty = nobody.
  var actors: [ActorProgram] = []
  /// Why nobody is named.
  var why: Label?
}

extension Preparation {
  /// Asks the rules or the table with the matter's answers. A condition that is null counts as false; several hits of a
  /// table that allows one name nobody.
  func dispatched(_ dispatch: DispatchProgram, _ matter: LiveMatter) -> Dispatched {
    var frame = frame(matter)
    switch dispatch {
    case .rules(let rules):
      for rule in rules {
        if let when = rule.when, when.expression.decide(&frame) != true { continue }
        return Dispatched(actors: rule.by)
      }
      return Dispatched(why: Self.noRule)
    case .table(let table):
      guard let hits = table.decision.rules(&frame) else {
        let reason = frame.reasons.last
        return Dispatched(
          why: Label(zh: reason?.zh ?? Self.noRule.zh, en: reason?.en ?? Self.noRule.text(in: .en)))
      }
      let actors = hits.flatMap { table.by.indices.contains($0) ? table.by[$0] : [] }
      return actors.isEmpty
        ? Dispatched(actors: table.rest, why: Self.noRule) : Dispatched(actors: actors)
    }
  }

  private static let noRule = Label(zh: "没有派发规则管这种情况", en: "no rule of dispatch holds")
}
