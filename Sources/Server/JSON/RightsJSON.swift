import Core
import Engine

extension JSONWriter {
  package mutating func facts(_ name: String, _ facts: [RightsFact], _ language: Language) {
    member(name, facts) { json, fact in
      json.object { json in
        json.member("kind", fact.kind.rawValue)
        json.member("holds", fact.holds)
        json.member("text", fact.words.text(in: language))
      }
    }
  }

  /// `{part, whole}`; nothing where no class was asked about.
  private mutating func share(_ name: String, _ share: RightsShare?) {
    guard let share else { return }
    self.name(name)
    object { json in
      json.member("part", share.part)
      json.member("whole", share.whole)
    }
  }

  /// Why somebody may or may not.
  package mutating func rights(_ answer: RightsAnswer, _ language: Language) {
    object { json in
      json.member("allowed", answer.allowed)
      json.facts("facts", answer.facts, language)
      json.member("missing", answer.missing?.words.text(in: language))
      json.member("remedies", answer.remedies) { $0.text($1.text(in: language)) }
      json.share("posts", answer.posts)
      json.share("services", answer.services)
    }
  }

  /// Who may.
  package mutating func rights(_ holders: RightsHolders, _ language: Language) {
    object { json in
      json.member("postCount", holders.postCount)
      json.member("personCount", holders.personCount)
      json.member("organizationCount", holders.organizationCount)
      json.member("own", holders.own)
      json.member("standing", holders.standing?.text(in: language))
      json.member("posts", holders.posts) { json, holder in
        json.object { json in
          json.member("post", holder.post.text(in: language))
          json.member("staff", holder.staff) { $0.text($1) }
          json.facts("facts", holder.facts, language)
          json.share("services", holder.services)
        }
      }
    }
  }

  /// What somebody may.
  package mutating func rights(_ holdings: [RightsHolding], _ beside: RightsBeside, _ language: Language) {
    object { json in
      json.holdings("services", "service", holdings, language)
      json.holdings("things", "thing", beside.things, language)
      json.member("administers", beside.administration?.rawValue)
      json.name("own")
      guard let own = beside.own else { return json.null() }
      json.object { json in
        json.member("requests", own.requests)
        json.member("family", own.family)
        json.member("mandates", own.mandates)
        json.member("agencies", own.agencies) { $0.text($1) }
      }
    }
  }

  private mutating func holdings(
    _ name: String, _ id: String, _ holdings: [RightsHolding], _ language: Language
  ) {
    member(name, holdings) { json, holding in
      json.object { json in
        json.member(id, holding.service)
        json.member("title", holding.title.text(in: language))
        json.member("rights", holding.lines) { json, line in
          json.object { json in
            json.member("right", line.right.rawValue)
            json.member("reaches", line.reaches) { $0.text($1.text(in: language)) }
            json.name("count")
            if let count = line.count { json.int(Int64(count)) } else { json.null() }
          }
        }
      }
    }
  }
}
