import FEEL

// Prints one line of JSON: nanoseconds an evaluation of the sample rule by round, ours and by hand, taking
// turns, and nanoseconds to read and check it.

let text = "年龄 >= 60 and 区 in [\"海淀区\",\"朝阳区\"] and (收入 < 3000 or 残疾)"
let scope = SlotScope(["年龄": .number, "区": .string, "收入": .number, "残疾": .boolean])
let people: [(age: Int, district: String, income: Int, disabled: Bool)] = [
  (66, "海淀区", 2000, false), (66, "朝阳区", 5000, true), (66, "门头沟区", 2000, false),
  (66, "海淀区", 5000, false),
]
let wanted = [true, true, false, false]
let count = 400_000

func nanoseconds(_ times: Int, _ body: (Int) -> Void) -> Double {
  let clock = ContinuousClock()
  let spent = clock.measure { for turn in 0..<times { body(turn) } }
  return (Double(spent.components.seconds) * 1e9 + Double(spent.components.attoseconds) / 1e9) / Double(times)
}

func run() {
  guard let rule = Expression.compile(text, scope: scope).0 else { fatalError("the rule does not compile") }
  var frames = people.map {
    Frame(slots: [
      .number(Number($0.age)), .string($0.district), .number(Number($0.income)), .boolean($0.disabled),
    ])
  }
  let rows = people.map {
    ByHand.Row([.whole($0.age), .text($0.district), .whole($0.income), .truth($0.disabled)])
  }
  let byHand = ByHand.rule
  precondition(frames.indices.map { rule.decide(&frames[$0]) == true } == wanted)
  precondition(rows.map { byHand($0) } == wanted)

  var ours: [Double] = []
  var theirs: [Double] = []
  var reading: [Double] = []
  var sink = 0
  for round in 0..<8 {
    let mine = nanoseconds(count) { if rule.decide(&frames[$0 & 3]) == true { sink &+= 1 } }
    let yardstick = nanoseconds(count) { if byHand(rows[$0 & 3]) { sink &+= 1 } }
    let read = nanoseconds(4000) { _ in
      let (syntax, _) = Expression.parse(text, scope: scope)
      if let syntax, Expression.check(syntax, scope: scope).typed != nil { sink &+= 1 }
    }
    guard round > 0 else { continue }
    ours.append(mine)
    theirs.append(yardstick)
    reading.append(read)
  }
  precondition(sink > 0)
  print("{\"ours\": \(ours), \"byHand\": \(theirs), \"parseAndCheck\": \(reading)}")
}

run()
