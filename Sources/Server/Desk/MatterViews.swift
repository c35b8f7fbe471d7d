import Core
import Engine

/// A request in a list.
package struct RequestCard: Sendable {
  package var code: String
  package var service: String
  package var title: Label
  package var state: MatterState
  /// The step it stands in, as its author named it.
  package var step: Label?
  /// In the queue: the id of that step, as verbs take it, and how it stands with the reader's posts.
  package var stepID: String?
  package var isMine = false
  package var isClaimable = false
  package var isOverdue = false
  /// Milliseconds UTC.
  package var opened: Int64
  package var due: Int64?
  package var place: String?
  /// Where it stood when it began, where that reads otherwise than today.
  package var placeThen: String?
  /// Whom it is about, as far as the reader may see it.
  package var subject: String?
  /// Who filed it for whom, where it is said.
  package var filing: FilingShown?
  package init(
    code: String, service: String, title: Label, state: MatterState, step: Label?, opened: Int64, due: Int64?,
    place: String?, subject: String?
  ) {
    self.code = code
    self.service = service
    self.title = title
    self.state = state
    self.step = step
    self.opened = opened
    self.due = due
    self.place = place
    self.subject = subject
  }
}

/// One request with everything its reader may see.
package struct RequestView: Sendable {
  package struct Line: Sendable {
    package let field: String
    package let title: Label
    package let value: Answer
    /// As a person reads it.
    package let shown: String
    /// What the ledger says now, where that is something else.
    package let ledger: String?
    /// The rows of a repeating group.
    package let rows: [[Line]]
    /// Hashes of the files that it holds.
    package let files: [String]
    /// What stood there before it was answered anew, empty where nothing stood; and when that was.
    package var before: String?
    package var changed: Int64?
    /// Masked, and the reader may ask for it whole.
    package var isAskable = false
    /// Whether its files are pictures.
    package var isPicture = false
    package init(
      field: String, title: Label, value: Answer, shown: String, ledger: String? = nil, rows: [[Line]] = [],
      files: [String] = []
    ) {
      self.ledger = ledger
      self.files = files
      self.rows = rows
      self.field = field
      self.title = title
      self.value = value
      self.shown = shown
    }
  }

  package struct Step: Sendable {
    /// The step's id, as verbs take it.
    package let id: String
    /// review, fill, applicant, held, blocked, timer, call, help, cc, extend or closed.
    package let kind: String
    package let claimed: Int64?
    package let title: Label
    package let holder: String?
    package let opened: Int64
    package let due: Int64?
    package let done: Int64?
    package let outcome: String?
    package let reason: String?
    package init(
      id: String = "", kind: String = "review", claimed: Int64? = nil, title: Label, holder: String?, opened: Int64,
      due: Int64?, done: Int64?, outcome: String?, reason: String?
    ) {
      self.id = id
      self.kind = kind
      self.claimed = claimed
      self.title = title
      self.holder = holder
      self.opened = opened
      self.due = due
      self.done = done
      self.outcome = outcome
      self.reason = reason
    }
  }

  package struct Clock: Sendable {
    package let holder: String
    package let milliseconds: Int64
    package init(holder: String, milliseconds: Int64) {
      self.holder = holder
      self.milliseconds = milliseconds
    }
  }

  package struct Note: Sendable {
    package let text: String
    package let at: Int64
    package init(text: String, at: Int64) {
      self.text = text
      self.at = at
    }
  }

  package var card: RequestCard
  package var variant: String
  package var program: String
  package var epoch: Int64
  package var answers: [Line]
  package var steps: [Step]
  /// Time of each holder; all together are the time of the request.
  package var clocks: [Clock] = []
  package var milliseconds: Int64 = 0
  package var notes: [Note]
  /// What the reader may do now.
  package var verbs: [Verb]
  /// The same with the step each is for and the fields each asks for.
  package var offers: [OfferedVerb] = []
  /// How the applicant rated it, 1 to 5.
  package var stars: Int?
  /// How often the applicant has urged.
  package var urges = 0
  /// The request it was merged into: code, state, and the step it stands in.
  package var leader: RequestCard?
  /// Codes of the requests merged into it, for who handles it.
  package var joined: [String] = []
  /// Calls of other systems with their attempts, for who handles it.
  package var calls: [CallShown] = []
  /// What left for phones, and what reached nobody, for who handles it.
  package var sendings: [SendingShown] = []
  package var alarms: [AlarmLine] = []
  package var register: [RegisterFact] = []
  /// Steps that stand and are the reader's to try again.
  package var retries: [(step: String, title: Label)] = []
  /// The reader's open emergency look at it, and whether one would show more.
  package var look: LookShown?
  package var offersLook = false
  package init(
    card: RequestCard, variant: String, program: String, epoch: Int64, answers: [Line], steps: [Step],
    notes: [Note],
    verbs: [Verb]
  ) {
    self.card = card
    self.variant = variant
    self.program = program
    self.epoch = epoch
    self.answers = answers
    self.steps = steps
    self.notes = notes
    self.verbs = verbs
  }
}

