import Core
import Engine

/// A running server: one listener for each address, one site behind them.
package final class HutongServer: Sendable {
  package let site: Site
  private let listeners: [Listener]

  /// The ports that are listened on, in the order of the addresses.
  package var ports: [UInt16] { listeners.map(\.port) }

  /// Starts to answer.
  ///
  /// - Throws: `ServerRefused`: a demonstration on an address that others can reach; an address that cannot be had.
  package static func start(options: ServerOptions, store: any Store, desk: Desk) throws(ServerRefused)
    -> HutongServer
  {
    var options = options
    if let demonstration = options.demonstration {
      guard options.isLoopback else { throw .demonstrationInPublic(host: options.host) }
      options.codeSender = options.codeSender ?? CodeOnScreen(demonstration)
    }
    if options.codeSender is CodeOnScreen, options.demonstration == nil {
      throw .demonstrationInPublic(host: options.host)
    }
    let site = Site(desk: desk, store: store, options: options)
    if let epoch = try? desk.epoch() { site.saw(epoch: epoch) }
    var listeners: [Listener] = []
    for address in options.addresses {
      do {
        listeners.append(
          try Listener(
            address: address, port: listeners.first?.port ?? options.port, connections: options.connections,
            service: site))
      } catch {
        // A machine without IPv6 still has the other loopback address.
        if !listeners.isEmpty, options.host == "localhost" { continue }
        for listener in listeners { listener.stop() }
        site.close()
        throw .cannotListen(address: address, reason: (error as? Listener.Failure)?.message ?? "\(error)")
      }
    }
    return HutongServer(site, listeners)
  }

  private init(_ site: Site, _ listeners: [Listener]) {
    self.site = site
    self.listeners = listeners
  }

  /// Ends without losing a reply; close the store afterwards. False when something still waited after ten seconds.
  @discardableResult
  package func stop() -> Bool {
    let isClean = listeners.reduce(true) { $1.stop() && $0 }
    if isClean { site.close() }
    return isClean
  }
}
