/// Every key of the language by its English name (Specs/language/keys.csv). The table says where each may
/// stand, how it is spelled and what it holds; this list only lets Swift name them. A test keeps both equal.
package enum SpecKey: UInt16, Sendable, Hashable, CaseIterable {
  case hutong
  case id
  case title
  case owner
  case help
  case tags
  case was
  case zh
  case en
  case open
  case form
  case connector
  case rules
  case subject
  case place
  case flow
  case flows
  case dispatch
  case fallback
  case variants
  case merge
  case priority
  case within
  case remind
  case after
  case reopen
  case rate
  case handover
  case inflight
  case measures
  case purpose
  case basis
  case consent
  case retain
  case mayChange
  case base
  case `for`
  case change
  case add
  case to
  case `where`
  case say
  case from
  case until
  case quota
  case limit
  case identity
  case count
  case per
  case control
  case bind
  case of
  case local
  case value
  case `default`
  case required
  case when
  case check
  case options
  case min
  case max
  case unit
  case scale
  case level
  case by
  case fill
  case lock
  case hidden
  case sensitivity
  case settings
  case convert
  case fields
  case `repeat`
  case entity
  case link
  case each
  case at
  case `do`
  case mode
  case pass
  case allow
  case then
  case pages
  case batch
  case branches
  case task
  case wait
  case set
  case via
  case same
  case before
  case escalate
  case ledger
  case match
  case missing
  case adjust
  case notice
  case policy
  case map
  case smallestGroup
  case close
  case role
  case along
  case hit
  case inputs
  case split
  case every
  case grow
  case file
  case columns
  case `class`
  case keeper
  case update
  case authority
  case stale
  case `import`
  case fresh
  case body
  case audience
  case receipt
  case proxy
  case resend
  case sources
  case show
  case view
  case freeze
  case measure
  case chart
  case sort
  case top
  case may
  case breakGlass
  case administers
  case what
  case scope
  case hide
  case see
  case all
  case any
  case type
  case parts
  case attributes
  case relations
  case normalize
  case widget
  case mask
  case accept
  case reject
  case version
  case classes
  case lists
  case parent
  case list
  case multi
  case retired
  case replacedBy
  case ends
  case cardinality
  case inverse
  case symmetric
  case tree
  case bounds
  case changes
  case kind
  case code
  case organizations
  case under
  case governs
  case regulates
  case posts
  case agents
  case staff
  case deputy
  case leave
  case phone
  case rank
  case duties
  case workweek
  case hours
  case holidays
  case workdays
  case url
  case method
  case secret
  case send
  case receive
  case timeout
  case retry
  case down
  case uses
  case editions
  case given
  case tests
  case notes
  case `as`
  case times
  case answers
  case reason
  case name
  case clock
  case expect
  case fails
  case applies
  case group
  case source
  case roles

  /// The English spelling.
  package var name: String { SpecKey.names[Int(rawValue)] }

  package init?(name: String) {
    guard let found = SpecKey.byName[name] else { return nil }
    self = found
  }

  private static let names: [String] = [
    "hutong", "id", "title", "owner", "help", "tags", "was", "zh", "en", "open", "form", "connector",
    "rules", "subject", "place", "flow", "flows", "dispatch", "fallback", "variants", "merge", "priority",
    "within", "remind", "after", "reopen", "rate", "handover", "inflight", "measures", "purpose", "basis",
    "consent", "retain", "may-change", "base", "for", "change", "add", "to", "where", "say", "from",
    "until", "quota", "limit", "identity", "count", "per", "control", "bind", "of", "local", "value",
    "default", "required", "when", "check", "options", "min", "max", "unit", "scale", "level", "by", "fill",
    "lock", "hidden", "sensitivity", "settings", "convert", "fields", "repeat", "entity", "link", "each",
    "at", "do", "mode", "pass", "allow", "then", "pages", "batch", "branches", "task", "wait", "set", "via",
    "same", "before", "escalate", "ledger", "match", "missing", "adjust", "notice", "policy", "map",
    "smallest-group", "close", "role", "along", "hit", "inputs", "split", "every", "grow", "file",
    "columns", "class", "keeper", "update", "authority", "stale", "import", "fresh", "body", "audience",
    "receipt", "proxy", "resend", "sources", "show", "view", "freeze", "measure", "chart", "sort", "top",
    "may", "break-glass", "administers", "what", "scope", "hide", "see", "all", "any", "type", "parts", "attributes",
    "relations", "normalize", "widget", "mask", "accept", "reject", "version", "classes", "lists", "parent",
    "list", "multi", "retired", "replaced-by", "ends", "cardinality", "inverse", "symmetric", "tree",
    "bounds", "changes", "kind", "code", "organizations", "under", "governs", "regulates", "posts",
    "agents", "staff", "deputy", "leave", "phone", "rank", "duties", "workweek", "hours", "holidays", "workdays", "url",
    "method", "secret", "send", "receive", "timeout", "retry", "down", "uses", "editions", "given", "tests",
    "notes", "as", "times", "answers", "reason", "name", "clock", "expect", "fails",
    "applies", "group", "source", "roles",
  ]

  private static let byName: [String: SpecKey] = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}
