/// Why rings make no boundary that says of every point whether it is inside: rings as OGC Simple Features 1.2.1, 6.1.11 has
/// them, but for a ring that touches itself in a point, which leaves no doubt.
package struct ShapeFault: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Edges go through each other.
    case crossing
    /// Edges run along each other.
    case overlap
    /// A hole that holds its own outer ring.
    case holeAround
    /// A hole that does not lie in its outer ring.
    case holeOutside
    /// A hole in another hole of the polygon.
    case holeInHole
    /// A polygon that lies in another one of the same boundary.
    case polygonInside
  }

  /// A ring by its polygon and its place there, both from 0; ring 0 is the outer one.
  package struct Ring: Sendable, Hashable {
    package let polygon, ring: Int
  }

  package let kind: Kind
  package let ring: Ring
  /// The other ring; the same where a ring is at fault with itself.
  package let other: Ring
  /// Where the edges meet; of a ring that lies wrong, its westernmost point.
  package let longitude, latitude: Double
}

extension PlaceShape {
  /// The first fault from the west; nil where every point is clearly inside or outside. A sweep: edges are compared with
  /// their neighbours at each corner, so that time grows with the corners, not with their square.
  package var fault: ShapeFault? {
    var sweep = ShapeSweep(polygons)
    return sweep.run()
  }
}

/// A line that goes over the plane from west to east and keeps the edges that it cuts, from south to north. It stops where
/// two of them cross, so that their order never is in doubt; corners that lie on other edges may touch them, and the strands
/// that meet in such a point are looked at all around it.
private struct ShapeSweep {
  /// In millionths of a millionth of a degree, so that what people write with twelve decimals or fewer stands where they
  /// wrote it: products of differences fit 128 bits and are exact.
  private struct Corner: Hashable {
    let x, y: Int64

    init(_ point: PlaceShape.Point) {
      x = Int64((point.longitude * Self.grid).rounded())
      y = Int64((point.latitude * Self.grid).rounded())
    }

    private static let grid = 1e12
    var longitude: Double { Double(x) / Self.grid }
    var latitude: Double { Double(y) / Self.grid }

    func isBefore(_ other: Corner) -> Bool { x != other.x ? x < other.x : y < other.y }

    /// Positive where `c` lies to the left of the way from `a` to `b`, zero on it.
    static func side(_ a: Corner, _ b: Corner, _ c: Corner) -> Int {
      let turn = Int128(b.x - a.x) * Int128(c.y - a.y) - Int128(b.y - a.y) * Int128(c.x - a.x)
      return turn > 0 ? 1 : turn < 0 ? -1 : 0
    }
  }

  /// From the corner of the same number to the next one of its ring.
  private struct Edge {
    let west, east: Corner
    let ring: Int
    /// The numbers of the corners at both ends.
    let westCorner, eastCorner: Int
    /// The ring goes along it from west to east.
    let isEastward: Bool
  }

  private let rings: [ShapeFault.Ring]
  private var edges: [Edge] = []
  /// By ring: the innermost one that it lies in.
  private var around: [Int?]
  private var isCounterClockwise: [Bool?]
  private var westernmost: [Corner?]
  /// The edges that the line cuts, from south to north.
  private var cut: [Int] = []

  init(_ polygons: [[[PlaceShape.Point]]]) {
    var rings: [ShapeFault.Ring] = []
    var first = 0
    for (number, polygon) in polygons.enumerated() {
      for (at, ring) in polygon.enumerated() {
        var corners: [Corner] = []
        for corner in ring.map(Corner.init) where corner != corners.last { corners.append(corner) }
        if corners.count > 1, corners.first == corners.last { corners.removeLast() }
        for (step, corner) in corners.enumerated() where corners.count > 1 {
          let following = (step + 1) % corners.count
          let next = corners[following]
          let isEast = corner.isBefore(next)
          edges.append(
            Edge(
              west: isEast ? corner : next, east: isEast ? next : corner, ring: rings.count,
              westCorner: first + (isEast ? step : following), eastCorner: first + (isEast ? following : step), isEastward: isEast))
        }
        first += corners.count
        rings.append(ShapeFault.Ring(polygon: number, ring: at))
      }
    }
    self.rings = rings
    around = Array(repeating: nil, count: rings.count)
    isCounterClockwise = Array(repeating: nil, count: rings.count)
    westernmost = Array(repeating: nil, count: rings.count)
  }

