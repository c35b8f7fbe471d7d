import Core
import FEEL
import Foundation
import Testing

@testable import Engine

/// Tables of places brought into a store, and taken back.
@Suite struct PlaceImportTests {
  private static let shared = BundleTown.repository + "/../shared/data/places/"

  private static func table(_ name: String) throws -> PlaceTable? {
    guard let data = FileManager.default.contents(atPath: shared + name) else { return nil }
    return PlaceTable(String(decoding: data, as: UTF8.self))
  }

  private func bring(_ town: BundleTown, _ text: String, isDry: Bool = false, isPartial: Bool = false) throws -> PlaceImportPlan {
    try town.engine.importPlaces(PlaceTable(text), isPartial: isPartial, isDry: isDry, town.caller(0), .owner)
  }

  @Test func everyRowThatIsWrongIsNamedByLineAndColumn() throws {
    let town = try BundleTown()
    let text = """
      \u{FEFF}code,name,parent,level,official
      98,试验省,,1,1

      9801,试验市,98,2,1
      9802,,98,2,1
      9803,三市,98,9,1
      97x1,四市,98,2,1
      980101,甲区,9801,3,1
      980101,乙区,9801,3,1
      980201,丙区,9777,3,1
      ,,,,
      """
    let dry = try bring(town, text, isDry: true)
    #expect(dry.problems.map { "\($0.line):\($0.column)" } == ["5:2", "6:1", "7:1", "9:1", "10:3"])
    #expect(try bring(town, text).change == nil)
    #expect(try town.engine.placeHistory("试验省") == nil)
    let partial = try bring(town, text, isPartial: true)
    #expect(partial.created == 3)
    #expect(try town.engine.placeHistory("试验市/甲区")?.code == "980101")
    #expect(try town.faults().isEmpty)
    #expect(try bring(town, text, isPartial: true).change == nil)
  }

  /// What a table says is taken or refused, never passed over.
  @Test func noCellIsPassedOver() throws {
    let town = try BundleTown()
    let street = try #require(try town.engine.placeHistory("一号街道")).code
    let other = try #require(try town.engine.placeHistory("二号街道")).code
    let text = """
      编码,名称,上级,层级,类别,从,到
      ,甲社区,\(street),社区,foo,,
      ,乙社区,\(street),社区,区域,2026-02-30,
      ,丙社区,\(street),社区,区域,2999-01-01,
      ,丁社区,\(street),社区,区域,,2026-01-01
      \(other)999,戊社区,\(street),社区,区域,,
      ,己社区,\(street),社区,地标,2026-01-05,
      ,己社区,\(street),社区,区域,,
      ,庚社区,\(street),社区,区域,,,多
      """
    let dry = try bring(town, text, isDry: true)
    #expect(dry.problems.map { "\($0.line):\($0.column)" } == ["2:5", "3:6", "4:6", "5:7", "6:1", "8:2", "9:8"])
    #expect(try bring(town, text, isPartial: true).created == 1)
    let brought = try #require(try town.engine.placeHistory("己社区"))
    #expect(brought.kind == .landmark && brought.stretches.first?.from == "2026-01-05")
    #expect(throws: Refusal.self) { try town.engine.placeHistory("己社区", on: "2026-01-04") }
    // The same table once more brings nothing: a row without a code names what stands.
    let again = try bring(town, text, isPartial: true)
    #expect(again.created == 0 && again.change == nil)
    let quote = try bring(town, "code,name,parent,level\n,\"甲,\(street),社区\n,乙,\(street),社区\n", isDry: true)
    #expect(quote.problems.map { "\($0.line):\($0.column)" } == ["2:2"])
  }

