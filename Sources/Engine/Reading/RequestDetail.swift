import Core
import FEEL

/// One line of somebody's own requests.
package struct RequestLine: Sendable {
  package let code: String
  package let service: String
  package let title: Label
  package let state: MatterState
  package let step: Label?
  package let subject: Int64?
  package let opened: Int64
  package let due: Int64?
  package let closed: Int64?
  /// Who filed it for whom, where lists say it: in one's own, and on the request's page.
  package var filing: FilingShown? = nil
}

/// A request with everything its reader may see of it.
package struct RequestDetail: Sendable {
  package struct AnswerShown: Sendable {
    package let id: String
    package let title: Label
    package let control: String
    package let widget: Widget
    package let type: ValueType
    /// Null when it is masked.
    package let value: Value
    /// As people read it: choices by title, places by path, or the masked form.
    package let text: String
    package let isMasked: Bool
    /// It is masked, and the reader may ask for it whole, which is recorded.
    package var isAskable = false
    /// What the ledger says now, where that is something else.
    package var ledger: String?
    /// The rows of a repeating group, whose own text counts them.
    package var rows: [[AnswerShown]] = []
    /// What stood here before it was answered anew, as people read it; empty where nothing stood.
    package var before: String?
    /// When it was answered anew, milliseconds UTC.
    package var changed: Int64?
  }

  package struct Stay: Sendable {
    package let step: String
    package let title: Label
    package let kind: String
    package let holder: Label?
    package let opened: Int64
    package let claimed: Int64?
    package let due: Int64?
    package let done: Int64?
    package let outcome: String?
    package let reason: String?
    /// How long, up to now where it goes on.
    package let milliseconds: Int64
  }

  /// The time of one holder, over all their stays.
  package struct Clock: Sendable {
    package let holder: Label
    package let milliseconds: Int64
  }

  package struct MessageShown: Sendable {
    package let text: String
    package let created: Int64
    package let read: Int64?
  }

  package var line: RequestLine
  package let variant: String
  /// The release that answers, as on every reply; the matter keeps its own program.
  package let epoch: Int64
  package let program: String
  /// What was raised about it, oldest first, for who handles it.
  package var alarms: [AlarmShown] = []
  /// What the register says of whom it concerns, for who handles it.
  package var register: [RegisterFact] = []
  package let place: Int64?
  package let placePath: String?
  /// Where it stood on the day on which it began; nil where that reads the same.
  package var placeThen: String?
  package let isOwn: Bool
  package let answers: [AnswerShown]
  package let steps: [Stay]
  package let clocks: [Clock]
  /// From opening to closing, or to now: the sum of all clocks.
  package let milliseconds: Int64
  package let messages: [MessageShown]
  /// Calls of other systems, for who handles it.
  package let calls: [CallShown]
  /// What left for phones, and what reached nobody, for who handles it.
  package let sendings: [SendingShown]
  package let urges: Int
  /// What the reader may do with it now, with what each asks for.
  package let offers: [OfferedVerb]
  /// Steps that stand and are the reader's to try again.
  package let retries: [(step: String, title: Label)]
  /// How the applicant rated it.
  package let stars: Int?
  /// The request it was merged into, and how that stands.
  package let leader: RequestLine?
  /// The reader's open emergency look at it.
  package var look: LookShown?
  /// The reader could see more of it by an emergency look.
  package var offersLook = false
  /// Codes of the requests merged into it; those of other people are shown to who handles it.
  package let joined: [String]

  /// The verbs of all offers, each once.
  package var verbs: [Verb] {
    var found: [Verb] = []
    for offer in offers where !found.contains(offer.verb) { found.append(offer.verb) }
    return found
  }
}
