import Core
import Testing

@testable import Engine

@Suite struct KeptQueriesTests {
  private func query() -> Query { Query(["id"], of: SystemTables.matter) }

  /// Lists of values come and go with who asks: what is kept for them does not grow with the number of people.
  @Test func queriesWithListsInThemAreKeptInABoundedNumber() {
    let shapes = ShapeCache()
    let lasting = shapes.query("mine 0") { query() }
    for number in 0..<5_000 { _ = shapes.query("within (u17#\(number)|)") { query() } }
    #expect(shapes.passingCount <= ShapeCache.passing)
    #expect(shapes.query("mine 0") { query() } === lasting)
    let last = shapes.query("within (u17#4999|)") { query() }
    #expect(shapes.query("within (u17#4999|)") { query() } === last)
    #expect(shapes.query("within (u17#0|)") { query() } !== last)
  }
}
