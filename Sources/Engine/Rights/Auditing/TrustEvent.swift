import Core

/// One line of the log, as it is written in the transaction of what it says.
package enum TrustEvent {
  /// - Parameters:
  ///   - actor: a person; 0 = nobody: what the system does by itself, or whoever holds the store.
  ///   - subject: the person whose data the payload is; nil = nobody's.
  ///   - payload: JSON; the digest covers the plain bytes.
  package static func change(
    _ kind: String, matter: Int64? = nil, actor: Int64, post: Int64? = nil, subject: Int64? = nil, _ payload: [UInt8],
    at now: Int64, _ sealing: any SealingSuite
  ) -> Change {
    var hash = SHA256()
    hash.update(payload)
    return Change(
      MatterStatements.insertEvent,
      [
        StoredValue(matter), .text(kind), .int(actor), StoredValue(post), .int(now), StoredValue(subject),
        .blob(sealing.seal(payload, subject: subject)), .blob(hash.finish()),
      ])
  }

  /// An object of texts, those without a value left out.
  package static func payload(_ members: [(name: String, value: String?)]) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      for (name, value) in members {
        guard let value else { continue }
        json.key(name)
        json.string(value)
      }
    }
    return Array(json.text.utf8)
  }
}