  /// A known code with another name is told before it is done, and its taking back leaves no other name.
  @Test func aNewNameIsToldAndTakenBack() throws {
    let town = try BundleTown()
    let street = try #require(try town.engine.placeHistory("一号街道"))
    let text = "code,name,level\n\(street.code),甲街道,街道\n"
    let dry = try bring(town, text, isDry: true)
    #expect(dry.renames == [.init(line: 2, path: street.path, name: "甲街道")])
    #expect(dry.report.remarks.map(\.line) == [2])
    let change = try #require(try bring(town, text).change)
    #expect(try town.engine.placeHistory(street.code)?.aliases == ["一号街道"])
    try town.engine.undoPlaces(change, town.caller(0), .owner)
    let back = try #require(try town.engine.placeHistory(street.code))
    #expect(back.path == street.path && back.aliases == street.aliases)
  }

  /// On one's own word a table reaches as far as the right to edit places: a district's duty officer.
  @Test func aTableReachesAsFarAsTheRight() throws {
    let town = try BundleTown()
    let officer = town.caller(try town.staff("一区人民政府", "区值班岗"))
    let other = town.caller(try town.staff("二区人民政府", "区值班岗"))
    func bring(_ text: String, _ caller: Caller) throws -> PlaceImportPlan {
      try town.engine.importPlaces(PlaceTable(text), caller, .caller)
    }
    let own = try #require(try town.engine.placeHistory("一号街道")?.code)
    let inside = "code,name,parent,level\n,新社区,\(own),社区\n,新小区甲,990101002002,小区\n"
    let wide = "code,name,parent,level\n98,试验省,,1\n"
    for (text, caller) in [(wide, officer), (inside, other), (inside, town.caller(BundleTown.resident))] {
      let error = #expect(throws: Refusal.self) { try bring(text, caller) }
      #expect(error?.code == .beyondAuthority)
    }
    let plan = try bring(inside, officer)
    let change = try #require(plan.change)
    #expect(plan.created == 2 && plan.problems.isEmpty)
    #expect(try town.engine.imports(.places, officer).map(\.isUndone) == [false])
    #expect(throws: Refusal.self, "another district's") { try town.engine.undoPlaces(change, other, .caller) }
    try town.engine.undoPlaces(change, officer, .caller)
    #expect(try town.engine.imports(.places, officer).map(\.isUndone) == [true])
    #expect(try town.engine.mayImport(.places, officer) && !town.engine.mayImport(.places, town.caller(BundleTown.resident)))
    #expect(try town.faults().isEmpty)
  }

