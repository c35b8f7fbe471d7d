import Core
import Testing

@Suite struct PlaceNameLevelTests {
  @Test(arguments: [
    ("8号楼", PlaceLevel.building), ("A座", .building), ("3栋", .building), ("综合楼", .building), ("2单元", .unit), ("101室", .door),
    ("12号", .door), ("甲5号院", .estate), ("幸福里小区", .estate), ("五号社区", .community), ("城关镇", .street),
  ]) func aNameSaysItsLevelByItsEnd(_ name: String, _ level: PlaceLevel) {
    #expect(PlaceLevel(named: name) == level)
  }

  @Test func whatSaysNothingIsTheNextOneDown() {
    #expect(PlaceLevel(named: "幸福里") == nil && PlaceLevel(named: "楼") == nil)
    #expect(PlaceLevel.guessed("8号楼", under: .community) == .building)
    #expect(PlaceLevel.guessed("幸福里", under: .community) == .estate)
    #expect(PlaceLevel.guessed("南小区", under: .estate) == .building, "not above where it is put")
    #expect(PlaceLevel.guessed("1号", under: .door) == nil)
  }
}
