import Core

/// The header lines that something here reads; all others are passed over without a copy.
package enum HeaderName: Int, Sendable, CaseIterable {
  case authorization, cookie, host, origin
  case acceptEncoding, acceptLanguage, contentType, contentLength, csrfToken, expect, fetchSite, idempotencyKey
  case ifMatch, ifNoneMatch
  case transferEncoding

  /// The name in lower case as bytes, compared without regard to case.
  var text: StaticString {
    switch self {
    case .authorization: "authorization"
    case .cookie: "cookie"
    case .host: "host"
    case .origin: "origin"
    case .acceptEncoding: "accept-encoding"
    case .acceptLanguage: "accept-language"
    case .contentType: "content-type"
    case .contentLength: "content-length"
    case .csrfToken: "x-csrf-token"
    case .expect: "expect"
    case .fetchSite: "sec-fetch-site"
    case .idempotencyKey: "idempotency-key"
    case .ifMatch: "if-match"
    case .ifNoneMatch: "if-none-match"
    case .transferEncoding: "transfer-encoding"
    }
  }
}

/// A request before its body: what decides the route, the largest body and the language.
package struct RequestHead: Sendable {
  package let method: Method?
  /// The path, percent-decoded, a text for each segment; `/` is empty.
  package let path: [String]
  /// The arguments behind `?`, in order.
  package let query: FieldList
  /// Bytes of the client's address: 4, 16, or none when unknown.
  package let client: ClientAddress
  private let values: [String?]

  package init(
    method: Method?, path: [String], query: FieldList = FieldList(),
    client: ClientAddress = ClientAddress([]),
    headers: [HeaderName: String] = [:]
  ) {
    var values = [String?](repeating: nil, count: HeaderName.allCases.count)
    for (name, value) in headers { values[name.rawValue] = value }
    self.init(method: method, path: path, query: query, client: client, values: values)
  }

  init(method: Method?, path: [String], query: FieldList, client: ClientAddress, values: [String?]) {
    self.method = method
    self.path = path
    self.query = query
    self.client = client
    self.values = values
  }

  /// The value of a header line; nil when it was not sent.
  package func header(_ name: HeaderName) -> String? { values[name.rawValue] }

  /// Zero when the length is unknown (chunked) or there is no body.
  var declaredLength: Int { header(.contentLength).flatMap { Int($0) } ?? 0 }

  /// The value of a cookie; the first one of that name.
  package func cookie(_ name: String) -> String? {
    guard let line = header(.cookie) else { return nil }
    for pair in line.split(separator: ";") {
      let pair = pair.drop { $0 == " " }
      guard let sign = pair.firstIndex(of: "="), pair[..<sign] == name else { continue }
      return String(pair[pair.index(after: sign)...])
    }
    return nil
  }

  /// The language that `Accept-Language` likes best of ours; nil when it names neither.
  package var acceptedLanguage: Language? {
    guard let line = header(.acceptLanguage) else { return nil }
    var best: (language: Language, weight: Int)?
    for part in line.split(separator: ",").prefix(16) {
      let pieces = part.split(separator: ";")
      guard let tag = pieces.first?.drop(while: { $0 == " " }).lowercased() else { continue }
      let language: Language? = tag.hasPrefix("zh") ? .zh : tag.hasPrefix("en") ? .en : nil
      guard let language else { continue }
      let weight = pieces.dropFirst().lazy.compactMap { Self.weight($0) }.first ?? 1000
      if weight > best?.weight ?? 0 { best = (language, weight) }
    }
    return best?.language
  }

  /// `q=0.8` as 800; a weight that is none counts as 0.
  private static func weight(_ piece: Substring) -> Int? {
    let text = piece.drop { $0 == " " }
    guard text.hasPrefix("q=") else { return nil }
    guard let value = Double(text.dropFirst(2)), value >= 0, value <= 1 else { return 0 }
    return Int(value * 1000)
  }
}

/// Where a request came from, for limits; never written to a log.
package struct ClientAddress: Sendable, Hashable {
  package let bytes: [UInt8]
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// 127/8 or ::1 (also as IPv4 in IPv6).
  package var isLoopback: Bool {
    switch bytes.count {
    case 4: bytes[0] == 127
    case 16: bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 || isMapped && bytes[12] == 127
    default: false
    }
  }

  private var isMapped: Bool {
    bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
  }
}

/// A whole request.
package struct Request: Sendable {
  package let head: RequestHead
  package let body: [UInt8]
  package init(head: RequestHead, body: [UInt8] = []) {
    self.head = head
    self.body = body
  }
}
