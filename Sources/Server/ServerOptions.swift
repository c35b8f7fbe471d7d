/// How a server listens and whom it lets in.
package struct ServerOptions: Sendable {
  /// Numeric IPv4 or IPv6 address, or `localhost` for both of the machine's own.
  package var host = "127.0.0.1"
  /// 0 = any free one.
  package var port: UInt16 = 8080
  /// The invented people of `--demo`; nil = none of their logins exists.
  package var demonstration: Demonstration?
  /// Brings one-time codes to phones; nil = nobody signs in by phone. A demonstration shows them.
  package var codeSender: (any CodeSender)?
  /// People reach the server by https, through a proxy on this machine: cookies are secure ones.
  package var isBehindHTTPS = false
  package var limits: LimitRules?
  /// Most connections at a time, for each address.
  package var connections = 4_096
  /// Takes a line for the log: why a request could not be answered.
  package var log: (@Sendable (String) -> Void)?

  package init() {}

  /// The addresses of `host`.
  package var addresses: [String] { host == "localhost" ? ["127.0.0.1", "::1"] : [host] }

  /// Only this machine reaches it.
  package var isLoopback: Bool {
    addresses.allSatisfy { address in
      let octets = address.split(separator: ".", omittingEmptySubsequences: false)
      let isIPv4 = octets.count == 4 && octets.allSatisfy { UInt8($0) != nil }
      return address == "::1" || isIPv4 && octets[0] == "127"
    }
  }
}

/// Why a server does not start.
package enum ServerRefused: Error, Sendable, Equatable {
  /// A demonstration must not be reachable from another machine.
  case demonstrationInPublic(host: String)
  case cannotListen(address: String, reason: String)
}
