import Core
import FEEL

/// Short messages: queued with the command that causes them, sent after the commit by the gateway's connector, told to
/// whoever caused them when they do not arrive.
extension Preparation {
  /// Queues a message to everybody who reads for an addressee and has a phone.
  ///
  /// - Returns: Why it will reach nobody, if so.
  mutating func text(
    _ addressee: Addressee, _ text: String, by gateway: ConnectorProgram, _ row: MatterRow, _ service: ServiceProgram
  ) throws -> Unreached? {
    var isQueued = false
    for person in addressee.people {
      guard let phone = try phone(of: person) else { continue }
      isQueued = true
      let id = nextID()
      let sender = caller.person == 0 ? nil : caller.person
      changes.append(
        Change(
          SendingStatements.insert,
          [
            .int(id), .int(row.id), .text(addressee.word), .int(person), StoredValue(addressee.post),
            .text(Channel.sms.rawValue), .int(now), .text(SendingState.queued.rawValue), .null, .null,
            StoredValue(sender), .null,
          ]))
      outbox(
        Channel.sms.rawValue, subject: person, body(gateway, phone, text, row, service), matter: row.id,
        target: gateway.id, sending: id)
    }
    if isQueued { return nil }
    return addressee.people.isEmpty ? addressee.missing : .noPhone
  }

  /// What the gateway is sent: the same bytes for every attempt.
  private func body(
    _ gateway: ConnectorProgram, _ phone: String, _ text: String, _ row: MatterRow, _ service: ServiceProgram
  ) -> [UInt8] {
    func value(_ part: TextingProgram.Part) -> String {
      switch part {
      case .phone: phone
      case .text: Self.short(text)
      case .code: row.code
      case .title: service.title.zh
      }
    }
    var json = JSONText()
    json.object { json in
      guard let program = gateway.texting, !program.send.isEmpty else {
        for part in TextingProgram.Part.allCases {
          json.key(part.rawValue)
          json.string(value(part))
        }
        return
      }
      let slots = program.layout.sources.map { source in
        TextingProgram.Part.allCases.first { $0.slot == source }.map { Value.string(value($0)) } ?? .null
      }
      for (name, formula) in program.send {
        var frame = Frame(slots: slots)
        json.key(name)
        json.value(formula.expression.evaluate(&frame), running.city)
      }
    }
    return Array(json.text.utf8)
  }

  /// At most so long as a message may be.
  static func short(_ text: String) -> String {
    let scalars = text.unicodeScalars
    if scalars.count <= TextingProgram.longest { return text }
    var out = String.UnicodeScalarView()
    out.append(contentsOf: scalars.prefix(TextingProgram.longest - 1))
    return String(out) + "…"
  }

  // MARK: Phones

  /// The phone somebody signs in with, else the one the register knows; digits alone.
  func phone(of person: Int64) throws -> String? {
    let own = try reader.rows(SendingStatements.phone, [.int(person)], under: .system(.background)).first?[0].text
    if let own = own.flatMap({ Self.number($0) }) { return own }
    guard let attribute = running.program.knowledge.attribute("mobile_phone", of: .person) else { return nil }
    let reading = running.shapes.reading(.person, [attribute], running.tables)
    let image = try reading.image(of: person, on: today, reader, for: .background)
    return image?.attributes[attribute.number]?.string.flatMap { Self.number($0) }
  }

  private static func number(_ text: String) -> String? {
    let signs = text.unicodeScalars.filter { $0 != " " && $0 != "-" }
    let digits = signs.first == "+" ? signs.dropFirst() : signs[...]
    guard (5...20).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return String(String.UnicodeScalarView(signs))
  }

  // MARK: What came back

  /// Longer than this nobody waits for a message: the news is old.
  static let freshness: Int64 = 86_400_000

  /// Writes what became of one attempt to send.
  mutating func concludeText(_ taken: TakenCall, sending id: Int64, _ outcome: CallOutcome) throws {
    guard let sending = try SendingRow.find(id, reader) else { return ended(taken, .needless) }
    guard let result = refusal(outcome, taken) else {
      ended(taken, .answered)
      return end(sending, .sent, nil)
    }
    let connector = taken.call?.connector
    let retries = Int64(connector?.retries ?? 0)
    let isOver = result.isOfMessage && (result.isLasting || taken.attempt > retries)
    if !isOver, !result.isLasting, taken.attempt <= retries {
      return later(taken, result, in: Self.pause(after: taken.attempt))
    }
    if isOver || connector?.silence == .skip {
      ended(taken, result)
    } else {
      later(taken, result, in: Self.longestPause)
    }
    end(sending, .failed, .gateway(result))
    try tellSender(sending, .gateway(result), taken, isAlarm: connector?.silence == .alarm)
  }

  /// nil when the gateway took the message.
  private func refusal(_ outcome: CallOutcome, _ taken: TakenCall) -> CallResult? {
    let accepted = taken.call?.connector.texting?.accepted
    switch outcome {
    case .failed(.notJSON): return accepted == nil ? nil : .notJSON
    case .failed(let result): return result
    case .answered(let reply):
      guard let accepted, let program = taken.call?.connector.texting else { return nil }
      var frame = Frame(slots: program.layout.sources.map { $0 == CallProgram.reply ? reply : .null })
      return accepted.expression.decide(&frame) == true ? nil : .declined
    }
  }

  private mutating func end(_ sending: SendingRow, _ state: SendingState, _ why: Unreached?) {
    changes.append(
      Change(
        SendingStatements.end, [.text(state.rawValue), StoredValue(why?.text), .int(now), .int(sending.id)]))
  }

  /// Once for each message, however often it is tried on.
  private mutating func tellSender(
    _ sending: SendingRow, _ why: Unreached, _ taken: TakenCall, isAlarm: Bool
  ) throws {
    guard sending.told == nil, let row = try MatterRow.find(id: taken.matter, reader) else { return }
    guarded.append(Change(SendingStatements.tell, [.int(now), .int(sending.id)], guarding: .moved))
    let service = try engine.service(of: row, running)
    try report([(sending.channel, why)], sending.addressee, sender: sending.sender, row, service)
    if isAlarm {
      let to = label(sending.addressee)
      alarm(
        row, step: "",
        Label(zh: "短信没有送到\(to.zh)：\(why.label.zh)", en: "a message did not reach \(to.text(in: .en)): \(why.label.text(in: .en))"),
        [])
    }
  }
}
