/// A service that runs: one form, one or more variants of procedure. Immutable and named by `hash`; a matter keeps the
/// hash it began under and finishes on it.
package final class ServiceProgram: Sendable {
  package let id: String
  package let title: Label
  package let help: Label?
  package let owner: String?
  package let tags: [String]
  package let hash: String
  /// The innermost territory that holds a place wins; the one without territory takes the rest.
  package let variants: [VariantProgram]
  package let subject: EntityRoot
  /// Position of the field that says where; nil = the subject's place.
  package let placeField: Int?
  package let fallback: ActorProgram?
  package let within: WorkingDuration?
  package let measures: [MeasureProgram]
  package let purpose: Label?
  package let basis: String
  package let retain: WorkingDuration?
  package let priority: Formula?
  package let inflight: InflightProgram
  package let was: [String]
  /// The author's words of the separate consent for sensitive data; nil = the standard ones.
  package let consent: Label?
  /// How long after it is done the applicant may reopen it; nil = never.
  package let reopen: WorkingDuration?
  /// Whether the applicant is asked how it went.
  package let isRated: Bool
  /// Which requests are one piece of work; nil = each is its own.
  package let merge: MergeProgram?

  package init(
    id: String, title: Label, help: Label?, owner: String?, tags: [String], hash: String, variants: [VariantProgram],
    subject: EntityRoot, placeField: Int?, fallback: ActorProgram?, within: WorkingDuration?,
    measures: [MeasureProgram], purpose: Label?, basis: String, retain: WorkingDuration?, priority: Formula?,
    inflight: InflightProgram, was: [String], consent: Label? = nil,
    reopen: WorkingDuration? = nil, isRated: Bool = true, merge: MergeProgram? = nil
  ) {
    self.id = id
    self.title = title
    self.help = help
    self.owner = owner
    self.tags = tags
    self.hash = hash
    self.variants = variants
    self.subject = subject
    self.placeField = placeField
    self.fallback = fallback
    self.within = within
    self.measures = measures
    self.purpose = purpose
    self.basis = basis
    self.retain = retain
    self.priority = priority
    self.inflight = inflight
    self.was = was
    self.consent = consent
    self.reopen = reopen
    self.isRated = isRated
    self.merge = merge
  }
}

/// Requests with equal answers are one piece of work (并单): the first leads and runs, others are linked to it.
package struct MergeProgram: Sendable, Hashable {
  /// Positions of the fields whose answers are compared; one without an answer equals nothing.
  package let same: [Int]
  /// How long after it was opened a request may lead; nil = as long as it runs. One that has ended never leads.
  package let within: WorkingDuration?
  package init(same: [Int], within: WorkingDuration?) {
    self.same = same
    self.within = within
  }
}

/// What running matters do at a new version.
package enum InflightProgram: Sendable, Hashable {
  /// They end under the edition they began with.
  case pin
  /// The same, and nobody may begin.
  case drain
  /// They go on under the new one as soon as nobody is at them.
  case migrate(MigrationProgram)
}

/// Where running matters of earlier editions go on.
package struct MigrationProgram: Sendable, Hashable {
  package enum Target: Sendable, Hashable {
    case step(String)
    case end
  }

  /// By the step's id in the earlier edition; a step that is not here goes to the one of its id, or of that former id.
  package let map: [String: Target]
  /// Where the author says so.
  package let range: SourceRange

  package init(map: [String: Target], range: SourceRange) {
    self.map = map
    self.range = range
  }
}

/// One procedure of a service for one territory. The service's own is named like the service; an overlay by its document
/// id, a variant inside the file by its name.
package struct VariantProgram: Sendable {
  package let id: String
  package let title: Label
  /// Places (ids) it holds for; nil = what is left of the service's territory.
  package let territory: [Int64]?
  package let form: FormProgram
  package let layout: SlotLayout
  package let flow: FlowProgram
  /// Who holds a matter by its answers; nil = nobody, or the same whatever the answers.
  package let dispatch: DispatchProgram?
  package let open: OpenProgram
  package let within: WorkingDuration?
  /// Before and after the deadline of the whole matter.
  package let reminders: [ReminderProgram]
  /// Acts by event, and by the name of a step that has ended.
  package let after: [MatterEvent: [ActProgram]]
  package let afterStep: [String: [ActProgram]]

  package init(
    id: String, title: Label, territory: [Int64]?, form: FormProgram, layout: SlotLayout, flow: FlowProgram,
    open: OpenProgram, within: WorkingDuration?, after: [MatterEvent: [ActProgram]],
    afterStep: [String: [ActProgram]], dispatch: DispatchProgram? = nil,
    reminders: [ReminderProgram] = []
  ) {
    self.id = id
    self.title = title
    self.territory = territory
    self.form = form
    self.layout = layout
    self.flow = flow
    self.dispatch = dispatch
    self.open = open
    self.within = within
    self.after = after
    self.afterStep = afterStep
    self.reminders = reminders
  }
}

/// Who may use a service, where and when.
package struct OpenProgram: Sendable {
  package struct Quota: Sendable {
    package enum Per: Sendable, Hashable {
      case service
      case level(PlaceLevel)
      case field(Int)
    }
    package let count: Int
    package let per: Per
    package init(count: Int, per: Per) {
      self.count = count
      self.per = per
    }
  }

  package let audience: [Audience]
  /// Places (ids); empty = everywhere the owner governs, or everywhere when it governs nothing.
  package let territory: [Int64]
  /// Over attributes of the subject; null = shown and asked.
  package let condition: Formula?
  package let say: Label?
  /// UTC milliseconds: first moment, and the first moment after the last.
  package let from: Int64?
  package let until: Int64?
  package let quota: Quota?
  /// Open requests per subject.
  package let limit: Int?
  package let identity: IdentityLevel

  package init(
    audience: [Audience], territory: [Int64], condition: Formula?, say: Label?, from: Int64?, until: Int64?,
    quota: Quota?, limit: Int?, identity: IdentityLevel
  ) {
    self.audience = audience
    self.territory = territory
    self.condition = condition
    self.say = say
    self.from = from
    self.until = until
    self.quota = quota
    self.limit = limit
    self.identity = identity
  }
}

/// A figure that adds up over places: count or sum over the service's requests.
package struct MeasureProgram: Sendable {
  package enum Kind: Sendable {
    /// `count(requests[condition])`; nil = all.
    case count(where: Formula?)
    /// `sum(requests[condition].field)`.
    case sum(where: Formula?, of: Formula)
    /// One over the other; both additive, never stored as such.
    indirect case quotient(Kind, Kind)
  }
  package let id: String
  package let title: Label
  package let kind: Kind
  package let scale: Int
  package let unit: String?
  package let smallestGroup: Int

  package init(id: String, title: Label, kind: Kind, scale: Int, unit: String?, smallestGroup: Int) {
    self.id = id
    self.title = title
    self.kind = kind
    self.scale = scale
    self.unit = unit
    self.smallestGroup = smallestGroup
  }
}
