import Core
import Engine

/// What routes and pages ask of the engine, as values of functions: the one place where HTTP meets the engine, so that
/// neither has to know the other's shape. Reads may wait for the store and are called on worker threads.
package struct Desk: Sendable {
  /// Does a command; the reply comes on any thread, once. Called on the threads that move bytes.
  package var perform: @Sendable (Command, @escaping @Sendable (Result<Reply, any Error>) -> Void) -> Void
  /// What a command was answered that was done already; nil when it was not.
  package var repeated: @Sendable (Command) throws -> Reply?
  /// Bytes of uploaded files.
  package var vault: FileVault
  /// A file that this person sent.
  package var ownFile: @Sendable (Caller, String) throws -> StoredFile
  /// A file of a request (its code second), for who may read the answer that holds it.
  package var file: @Sendable (Caller, String, String) throws -> StoredFile
  /// Services that this person may use, at their places; with words to look for.
  package var services: @Sendable (Caller, String?) throws -> [ListedService]
  /// A form as this person gets it, for themselves or somebody they may speak for; with answers, as it looks then.
  package var form: @Sendable (Caller, String, Int64?, [String: Answer]?) throws -> FormView
  /// The program of a form for browsers, by service, variant and the hash of the service that runs now, over a run-time at
  /// an address; nil when there is none of that hash.
  package var formModule: @Sendable (_ service: String, _ variant: String, _ hash: String, _ runTime: String) throws -> String?
  /// The kept draft of a service; nil when there is none.
  package var draft: @Sendable (Caller, String, Int64?) throws -> [UInt8]?
  /// What answers to a service are called now and were called before; nil when there is no such service.
  package var answerNames: @Sendable (String) throws -> AnswerNames? = { _ in nil }
  package var requests: @Sendable (Caller) throws -> [RequestCard]
  package var request: @Sendable (Caller, String) throws -> RequestView
  /// The fields that a request asks this person for now: of a step, or of a return; with answers, as it looks then.
  package var stepForm:
    @Sendable (Caller, _ code: String, _ step: String?, _ answers: [String: Answer]?) throws -> StepFormView
  package var inbox: @Sendable (Caller, QueueFilter) throws -> QueueRows
  package var counts: @Sendable (Caller, String, CountsQuestion) throws -> CountsView
  package var represented: @Sendable (Caller) throws -> [RepresentedPerson]
  package var who: @Sendable (Caller) throws -> Who
  /// What this person administers; nil = nothing.
  package var administration: @Sendable (Caller) throws -> Administration?
  package var releases: Releases
  package var pages: PageReads
  package var rights = RightsReads.none
  package var places: PlaceReads
  package var mandates = MandateReads.none
  /// Where tables come in.
  package var imports: @Sendable (ImportKind) -> ImportDoor = { _ in .closed }
  package var directory = DirectoryReads.nothing
  package var provisioning = Provisioning.nothing
  /// Whom people may ask who cannot sign in; nil when no one body stands above the others.
  package var frontOffice: @Sendable () throws -> String? = { nil }
  /// The active release, as this process knows it.
  package var epoch: @Sendable () throws -> Int64
  package var counters: @Sendable () -> CompileCounters

  /// Publishing, for those who may.
  package struct Releases: Sendable {
    /// The files of an uploaded bundle as documents.
    package var documents: @Sendable ([BundleEntry]) -> [SourceDocument]
    package var plan: @Sendable ([SourceDocument]) throws -> ReleaseView
    package var publish:
      @Sendable ([SourceDocument], _ actor: String, _ reason: String?) throws -> ReleaseView
    package var rollback: @Sendable (Int64, _ actor: String) throws -> ReleaseView
    package var list: @Sendable () throws -> [ReleaseLine]
    /// What going back to a release would do.
    package var compare: @Sendable (Int64) throws -> ReleaseView
    /// Line by line, from one release to another; nil when there is none of them.
    package var differences: @Sendable (_ from: Int64, _ to: Int64) throws -> ReleaseComparison? = { _, _ in nil }
    /// Line by line, from what runs to documents that would stand for it.
    package var changes: @Sendable ([SourceDocument]) throws -> ReleaseComparison = { _ in ReleaseComparison(documents: []) }

    package init(
      documents: @escaping @Sendable ([BundleEntry]) -> [SourceDocument],
      plan: @escaping @Sendable ([SourceDocument]) throws -> ReleaseView,
      publish: @escaping @Sendable ([SourceDocument], String, String?) throws -> ReleaseView,
      rollback: @escaping @Sendable (Int64, String) throws -> ReleaseView,
      list: @escaping @Sendable () throws -> [ReleaseLine],
      compare: @escaping @Sendable (Int64) throws -> ReleaseView
    ) {
      self.documents = documents
      self.plan = plan
      self.publish = publish
      self.rollback = rollback
      self.list = list
      self.compare = compare
    }
  }

  package init(
    perform: @escaping @Sendable (Command, @escaping @Sendable (Result<Reply, any Error>) -> Void) -> Void,
    repeated: @escaping @Sendable (Command) throws -> Reply?,
    vault: FileVault, ownFile: @escaping @Sendable (Caller, String) throws -> StoredFile,
    file: @escaping @Sendable (Caller, String, String) throws -> StoredFile,
    services: @escaping @Sendable (Caller, String?) throws -> [ListedService],
    form: @escaping @Sendable (Caller, String, Int64?, [String: Answer]?) throws -> FormView,
    formModule: @escaping @Sendable (String, String, String, String) throws -> String? = { _, _, _, _ in nil },
    draft: @escaping @Sendable (Caller, String, Int64?) throws -> [UInt8]?,
    requests: @escaping @Sendable (Caller) throws -> [RequestCard],
    request: @escaping @Sendable (Caller, String) throws -> RequestView,
    stepForm: @escaping @Sendable (Caller, String, String?, [String: Answer]?) throws -> StepFormView = { _, _, _, _ in
      throw Problem.notFound
    },
    inbox: @escaping @Sendable (Caller, QueueFilter) throws -> QueueRows,
    counts: @escaping @Sendable (Caller, String, CountsQuestion) throws -> CountsView,
    represented: @escaping @Sendable (Caller) throws -> [RepresentedPerson],
    who: @escaping @Sendable (Caller) throws -> Who, administration: @escaping @Sendable (Caller) throws -> Administration?,
    releases: Releases, pages: PageReads, places: PlaceReads = .nowhere,
    epoch: @escaping @Sendable () throws -> Int64, counters: @escaping @Sendable () -> CompileCounters
  ) {
    self.places = places
    self.perform = perform
    self.repeated = repeated
    self.vault = vault
    self.ownFile = ownFile
    self.file = file
    self.services = services
    self.form = form
    self.formModule = formModule
    self.draft = draft
    self.requests = requests
    self.request = request
    self.stepForm = stepForm
    self.inbox = inbox
    self.counts = counts
    self.represented = represented
    self.who = who
    self.administration = administration
    self.releases = releases
    self.pages = pages
    self.epoch = epoch
    self.counters = counters
  }
}

/// A file of an uploaded bundle.
package struct BundleEntry: Sendable, Hashable {
  package let path: String
  package let bytes: [UInt8]
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
