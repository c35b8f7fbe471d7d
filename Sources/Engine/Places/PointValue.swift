import Core
import FEEL

extension PlaceShape.Point {
  /// A point as a form answers it; nil for any other value.
  init?(_ value: Value) {
    guard case .context(let members) = value, let longitude = members["longitude"]?.number?.double,
      let latitude = members["latitude"]?.number?.double
    else { return nil }
    self.init(longitude: longitude, latitude: latitude)
  }
}
