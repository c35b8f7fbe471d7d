/// The shapes that routes take and give, by name; the texts are JSON Schema 2020-12.
package enum APISchema: String, Sendable, CaseIterable {
  case problem = "Problem"
  case codeRequest = "CodeRequest"
  case codeSent = "CodeSent"
  case signIn = "SignIn"
  case session = "Session"
  case who = "Who"
  case represented = "RepresentedList"
  case ownMandates = "OwnMandates"
  case mandateDeclaration = "MandateDeclaration"
  case mandateReason = "MandateReason"
  case mandate = "Mandate"
  case waitingMandates = "MandateList"
  case organizationAgents = "OrganizationAgents"
  case agentAddition = "AgentAddition"
  case agentsChanged = "AgentsChanged"
  case services = "ServiceList"
  case form = "Form"
  case field = "Field"
  case submission = "Submission"
  case submitted = "Submitted"
  case draft = "Draft"
  case draftKept = "DraftKept"
  case counts = "Counts"
  case measure = "Measure"
  case rightsAnswer = "RightsAnswer"
  case rightsFact = "RightsFact"
  case rightsHolders = "RightsHolders"
  case rightsHoldings = "RightsHoldings"
  case requests = "RequestList"
  case requestCard = "RequestCard"
  case request = "Request"
  case verb = "VerbBody"
  case offer = "Offer"
  case stepForm = "StepForm"
  case inbox = "Inbox"
  case bulk = "Bulk"
  case bulkAnswers = "BulkAnswers"
  case bundle = "Bundle"
  case file = "File"
  case fileBytes = "FileBytes"
  case release = "Release"
  case releases = "ReleaseList"
  case trial = "Trial"
  case tried = "Tried"
  case triedPart = "TriedPart"
  case health = "Health"
  case metricsText = "Metrics"
  case openAPI = "OpenAPI"
  case places = "PlaceList"
  case placeLine = "PlaceLine"
  case place = "Place"
  case placeOperation = "PlaceOperation"
  case placePlan = "PlacePlan"
  case placeChanged = "PlaceChanged"
  case placeReport = "PlaceReport"
  case placeReported = "PlaceReported"
  case placeProposals = "PlaceProposals"
  case placeDecision = "PlaceDecision"
  case directory = "Directory"
  case organizationLine = "OrganizationLine"
  case organization = "Organization"
  case directoryPost = "DirectoryPost"
  case postDetail = "PostDetail"
  case staffFound = "StaffFound"
  case postChange = "PostChange"
  case postChanged = "PostChanged"
  case broughtTable = "BroughtTable"
  case imported = "Imported"
  case takenBack = "TakenBack"
  case lookReason = "LookReason"
  case lookOpened = "LookOpened"
  case lookEnded = "LookEnded"
  case numbersOpened = "NumbersOpened"
  case numbers = "PersonNumbers"
  case looks = "Looks"
  case audit = "Audit"
  case auditEntry = "AuditEntry"
  case auditKinds = "AuditKinds"
  case auditExport = "AuditExport"
  case auditTable = "AuditTable"
  case unmasking = "Unmasking"
  case unmasked = "Unmasked"

  /// How the body is sent.
  var mediaTypes: [String] {
    switch self {
    case .problem: ["application/problem+json"]
    case .bundle: ["application/zip", "application/x-tar", "application/gzip"]
    case .metricsText: ["text/plain"]
    case .broughtTable: ["text/csv", "application/geo+json"]
    case .auditTable: ["text/csv"]
    case .fileBytes: ["image/jpeg", "image/png", "application/pdf"]
    default: ["application/json"]
    }
  }

  /// JSON Schema.
  var text: String {
    switch self {
    case .problem:
      Self.object(
        "type: text, title: text, status: int, detail: text, errors: [ProblemField]",
        extra:
          #""ProblemField":{"type":"object","required":["field","code","message"],"properties":{"field":{"type":"string"},"code":{"type":"string"},"message":{"type":"string"}}}"#
      )
    case .codeRequest: Self.object("phone: text")
    case .codeSent: Self.object("sent: bool, seconds: int, code?: text")
    case .signIn: Self.object("phone?: text, code?: text, login?: text, password?: text")
    case .session: Self.object("token: text, who: Who")
    case .who:
      Self.object(
        "kind: text, name: text, place: text|null, assurance: text, csrf: text, posts: [{name: text, organization: text, place: text|null}]"
      )
    case .represented: Self.object("represented: [{id: text, name: text, relation: text|null, until: text|null}]")
    case .ownMandates:
      Self.object(
        "mandates: [{id: text, name: text, acts: bool, relation: text, powers: [text], until: text, state: text, proof: text|null, mayDecide: bool, used: int|null}], expired: [{id: text, name: text, acts: bool, relation: text, powers: [text], until: text, state: text, proof: text|null, mayDecide: bool, used: int|null}], relatives: [{person: text, name: text, relation: text, barred: bool, mayBar: bool}]"
      )
    case .mandateDeclaration:
      Self.object(
        "direction: text, name: text, idnumber?: text, kind: text, kinship?: text|null, powers: [text], until: text, proof?: text|null"
      ).replacing(#""idnumber""#, with: #""id-number""#)
    case .mandateReason: Self.object("reason?: text|null")
    case .mandate: Self.object("mandate: text")
    case .waitingMandates:
      Self.object(
        "mandates: [{id: text, proxy: text, principal: text, place: text, relation: text, powers: [text], until: text, declared: int, byPrincipal: bool, proof: text|null}]"
      )
    case .organizationAgents:
      Self.object(
        "organization: text, name: text, agents: [{term: text, name: text, from: text|null, until: text|null, me: bool}]")
    case .agentAddition: Self.object("name: text, phone: text, until?: text|null")
    case .agentsChanged: Self.object("organization: text")
    case .services:
      Self.object("services: [{id: text, title: text, help: text|null, variant: text, place: text|null}]")
    case .form:
      Self.object(
        "id: text, title: text, help: text|null, variant: text, pages: [{id: text, title: text, help: text|null, fields: [Field]}]"
      )
    case .field:
      Self.object(
        "id: text, control: text, widget: text, title: text, help: text|null, unit: text|null, required: bool, visible: bool, locked: bool, computed: bool, options: [{code: text, title: text}], value: any, source: text|null, age: int|null, parts?: [Field], asked?: bool, least?: int, most?: int, fields?: [Field], rows?: [any]"
      )
    case .submission: Self.object("answers: object, for?: any")
    case .submitted: Self.object("code: text, state: text")
    case .draft: Self.object("draft: any")
    case .draftKept: Self.object("")
    case .file: Self.object("file: text, type: text, size: int")
    case .counts:
      Self.object(
        "total: int, states: object, measures: [Measure], rows: [{key: text, title: text, count: int, states: object, measures: [Measure]}]"
      )
    case .rightsFact: Self.object("kind: text, holds: bool, text: text")
    case .rightsAnswer:
      Self.object(
        "allowed: bool, facts: [RightsFact], missing: text|null, remedies: [text], posts?: {part: int, whole: int}, services?: {part: int, whole: int}"
      )
    case .rightsHolders:
      Self.object(
        "postCount: int, personCount: int, organizationCount: int, own: int, standing: text|null, posts: [{post: text, staff: [text], facts: [RightsFact], services?: {part: int, whole: int}}]")
    case .rightsHoldings:
      Self.object(
        "services: [{service: text, title: text, rights: [{right: text, reaches: [text], count: int|null}]}], things: [{thing: text, title: text, rights: [{right: text, reaches: [text], count: int|null}]}], administers: text|null, own: {requests: int, family: int, mandates: int, agencies: [text]}|null")
    case .measure: Self.object("id: text, title: text, value: text|null, unit: text|null")
    case .requests: Self.object("requests: [RequestCard]")
    case .requestCard: Self.object(Self.card)
    case .request:
      Self.object(
        Self.card
          + ", variant: text, answers: object, lines: [{field: text, title: text, text: text, before?: text, changed?: int|null, rows?: [any]}], steps: [{step: text, kind: text, title: text, holder: text|null, opened: int, claimed: int|null, due: int|null, done: int|null, outcome: text|null, reason: text|null}], clocks: [{holder: text, milliseconds: int}], milliseconds: int, messages: [{text: text, at: int}], verbs: [text], offers: [Offer], retries: [{step: text, title: text}], stars: int|null, urges: int, mergedInto: RequestCard|null, joined: [text], calls: [{connector: text, step: text|null, next: int|null, attempts: [{attempt: int, at: int, result: text, title: text}]}], deliveries: [{to: text, channel: text, state: text, reason: text|null, at: int, ended: int|null}]"
      )
    case .verb: Self.object(
        "reason?: text|null, answers?: object, to?: text|null, step?: text|null, as?: text|null, where?: text|null, until?: text|null, stars?: any, fields?: [text]"
      )
    case .inbox: Self.object("rows: [RequestCard], cursor: text|null")
    case .bulk: Self.object(
        "codes: [text], reason?: text|null, to?: text|null, step?: text|null, as?: text|null, where?: text|null, until?: text|null, fields?: [text]"
      )
    case .offer:
      Self.object(
        "verb: text, title: text, step: text|null, stepTitle: text|null, fields: [{name: text, title: text, kind: text, required: bool, options: [{code: text, title: text}]}]"
      )
    case .stepForm:
      Self.object(
        "step: text, title: text, pages: [{id: text, title: text, help: text|null, fields: [Field]}], draft: any")
    case .bulkAnswers: Self.object("answers?: [{code: text, status: int}]")
    case .bundle, .fileBytes: #"{"type":"string","format":"binary"}"#
    case .broughtTable, .auditTable: #"{"type":"string"}"#
    case .imported:
      Self.object(
        "change: text|null, done: bool, counts: [{title: text, count: int}], problems: [{line: int, column: int, text: text}]")
    case .release:
      Self.object(
        "epoch: int|null, program: text|null, new: bool, items: [{change: text, kind: text, id: text}], tables: [text], columns: int, running: {kept: int, moved: int, blocked: int}, waited: [text], diagnostics: [object]"
      )
    case .releases:
      Self.object(
        "releases: [{epoch: int, program: text, actor: text, reason: text|null, origin: text|null, at: int, active: bool}]"
      )
    case .trial: Self.object("expression: text, with?: object|null, mode?: text|null, value?: any, explain?: bool")
    case .tried:
      Self.object(
        "value: any, feel: text|null, type: text|null, problems: [{code: text, severity: text, from: int, to: int, message: text, hint: text|null, fix: {from: int, to: int, text: text}|null}], reasons: [text], tree?: TriedPart"
      )
    case .triedPart:
      Self.object(
        "from: int, to: int, text: text, type: text, state: text, value: any, feel: text|null, round: int|null, reasons: [text], parts: [TriedPart]"
      )
    case .health: Self.object("status: text, epoch: int")
    case .metricsText: #"{"type":"string"}"#
    case .openAPI: #"{"type":"object"}"#
    case .takenBack: Self.object("change: text, undone: bool")
    case .places: Self.object("places: [PlaceLine], cursor: text|null")
    case .placeLine:
      Self.object(
        "id: text, code: text, name: text, path: text, level: text, kind: text, official: bool, children: int")
    case .place:
      Self.object(
        "id: text, code: text, path: text, level: text, kind: text, official: bool, successor: text|null, history: [{from: text|null, until: text|null, path: text, code: text}], aliases: [text], governedBy: [text], governedAt: text|null, governors: [{name: text, from: text|null, until: text|null}], changes: [{id: text, act: text, day: text, state: text, actor: text|null, reason: text|null, to: text}], places: [PlaceLine]"
      )
    case .placeOperation:
      Self.object(
        "what?: any, to?: any, from?: text|null, map?: object|null, handover?: text|null, name?: text|null, level?: text|null, kind?: text|null, code?: text|null, reason?: text|null"
      )
    case .placePlan:
      Self.object(
        "act: text, day: text, waiting: bool, nodes: int, requests: int, entities: int, codes: int, places: [{kind: text, path: text, to: text, code: text}], posts: [{kind: text, post: text}], issues: [{part: text, code: text, message: text}]"
      )
    case .directory: Self.object("organizations: [OrganizationLine], posts: [DirectoryPost], more: bool")
    case .organizationLine:
      Self.object("id: text, name: text, kind: text, above: text, below: int, posts: int, vacant: int")
    case .organization:
      Self.object(
        "id: text, name: text, kind: text, above: [OrganizationLine], below: [OrganizationLine], governs: [text], at: text|null, phone: text|null, posts: [DirectoryPost]"
      )
    case .directoryPost:
      Self.object(
        "id: text, name: text, organization: text, organizationName: text, place: text|null, roles: [text], rank: text|null, duties: text|null, tags: [text], phone: text|null, away: bool, closed: bool, staff: [{person: text, name: text}], standIns: [{person: text, name: text}], deputies: [{id: text, title: text, from: text|null, until: text|null}], leave: [{id: text, from: text|null, until: text|null}]"
      )
    case .postDetail:
      Self.object(
        "post: DirectoryPost, terms: [{id: text, person: text, name: text, from: text|null, until: text|null, over: bool}], described: text|null, appointed: text|null, stranded: [text], mayEdit: bool"
      )
    case .staffFound: Self.object("people: [{person: text, name: text, posts: [text]}], more: int")
    case .placeReport: Self.object("name: text, level?: text|null, note?: text|null")
    case .placeReported: Self.object("proposal: text, state: text")
    case .placeProposals:
      Self.object(
        "proposals: [{id: text, parent: text, path: text, name: text, level: text, note: text|null, at: int}]")
    case .placeDecision: Self.object("name?: text|null")
    case .postChange:
      Self.object(
        "person?: text|null, term?: text|null, to?: text|null, deputy?: text|null, record?: text|null, from?: text|null, until?: text|null, rank?: text|null, duties?: text|null, tags?: text|null, phone?: text|null"
      )
    case .postChanged: Self.object("post: text")
    case .lookReason: Self.object("reason: text, minutes?: int|null")
    case .lookOpened: Self.object("look: text, code: text, until: int")
    case .unmasking: Self.object("field: text")
    case .unmasked: Self.object("title: text, values: [text]")
    case .numbersOpened: Self.object("look: text, person: text, until: int")
    case .numbers: Self.object("name: text, numbers: [{title: text, number: text}]")
    case .lookEnded: Self.object("look: text")
    case .looks:
      Self.object(
        "looks: [{id: text, code: text, service: text, name: text, post: text, reason: text, opened: int, until: int, ended: int|null, endedBy: text|null, told: [text], open: bool}]"
      )
    case .audit: Self.object("entries: [AuditEntry], cursor: text|null, searchedTo: int|null")
    case .auditEntry:
      Self.object(
        "id: text, at: int, actor: {kind: text, name: text, person: text|null, posts: [text]}, kind: text, area: text, what: text, detail: text|null, objects: [{kind: text, id: text, title: text, change: text|null}], more: int, about: text|null, reason: text|null, origin: text|null"
      )
    case .auditKinds: Self.object("areas: [{id: text, title: text, kinds: [{id: text, title: text}]}]")
    case .auditExport:
      Self.object(
        "purpose: text, actor?: text|null, kind?: text|null, about?: text|null, place?: text|null, from?: text|null, to?: text|null, cursor?: text|null"
      )
    case .placeChanged:
      Self.object(
        "act: text, day: text, state: text, nodes: int, places: [{kind: text, path: text, to: text, code: text}]")
    }
  }

  private static let card =
    "code: text, service: text, title: text, state: text, step: text|null, opened: int, due: int|null, place: text|null, subject: text|null, stepId?: text, mine?: bool, claimable?: bool, overdue?: bool, filing?: {filer: text|null, for: text|null, relation: text, basis: text, text: text}"

  private static func object(_ members: String, extra: String? = nil) -> String {
    var shape = ShapeText("{" + members + "}")
    var text = shape.schema()
    if let extra { text = #"{"$defs":{"# + extra + "}," + text.dropFirst() }
    return text
  }
}

/// Turns a short form into JSON Schema: `{name: text, age?: int|null, parts: [Field]}`. Only for the table above.
struct ShapeText {
  private let letters: [Character]
  private var at = 0

  init(_ text: String) { letters = Array(text.filter { $0 != " " }) }

  mutating func schema() -> String {
    var text = one()
    while at < letters.count, letters[at] == "|" {
      at += 1
      let other = one()
      text = #"{"anyOf":[\#(text),\#(other)]}"#
    }
    return text
  }

  private mutating func one() -> String {
    guard at < letters.count else { return "{}" }
    switch letters[at] {
    case "{": return object()
    case "[":
      at += 1
      let element = schema()
      at += 1
      return #"{"type":"array","items":\#(element)}"#
    default:
      let word = word()
      switch word {
      case "text": return #"{"type":"string"}"#
      case "int": return #"{"type":"integer"}"#
      case "bool": return #"{"type":"boolean"}"#
      case "null": return #"{"type":"null"}"#
      case "object": return #"{"type":"object"}"#
      case "any": return "{}"
      case "ProblemField": return ##"{"$ref":"#/components/schemas/Problem/$defs/ProblemField"}"##
      default: return ##"{"$ref":"#/components/schemas/\##(word)"}"##
      }
    }
  }

  private mutating func object() -> String {
    at += 1
    var members: [String] = []
    var required: [String] = []
    while at < letters.count, letters[at] != "}" {
      let name = word()
      var isRequired = true
      if at < letters.count, letters[at] == "?" {
        isRequired = false
        at += 1
      }
      at += 1
      members.append(#""\#(name)":\#(schema())"#)
      if isRequired { required.append(#""\#(name)""#) }
      if at < letters.count, letters[at] == "," { at += 1 }
    }
    at += 1
    let must = required.isEmpty ? "" : #""required":[\#(required.joined(separator: ","))],"#
    return #"{"type":"object",\#(must)"properties":{\#(members.joined(separator: ","))}}"#
  }

  private mutating func word() -> String {
    var word = ""
    while at < letters.count, letters[at].isLetter || letters[at].isNumber {
      word.append(letters[at])
      at += 1
    }
    return word
  }
}
