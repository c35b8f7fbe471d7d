import Compile
import Core
import Engine
import Glibc
import Server
import Spec
import Synchronization

/// What a server does by itself: says that it is alive, folds figures, publishes folders that change.
final class BackgroundWork: Sendable {
  private let engine: Engine
  private let options: ServeOptions
  private let table: SpecTable
  private let carrier: any Carrier
  private let isStopped = Atomic<Bool>(false)
  private let running = Atomic<Int>(0)
  /// Rounds of `forget`, which has work only now and then, and of what is done once a day.
  private let rounds = Atomic<Int>(0)
  private let fileRounds = Atomic<Int>(0)
  private let moveRounds = Atomic<Int>(0)
  /// The state of the directory in which vacant posts were last looked for.
  private let directory = Mutex<DirectoryMark?>(nil)
  /// The watched folders as they looked when this was made; nil when nothing is watched.
  private let watch: Mutex<FolderWatch?>

  /// Made before the folders are first read: what changes after that is seen.
  init(_ engine: Engine, _ options: ServeOptions, _ table: SpecTable, _ carrier: any Carrier) {
    self.engine = engine
    self.options = options
    self.table = table
    self.carrier = carrier
    watch = Mutex(options.watches && !options.folders.isEmpty ? FolderWatch(options.folders) : nil)
  }

  func start() {
    loop { self.beat() }
    loop { self.fold() }
    loop { self.closeLists() }
    loop { self.ring() }
    // Several, so that one system that does not answer holds up no other.
    for _ in 0..<Self.couriers { loop { self.deliver() } }
    loop { self.followDirectory() }
    loop { self.migrate() }
    loop { self.forget() }
    loop { self.forgetFiles() }
    if watch.withLock({ $0 != nil }) {
      loop { if self.watch.withLock({ $0?.changed() ?? false }) { self.publish() } }
    }
  }

  /// Waits until the step that runs is done.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    while running.load(ordering: .acquiring) > 0 { usleep(10_000) }
  }

  /// Runs a step about twice a second on a thread of its own.
  private func loop(_ step: @escaping @Sendable () -> Void) {
    running.add(1, ordering: .acquiringAndReleasing)
    let work = ThreadWork {
      while !self.isStopped.load(ordering: .relaxed) {
        step()
        usleep(500_000)
      }
      self.running.subtract(1, ordering: .acquiringAndReleasing)
    }
    if !work.start() { running.subtract(1, ordering: .acquiringAndReleasing) }
  }

  private func beat() {
    do { try engine.beat(name: options.host + ":" + String(options.port)) } catch { report("beat", error) }
  }

  private func fold() {
    do { while try engine.fold() > 0, !isStopped.load(ordering: .relaxed) {} } catch { report("fold", error) }
  }

  /// Lists that close at a number of lines or a time of day.
  private func closeLists() {
    do { try engine.closeDueLists() } catch { report("lists", error) }
  }

  /// Reminders, escalation, steps that wait for a moment.
  private func ring() {
    do { while try engine.ringDueReminders() > 0, !isStopped.load(ordering: .relaxed) {} } catch { report("clock", error) }
  }

  private static let couriers = 4

  /// Calls of other systems.
  private func deliver() {
    do { while try engine.deliver(by: carrier), !isStopped.load(ordering: .relaxed) {} } catch { report("call", error) }
  }

  /// Posts that became vacant, and those that have somebody again.
  private func followDirectory() {
    do {
      let seen = directory.withLock { $0 }
      let now = try engine.followDirectory(since: seen)
      directory.withLock { $0 = now }
    } catch { report("directory", error) }
  }

  /// Running requests to the edition that runs, about every three seconds.
  private func migrate() {
    guard moveRounds.add(1, ordering: .relaxed).newValue % 6 == 1 else { return }
    do { try engine.migrate() } catch { report("migrate", error) }
  }

  /// Once at the start, then about every ten minutes.
  private func forget() {
    guard rounds.add(1, ordering: .relaxed).newValue % 1_200 == 1 else { return }
    do { try engine.forget() } catch { report("forget", error) }
  }

  /// Soon after the start, then about once a day.
  private func forgetFiles() {
    guard fileRounds.add(1, ordering: .relaxed).newValue % 172_800 == 20 else { return }
    do { try FileLife(engine, FileVault(folder: options.files)).forget() } catch { report("files", error) }
  }

  private func report(_ what: String, _ error: any Error) {
    if isStopped.load(ordering: .relaxed) { return }
    if let refusal = error as? Refusal, refusal.code == .movedOn || refusal.code == .unavailable { return }
    Terminal.error("\(what): \(OpenStore.words(error))")
  }

  /// A changed folder becomes a release, whole or not at all.
  private func publish() {
    do {
      let folders = try BundleFolders.read(options.folders, table: table)
      let result = try engine.publish(
        folders.documents, actor: "folder", reason: nil, origin: Self.origin(options.folders)
      ) { who in Terminal.error("等待 \(who)", "waiting for \(who)") }
      if result.isNew { Terminal.error("已发布第 \(result.epoch) 版", "published release \(result.epoch)") }
    } catch let refused as PublishRefused {
      Serving.print(refused.diagnostics)
      Terminal.error("没有发布，上一版照常运行", "not published, the last release goes on")
    } catch {
      report("watch", error)
    }
  }

  /// How a release says which folders it came from: by their real paths, however they were typed.
  static func origin(_ folders: [String]) -> String {
    let paths = folders.map { folder in
      guard let path = realpath(folder, nil) else { return folder }
      defer { free(path) }
      return String(cString: path)
    }
    return "folder " + paths.joined(separator: " ")
  }
}

/// A detached thread for one closure.
private final class ThreadWork: Sendable {
  private let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func start() -> Bool {
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Compiling a large release recurses over deep expressions.
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let context = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, &attributes,
      { pointer in
        if let pointer { Unmanaged<ThreadWork>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
      }, context.toOpaque())
    if code != 0 { context.release() }
    return code == 0
  }
}
