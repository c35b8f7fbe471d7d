internal import Glibc

/// A thread that runs one function and can be waited for.
package struct WorkerThread: Sendable {
  private let id: pthread_t

  /// - Returns: nil when the system has no thread left.
  package init?(_ body: @escaping @Sendable () -> Void) {
    var id = pthread_t()
    let box = Unmanaged.passRetained(Body(body))
    let code = pthread_create(
      &id, nil,
      {
        if let context = $0 { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return nil
    }
    self.id = id
  }

  /// Waits for its end; once.
  package func join() { pthread_join(id, nil) }

  /// Nobody will wait for it.
  package func detach() { pthread_detach(id) }

  package var isCurrent: Bool { pthread_equal(id, pthread_self()) != 0 }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
