import Testing

@testable import Core

@Suite struct PlaceCodeTests {
  @Test(arguments: [
    ("140213020501", "2"), ("140213020501001", "E"), ("140213020501001003", "W"),
    ("14021302050100100302", "D"),
    ("1402130205010010030200501", "4"), ("11010500900100000A0001201", "W"),
  ])
  func checkCharacter(code: String, check: Character) throws {
    let parsed = try #require(PlaceCode(code))
    #expect(parsed.text == code)
    #expect(parsed.checkCharacter == check)
  }

  @Test(arguments: [
    ("110000", "11", PlaceLevel.province), ("110000000000", "11", .province), ("1402", "1402", .city),
    ("140200", "1402", .city), ("110108", "110108", .district), ("110108001000", "110108001", .street),
    ("441900003", "441900003", .street), ("110108001501", "110108001501", .community),
    ("11010500900100000a", "11010500900100000A", .building),
  ])
  func canonicalForm(raw: String, text: String, level: PlaceLevel) throws {
    let code = try #require(PlaceCode(raw))
    #expect(code.text == text)
    #expect(code.level == level)
  }

  @Test(arguments: [
    "", "1", "110", "11010", "1101080", "00", "000000", "11010A", "110108001501O01", "110108001501I01", "一一",
    "110108001501 01", "14021302050100100302005010", "１１０１０８",
  ])
  func refused(raw: String) {
    #expect(PlaceCode(raw) == nil)
  }

  @Test func parentsSkipAbsentLevels() {
    #expect(PlaceCode("441900003")?.parent?.text == "4419")
    #expect(PlaceCode("110108")?.parent?.text == "1101")
    #expect(PlaceCode("11010500900100000A0001201")?.parent?.text == "11010500900100000A")
    #expect(PlaceCode("11")?.parent == nil)
  }

  @Test func roadsAndGrids() {
    #expect(PlaceCode("110108R00001")?.form == .road)
    #expect(PlaceCode("110108R00001002")?.form == .roadSection)
    #expect(PlaceCode("110108R00001002")?.parent?.text == "110108R00001")
    #expect(PlaceCode("110108001501G001")?.form == .grid)
    #expect(PlaceCode("110108001501G001")?.parent?.text == "110108001501")
    #expect(PlaceCode("110108G00001") == nil)
  }

  @Test func paddingAndContainment() throws {
    let city = try #require(PlaceCode("1402"))
    let estate = try #require(PlaceCode("140213020501001"))
    #expect(city.padded == "140200000000")
    #expect(estate.padded == estate.text)
    #expect(city.contains(estate) && !estate.contains(city))
  }

  @Test func issuing() throws {
    var issuer = PlaceCodeIssuer()
    let community = PlaceCode("990101001001")
    let estate = issuer.issue(.estate, named: "一号小区", under: community)
    #expect(estate?.text == "990101001001001")
    #expect(issuer.issue(.building, named: "3号楼", under: estate)?.text == "990101001001001003")
    #expect(issuer.issue(.building, named: "3号楼", under: estate)?.text == "990101001001001901")
    #expect(issuer.issue(.building, named: "A座", under: estate)?.text == "99010100100100100A")
    let building = PlaceCode("990101001001001003")
    #expect(issuer.issue(.unit, named: "东单元", under: building)?.text == "990101001001001003E1")
    let unit = issuer.issue(.unit, named: "2单元", under: building)
    #expect(issuer.issue(.door, named: "501室", under: unit)?.text == "9901010010010010030200501")
    #expect(issuer.issue(.door, named: "501室", under: unit)?.text == "9901010010010010030290001")
    #expect(issuer.issue(.building, named: "1号楼", under: community)?.text == "990101001001000001")
    #expect(issuer.issue(.district, named: "区", under: community) == nil)
    #expect(issuer.issue(.province, named: "测试省", under: nil)?.text == "99")
    #expect(issuer.issue(.city, named: "无省之市", under: nil) == nil)
  }

  @Test func codesRunOutInsteadOfRepeating() {
    var issuer = PlaceCodeIssuer()
    let province = PlaceCode("99")
    let issued = (0..<120).compactMap { _ in issuer.issue(.city, named: "市", under: province)?.text }
    #expect(issued.count == 99)
    #expect(Set(issued).count == 99)
  }
}