  @Test func anImportIsTakenBackWholly() throws {
    let town = try BundleTown()
    let text = "code,name,parent,level\n98,试验省,,1\n9801,试验市,98,2\n99,新测试省,,1\n"
    let plan = try bring(town, text)
    #expect(plan.created == 2 && plan.renamed == 1)
    #expect(try town.engine.placeHistory("新测试省") != nil)
    try town.engine.undoPlaces(try #require(plan.change), town.caller(0), .owner)
    #expect(try town.engine.placeHistory("试验市") == nil)
    #expect(try town.engine.placeHistory("测试省")?.code == "99")
    #expect(try town.engine.place("99")?.name == "测试省")
    #expect(try town.faults().isEmpty)
    #expect(try town.engine.checkPlaces().isEmpty)
    #expect(throws: Refusal.self) { try town.engine.undoPlaces(plan.change ?? 0, town.caller(0), .owner) }
    #expect(try bring(town, text).created == 2)
    #expect(try town.faults().isEmpty)
  }

  @Test func officialCodesReplaceProvisionalOnesAndTheOldOnesLeadThere() throws {
    guard let divisions = try Self.table("divisions.csv"), let pilot = try Self.table("divisions_pilot_l5.csv"),
      let official = try Self.table("divisions_l5_official_sample.csv")
    else { return }
    let town = try BundleTown()
    #expect(divisions.problems.isEmpty)
    #expect(divisions.rows.count == 41_935)
    let first = try town.engine.importPlaces(divisions, town.caller(0), .owner)
    #expect(first.problems.isEmpty)
    #expect(first.created == 41_935)
    let second = try town.engine.importPlaces(pilot, isPartial: true, town.caller(0), .owner)
    #expect(second.created > 9_000)
    // Villages that the source calls alike are brought and told.
    #expect(second.namesakes.count >= 10)
    let before = try town.engine.placeHistory("110106009/北大街北里社区") ?? town.engine.placeHistory("卢沟桥街道/北大街北里社区")
    let third = try town.engine.importPlaces(official, isPartial: true, town.caller(0), .owner)
    #expect(third.recoded > 20)
    let running = try town.engine.snapshot { running, _ in running.city }
    let at = running.tree.index(ofCurrentCode: "110106009008")
    let official1 = try #require(at)
    #expect(running.tree.nodes[official1].isOfficial)
    if let before { #expect(running.tree.index(ofCode: before.code) == official1) }
    #expect(try town.faults().isEmpty)
    #expect(try town.engine.checkPlaces().isEmpty)
    #expect(try town.engine.findPlaces("zhongguancun").lines.contains { $0.name == "中关村街道" })
    #expect(try town.engine.findPlaces("hdq").lines.contains { $0.name == "海淀区" })
  }

  @Test func severalWordsAreOfThePlaceAndOfThoseAboveIt() throws {
    let town = try BundleTown()
    func paths(_ words: String) throws -> [String] { try town.engine.findPlaces(words, limit: 500).lines.map(\.path) }
    let five = try paths("五号社区 1号楼")
    #expect(!five.isEmpty && five.allSatisfy { $0.contains("五号社区/") && $0.hasSuffix("1号楼") }, "\(five.prefix(3))")
    #expect(try paths("1号楼　五号社区") == five, "in any order")
    let typed = try paths("whsq 1号楼")
    #expect(typed == five, "and by their initials")
    #expect(try paths("五号 社区").contains { $0.hasSuffix("五号社区") }, "a blank inside of a name")
    #expect(try paths("wuhao shequ").contains { $0.hasSuffix("五号社区") })
    #expect(try paths("五号社区 六号社区").isEmpty && paths("五号社区 没有的").isEmpty)
    let pages = try (0..<3).flatMap { try town.engine.findPlaces("五号社区 1号楼", skipping: $0 * 2, limit: 2).lines }
    #expect(pages.map(\.path) == Array(five.prefix(6)))
  }

  @Test func aPointLiesInTheDeepestBoundaryThatHoldsIt() throws {
    let town = try BundleTown()
    func square(_ west: Double, _ south: Double, _ size: Double) throws -> PlaceShape {
      func point(_ x: Double, _ y: Double) throws -> PlaceShape.Point { try #require(.init(longitude: x, latitude: y)) }
      return try #require(
        PlaceShape([
          [[point(west, south), point(west + size, south), point(west + size, south + size), point(west, south + size)]]
        ]))
    }
    let features = [
      BoundaryFeature(number: 1, place: "一号街道", shape: try square(113, 40, 1)),
      BoundaryFeature(number: 2, place: "一号社区", shape: try square(113, 40, 0.5)),
      BoundaryFeature(number: 3, place: "没有的", shape: try square(113, 40, 0.5)),
    ]
    let whole = try town.engine.importBoundaries(features, town.caller(0), .owner)
    #expect(!whole.isDone && whole.problems.map(\.line) == [3], "whole or not at all")
    #expect(throws: Refusal.self) {
      try town.engine.importBoundaries(features, isPartial: true, town.caller(BundleTown.resident), .caller)
    }
    let result = try town.engine.importBoundaries(features, isPartial: true, town.caller(0), .owner)
    #expect(result.isDone && result.counts[0].count == 2)
    let inner = try #require(PlaceShape.Point(longitude: 113.2, latitude: 40.2))
    let outer = try #require(PlaceShape.Point(longitude: 113.8, latitude: 40.2))
    let away = try #require(PlaceShape.Point(longitude: 100, latitude: 40.2))
    func deepest(_ point: PlaceShape.Point) throws -> Int64? { try town.engine.places(at: point).last?.id }
    #expect(try deepest(inner) == town.placeID("一号社区"))
    #expect(try deepest(outer) == town.placeID("一号街道"))
    #expect(try deepest(away) == nil)
    let street = try #require(try town.engine.placeHistory("一号街道"))
    #expect(street.shape == features[0].shape && street.shapesBelow.map(\.name) == ["一号社区"])
    #expect(try town.engine.checkPlaces().isEmpty)
    _ = try town.engine.importBoundaries(
      [BoundaryFeature(number: 1, place: "二号社区", shape: try square(113.4, 40.4, 0.9))], town.caller(0), .owner)
    let found = try town.engine.checkPlaces().map(\.zh)
    #expect(found.contains { $0.contains("上级边界之外") })
    #expect(found.contains { $0.contains("边界重叠") })
  }

  @Test func boundariesThatAreNoneAreErrorsOfTheirFeature() throws {
    let town = try BundleTown()
    func ring(_ corners: [(Double, Double)]) throws -> [PlaceShape.Point] {
      try corners.map { try #require(PlaceShape.Point(longitude: $0.0, latitude: $0.1)) }
    }
    let shell = try ring([(113, 40), (114, 40), (114, 41), (113, 41)])
    let bow = try ring([(113, 40), (114, 41), (114, 40), (113, 41)])
    let away = try ring([(120, 40), (121, 40), (121, 41)])
    let around = try ring([(110, 30), (120, 30), (120, 50), (110, 50)])
    let features = try [[[shell]], [[bow]], [[shell, away]], [[shell, around]]].enumerated().map {
      BoundaryFeature(number: $0.offset + 1, place: "一号街道", shape: try #require(PlaceShape($0.element)))
    }
    let whole = try town.engine.importBoundaries(features, town.caller(0), .owner)
    #expect(!whole.isDone && whole.problems.map(\.line) == [2, 3, 4])
    #expect(whole.problems[0].message.zh.contains("在 113.5,40.5"))
    let some = try town.engine.importBoundaries(features, isPartial: true, town.caller(0), .owner)
    #expect(some.isDone && some.counts[0].count == 1)
    #expect(try town.engine.boundary(of: town.placeID("一号街道")) == features[0].shape)
  }

  @Test func broughtBoundariesAreTakenBack() throws {
    let town = try BundleTown()
    func triangle(_ west: Double) throws -> PlaceShape {
      let points = try [(west, 40.0), (west + 1, 40), (west, 41)].map {
        try #require(PlaceShape.Point(longitude: $0.0, latitude: $0.1))
      }
      return try #require(PlaceShape([[points]]))
    }
    func bring(_ name: String, _ west: Double) throws -> Int64 {
      let feature = BoundaryFeature(number: 1, place: name, shape: try triangle(west))
      return try #require(try town.engine.importBoundaries([feature], town.caller(0), .owner).change)
    }
    func boundary() throws -> PlaceShape? { try town.engine.boundary(of: town.placeID("一号街道")) }
    let first = try bring("一号街道", 113)
    let second = try bring("一号街道", 115)
    #expect(try boundary() == triangle(115))
    #expect(try town.engine.imports(.places, town.caller(0)).map(\.text) == ["boundaries 1", "boundaries 1"])
    // What another import replaced is not taken back before that one is.
    #expect(throws: Refusal.self) { try town.engine.undoPlaces(first, town.caller(0), .owner) }
    #expect(throws: Refusal.self) { try town.engine.undoPlaces(second, town.caller(BundleTown.resident), .caller) }
    try town.engine.undoPlaces(second, town.caller(0), .owner)
    #expect(try boundary() == triangle(113))
    #expect(try town.engine.imports(.places, town.caller(0)).map(\.isUndone) == [true, false])
    let inside = try #require(PlaceShape.Point(longitude: 113.2, latitude: 40.2))
    #expect(try town.engine.places(at: inside).last?.id == town.placeID("一号街道"))
    #expect(throws: Refusal.self) { try town.engine.undoPlaces(second, town.caller(0), .owner) }
    // Nothing is left of what stood in the way of the first.
    try town.engine.undoPlaces(first, town.caller(0), .owner)
    #expect(try boundary() == nil)
  }
}
