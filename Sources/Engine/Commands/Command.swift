import Core

/// A typed answer before a control has read it: what a client sent for one field.
package indirect enum Answer: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number as it was written.
  case number(String)
  case text(String)
  case list([Answer])
  case object([String: Answer])
}

/// What a caller wants done, once, whatever the network does.
package struct Command: Sendable {
  package enum Act: Sendable {
    case submit(service: String, answers: [String: Answer], forPerson: Int64?)
    case saveDraft(service: String, payload: [UInt8], forPerson: Int64?)
    case verb(
      Verb, code: String, reason: String?, answers: [String: Answer]?, to: String?, details: VerbDetails = VerbDetails())
    /// Keeps what the holder of a step has written so far.
    case saveStepDraft(code: String, step: String?, payload: [UInt8])
    /// Tries again what stands.
    case retry(code: String, step: String?)
    /// A file whose bytes are kept already: from now on the caller may answer with it.
    case upload(StoredFile)
    /// Changes the tree of places, now or on a later day.
    case changePlaces(PlaceOperation, PlaceAuthority)
    /// Reports a place that the tree does not have.
    case proposePlace(PlaceProposal)
    /// Adds a reported place under its name or another, or refuses it.
    case decidePlace(Int64, accepts: Bool, name: String?)
    /// Changes who sits on a post, or who stands in.
    case changePost(Int64, PostChange, DirectoryAuthority)
    /// Changes who files for an organisation.
    case changeAgents(Int64, AgentChange, DirectoryAuthority)
    /// Opens a request for an emergency, for so many minutes; nil = as long as the role allows, which is the most.
    case breakGlass(code: String, reason: String?, minutes: Int64? = nil)
    /// Opens the numbers of a member of staff for an emergency, as long as a request.
    case lookAtNumbers(person: Int64, reason: String?, minutes: Int64? = nil)
    /// Ends an emergency look before its time.
    case endLook(Int64)
    /// Declares, confirms, refuses or ends who may act for whom.
    case mandate(MandateAct)
    /// Sends the open list of `held` matters on.
    case closeList(codes: [String])
  }

  package let act: Act
  package let caller: Caller
  /// The client's `Idempotency-Key`; nil for a client that sent none (then it is not repeatable).
  package let key: String?
  /// Digest of route and body.
  package let body: [UInt8]

  package init(act: Act, caller: Caller, key: String?, body: [UInt8]) {
    self.act = act
    self.caller = caller
    self.key = key
    self.body = body
  }
}

/// What some verbs ask for besides a reason and a target.
package struct VerbDetails: Sendable, Hashable {
  /// The step that is meant, where several are the caller's at once: its id.
  package var step: String?
  /// The post of the caller's that acts, where several may: its id; nil = the first.
  package var post: Int64?
  /// add-sign: behind the holder instead of before.
  package var isBehind = false
  /// extend: the day until whose end time is asked for, `2026-03-05`.
  package var until: String?
  /// rate: 1 to 5.
  package var stars: Int?
  /// return to the applicant: the fields to be answered anew, by id; none = all that they wrote.
  package var fields: [String]

  package init(
    step: String? = nil, post: Int64? = nil, isBehind: Bool = false, until: String? = nil, stars: Int? = nil,
    fields: [String] = []
  ) {
    self.post = post
    self.step = step
    self.isBehind = isBehind
    self.until = until
    self.stars = stars
    self.fields = fields
  }
}

/// What the client hears: a status and a JSON body, stored under the key and given again to a repetition.
package struct Reply: Sendable {
  package let status: Int
  package let json: [UInt8]
  package let epoch: Int64
  package let program: String?
  package init(status: Int, json: [UInt8], epoch: Int64, program: String?) {
    self.status = status
    self.json = json
    self.epoch = epoch
    self.program = program
  }
}
