internal import CMicroHTTPD

/// Collects the header lines of one request while libmicrohttpd walks over them, and finds framing that two servers
/// could read in two ways (RFC 9112 6.1): such a request is refused and its connection closed.
struct HeaderReading {
  private(set) var values = [String?](repeating: nil, count: HeaderName.allCases.count)
  private(set) var isMalformed = false

  mutating func take(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    guard let known = Self.known(name) else {
      if name.isEmpty || name.contains(where: { $0 <= 32 || $0 >= 127 }) { isMalformed = true }
      return
    }
    guard values[known.rawValue] == nil else {
      // Several cookie lines are one list (RFC 9113 8.2.3), and of what a client likes the first line will do; anything
      // else that comes twice is not what it seems.
      if [.acceptEncoding, .acceptLanguage, .cookie, .ifNoneMatch].contains(known) { return }
      isMalformed = true
      return
    }
    guard let text = String(validating: value, as: UTF8.self), !value.contains(0) else {
      isMalformed = true
      return
    }
    values[known.rawValue] = text
  }

  /// True when length and encoding of the body are said in one way only.
  var framingIsClear: Bool {
    let length = values[HeaderName.contentLength.rawValue]
    let encoding = values[HeaderName.transferEncoding.rawValue]
    if let length {
      guard encoding == nil, (1...15).contains(length.utf8.count),
        length.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 })
      else { return false }
    }
    if let encoding, encoding.lowercased() != "chunked" { return false }
    return !isMalformed
  }

  private static func known(_ name: UnsafeRawBufferPointer) -> HeaderName? {
    for header in HeaderName.allCases where header.text.utf8CodeUnitCount == name.count {
      var same = true
      for i in 0..<name.count {
        let byte = name[i]
        let lower = byte >= 65 && byte <= 90 ? byte | 32 : byte
        if lower != header.text.utf8Start[i] {
          same = false
          break
        }
      }
      if same { return header }
    }
    return nil
  }
}

/// Called by libmicrohttpd for each header line.
func takeHeader(
  context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameSize: Int,
  value: UnsafePointer<CChar>?, valueSize: Int
) -> MHD_Result {
  guard let context, let name else { return hut_http_yes() }
  let reading = context.assumingMemoryBound(to: HeaderReading.self)
  reading.pointee.take(
    UnsafeRawBufferPointer(start: name, count: max(0, nameSize)),
    UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : max(0, valueSize)))
  return hut_http_yes()
}