  mutating func run() -> ShapeFault? {
    let begins = edges.indices.sorted { edges[$0].west.isBefore(edges[$1].west) }
    let ends = edges.indices.sorted { edges[$0].east.isBefore(edges[$1].east) }
    var begin = 0, end = 0
    while end < ends.count {
      var point = edges[ends[end]].east
      if begin < begins.count, edges[begins[begin]].west.isBefore(point) { point = edges[begins[begin]].west }
      var starting: [Int] = []
      while begin < begins.count, edges[begins[begin]].west == point {
        starting.append(begins[begin])
        begin += 1
      }
      while end < ends.count, edges[ends[end]].east == point { end += 1 }
      if let fault = pass(point, starting) { return fault }
    }
    return misplaced()
  }

  /// Goes over a point where edges begin or end.
  private mutating func pass(_ point: Corner, _ starting: [Int]) -> ShapeFault? {
    let low = firstCut { Corner.side(edges[$0].west, edges[$0].east, point) <= 0 }
    let high = firstCut { Corner.side(edges[$0].west, edges[$0].east, point) < 0 }
    let arriving = Array(cut[low..<high])
    let through = arriving.filter { edges[$0].east != point }
    if through.count > 1 { return fault(.crossing, through[0], through[1], point) }
    let leaving = (starting + through).sorted { Corner.side(point, edges[$0].east, edges[$1].east) > 0 }
    for (lower, upper) in zip(leaving, leaving.dropFirst())
    where Corner.side(point, edges[lower].east, edges[upper].east) == 0 {
      return fault(.overlap, lower, upper, point)
    }
    if let (one, other) = entangled(point, leaving, arriving) { return fault(.crossing, one, other, point) }
    cut.replaceSubrange(low..<high, with: leaving)
    place(leaving, at: low, point)
    if leaving.isEmpty { return low > 0 && low < cut.count ? meeting(cut[low - 1], cut[low]) : nil }
    if low > 0, let fault = meeting(cut[low - 1], leaving[0]) { return fault }
    let after = low + leaving.count
    return after < cut.count ? meeting(leaving[leaving.count - 1], cut[after]) : nil
  }

