import FEEL

// One round as a line of JSON: nanoseconds an evaluation of the sample rule, ours and by hand taking turns, with
// Chinese texts and with ASCII ones; nanoseconds to read and check it and to look a case up in a table of 10,000 rules;
// and the rule as SQL for the driver to run.

struct Round {
  let text: String
  let scope: SlotScope
  let districts: [String]

  private func people() -> [(age: Int, district: String, income: Int, disabled: Bool)] {
    [
      (66, districts[0], 2000, false), (66, districts[1], 5000, true), (66, districts[2], 2000, false),
      (66, districts[0], 5000, false),
    ]
  }
  private let wanted = [true, true, false, false]

  init(text: String, names: [String], districts: [String]) {
    self.text = text
    self.districts = districts
    var scope = SlotScope()
    for (slot, type) in [Type.number, .string, .number, .boolean].enumerated() {
      scope.add(names[slot], slot: slot, type: type)
    }
    self.scope = scope
  }

  /// Medians of some turns.
  func evaluate() -> (ours: Double, byHand: Double) {
    guard let rule = Expression.compile(text, scope: scope).0 else { fatalError("the rule does not compile") }
    var frames = people().map {
      Frame(slots: [
        .number(Number($0.age)), .string($0.district), .number(Number($0.income)), .boolean($0.disabled),
      ])
    }
    let rows = people().map {
      ByHand.Row([.whole($0.age), .text($0.district), .whole($0.income), .truth($0.disabled)])
    }
    let byHand = ByHand.rule(Array(districts.prefix(2)))
    precondition(frames.indices.map { rule.decide(&frames[$0]) == true } == wanted)
    precondition(rows.map { byHand($0) } == wanted)
    var ours: [Double] = []
    var theirs: [Double] = []
    var held = 0
    for turn in 0..<6 {
      let mine = nanoseconds(200_000) { if rule.decide(&frames[$0 & 3]) == true { held += 1 } }
      let other = nanoseconds(200_000) { if byHand(rows[$0 & 3]) { held += 1 } }
      if turn > 0 {
        ours.append(mine)
        theirs.append(other)
      }
    }
    precondition(held == 6 * 2 * 100_000)
    return (ours.sorted()[2], theirs.sorted()[2])
  }

  func parseAndCheck() -> Double {
    var compiled = 0
    let spent = (0..<5).map { _ in
      nanoseconds(2000) { _ in
        let (syntax, _) = Expression.parse(text, scope: scope)
        if let syntax, Expression.check(syntax, scope: scope).typed != nil { compiled += 1 }
      }
    }
    precondition(compiled == 5 * 2000)
    return spent.sorted()[2]
  }
}

let chinese = Round(
  text: "年龄 >= 60 and 区 in [\"海淀区\",\"朝阳区\"] and (收入 < 3000 or 残疾)", names: ["年龄", "区", "收入", "残疾"],
  districts: ["海淀区", "朝阳区", "门头沟区"])
let ascii = Round(
  text: "age >= 60 and district in [\"a\",\"b\"] and (income < 3000 or disabled)",
  names: ["age", "district", "income", "disabled"], districts: ["a", "b", "c"])
let (ours, byHand) = chinese.evaluate()
let (oursASCII, byHandASCII) = ascii.evaluate()
print(
  "{\"ours\": \(ours), \"byHand\": \(byHand), \"oursASCII\": \(oursASCII), \"byHandASCII\": \(byHandASCII), "
    + "\"parseAndCheck\": \(chinese.parseAndCheck()), \"lookup\": \(RuleTable.lookup()), "
    + "\"filter\": \(PushedFilter.json(chinese.text, chinese.scope))}")
