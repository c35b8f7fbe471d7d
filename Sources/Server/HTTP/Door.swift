internal import CMicroHTTPD
import Core
internal import Glibc
import Synchronization

/// The listening socket and the thread that lets clients in: it accepts and hands each connection to the library's
/// threads, which never see the socket.
///
/// The library can listen itself, but cannot stop listening: in 0.9.75 `MHD_quiesce_daemon` (daemon.c) marks a worker as
/// quiesced and takes the socket out of its epoll set, while the worker, once it sees the mark, takes it out as well
/// (`MHD_epoll`); whoever comes second gets ENOENT, and both have a place where that ends the process. Shutting the
/// socket down under the library's threads instead would keep them busy: an epoll set reports such a socket for ever.
final class Door: Sendable {
  /// The port that was got.
  let port: UInt16
  private let socket: Int32
  private let most: Int
  /// Connections that were let in and have not ended.
  private let inside = Atomic<Int>(0)
  private let isClosing = Atomic<Bool>(false)
  private let thread = Mutex<WorkerThread?>(nil)

  /// Nobody comes in above `most`: who is next waits in the queue of the system.
  /// - Throws: `Listener.Failure` with the words of the system.
  init(address: String, port: UInt16, most: Int) throws {
    socket = hut_http_listen(address, port)
    guard socket >= 0 else { throw Listener.Failure(message: String(cString: strerror(-socket))) }
    self.port = hut_http_port(socket)
    self.most = most
  }

  /// Begins to let clients in. - Returns: false when the system has no thread left.
  func open(onto daemon: OpaquePointer) -> Bool {
    let daemon = Daemon(pointer: daemon)
    guard let thread = WorkerThread({ self.watch(daemon) }) else { return false }
    self.thread.withLock { $0 = thread }
    return true
  }

  /// From here on nobody comes in, and the port is free for another; once.
  func close() {
    isClosing.store(true, ordering: .releasing)
    // Wakes the thread, and whoever waits in the queue of the system is sent away.
    shutdown(socket, Int32(SHUT_RDWR))
    thread.withLock { $0.take() }?.join()
    Glibc.close(socket)
  }

  /// A connection has ended.
  func left() { inside.wrappingSubtract(1, ordering: .relaxed) }

  /// Valid until the listener stops it, and that closes the door first. No lock: the pointer never changes, and the library
  /// guards what lies behind it.
  private struct Daemon: @unchecked Sendable { let pointer: OpaquePointer }

  /// Milliseconds until it is tried again when all places are taken, or the process has no more files.
  private static let rest: UInt32 = 5

  private func watch(_ daemon: Daemon) {
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    while !isClosing.load(ordering: .acquiring) {
      if inside.load(ordering: .relaxed) >= most {
        usleep(Self.rest * 1_000)
        continue
      }
      if poll(&waiting, 1, -1) > 0, !letIn(daemon) { usleep(Self.rest * 1_000) }
    }
  }

  /// Lets in all who wait, as long as there is room. False when the system gives no more for now.
  private func letIn(_ daemon: Daemon) -> Bool {
    while inside.load(ordering: .relaxed) < most {
      var from = sockaddr_storage()
      var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let client = hut_http_accept(socket, &from, &size)
      switch -client {
      case EAGAIN: return true
      // Gone again before their turn.
      case EINTR, ECONNABORTED, EPROTO: continue
      case 1...: return false
      default: break
      }
      inside.add(1, ordering: .relaxed)
      let isIn = withUnsafePointer(to: &from) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          MHD_add_connection(daemon.pointer, client, $0, size) == hut_http_yes()
        }
      }
      if !isIn { left() }
    }
    return true
  }
}
