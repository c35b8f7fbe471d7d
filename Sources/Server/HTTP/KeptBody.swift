internal import CZLib

/// Bytes that never change under their address, as they are and compressed: both are made once, whoever asks how often.
///
/// Pages of somebody are none of these and are never compressed: they hold the proof that a form is theirs beside what
/// others may have them send, and the length of a compressed page would tell one by the other.
package final class KeptBody: Sendable {
  let content: Response.Content
  let plain: [UInt8]
  /// As one gzip member; nil where that is no shorter.
  let packed: [UInt8]?
  private let digest: String

  package init(_ content: Response.Content, _ text: String) {
    self.content = content
    plain = Array(text.utf8)
    packed = Self.pack(plain)
    digest = Secrets.hex(Array(plain.withUnsafeBytes { Secrets.digest($0) }.prefix(16)))
  }

  /// What it takes in memory.
  var size: Int { plain.count + (packed?.count ?? 0) }

  /// The reply to a request for it. Each encoding is a thing of its own, with its own tag (RFC 9110 8.8.3).
  package func response(_ head: RequestHead) -> Response {
    let chosen = head.acceptsGzip ? packed : nil
    let tag = "\"\(digest)\(chosen == nil ? "" : "-gzip")\""
    let isThere = head.hasKept(tag)
    var response = isThere ? Response(304) : Response(200, content, chosen ?? plain)
    response.headers = [("ETag", tag), ("Vary", "Accept-Encoding")]
    if chosen != nil, !isThere { response.headers.append(("Content-Encoding", "gzip")) }
    response.isCacheable = true
    return response
  }

  private static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    // A small body is one packet either way.
    guard bytes.count >= 512 else { return nil }
    let packed = [UInt8](unsafeUninitializedCapacity: bytes.count) { out, count in
      count = bytes.withUnsafeBytes { hut_gzip($0.baseAddress, $0.count, out.baseAddress, out.count) }
    }
    return packed.isEmpty ? nil : packed
  }
}

extension RequestHead {
  /// Whether the client takes gzip (RFC 9110 12.5.3): said by name, else by the star; a weight of nought is no.
  var acceptsGzip: Bool {
    guard let line = header(.acceptEncoding) else { return false }
    var star = false
    for part in line.split(separator: ",").prefix(32) {
      let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let coding = pieces.first, ["gzip", "x-gzip", "*"].contains(coding) else { continue }
      let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }
      let isTaken = weight.map { (Double($0.dropFirst(2)) ?? 0) > 0 } ?? true
      if coding != "*" { return isTaken }
      star = isTaken
    }
    return star
  }

  /// Whether the client has what that tag names (RFC 9110 13.1.2).
  func hasKept(_ tag: String) -> Bool {
    guard let line = header(.ifNoneMatch) else { return false }
    return line.split(separator: ",").prefix(32).contains { part in
      let named = part.filter { $0 != " " && $0 != "\t" }
      return named == "*" || named == tag || named == "W/" + tag
    }
  }
}
