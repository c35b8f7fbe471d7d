/// What happens by itself after an event, in the transaction of the event.
package struct ActProgram: Sendable {
  package let when: Formula?
  package let act: Act
  package let range: SourceRange
  package init(when: Formula?, act: Act, range: SourceRange) {
    self.when = when
    self.act = act
    self.range = range
  }

  package enum Act: Sendable {
    case put(PutProgram)
    case end(ledger: String, match: RowMatch, until: Formula?)
    case link(RelationReading, of: Formula?, to: Formula, until: Formula?)
    case unlink(RelationReading, of: Formula?, to: Formula?, until: Formula?)
    case send(to: MessageTarget, say: TemplateProgram, via: [Channel])
    /// Tells another system; nobody waits for its answer.
    case call(CallProgram)
  }
}

/// Which row of a ledger an act means.
package enum RowMatch: Sendable {
  case root(EntityRoot)
  /// The entity found by strong keys that these fields answer.
  case keys([Int])
  case formula(Formula)
}

package struct PutProgram: Sendable {
  package enum Missing: Sendable { case create, skip, refuse }
  package let ledger: String
  package let match: RowMatch
  package let missing: Missing
  /// Column id → value; a bound column writes its attribute, a local one the ledger's own table.
  package let set: [(column: String, formula: Formula)]
  /// Column id → what is added in one statement; the column's `min` holds.
  package let adjust: [(column: String, formula: Formula)]

  package init(
    ledger: String, match: RowMatch, missing: Missing, set: [(column: String, formula: Formula)],
    adjust: [(column: String, formula: Formula)]
  ) {
    self.ledger = ledger
    self.match = match
    self.missing = missing
    self.set = set
    self.adjust = adjust
  }
}
