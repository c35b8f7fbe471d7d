#if canImport(StoragePostgres)
  import Core
  import FEEL
  import Testing

  @testable import Engine

  /// Operations on PostgreSQL with three servers: each obeys from its next command on, and all statements do there what they
  /// do on SQLite.
  @Suite struct PlaceServersTests {
    @Test func everyServerObeysFromItsNextCommandOn() async throws {
      try await BundleTown.onThreeServers(["start", "flow", "places"]) { town, engines in
        let city = try town.staff("测试市人民政府", "市值班岗")
        _ = try engines[1].changePlaces(
          PlaceOperation(.rename, what: ["一号社区/一号小区"], to: ["幸福里"]), town.caller(0), .owner)
        let code = try await town.submit("at-community")
        try town.engine.fold()
        _ = try await town.submit("at-community")
        let known = try town.moment()
        _ = try engines[2].changePlaces(PlaceOperation(.move, what: ["幸福里"], to: ["四号社区"]), town.caller(city))
        for engine in engines {
          let path = try engine.placeHistory("幸福里")?.path
          #expect(path?.hasSuffix("四号社区/幸福里") == true)
        }
        while try engines[1].handOverPlaces() > 0 {}
        #expect(try town.open(code).first?.hasSuffix("四号社区居民委员会/社区主任") == true)
        #expect(try town.total("at-community", at: "四号社区", city) == 2)
        #expect(try town.total("at-community", at: "一号社区", city, view: .then, recorded: known) == 2)
        _ = try engines[0].changePlaces(
          PlaceOperation(.merge, what: ["四号社区", "五号社区"], to: ["五号社区"]), town.caller(city))
        _ = try engines[1].changePlaces(
          PlaceOperation(
            .split, what: ["一号街道"], to: ["东街道", "西街道"],
            map: ["一号社区": "东街道", "二号社区": "西街道", "三号社区": "西街道"]), town.caller(city))
        while try engines[2].handOverPlaces() > 0 {}
        #expect(try town.open(code).first?.hasSuffix("五号社区居民委员会/社区主任") == true)
        let table = PlaceTable("code,name,parent,level\n98,试验省,,1\n9801,试验市,98,2\n")
        let brought = try engines[1].importPlaces(table, town.caller(0), .owner)
        #expect(try engines[2].placeHistory("试验市")?.code == "9801")
        try engines[2].undoPlaces(try #require(brought.change), town.caller(0), .owner)
        #expect(try engines[0].placeHistory("试验市") == nil)
        for engine in engines {
          // As any command would, it looks whether it is behind.
          try engine.snapshot { _, _ in }
          #expect(try engine.checkPlaces().isEmpty)
          #expect(try engine.verify().isEmpty)
        }
      }
    }
  }
#endif
