import Core
import Testing

@testable import Engine

/// Those who change places and those who feel it: the city, a district, the heads of two communities.
struct PlaceCast {
  let town: BundleTown
  let city: Int64, district: Int64, head: Int64, other: Int64

  init() throws {
    town = try BundleTown("start", "flow", "places")
    // Every community has a 一号小区; the one that moves is called otherwise.
    try town.engine.changePlaces(
      PlaceOperation(.rename, what: ["一号社区/一号小区"], to: ["幸福里"]), town.caller(0), .owner)
    try town.engine.snapshot { _, _ in }
    let cast = try TownCast(town, .city, .district, .head, .fourth)
    (city, district, head, other) = (cast[.city], cast[.district], cast[.head], cast[.fourth])
  }

  /// The post that has a request now.
  func holder(_ code: String) throws -> String {
    try town.request(code).steps.last { $0.done == nil }?.holder?.zh ?? "-"
  }
}
