import Core
import Testing

@testable import Server

@Suite struct SentFileTests {
  @Test func theLimitIsOfTheFileAndTheWordsSayWhatItIs() {
    #expect(SentFile.table.tooLarge(16_777_217, "地名.csv").zh == "「地名.csv」有 16.01 MB：表格（CSV 或 GeoJSON）最大 16 MB")
    #expect(SentFile.picture.tooLarge(10_485_761).zh == "有 10.01 MB：照片或 PDF最大 10 MB")
    #expect(SentFile.bundle.tooLarge(0).text(in: .en) == "This is too large: a bundle (.yaml, zip or tar) has 16 MB at most")
  }

  @Test func everyRouteOfAFileHasRoomForTheFormRoundIt() {
    let routes = Routes.all.filter { $0.file != nil }
    #expect(routes.count >= 10)
    for route in routes { #expect(route.bodyLimit >= (route.file?.most ?? 0) + 64 * 1_024, "\(route.pattern)") }
  }
}
