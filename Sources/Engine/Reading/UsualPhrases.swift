import Core

extension Engine {
  /// Characters of a sentence that is worth offering again.
  private static let longest = 200
  /// Milliseconds after which a sentence that nobody used is forgotten.
  private static let phraseLife: Int64 = 180 * 86_400_000

  private static let phrases = Query(
    ["step", "verb", "text"], of: SystemTables.phrase,
    where: .all([.equals("post", 0), .equals("definition", 1), .isNotNull(.column("text"))]),
    order: [.init(.column("used"), descending: true), .init(.column("at"), descending: true)],
    limit: .constant(.int(60)))
  private static let first = Statement.insert(SystemTables.phrase, conflict: .keep)
  private static let again = Statement(
    SystemTables.phrase,
    .update(
      [
        .set("text", .parameter(5)), .set("used", .add(.column("used"), .constant(.int(1)))),
        .set("matter", .parameter(6)),
        .set("at", .parameter(7)),
      ],
      where: .all([
        .equals("post", 0), .equals("definition", 1), .equals("step", 2), .equals("verb", 3),
        .equals("phrase", 4),
        .compare(.column("matter"), .notEqual, .parameter(6)),
      ])))
  private static let forgetPhrases = Statement(
    SystemTables.phrase, .delete(where: .compare(.column("at"), .less, .parameter(0))))

  static func forgetting(phrasesAt now: Int64) -> Change { Change(forgetPhrases, [.int(now &- phraseLife)]) }

  /// Sentences that the caller's posts wrote for more than one request of a service: by step, then verb, the most used
  /// first.
  package func usualPhrases(_ service: String, _ caller: Caller) throws -> [String: [Verb: [String]]] {
    try snapshot { running, reader in
      var found: [String: [Verb: [String]]] = [:]
      for post in running.city.postsByPerson[caller.person] ?? [] {
        let rows = try reader.rows(
          Self.phrases, [.int(post), .text(service)], under: .scope(Scoped(reader: caller.person)))
        for row in rows {
          guard let step = row[0].text, let verb = row[1].text.flatMap(Verb.init(rawValue:)),
            let text = row[2].text
          else { continue }
          let known = found[step]?[verb] ?? []
          if known.count < 5, !known.contains(text) {
            found[step, default: [:]][verb, default: []].append(text)
          }
        }
      }
      return found
    }
  }

  /// Remembers a sentence that the caller has just written with a verb. Nothing is kept of a request that the caller
  /// does not see, nor of a long text.
  package func said(_ text: String, with verb: Verb, of code: String, step: String?, _ caller: Caller) throws
  {
    let text = ControlReading.cleaned(text, keepsLines: false)
    if text.isEmpty || text.count > Self.longest { return }
    let plan: Plan? = try snapshot { running, reader in
      let rights = Rights(running, caller, reader)
      guard let code = MatterCode.parse(code), let matter = try scopedMatter(code, rights, reader),
        let post = rights.posts.first?.id
      else { return nil }
      var digest = SHA256()
      digest.update(Array(text.utf8))
      let key: [StoredValue] = [
        .int(post), .text(matter.definition), .text(step ?? ""), .text(verb.rawValue),
        .text(Hex.text(digest.finish())),
      ]
      let now = StoredValue.int(reader.now)
      return Plan(changes: [
        Change(Self.first, key + [.null, .int(1), .int(matter.id), now]),
        Change(Self.again, key + [.text(text), .int(matter.id), now]),
      ])
    }
    if let plan { try commitOrThrow(plan) }
  }
}
