/// The address at which another system is called, read so strictly that two readers cannot understand it differently:
/// `http` or `https`; a host that is a name of letters, digits and hyphens, four decimal numbers, or an IPv6 address in
/// brackets; a path and a query of RFC 3986. No user, no fragment, no dot segments, no encoded slashes.
package struct WebAddress: Sendable, Hashable {
  package enum Host: Sendable, Hashable {
    case name(String)
    case network(NetworkAddress)
  }

  package enum Mistake: Error, Sendable, Hashable {
    case characters, scheme, user, host, port, path
  }

  package let isSecure: Bool
  package let host: Host
  package let port: UInt16
  /// Begins with a slash.
  package let path: String
  package let query: String?

  private static let longest = 2_000

  package init(_ text: String) throws(Mistake) {
    guard text.utf8.count <= Self.longest, text.utf8.allSatisfy(Self.isPlain) else { throw .characters }
    let rest: Substring
    if text.hasPrefix("https://") {
      (isSecure, rest) = (true, text.dropFirst(8))
    } else if text.hasPrefix("http://") {
      (isSecure, rest) = (false, text.dropFirst(7))
    } else {
      throw .scheme
    }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    if authority.contains("@") { throw .user }
    let (host, port) = try Self.split(authority)
    self.host = try Self.host(host)
    self.port = try port.map { port throws(Mistake) in try Self.port(port) } ?? (isSecure ? 443 : 80)
    let local = rest[authority.endIndex...]
    let path = local.prefix { $0 != "?" }
    guard Self.isPath(path) else { throw .path }
    self.path = path.isEmpty ? "/" : String(path)
    query = path.endIndex == local.endIndex ? nil : String(local[local.index(after: path.endIndex)...])
  }

  /// What an address may be made of; a `#` begins a part that never leaves the machine.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~:/?[]@!$&'()*+,;=%".utf8.contains(byte)
    }
  }

  // MARK: Host and port

  private static func split(_ authority: Substring) throws(Mistake) -> (host: Substring, port: Substring?) {
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { throw .host }
      let behind = authority[authority.index(after: end)...]
      guard behind.isEmpty || behind.first == ":" else { throw .host }
      return (authority[...end], behind.isEmpty ? nil : behind.dropFirst())
    }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return (parts.first ?? "", parts.count == 2 ? parts[1] : nil)
  }

  private static func port(_ text: Substring) throws(Mistake) -> UInt16 {
    guard text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.first != "0",
      let port = UInt16(text)
    else { throw .port }
    return port
  }

  private static func host(_ text: Substring) throws(Mistake) -> Host {
    if text.first == "[" {
      let inside = text.dropFirst().dropLast()
      guard inside.contains(":"), let address = NetworkAddress(String(inside)) else { throw .host }
      return .network(address)
    }
    let name = text.lowercased()
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, labels.allSatisfy({ isLabel($0) }), let last = labels.last else { throw .host }
    // Readers take what ends in a number for an IPv4 address, in decimal, octal or hexadecimal parts.
    if last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || last.hasPrefix("0x") {
      guard let address = NetworkAddress(name) else { throw .host }
      return .network(address)
    }
    return .name(name)
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
  }

  // MARK: Path

  private static func isPath(_ path: Substring) -> Bool {
    if path.contains("[") || path.contains("]") { return false }
    let lower = path.lowercased()
    for segment in lower.split(separator: "/", omittingEmptySubsequences: false) {
      let plain = segment.replacing("%2e", with: ".")
      if plain == "." || plain == ".." { return false }
    }
    var at = lower.utf8.startIndex
    while let sign = lower.utf8[at...].firstIndex(of: UInt8(ascii: "%")) {
      let digits = lower.utf8[lower.utf8.index(after: sign)...].prefix(2)
      guard digits.count == 2, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        code >= 0x20, code != UInt8(ascii: "/"), code != UInt8(ascii: "\\")
      else { return false }
      at = digits.endIndex
    }
    return true
  }

  // MARK: Text

  /// The host as it stands in an address.
  package var hostText: String {
    switch host {
    case .name(let name): name
    case .network(.four(let number)): NetworkAddress.four(number).text
    case .network(let address): "[\(address.text)]"
    }
  }

  package var text: String {
    "\(isSecure ? "https" : "http")://\(hostText):\(port)\(path)" + (query.map { "?" + $0 } ?? "")
  }
}

extension WebAddress.Mistake {
  /// What is wrong, and what to write.
  package var words: Message {
    switch self {
    case .characters: Message(zh: "网址太长，或有不该有的字符", en: "The address is too long or has characters that none has")
    case .scheme: Message(zh: "网址要以 `http://` 或 `https://` 开头", en: "An address begins with `http://` or `https://`")
    case .user: Message(zh: "网址里不能有用户名", en: "An address has no user in it")
    case .host: Message(zh: "网址里的主机写法不对", en: "The host of the address is not written as it must be")
    case .port: Message(zh: "网址里的端口要 1 到 65535", en: "The port of an address is 1 to 65535")
    case .path: Message(zh: "网址的路径里有 `.`、`..` 或编码过的斜杠", en: "The path has `.`, `..` or an encoded slash")
    }
  }
}