  private func firstCut(_ isReached: (Int) -> Bool) -> Int {
    var low = 0, high = cut.count
    while low < high {
      let middle = (low + high) / 2
      if isReached(cut[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Two neighbours that go through each other further east. Those that only touch do so at a corner, and are looked at there.
  private func meeting(_ lower: Int, _ upper: Int) -> ShapeFault? {
    let (a, b) = (edges[lower], edges[upper])
    let (west, east) = (Corner.side(a.west, a.east, b.west), Corner.side(a.west, a.east, b.east))
    let (back, forth) = (Corner.side(b.west, b.east, a.west), Corner.side(b.west, b.east, a.east))
    guard west * east < 0, back * forth < 0 else { return nil }
    // The smaller of the two shares of the way is enough for a place that people look up.
    let (dx, dy) = (a.east.longitude - a.west.longitude, a.east.latitude - a.west.latitude)
    let (ex, ey) = (b.east.longitude - b.west.longitude, b.east.latitude - b.west.latitude)
    let share = ((b.west.longitude - a.west.longitude) * ey - (b.west.latitude - a.west.latitude) * ex) / (dx * ey - dy * ex)
    return fault(.crossing, lower, upper, a.west.longitude + share * dx, a.west.latitude + share * dy)
  }

  /// Two edges of strands that go through each other in a point: all around it, what is between both ends of a strand must
  /// be whole strands.
  ///
  /// - Parameters:
  ///   - leaving: to the east, from south to north.
  ///   - arriving: from the west, from south to north.
  private func entangled(_ point: Corner, _ leaving: [Int], _ arriving: [Int]) -> (Int, Int)? {
    if leaving.count + arriving.count < 3 { return nil }
    var open: [(strand: Int, edge: Int)] = []
    for edge in leaving + arriving.reversed() {
      let strand = strand(of: edge, at: point)
      if open.last?.strand == strand {
        open.removeLast()
      } else if open.contains(where: { $0.strand == strand }), let last = open.last {
        return (last.edge, edge)
      } else {
        open.append((strand, edge))
      }
    }
    return nil
  }

  /// The corner at which an edge goes on as its neighbour; an edge that a point lies on goes on as itself.
  private func strand(of edge: Int, at point: Corner) -> Int {
    if edges[edge].west == point { return edges[edge].westCorner }
    return edges[edge].east == point ? edges[edge].eastCorner : -1 - edge
  }

  /// Notes of rings that begin here which way they go round, and in which ring they lie.
  private mutating func place(_ leaving: [Int], at low: Int, _ point: Corner) {
    for (step, edge) in leaving.enumerated() {
      let ring = edges[edge].ring
      if isCounterClockwise[ring] != nil { continue }
      isCounterClockwise[ring] = edges[edge].isEastward
      westernmost[ring] = point
      let below = low + step - 1
      if below < 0 { continue }
      let neighbour = edges[cut[below]]
      around[ring] = neighbour.isEastward == isCounterClockwise[neighbour.ring] ? neighbour.ring : around[neighbour.ring]
    }
  }

  /// A ring that does not lie where its part in a polygon wants it.
  private func misplaced() -> ShapeFault? {
    for (number, ring) in rings.enumerated() {
      let holder = around[number]
      if ring.ring == 0 {
        guard let holder else { continue }
        if rings[holder].polygon == ring.polygon { return lying(.holeAround, holder, number) }
        if rings[holder].ring == 0 { return lying(.polygonInside, number, holder) }
        continue
      }
      let shell = number - ring.ring
      if holder == shell { continue }
      if holders(of: shell).contains(number) { return lying(.holeAround, number, shell) }
      guard holders(of: number).contains(shell), let holder else { return lying(.holeOutside, number, shell) }
      if rings[holder].polygon == ring.polygon { return lying(.holeInHole, number, holder) }
    }
    return nil
  }

  private func holders(of ring: Int) -> [Int] {
    var found: [Int] = []
    var next = around[ring]
    while let holder = next {
      found.append(holder)
      next = around[holder]
    }
    return found
  }

  private func lying(_ kind: ShapeFault.Kind, _ ring: Int, _ other: Int) -> ShapeFault {
    let at = westernmost[ring]
    return ShapeFault(
      kind: kind, ring: rings[ring], other: rings[other], longitude: at?.longitude ?? 0, latitude: at?.latitude ?? 0)
  }

  private func fault(_ kind: ShapeFault.Kind, _ one: Int, _ other: Int, _ at: Corner) -> ShapeFault {
    fault(kind, one, other, at.longitude, at.latitude)
  }

  private func fault(
    _ kind: ShapeFault.Kind, _ one: Int, _ other: Int, _ longitude: Double, _ latitude: Double
  ) -> ShapeFault {
    let both = [edges[one].ring, edges[other].ring].sorted()
    return ShapeFault(
      kind: kind, ring: rings[both[0]], other: rings[both[1]], longitude: longitude, latitude: latitude)
  }
}

// MARK: Words

extension ShapeFault {
  package var message: Message {
    let (own, their) = (name(ring), name(other))
    let place = "\(Self.written(longitude)),\(Self.written(latitude))"
    switch kind {
    case .crossing where ring == other:
      return Message(zh: "\(own.zh)自己和自己相交，在 \(place)", en: "\(own.en) crosses itself at \(place)")
    case .crossing:
      return Message(zh: "\(own.zh)和\(their.zh)相交，在 \(place)", en: "\(own.en) and \(their.en) cross at \(place)")
    case .overlap where ring == other:
      return Message(zh: "\(own.zh)有两条边重叠，从 \(place) 起", en: "Two edges of \(own.en) run along each other from \(place)")
    case .overlap:
      return Message(
        zh: "\(own.zh)和\(their.zh)有边重叠，从 \(place) 起", en: "\(own.en) and \(their.en) run along each other from \(place)")
    case .holeAround:
      return Message(zh: "\(own.zh)（洞）比外环还大，把外环围在里面了，见 \(place)", en: "\(own.en), a hole, is larger than its outer ring, see \(place)")
    case .holeOutside:
      return Message(zh: "\(own.zh)（洞）在外环之外，见 \(place)", en: "\(own.en), a hole, lies outside of its outer ring, see \(place)")
    case .holeInHole:
      return Message(zh: "\(own.zh)（洞）在\(their.zh)（另一个洞）里面，见 \(place)", en: "\(own.en), a hole, lies in \(their.en), another hole, see \(place)")
    case .polygonInside:
      return Message(
        zh: "第 \(ring.polygon + 1) 块在第 \(other.polygon + 1) 块里面，见 \(place)",
        en: "polygon \(ring.polygon + 1) lies in polygon \(other.polygon + 1), see \(place)")
    }
  }

  private func name(_ ring: Ring) -> Message {
    Message(
      zh: "第 \(ring.polygon + 1) 块第 \(ring.ring + 1) 环", en: "polygon \(ring.polygon + 1) ring \(ring.ring + 1)")
  }

  /// Degrees with seven digits, about a centimetre, without zeros at the end.
  private static func written(_ degrees: Double) -> String {
    let parts = Int64((abs(degrees) * 1e7).rounded())
    var digits = String(parts % 10_000_000)
    digits = String(repeating: "0", count: 7 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let sign = degrees < 0 && parts > 0 ? "-" : ""
    return "\(sign)\(parts / 10_000_000)" + (digits.isEmpty ? "" : ".\(digits)")
  }
}
