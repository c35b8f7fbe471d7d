import Core
import Engine

/// A GeoJSON file of boundaries: a feature for each place, with the property `code`, else `name`.
package struct BoundaryFile {
  package private(set) var features: [BoundaryFeature] = []
  package private(set) var problems: [RowProblem] = []

  /// - Throws: `Refusal` `malformed` for what is no collection of features.
  package init(_ bytes: [UInt8]) throws {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let members = try? JSONReader.read(bytes).members, members["type"]?.text == "FeatureCollection",
      case .list(let list)? = members["features"]
    else {
      throw Refusal(
        .malformed, Label(zh: "不是 GeoJSON 的 FeatureCollection", en: "This is no FeatureCollection of GeoJSON"))
    }
    for (number, feature) in list.enumerated() { read(feature, number + 1) }
  }

  private mutating func read(_ feature: Answer, _ number: Int) {
    let properties = feature.members?["properties"]?.members ?? [:]
    guard let name = properties["code"]?.text ?? properties["name"]?.text, !name.isEmpty else {
      return fail(number, "没有 code 或 name", "has neither code nor name")
    }
    let geometry = feature.members?["geometry"]?.members ?? [:]
    let polygons: [Answer]
    switch (geometry["type"]?.text, geometry["coordinates"]) {
    case ("Polygon", let coordinates?): polygons = [coordinates]
    case ("MultiPolygon", .list(let all)?): polygons = all
    default: return fail(number, "不是 Polygon 或 MultiPolygon", "is no Polygon or MultiPolygon")
    }
    guard let shape = PlaceShape(polygons.map { Self.rings($0) }) else {
      return fail(number, "坐标不成边界", "its coordinates make no boundary")
    }
    features.append(BoundaryFeature(number: number, place: name, shape: shape))
  }

  private static func rings(_ polygon: Answer) -> [[PlaceShape.Point]] {
    guard case .list(let rings) = polygon else { return [] }
    return rings.map { ring in
      guard case .list(let points) = ring else { return [] }
      return points.compactMap { point in
        guard case .list(let pair) = point, pair.count >= 2, case .number(let x) = pair[0], case .number(let y) = pair[1],
          let longitude = Double(x), let latitude = Double(y)
        else { return nil }
        return PlaceShape.Point(longitude: longitude, latitude: latitude)
      }
    }
  }

  private mutating func fail(_ number: Int, _ zh: String, _ en: String) {
    problems.append(RowProblem(line: number, column: 1, Message(zh: zh, en: en)))
  }
}
