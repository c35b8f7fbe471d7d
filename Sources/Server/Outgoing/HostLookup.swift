import Core
internal import Glibc

/// Where a host is: asked once for each attempt, and used for it alone.
enum HostLookup {
  /// All addresses of a name; empty when it has none.
  static func addresses(of name: String) -> [NetworkAddress] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: [NetworkAddress] = []
    var next = list
    while let info = next?.pointee {
      if let address = address(info), !found.contains(address) { found.append(address) }
      next = info.ai_next
    }
    return found
  }

  private static func address(_ info: addrinfo) -> NetworkAddress? {
    guard let raw = UnsafeRawPointer(info.ai_addr) else { return nil }
    switch info.ai_family {
    case AF_INET where Int(info.ai_addrlen) >= MemoryLayout<sockaddr_in>.size:
      let four = raw.loadUnaligned(as: sockaddr_in.self)
      return withUnsafeBytes(of: four.sin_addr) { NetworkAddress(bytes: Array($0)) }
    case AF_INET6 where Int(info.ai_addrlen) >= MemoryLayout<sockaddr_in6>.size:
      let six = raw.loadUnaligned(as: sockaddr_in6.self)
      return withUnsafeBytes(of: six.sin6_addr) { NetworkAddress(bytes: Array($0)) }
    default: return nil
    }
  }
}
