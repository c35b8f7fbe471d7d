/// The boundary of a place: polygons of rings of points (longitude, latitude in degrees, WGS 84 as GeoJSON has them). A point
/// lies inside when a ray from it crosses the rings an odd number of times, so rings inside rings are holes.
package struct PlaceShape: Sendable, Hashable {
  package struct Point: Sendable, Hashable {
    package let longitude: Double
    package let latitude: Double

    /// nil outside the globe.
    package init?(longitude: Double, latitude: Double) {
      guard longitude.isFinite, latitude.isFinite, abs(longitude) <= 180, abs(latitude) <= 90 else { return nil }
      self.longitude = longitude
      self.latitude = latitude
    }
  }

  /// The smallest upright rectangle that holds a shape.
  package struct Box: Sendable, Hashable {
    package let west, south, east, north: Double

    package func contains(_ point: Point) -> Bool {
      point.longitude >= west && point.longitude <= east && point.latitude >= south && point.latitude <= north
    }

    package func overlaps(_ other: Box) -> Bool {
      west < other.east && other.west < east && south < other.north && other.south < north
    }
  }

  /// Most points of one boundary.
  package static let most = 100_000

  package let polygons: [[[Point]]]
  package let box: Box

  /// nil when a ring has fewer than three different points, or there are too many.
  package init?(_ polygons: [[[Point]]]) {
    let points = polygons.flatMap { $0.flatMap { $0 } }
    guard !points.isEmpty, points.count <= Self.most,
      polygons.allSatisfy({ !$0.isEmpty && $0.allSatisfy { Set($0).count >= 3 } })
    else { return nil }
    self.polygons = polygons
    var box = (west: 180.0, south: 90.0, east: -180.0, north: -90.0)
    for point in points {
      box.west = min(box.west, point.longitude)
      box.east = max(box.east, point.longitude)
      box.south = min(box.south, point.latitude)
      box.north = max(box.north, point.latitude)
    }
    self.box = Box(west: box.west, south: box.south, east: box.east, north: box.north)
  }

  package func contains(_ point: Point) -> Bool {
    guard box.contains(point) else { return false }
    return polygons.contains { rings in
      rings.reduce(false) { $0 != Self.crosses($1, point) }
    }
  }

  private static func crosses(_ ring: [Point], _ point: Point) -> Bool {
    var inside = false
    var last = ring[ring.count - 1]
    for next in ring {
      if (next.latitude > point.latitude) != (last.latitude > point.latitude) {
        let at = (last.longitude - next.longitude) * (point.latitude - next.latitude) / (last.latitude - next.latitude)
        if point.longitude < at + next.longitude { inside.toggle() }
      }
      last = next
    }
    return inside
  }

  // MARK: As stored

  /// Polygons with `|` between, rings with `;`, points with a blank.
  package var text: String {
    polygons.map { rings in
      rings.map { ring in ring.map { "\($0.longitude),\($0.latitude)" }.joined(separator: " ") }.joined(separator: ";")
    }.joined(separator: "|")
  }

  /// nil for what is no boundary.
  package init?(text: String) {
    var polygons: [[[Point]]] = []
    for polygon in text.split(separator: "|") {
      var rings: [[Point]] = []
      for ring in polygon.split(separator: ";") {
        var points: [Point] = []
        for pair in ring.split(separator: " ") {
          let parts = pair.split(separator: ",")
          guard parts.count == 2, let longitude = Double(parts[0]), let latitude = Double(parts[1]),
            let point = Point(longitude: longitude, latitude: latitude)
          else { return nil }
          points.append(point)
        }
        rings.append(points)
      }
      polygons.append(rings)
    }
    self.init(polygons)
  }
}

extension PlaceShape {
  /// Every point of every ring.
  package var corners: [Point] { polygons.flatMap { $0.flatMap { $0 } } }

  /// Inside or so near the edge that drawing it once more would move it as much: a ten-thousandth of the box.
  package func touches(_ point: Point) -> Bool { contains(point) || distance(to: point) <= tolerance }

  /// Inside, and not just on the edge.
  package func holds(_ point: Point) -> Bool { contains(point) && distance(to: point) > tolerance }

  private var tolerance: Double { max(box.east - box.west, box.north - box.south) / 10_000 }

  /// Degrees to the nearest edge.
  private func distance(to point: Point) -> Double {
    var least = Double.infinity
    for ring in polygons.flatMap({ $0 }) {
      var last = ring[ring.count - 1]
      for next in ring {
        least = min(least, Self.distance(point, last, next))
        last = next
      }
    }
    return least
  }

  private static func distance(_ point: Point, _ a: Point, _ b: Point) -> Double {
    let (dx, dy) = (b.longitude - a.longitude, b.latitude - a.latitude)
    let (px, py) = (point.longitude - a.longitude, point.latitude - a.latitude)
    let length = dx * dx + dy * dy
    let along = length == 0 ? 0 : max(0, min(1, (px * dx + py * dy) / length))
    let (x, y) = (px - along * dx, py - along * dy)
    return (x * x + y * y).squareRoot()
  }
}