/// What of the queue is asked for, as words of an address.
package struct QueueFilter: Sendable {
  package var service: String?
  package var step: String?
  package var state: String?
  /// Code of a place; everything below it too.
  package var place: String?
  /// `mine` or `nobody`.
  package var hands: String?
  package var isOverdue = false
  package var words: String?
  /// `arrived`, `urgency`, `due` or `opened`, with `-` before it falling.
  package var sort: String?
  package var view = PlaceView.now
  package var cursor: String?
  package init(service: String?, state: String?, place: String?, words: String?, cursor: String?) {
    self.service = service
    self.state = state
    self.place = place
    self.words = words
    self.cursor = cursor
  }
}

package struct QueueRows: Sendable {
  package var rows: [RequestCard]
  /// Where the next page starts; nil on the last one.
  package var next: String?
  package init(rows: [RequestCard], next: String?) {
    self.rows = rows
    self.next = next
  }
}

package struct CountsQuestion: Sendable {
  /// `place`, `state`, `step` or `variant`.
  package var by: String?
  package var at: PlaceLevel?
  /// Along which tree, and as it was known at which moment.
  package var view: PlaceView
  package var recorded: Int64?
  package init(by: String?, at: PlaceLevel?, view: PlaceView = .now, recorded: Int64? = nil) {
    self.by = by
    self.at = at
    self.view = view
    self.recorded = recorded
  }
}

package struct CountsView: Sendable {
  /// A figure that the author of the service declared.
  package struct Measure: Sendable {
    package let id: String
    package let title: Label
    /// As people read it; nil when there is none, or the group is too small to be shown.
    package let value: String?
    package let unit: String?
    package init(id: String, title: Label, value: String?, unit: String?) {
      self.id = id
      self.title = title
      self.value = value
      self.unit = unit
    }
  }

  package struct Row: Sendable {
    package let key: String
    package let title: Label
    package let count: Int64
    package let states: [(state: String, count: Int64)]
    package let measures: [Measure]
    package init(
      key: String, title: Label, count: Int64, states: [(state: String, count: Int64)] = [],
      measures: [Measure] = []
    ) {
      self.key = key
      self.title = title
      self.count = count
      self.states = states
      self.measures = measures
    }
  }

  package var total: Int64
  package var states: [(state: String, count: Int64)] = []
  package var measures: [Measure] = []
  package var rows: [Row]
  package init(total: Int64, rows: [Row]) {
    self.total = total
    self.rows = rows
  }
}

/// What publishing did or would do.
package struct ReleaseView: Sendable {
  package struct Item: Sendable {
    package let change: String
    package let document: String
    package let id: String
    package init(change: String, document: String, id: String) {
      self.change = change
      self.document = document
      self.id = id
    }
  }
  /// Nil for a plan.
  package var epoch: Int64?
  package var program: String?
  package var isNew = false
  package var items: [Item] = []
  package var tables: [String] = []
  package var columns = 0
  package var kept = 0, moved = 0, blocked = 0
  package var waited: [String] = []
  package var diagnostics: [Diagnostic] = []
  package init() {}
}

/// A bundle with mistakes: nothing was loaded.
package struct BundleRefused: Error, Sendable {
  package let diagnostics: [Diagnostic]
  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

package struct ReleaseLine: Sendable {
  package let epoch: Int64
  package let program: String
  package let actor: String
  /// The same as people say it: a person by name and posts.
  package var publisher: String
  package let reason: String?
  package let origin: String?
  package let at: Int64
  package let isActive: Bool
  package init(
    epoch: Int64, program: String, actor: String, reason: String?, origin: String?, at: Int64, isActive: Bool
  ) {
    self.epoch = epoch
    self.program = program
    self.actor = actor
    publisher = actor
    self.reason = reason
    self.origin = origin
    self.at = at
    self.isActive = isActive
  }
}
