/// One step of a compile over all documents.
struct Pass: Sendable {
  let name: String
  let run: @Sendable (CompileRun) -> Void
}

extension CompileRun {
  /// In this order, because each needs what stands before it:
  static let passes: [Pass] = [
    // Texts become trees; a text that is not YAML or not a document is reported and left out of everything else.
    Pass(name: "read") { $0.read() },
    // Ids and titles, so that every later pass can ask what a name means.
    Pass(name: "names") { $0.collectNames() },
    // Classes, attributes, relations, lists: everything below is typed by them.
    Pass(name: "knowledge") { $0.makeKnowledge() },
    // Places, then organisations and posts on them; who governs what decides how place names are read.
    Pass(name: "city") { $0.makeCity() },
    // Every reference of every document, once, so that what lowers them may look up silently.
    Pass(name: "references") { $0.resolveReferences() },
    // Formulas of the schema itself: they may name places and roles.
    Pass(name: "derived") { $0.makeDerived() },
    // Controls before the forms and ledgers that use them.
    Pass(name: "controls") { $0.makeControls() },
    // Ledgers before services, whose acts put into their columns; all columns before any condition, so that ledgers may
    // name each other.
    Pass(name: "ledgers") { $0.makeLedgers() },
    Pass(name: "calendars") { $0.makeCalendars() },
    // Rights name documents of every kind.
    Pass(name: "roles") { $0.makeRoles() },
    // Connectors before the services that call them, which read what goes out by their own names.
    Pass(name: "connectors") { $0.makeConnectors() },
    Pass(name: "services") { $0.makeServices() },
    // Conditions of grants read the forms of the services they speak of.
    Pass(name: "conditions") { $0.makeConditions() },
    // Kinds that this build checks and does not run, and the tests of bundles, which name everything.
    Pass(name: "checks") { $0.checkOthers() },
  ]
}
