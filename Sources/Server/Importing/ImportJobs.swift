import Core
import Engine
import Synchronization
internal import Glibc

/// An import that somebody began on a page: it goes on whether they wait for it or not, and what came of it is kept for
/// them a day, on the server that did it. What it wrote stands in the store and in the list of imports.
final class ImportJob: Sendable {
  enum Outcome: Sendable {
    case report(ImportReport)
    case problem(Problem)
  }

  let id = Secrets.hex(Secrets.random(16))
  let person: Int64
  let kind: ImportKind
  let sent: SentTable
  let progress = ImportProgress()
  private let ended = Mutex<(outcome: Outcome, at: Int64)?>(nil)

  fileprivate init(_ person: Int64, _ kind: ImportKind, _ sent: SentTable) {
    self.person = person
    self.kind = kind
    self.sent = sent
  }

  /// Nil while it goes on.
  var outcome: Outcome? { ended.withLock { $0?.outcome } }
  /// When it ended, steady milliseconds.
  fileprivate var end: Int64? { ended.withLock { $0?.at } }

  fileprivate func end(_ outcome: Outcome) { ended.withLock { $0 = (outcome, SteadyClock.milliseconds) } }

  /// Whether it ends so soon that nobody has to be shown how far it is.
  func ends(within milliseconds: Int64) -> Bool {
    let last = SteadyClock.milliseconds + milliseconds
    while outcome == nil {
      if SteadyClock.milliseconds >= last { return false }
      usleep(10_000)
    }
    return true
  }
}

/// The imports that pages began on this server. One goes on at a time: each changes what the next one is decided by.
final class ImportJobs: Sendable {
  private let pool = WorkerPool(threads: 1, most: 16)
  private let jobs = Mutex<[ImportJob]>([])

  /// Kept at most, those that go on besides.
  private static let most = 40
  private static let kept: Int64 = 86_400_000

  func close() { pool.close() }

  /// - Parameter bring: does it.
  /// - Throws: `Problem` 503 when too many wait.
  func begin(
    _ person: Int64, _ kind: ImportKind, _ sent: SentTable, _ bring: @escaping @Sendable (ImportProgress) throws -> ImportReport
  ) throws -> ImportJob {
    let job = ImportJob(person, kind, sent.kept)
    let isTaken = pool.submit {
      do {
        job.end(.report(try bring(job.progress)))
      } catch let refusal as Refusal {
        job.end(.problem(Problem(refusal)))
      } catch {
        job.end(.problem(Problem(error)))
      }
    }
    guard isTaken else { throw Problem.unavailable }
    jobs.withLock { jobs in
      let now = SteadyClock.milliseconds
      jobs.removeAll { $0.end.map { now - $0 > Self.kept } ?? false }
      let ended = jobs.filter { $0.outcome != nil }
      for old in ended.prefix(max(0, ended.count - Self.most)) { jobs.removeAll { $0 === old } }
      jobs.append(job)
    }
    return job
  }

  /// One of somebody's own; nil for others', and for one that another server did or that is long over.
  func find(_ id: String, of person: Int64) -> ImportJob? {
    jobs.withLock { $0.first { $0.id == id && $0.person == person } }
  }

  /// Somebody's own, the newest first.
  func all(of person: Int64, _ kind: ImportKind) -> [ImportJob] {
    jobs.withLock { $0.filter { $0.person == person && $0.kind == kind }.reversed() }
  }
}
