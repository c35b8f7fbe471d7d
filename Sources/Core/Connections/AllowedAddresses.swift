/// The addresses of other systems that an installation allows; what stands in no bundle, because who writes bundles must
/// not decide where data goes.
package struct AllowedAddresses: Sendable {
  /// One address with everything below its path.
  package struct Entry: Sendable {
    package let address: WebAddress
    /// Where its host may be found; empty = anywhere on the internet, and nowhere else.
    package let networks: [Network]

    package init(_ address: WebAddress, networks: [Network] = []) {
      self.address = address
      self.networks = networks
    }

    fileprivate func covers(_ other: WebAddress) -> Bool {
      let own = address
      guard own.isSecure == other.isSecure, own.host == other.host, own.port == other.port else { return false }
      if own.path == other.path { return true }
      return other.path.hasPrefix(own.path.hasSuffix("/") ? own.path : own.path + "/")
    }

    /// Whether the host may be found at an address: the one that the entry itself is written with, one of its networks,
    /// or a public one.
    package func allows(_ found: NetworkAddress) -> Bool {
      if case .network(let own) = address.host { return own == found }
      return networks.isEmpty ? found.isPublic : networks.contains { $0.contains(found) }
    }
  }

  package let entries: [Entry]

  package init(_ entries: [Entry] = []) { self.entries = entries }

  /// The first entry that covers an address; nil when it is not allowed.
  package func entry(for address: WebAddress) -> Entry? { entries.first { $0.covers(address) } }

  /// What keeps a program's connectors from being called, each at its address in the document.
  package func refused(_ program: Program) -> [Diagnostic] {
    program.connectors.values.sorted { $0.id < $1.id }.compactMap { connector in
      if entry(for: connector.address) != nil { return nil }
      return Diagnostic(
        .urlNotListed, at: connector.range,
        Message(
          zh: "这个安装不允许连接「\(connector.title.zh)」的网址",
          en: "This installation does not allow the address of connector `\(connector.id)`"),
        hint: Message(
          zh: "请管理员把它写进 `hutong serve --connectors` 的文件", en: "The file of `hutong serve --connectors` lists addresses"))
    }
  }
}
