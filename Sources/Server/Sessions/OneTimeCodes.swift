import Core

/// Six digits for one sign-in: five minutes, five attempts, stored as a digest, replaced by the next one.
package struct OneTimeCodes: Sendable {
  private let store: any Store
  package static let lifetime: Int64 = 300_000
  package static let attempts: Int64 = 5

  package init(_ store: any Store) { self.store = store }

  /// A new code for a phone; an earlier one stops working.
  package func issue(_ phone: String) throws -> String {
    let digits = String(Secrets.random(below: 1_000_000))
    let code = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    let now = try store.now()
    try store.settle(
      Plan(changes: [
        Change(
          Self.put,
          [.text(phone), .text(Self.digest(phone, code)), .int(now), .int(now + Self.lifetime), .int(0)])
      ])
    ).check()
    return code
  }

  /// True once for the right code. Every try is counted before it is looked at, so that several servers together allow
  /// no more tries than one.
  package func redeem(_ phone: String, _ code: String) throws -> Bool {
    let row = try store.read { reader -> Row? in
      let row = try reader.rows(Self.query, [.text(phone)], under: .system(.session)).first
      return (row?[1].int ?? 0) > reader.now ? row : nil
    }
    guard let row, let digest = row[0].text, let used = row[2].int, used < Self.attempts else { return false }
    let counted = store.settle(
      Plan(changes: [Change(Self.count, [.int(used + 1), .text(phone), .int(used)], guarding: .moved)]))
    if case .failed = counted { return false }
    try counted.check()
    guard Secrets.same(digest, Self.digest(phone, code)) else { return false }
    let taken = store.settle(
      Plan(changes: [Change(Self.remove, [.text(phone), .text(digest)], guarding: .moved)]))
    if case .failed = taken { return false }
    try taken.check()
    return true
  }

  private static func digest(_ phone: String, _ code: String) -> String {
    Secrets.hex(Secrets.digest("hutong-code\n\(phone)\n\(code)"))
  }

  private static let put = Statement.insert(SystemTables.oneTimeCode, conflict: .replace)
  private static let query = Query(
    ["code", "expires", "attempts"], of: SystemTables.oneTimeCode, where: .equals("phone", 0))
  private static let count = Statement(
    SystemTables.oneTimeCode,
    .update([.set("attempts", .parameter(0))], where: .all([.equals("phone", 1), .equals("attempts", 2)])))
  private static let remove = Statement(
    SystemTables.oneTimeCode, .delete(where: .all([.equals("phone", 0), .equals("code", 1)])))
}
