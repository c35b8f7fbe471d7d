/// The first rounds of loops: each shows its body with the loop's variables as they were.
extension Tracer {
  mutating func filter(_ list: Typed, _ item: Int, _ condition: Typed) -> [TracedPart] {
    let source = trace(list)
    guard case .value(let value) = source.result else { return [source] }
    var traced = [source]
    for (at, element) in (Loops.items(value, &frame) ?? []).prefix(Self.rounds).enumerated() {
      frame.set(item, element)
      traced += each([condition], round: at + 1)
    }
    return traced
  }

  /// - Parameter stop: the truth of the body that ends the loop: `some` and `every`.
  mutating func loop(
    _ iterators: [TypedIterator], _ body: Typed, partial: Int? = nil, until stop: Bool? = nil
  ) -> [TracedPart] {
    var traced: [TracedPart] = []
    var results: [Value] = []
    _ = rounds(iterators[...], body, partial, stop, &traced, &results)
    return traced
  }

  /// False when the loop is over or enough was shown.
  private mutating func rounds(
    _ iterators: ArraySlice<TypedIterator>, _ body: Typed, _ partial: Int?, _ stop: Bool?,
    _ traced: inout [TracedPart], _ results: inout [Value]
  ) -> Bool {
    guard let first = iterators.first else {
      if let partial { frame.set(partial, .list(results)) }
      let part = trace(body, round: results.count + 1)
      traced.append(part)
      guard case .value(let value) = part.result, value.truth != stop || stop == nil else { return false }
      results.append(value)
      return results.count < Self.rounds
    }
    if results.isEmpty { traced += each([first.source] + (first.end.map { [$0] } ?? [])) }
    guard let values = Loops.values(first, &frame) else { return false }
    for value in values.prefix(Self.rounds) {
      frame.set(first.local, value)
      guard rounds(iterators.dropFirst(), body, partial, stop, &traced, &results) else { return false }
    }
    return true
  }
}
