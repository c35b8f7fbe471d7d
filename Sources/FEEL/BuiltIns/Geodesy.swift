#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Distances on the sphere of the mean Earth radius.
enum Geodesy {
  /// Great-circle metres between two points in degrees, to a tenth of a metre; `nil` outside the globe.
  static func metres(
    _ a: (longitude: Number, latitude: Number), _ b: (longitude: Number, latitude: Number)
  ) -> Number? {
    let x1 = a.longitude.double
    let y1 = a.latitude.double
    let x2 = b.longitude.double
    let y2 = b.latitude.double
    guard abs(x1) <= 180, abs(x2) <= 180, abs(y1) <= 90, abs(y2) <= 90 else { return nil }
    let radians = Double.pi / 180
    let dy = sin((y2 - y1) * radians / 2)
    let dx = sin((x2 - x1) * radians / 2)
    let h = dy * dy + cos(y1 * radians) * cos(y2 * radians) * dx * dx
    let metres = 2 * 6_371_008.8 * asin(Swift.min(1, h.squareRoot()))
    return Number(approximating: metres)?.rescaled(to: 1, .halfUp)
  }
}
