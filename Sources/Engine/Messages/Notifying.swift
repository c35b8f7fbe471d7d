import Core
import FEEL

/// Words on their way to somebody, and what is known of their arrival: who caused a message hears when it reaches nobody.
extension Preparation {
  /// A text as it is read inside Hutong, and as it may leave.
  struct Words {
    let inside: String
    let outside: String

    init(_ text: String) { (inside, outside) = (text, text) }
    init(inside: String, outside: String) {
      self.inside = inside
      self.outside = outside
    }
  }

  /// One message on its ways; no way named = in Hutong.
  mutating func deliver(
    _ words: Words, by channels: [Channel], to addressee: Addressee, _ row: MatterRow, _ service: ServiceProgram
  ) throws {
    var failed: [(channel: Channel, why: Unreached)] = []
    let ways = channels.isEmpty ? [.app] : channels
    for channel in ways {
      let why: Unreached?
      switch channel {
      case .app: why = try tell(addressee, words.inside, row)
      case .sms:
        if let gateway = running.gateway {
          why = try text(addressee, words.outside, by: gateway, row, service)
        } else {
          why = hand(channel, addressee, words.outside, row, isOnlyWay: !ways.contains(.app))
        }
      case .phone, .visit, .mail: why = hand(channel, addressee, words.outside, row, isOnlyWay: !ways.contains(.app))
      }
      if let why { failed.append((channel, why)) }
    }
    guard !failed.isEmpty else { return }
    // Told at once: the row keeps it for whoever looks at the request.
    for (channel, why) in failed { unreached(addressee, channel, why, row) }
    try report(failed, addressee, sender: caller.person == 0 ? nil : caller.person, row, service)
  }

  /// - Returns: Why nobody will read it, if so.
  private mutating func tell(_ addressee: Addressee, _ text: String, _ row: MatterRow) throws -> Unreached? {
    var isRead = false
    for person in addressee.people {
      message(to: person, matter: row.id, text)
      if try !isRead && hasAccount(person, filer: row.filer) { isRead = true }
    }
    if addressee.people.isEmpty { return addressee.missing }
    return isRead ? nil : .noAccount
  }

  /// What no connector carries waits in the outbox for somebody who takes it from there.
  private mutating func hand(
    _ channel: Channel, _ addressee: Addressee, _ text: String, _ row: MatterRow, isOnlyWay: Bool
  ) -> Unreached? {
    for person in addressee.people { outbox(channel.rawValue, subject: person, outgoing(person, row.code, text)) }
    guard isOnlyWay else { return nil }
    return addressee.people.isEmpty ? addressee.missing : .noWay
  }

  /// Who caused this command or filed the request has signed in.
  func hasAccount(_ person: Int64, filer: Int64?) throws -> Bool {
    guard engine.checksAccounts, person != caller.person, person != filer else { return true }
    return try !reader.rows(SendingStatements.account, [.int(person)], under: .system(.background)).isEmpty
  }

  // MARK: Failures

  private mutating func unreached(_ addressee: Addressee, _ channel: Channel, _ why: Unreached, _ row: MatterRow) {
    let sender = caller.person == 0 ? nil : caller.person
    changes.append(
      Change(
        SendingStatements.insert,
        [
          .int(nextID()), .int(row.id), .text(addressee.word), StoredValue(addressee.people.first),
          StoredValue(addressee.post), .text(channel.rawValue), .int(now), .text(SendingState.failed.rawValue),
          .text(why.text), .int(now), StoredValue(sender), .int(now),
        ]))
  }

  /// Tells whoever caused a message whom it did not reach; where nobody did, or only the installation can mend it, and
  /// beside every resident, the owner of the service.
  mutating func report(
    _ failed: [(channel: Channel, why: Unreached)], _ addressee: Addressee, sender: Int64?, _ row: MatterRow,
    _ service: ServiceProgram
  ) throws {
    let to = label(addressee)
    let zh = failed.map { "\($0.channel.said.zh)没有送到\(to.zh)：\($0.why.label.zh)" }
    let en = failed.map {
      "the \($0.channel.said.text(in: .en)) did not reach \(to.text(in: .en)): \($0.why.label.text(in: .en))"
    }
    let words = Label(
      zh: "\(service.title.zh) \(row.code)：" + zh.joined(separator: "；"),
      en: "\(service.title.text(in: .en)) \(row.code): " + en.joined(separator: "; "))
    let isStaff = sender.map { running.city.postsByPerson[$0] != nil } ?? false
    var told: Set<Int64> = []
    if let sender, isStaff || !failed.allSatisfy(\.why.isOfInstallation) { told.insert(sender) }
    if !isStaff {
      guard let post = guardian(of: service, row) else {
        return alarm(row, step: "", Label(zh: zh.joined(separator: "；"), en: en.joined(separator: "; ")), [])
      }
      told.formUnion(running.city.posts[post]?.staff ?? [])
    }
    for person in told.sorted() {
      message(to: person, matter: row.id, words.text(in: person == caller.person ? caller.language : .zh))
    }
  }

  /// The post that answers for a service: one of its owner or of a body above that may handle it, else one that may
  /// read it, else any where somebody is.
  func guardian(of service: ServiceProgram, _ row: MatterRow) -> Int64? {
    let candidates = Candidates(running, service: service, place: row.place)
    var manned: [Int64: [CityIndex.Post]] = [:]
    for post in running.city.posts.values where post.isManned && !post.isClosed {
      manned[post.organization, default: []].append(post)
    }
    var line: [CityIndex.Post] = [], seen: Set<Int64> = []
    var at = running.city.organizations.values.first { $0.name == service.owner }?.id
    while let body = at, seen.insert(body).inserted {
      line += (manned[body] ?? []).sorted { $0.id < $1.id }
      at = running.city.organizations[body]?.under
    }
    let found = line.first { candidates.holds(.handle, $0) } ?? line.first { candidates.holds(.read, $0) }
    return (found ?? line.first)?.id
  }
}

extension Channel {
  /// What is sent by it, as people call it.
  package var said: Label {
    switch self {
    case .app: Label(zh: "消息", en: "message")
    case .sms: Label(zh: "短信", en: "text message")
    case .phone: Label(zh: "电话", en: "call")
    case .visit: Label(zh: "上门通知", en: "visit")
    case .mail: Label(zh: "邮件", en: "mail")
    }
  }
}

extension Running {
  /// What carries short messages; nil = nothing does.
  var gateway: ConnectorProgram? { program.connectors.values.first { $0.texting != nil } }
}
