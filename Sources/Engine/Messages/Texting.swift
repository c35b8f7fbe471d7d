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
        Channel.sms.rawValue, subject: person,
        TextMessage(phone: phone, text: text, code: row.code, title: service.title.zh).body(for: gateway, running.city),
        matter: row.id, target: gateway.id, sending: id)
    }
    if isQueued { return nil }
    return addressee.people.isEmpty ? addressee.missing : .noPhone
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
    guard let result = TextMessage.refusal(outcome, taken.call?.connector) else {
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
