import Core
import Engine

/// How requests stand in JSON, in lists and alone.
enum MatterJSON {
  static func write(_ card: RequestCard, _ language: Language, _ json: inout JSONWriter) {
    json.object { members(card, language, &$0) }
  }

  static func write(_ view: RequestView, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      members(view.card, language, &json)
      json.member("variant", view.variant)
      json.name("answers")
      json.object { json in
        for line in view.answers {
          json.name(line.field)
          json.value(line.value)
        }
      }
      json.member("lines", view.answers) { write($1, language, &$0) }
      json.member("steps", view.steps) { json, step in
        json.object { json in
          json.member("step", step.id)
          json.member("kind", step.kind)
          json.member("title", step.title.text(in: language))
          json.member("holder", step.holder)
          json.member("opened", step.opened)
          json.optional("claimed", step.claimed)
          json.optional("due", step.due)
          json.optional("done", step.done)
          json.member("outcome", step.outcome)
          json.member("reason", step.reason)
        }
      }
      json.member("clocks", view.clocks) { json, clock in
        json.object { json in
          json.member("holder", clock.holder)
          json.member("milliseconds", clock.milliseconds)
        }
      }
      json.member("milliseconds", view.milliseconds)
      json.member("messages", view.notes) { json, note in
        json.object { json in
          json.member("text", note.text)
          json.member("at", note.at)
        }
      }
      json.member("verbs", view.verbs) { $0.text($1.rawValue) }
      json.member("offers", view.offers) { write($1, language, &$0) }
      json.member("retries", view.retries) { json, step in
        json.object { json in
          json.member("step", step.step)
          json.member("title", step.title.text(in: language))
        }
      }
      json.optional("stars", view.stars.map { Int64($0) })
      json.member("urges", Int64(view.urges))
      json.name("mergedInto")
      if let leader = view.leader { write(leader, language, &json) } else { json.null() }
      json.member("joined", view.joined) { $0.text($1) }
      json.member("calls", view.calls) { write($1, language, &$0) }
      json.member("deliveries", view.sendings) { write($1, language, &$0) }
      json.member("register", view.register) { json, fact in
        json.object { json in
          json.member("title", fact.title.text(in: language))
          json.member("text", fact.text)
          json.member("source", fact.source?.text(in: language))
          json.optional("at", fact.at)
        }
      }
      json.member("alarms", view.alarms) { json, alarm in
        json.object { json in
          json.member("at", alarm.at)
          json.member("step", alarm.step)
          json.member("why", alarm.why)
          json.member("posts", alarm.posts) { $0.text($1) }
        }
      }
    }
  }

  private static func write(_ sending: SendingShown, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("to", sending.recipient.text(in: language))
      json.member("channel", sending.channel.rawValue)
      json.member("state", sending.state.rawValue)
      json.member("reason", sending.reason?.text(in: language))
      json.member("at", sending.at)
      json.optional("ended", sending.ended)
    }
  }

  private static func write(_ call: CallShown, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("connector", call.connector.text(in: language))
      json.member("step", call.step?.text(in: language))
      json.optional("next", call.next)
      json.member("attempts", call.attempts) { json, attempt in
        json.object { json in
          json.member("attempt", attempt.number)
          json.member("at", attempt.at)
          json.member("result", attempt.result.text)
          json.member("title", attempt.result.label.text(in: language))
        }
      }
    }
  }

  private static func write(_ offer: OfferedVerb, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("verb", offer.verb.rawValue)
      json.member("title", offer.verb.text(in: language))
      json.member("step", offer.step)
      json.member("stepTitle", offer.stepTitle?.text(in: language))
      json.member("fields", offer.fields) { json, field in
        json.object { json in
          json.member("name", field.name)
          json.member("title", field.title.text(in: language))
          json.member("kind", field.kind.rawValue)
          json.member("required", field.isRequired)
          json.member("options", field.options) { json, option in
            json.object { json in
              json.member("code", option.code)
              json.member("title", option.title.text(in: language))
            }
          }
        }
      }
    }
  }

  private static func write(_ line: RequestView.Line, _ language: Language, _ json: inout JSONWriter) {
    json.object { json in
      json.member("field", line.field)
      json.member("title", line.title.text(in: language))
      json.member("text", line.shown)
      if let before = line.before {
        json.member("before", before)
        json.optional("changed", line.changed)
      }
      if line.rows.isEmpty { return }
      json.name("rows")
      json.list(line.rows) { json, row in json.list(row) { write($1, language, &$0) } }
    }
  }

  private static func members(_ card: RequestCard, _ language: Language, _ json: inout JSONWriter) {
    json.member("code", card.code)
    json.member("service", card.service)
    json.member("title", card.title.text(in: language))
    json.member("state", card.state.rawValue)
    json.member("step", card.step?.text(in: language))
    if let step = card.stepID {
      json.member("stepId", step)
      json.member("mine", card.isMine)
      json.member("claimable", card.isClaimable)
      json.member("overdue", card.isOverdue)
    }
    json.member("opened", card.opened)
    json.optional("due", card.due)
    json.member("place", card.place)
    if let then = card.placeThen { json.member("placeThen", then) }
    json.member("subject", card.subject)
    if let filing = card.filing {
      json.name("filing")
      json.object { json in
        json.member("filer", filing.filer)
        json.member("for", filing.subject)
        json.member("relation", filing.relation.text(in: language))
        json.member("basis", filing.basis.rawValue)
        json.member("text", filing.words.text(in: language))
      }
    }
  }
}

extension JSONWriter {
  mutating func optional(_ name: String, _ value: Int64?) {
    self.name(name)
    if let value { int(value) } else { null() }
  }
}
