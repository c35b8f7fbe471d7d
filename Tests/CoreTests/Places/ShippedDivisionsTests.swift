import Testing

@testable import Core

@Suite struct ShippedDivisionsTests {
  @Test func theWholeCountry() throws {
    var builder = PlaceTreeBuilder()
    #expect(builder.add(CSVRows(try shipped("Specs/places/divisions.csv"))).isEmpty)
    #expect(builder.nodes.count == 41_935)
    #expect(builder.add(CSVRows(try shipped("Specs/places/communities.csv"))).isEmpty)
    let tree = builder.build()
    let counts = PlaceLevel.allCases.map { tree.places(at: $0).count }
    #expect(counts == [34, 333, 2_845, 38_723, 9_113, 0, 0, 0, 0])
    guard case .several(let four) = tree.resolve("鼓楼区") else {
      Issue.record("四个鼓楼区")
      return
    }
    #expect(four.count == 4)
    #expect(tree.resolve("南京市/鼓楼区") == .one(try #require(tree.index(ofCode: "320106"))))
    #expect(tree.resolve("江苏省/鼓楼区") != .none)
  }

  @Test func theExample() throws {
    var builder = PlaceTreeBuilder()
    #expect(builder.add(CSVRows(try shipped("Examples/haidian/places.csv"))).isEmpty)
    let tree = builder.build()
    let haidian = try #require(tree.index(ofCode: "110108"))
    #expect(tree.places(at: .street, within: haidian).count == 29)
    #expect(tree.places(at: .community, within: haidian).count == 664)
    #expect(tree.resolve("大同市") != .none)
  }

  @Test func theHistoryOfCodes() throws {
    let history = DivisionHistory(CSVRows(try shipped("Specs/places/history.csv")))
    #expect(history.count == 6_773)
    #expect(history.contains("500157") && history.contains("810000") && history.contains("830000"))
    #expect(history.contains("140203") && history.contains("110105") && history.contains("140213"))
    #expect(!history.contains("990101") && !history.contains("11010") && !history.contains(""))
    #expect(history.entries(of: "132134").map(\.years) == [1980...1982])
  }
}
