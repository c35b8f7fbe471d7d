import Testing

@testable import FEEL

/// The short ways for one slot against a constant answer as the general rules do, whatever stands in the
/// slot.
@Suite struct SlotComparisonTests {
  private static let values: [Value] = [
    .null, .boolean(true), .number(60), .number(Number(scaled: 600, scale: 1)), .number(-1),
    .number(Number(text: "60.00000000000000000000000000000001") ?? 0),
    .number(Number(text: "9999999999999999999999999999999999") ?? 0), .string("60"), .string(""),
    .string("海淀区"), .string("海淀区北部新区街道办事处甲"), .string("海淀区北部新区街道办事处乙"),
    .string("海淀区北部乙区街道办事处甲"), .date(CivilDate(days: 60)), .list([.string("海淀区")]),
    .list([.number(60)]), .context(Context([("a", .number(1))])),
  ]
  private static let signs: [BinaryOperator] = [
    .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual,
  ]

  private func node(_ node: TypedNode) -> Typed { Typed(node, .unknown, 0..<1) }

  @Test func comparesLikeTheGeneralRule() throws {
    for constant in Self.values {
      for sign in Self.signs {
        let right = try #require(SlotComparison(sign, node(.slot(0)), node(.constant(constant)))).test
        let left = try #require(SlotComparison(sign, node(.constant(constant)), node(.slot(0)))).test
        for value in Self.values {
          var fuel = 1000
          var frame = Frame(slots: [value])
          #expect(
            right(&frame) == Tests.compare(sign, value, constant, &fuel), "\(value) \(sign) \(constant)")
          #expect(left(&frame) == Tests.compare(sign, constant, value, &fuel), "\(constant) \(sign) \(value)")
        }
        var fuel = 1000
        var none = Frame()
        #expect(right(&none) == Tests.compare(sign, .null, constant, &fuel), "nothing \(sign) \(constant)")
      }
    }
  }

  @Test func findsTextsByTheirBytes() throws {
    let long = Self.values.compactMap(\.string)
    for count in [0, 1, 3, 8, 9, 300] {
      let texts = (0..<count).map {
        $0 < 3 ? long[$0 + 2] : "第\($0)居民委员会\(String(repeating: "甲", count: $0))"
      }
      let list = Typed(.constant(.list(texts.map { .string($0) })), .list(.string), 0..<1)
      let test = try #require(TextMembership(node(.slot(0)), [.member(list)])).test
      for text in long + texts + ["第9居民委员会", "第299居民委员会甲", "e\u{301}"] {
        var frame = Frame(slots: [.string(text)])
        let found = texts.contains { $0.utf8.elementsEqual(text.utf8) }
        #expect(test(&frame) == (found ? .yes : .no), "\(text) among \(count)")
      }
      for value in [Value.null, .number(1), .list([.string("海淀区")]), .boolean(true)] {
        var frame = Frame(slots: [value])
        #expect(test(&frame) == .no)
      }
    }
  }

  @Test func chainsAnswerAsTablesSay() {
    let words = ["x", "true", "false", "null"]
    let scope = SlotScope(["x": .unknown])
    func truth(_ word: String) -> Bool? { word == "true" ? true : (word == "false" ? false : nil) }
    for length in 1...5 {
      var counters = [Int](repeating: 0, count: length)
      var isLast = false
      while !isLast {
        let parts = counters.map { words[$0] }
        let truths = parts.map(truth)
        let all = truths.contains(false) ? false : (truths.contains(nil) ? nil : true)
        let any = truths.contains(true) ? true : (truths.contains(nil) ? nil : false)
        for (sign, wanted) in [("and", all), ("or", any)] where length > 1 {
          var frame = Frame(slots: [.number(1)])
          let rule = Expression.compile(parts.joined(separator: " \(sign) "), scope: scope).0
          #expect(rule?.decide(&frame) == wanted, "\(parts) \(sign)")
          #expect(rule?.evaluate(&frame).truth == wanted, "\(parts) \(sign)")
        }
        isLast = true
        for at in counters.indices {
          counters[at] = (counters[at] + 1) % words.count
          if counters[at] != 0 {
            isLast = false
            break
          }
        }
      }
    }
  }
}
