import Core
import Testing

@Suite struct ShapeFaultTests {
  private func ring(_ corners: [(Double, Double)]) throws -> [PlaceShape.Point] {
    try (corners + corners.prefix(1)).map { try #require(PlaceShape.Point(longitude: $0.0, latitude: $0.1)) }
  }

  private func shape(_ polygons: [[(Double, Double)]]...) throws -> PlaceShape {
    try #require(PlaceShape(polygons.map { try $0.map { try ring($0) } }))
  }

  private func square(_ west: Double, _ south: Double, _ size: Double) -> [(Double, Double)] {
    [(west, south), (west + size, south), (west + size, south + size), (west, south + size)]
  }

  @Test func ringsThatLieWellHaveNoFault() throws {
    let lake = square(116, 39, 10)
    #expect(try shape([lake]).fault == nil)
    #expect(try shape([lake.reversed()]).fault == nil)
    #expect(try shape([lake, square(118, 41, 2), square(122, 41, 2).reversed()]).fault == nil)
    // An island in a lake, with a pond of its own; another part far away.
    #expect(
      try shape([lake, square(118, 41, 5)], [square(119, 42, 3), square(120, 43, 1)], [square(100, 20, 3)]).fault == nil)
    // A hole that touches its outer ring in one point, with a corner or on an edge.
    #expect(try shape([lake, [(116, 39), (118, 41), (118, 42)]]).fault == nil)
    #expect(try shape([lake, [(116, 41), (118, 40), (118, 42)]]).fault == nil)
    let slant = [(116.1, 39.1), (116.4, 39.1), (116.4, 39.4)]
    #expect(try shape([slant, [(116.2, 39.2), (116.3, 39.15), (116.3, 39.2)]]).fault == nil, "as it is written")
    // Two holes that touch; a ring that touches itself in a point.
    #expect(try shape([lake, square(118, 41, 2), square(120, 43, 2)]).fault == nil)
    #expect(try shape([[(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2)]]).fault == nil)
    #expect(try shape([[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)]]).fault == nil)
  }

  @Test func aRingThatCrossesItselfSaysWhere() throws {
    let bow = try #require(try shape([[(116, 39), (118, 41), (118, 39), (116, 41)]]).fault)
    #expect(bow.kind == .crossing && bow.ring == bow.other)
    #expect(bow.message.zh == "第 1 块第 1 环自己和自己相交，在 117,40")
    // With a corner where it crosses, and with a corner of one line upon the other.
    let knot = try #require(try shape([[(0, 0), (2, 2), (4, 4), (4, 0), (2, 2), (0, 4)]]).fault)
    #expect(knot.kind == .crossing && knot.message.zh.contains("在 2,2"))
    let poke = try #require(try shape([[(0, 0), (4, 0), (4, 4), (2, 0), (3, -2), (-1, -2), (-1, 4)]]).fault)
    #expect(poke.kind == .crossing && poke.message.zh.contains("在 2,0"))
    let spike = try #require(try shape([[(0, 0), (4, 0), (8, 0), (4, 0), (4, 4), (0, 4)]]).fault)
    #expect(spike.kind == .overlap && spike.message.en.contains("4,0"))
  }

  @Test func ringsThatCrossEachOtherSayWhich() throws {
    let shell = square(116, 39, 4)
    let hole = try #require(try shape([shell, square(118, 41, 4)]).fault)
    #expect(hole.kind == .crossing && hole.message.zh == "第 1 块第 1 环和第 1 块第 2 环相交，在 118,43")
    let parts = try #require(try shape([shell], [square(118, 41, 4)]).fault)
    #expect(parts.message.zh.contains("第 1 块第 1 环和第 2 块第 1 环相交"))
    let holes = try #require(try shape([square(110, 30, 20), square(112, 32, 4), square(114, 34, 4)]).fault)
    #expect(holes.message.en == "polygon 1 ring 2 and polygon 1 ring 3 cross at 114,36")
    let edge = try #require(try shape([shell, square(116, 40, 1)]).fault)
    #expect(edge.kind == .overlap && edge.message.zh.contains("从 116,40 起"))
  }

  @Test func holesThatLieWrongAreNamed() throws {
    let shell = square(116, 39, 4)
    #expect(try shape([shell, square(130, 39, 1)]).fault?.kind == .holeOutside)
    #expect(try shape([shell, square(130, 39, 1)]).fault?.message.zh == "第 1 块第 2 环（洞）在外环之外，见 130,39")
    #expect(try shape([shell, square(110, 30, 20)]).fault?.kind == .holeAround)
    #expect(try shape([shell, shell]).fault?.kind == .overlap)
    #expect(try shape([shell, square(117, 40, 2), square(117.5, 40.5, 1)]).fault?.kind == .holeInHole)
    #expect(try shape([shell], [square(117, 40, 2)]).fault?.kind == .polygonInside)
    #expect(try shape([shell, square(130, 39, 2)], [square(129, 38, 4)]).fault?.kind == .holeOutside)
  }

  /// Every edge is crossed or not as a comparison of all with all says.
  @Test func madeUpRingsAgreeWithAllPairs() throws {
    var state: UInt64 = 20_260_305
    func number(_ most: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % most
    }
    var crossing = 0, sound = 0
    for _ in 0..<4_000 {
      let corners = (0..<(3 + number(5))).map { _ in (Double(number(1_000)), Double(number(1_000))) }
        .map { ($0.0 / 8, $0.1 / 16) }
      let closed = corners + corners.prefix(1)
      func side(_ a: (Double, Double), _ b: (Double, Double), _ c: (Double, Double)) -> Double {
        (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
      }
      var isCrossed = false, touches = Set(corners.map { "\($0)" }).count < corners.count
      for i in corners.indices {
        for j in corners.indices where j > i {
          let (a, b, c, d) = (closed[i], closed[i + 1], closed[j], closed[j + 1])
          if j > i + 1, i > 0 || j < corners.count - 1 {
            touches = touches || [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)].contains(0)
          }
          if side(a, b, c) * side(a, b, d) < 0, side(c, d, a) * side(c, d, b) < 0 { isCrossed = true }
        }
      }
      // What lies in one line is in the cases above.
      if touches { continue }
      let fault = try shape([corners]).fault
      if isCrossed { crossing += 1 } else { sound += 1 }
      #expect((fault != nil) == isCrossed, "\(corners): \(String(describing: fault))")
    }
    #expect(crossing > 500 && sound > 500)
  }

  /// An outline as long as real ones: a coast of 50,000 corners with a hole as long; and the same with one crossing.
  @Test func longOutlinesAreLookedAtWhole() throws {
    func coast(_ radius: Double) -> [(Double, Double)] {
      (0..<50_000).map { step in
        // A square's way round, rough by a hash of the step.
        let way = Double(step) / 12_500
        let rough = radius * (1 + Double((step &* 7_919) % 997) / 100_000)
        switch Int(way) {
        case 0: return (110 - radius + 2 * radius * way, 30 - rough)
        case 1: return (110 + rough, 30 - radius + 2 * radius * (way - 1))
        case 2: return (110 + radius - 2 * radius * (way - 2), 30 + rough)
        default: return (110 - rough, 30 + radius - 2 * radius * (way - 3))
        }
      }
    }
    let outline = coast(5)
    #expect(try shape([outline]).fault == nil)
    #expect(try shape([coast(5).dropLast(25_000) + [(105, 35.2)], Array(coast(1).prefix(37_000))]).fault == nil)
    var twisted = outline
    twisted.swapAt(20_000, 20_002)
    #expect(try shape([twisted]).fault != nil)
  }
}
