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
    var parts: [[[PlaceShape.Point]]] = []
    for (part, polygon) in polygons.enumerated() {
      switch Self.rings(polygon) {
      case .success(let rings): parts.append(rings)
      case .failure(let fault):
        return fail(
          number, "第 \(part + 1) 块：\(fault.message.zh)", "polygon \(part + 1): \(fault.message.en)")
      }
    }
    guard let shape = PlaceShape(parts) else {
      return fail(
        number, "坐标不成边界，或者超过 \(PlaceShape.most) 个点", "its coordinates make no boundary, or are more than \(PlaceShape.most)")
    }
    features.append(BoundaryFeature(number: number, place: name, shape: shape))
  }

  private struct Fault: Error { let message: Message }

  /// The rings of a polygon as GeoJSON has them: closed, four points at least.
  private static func rings(_ polygon: Answer) -> Result<[[PlaceShape.Point]], Fault> {
    guard case .list(let rings) = polygon, !rings.isEmpty else {
      return .failure(Fault(message: Message(zh: "没有环", en: "it has no ring")))
    }
    var found: [[PlaceShape.Point]] = []
    for (number, ring) in rings.enumerated() {
      func wrong(_ zh: String, _ en: String) -> Result<[[PlaceShape.Point]], Fault> {
        .failure(Fault(message: Message(zh: "第 \(number + 1) 环\(zh)", en: "ring \(number + 1) \(en)")))
      }
      guard case .list(let pairs) = ring else { return wrong("不是点的列表", "is no list of points") }
      var points: [PlaceShape.Point] = []
      for (at, pair) in pairs.enumerated() {
        guard let point = point(pair) else {
          return wrong("第 \(at + 1) 个点不是 [经度, 纬度]", "has at \(at + 1) no [longitude, latitude]")
        }
        points.append(point)
      }
      guard points.count >= 4 else { return wrong("至少要有四个点", "needs four points") }
      guard points.first == points.last else { return wrong("没有闭合：最后一点要和第一点相同", "is not closed: its last point is not its first") }
      found.append(points)
    }
    return .success(found)
  }

  private static func point(_ pair: Answer) -> PlaceShape.Point? {
    guard case .list(let pair) = pair, pair.count >= 2, case .number(let x) = pair[0], case .number(let y) = pair[1],
      let longitude = Double(x), let latitude = Double(y)
    else { return nil }
    return PlaceShape.Point(longitude: longitude, latitude: latitude)
  }

  private mutating func fail(_ number: Int, _ zh: String, _ en: String) {
    problems.append(RowProblem(line: number, column: 1, Message(zh: zh, en: en)))
  }
}
