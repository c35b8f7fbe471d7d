import Core
import Engine

/// The boundary of a place, with those of the places directly below it, drawn on the server to fit a page: no tiles, no
/// other server is asked.
struct PlaceMap {
  /// One shape with what it is called.
  struct Part {
    let name: String
    let shape: PlaceShape
  }

  let title: String
  /// Of the place itself, where one was brought.
  let outline: PlaceShape?
  let parts: [Part]

  /// Of the longer side, in the drawing's own units.
  private static let side = 400.0
  private static let margin = 8.0
  /// Corners nearer than this to the one before are left out: they would be one dot.
  private static let grain = 2.0
  /// Parts narrower than this have no room for their name.
  private static let label = 56.0

  /// Nothing where no boundary was brought.
  func write(_ layout: Layout, _ html: inout HTML) {
    let shapes = [outline].compactMap { $0 } + parts.map(\.shape)
    guard let frame = Frame(shapes.map(\.box)) else { return }
    html.tag("figure", [.style("card chart map")]) { html in
      html.tag(
        "svg",
        [
          .of("viewBox", "0 0 \(Int(frame.width)) \(Int(frame.height))"), .of("role", "img"), .of("aria-label", label(layout)),
        ]
      ) { html in
        for (at, part) in parts.enumerated() {
          path(part.shape, frame, "area area--\(at % 4)", part.name, &html)
        }
        if let outline { path(outline, frame, "outline", nil, &html) }
        for part in parts { name(part, frame, &html) }
      }
      html.tag(
        "figcaption", [.style("foot")],
        parts.isEmpty
          ? layout.say("边界示意", "Sketch of the boundary")
          : layout.say("\(title)和下级的边界示意，共 \(parts.count) 块", "Sketch of \(title) and \(parts.count) places below"))
    }
  }

  private func label(_ layout: Layout) -> String {
    parts.isEmpty
      ? layout.say("\(title)的边界", "Boundary of \(title)")
      : layout.say("\(title)和下级的边界", "Boundaries of \(title) and the places below")
  }

  private func path(_ shape: PlaceShape, _ frame: Frame, _ style: String, _ name: String?, _ html: inout HTML) {
    let rings = shape.polygons.flatMap { $0 }.compactMap { frame.thinned($0, to: Self.grain) }
    if rings.isEmpty { return }
    let text = rings.map { ring in
      "M" + ring.map { "\(Int($0.x.rounded())) \(Int($0.y.rounded()))" }.joined(separator: "L") + "Z"
    }.joined()
    html.tag("path", [.style(style), .of("d", text), .of("fill-rule", "evenodd")]) { html in
      if let name { html.tag("title", [], name) }
    }
  }

  private func name(_ part: Part, _ frame: Frame, _ html: inout HTML) {
    let box = part.shape.box
    let (west, north) = frame.place(box.west, box.north)
    let (east, south) = frame.place(box.east, box.south)
    guard east - west >= Self.label, south - north >= 16 else { return }
    let (x, y) = (Int(((west + east) / 2).rounded()), Int(((north + south) / 2).rounded()) + 4)
    html.tag("text", [.of("x", String(x)), .of("y", String(y)), .of("text-anchor", "middle")], part.name)
  }

  /// How degrees become units of the drawing.
  private struct Frame {
    private let west: Double, north: Double, scale: Double, narrowing: Double
    let width: Double, height: Double

    /// nil without boxes.
    init?(_ boxes: [PlaceShape.Box]) {
      guard let first = boxes.first else { return nil }
      let west = boxes.reduce(first.west) { min($0, $1.west) }, east = boxes.reduce(first.east) { max($0, $1.east) }
      let south = boxes.reduce(first.south) { min($0, $1.south) }, north = boxes.reduce(first.north) { max($0, $1.north) }
      // A degree of longitude is narrower than one of latitude, the more the farther from the equator.
      narrowing = Self.cosine((south + north) / 2)
      let wide = (east - west) * narrowing, high = north - south
      scale = PlaceMap.side / max(wide, high, 0.000_001)
      (self.west, self.north) = (west, north)
      width = (wide * scale + 2 * PlaceMap.margin).rounded(.up)
      height = (high * scale + 2 * PlaceMap.margin).rounded(.up)
    }

    /// Of degrees; good to a thousandth, which is less than a dot.
    private static func cosine(_ degrees: Double) -> Double {
      let x = degrees * .pi / 180, square = x * x
      return max(0.01, 1 - square / 2 + square * square / 24 - square * square * square / 720)
    }

    func place(_ longitude: Double, _ latitude: Double) -> (x: Double, y: Double) {
      ((longitude - west) * narrowing * scale + PlaceMap.margin, (north - latitude) * scale + PlaceMap.margin)
    }

    /// Corners that are dots apart; nil for what is no more than a dot.
    func thinned(_ ring: [PlaceShape.Point], to grain: Double) -> [(x: Double, y: Double)]? {
      var kept: [(x: Double, y: Double)] = []
      for point in ring {
        let at = place(point.longitude, point.latitude)
        if let last = kept.last, abs(last.x - at.x) < grain, abs(last.y - at.y) < grain { continue }
        kept.append(at)
      }
      return kept.count < 3 ? nil : kept
    }
  }
}
