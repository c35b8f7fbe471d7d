import Core
import Engine
import Testing

@testable import Server

@Suite struct SessionTests {
  @Test func aSessionIsFoundUntilItIsRevoked() throws {
    let store = try MadeUpDesk.store()
    let sessions = Sessions(store)
    let (token, session) = try sessions.open(person: 7, kind: .resident, assurance: .phone)
    #expect(token.utf8.count == 64)
    #expect(try sessions.find(token)?.person == 7)
    #expect(try sessions.find(String(token.reversed())) == nil)
    #expect(try sessions.find("") == nil)
    try sessions.revoke(session)
    #expect(try sessions.find(token) == nil)
    store.close()
  }

  @Test func theStoreHoldsNoToken() throws {
    let store = try MadeUpDesk.store()
    let (token, _) = try Sessions(store).open(person: 7, kind: .staff, assurance: .verified)
    let rows = try store.read {
      try $0.rows(Query(["token"], of: SystemTables.session), [], under: .system(.session))
    }
    #expect(rows.map { $0[0].text } == [Secrets.hex(Secrets.digest(token))])
    store.close()
  }

  /// Revoked on one server, refused on another a second later at most: what is remembered is read again by then.
  @Test func revocationReachesOtherServers() throws {
    let store = try MadeUpDesk.store()
    let here = Sessions(store)
    let there = Sessions(store)
    let (token, session) = try here.open(person: 7, kind: .resident, assurance: .phone)
    #expect(try there.find(token) != nil)
    try here.revoke(session)
    let start = SteadyClock.milliseconds
    while try there.find(token) != nil { try #require(SteadyClock.milliseconds - start < 180_000) }
    #expect(try here.find(token) == nil)
    store.close()
  }

  @Test func sessionsEnd() throws {
    let store = try MadeUpDesk.store()
    let (token, _) = try Sessions(store).open(person: 7, kind: .staff, assurance: .verified)
    let row = try store.read {
      try $0.rows(Query(["created", "expires"], of: SystemTables.session), [], under: .system(.session)).first
    }
    let (created, expires) = (row?[0].int ?? 0, row?[1].int ?? 0)
    #expect(expires - created == 43_200_000)
    let age = Statement(SystemTables.session, .update([.set("expires", .parameter(0))], where: .always))
    try store.settle(Plan(changes: [Change(age, [.int(created - 1)])])).check()
    #expect(try Sessions(store).find(token) == nil)
    store.close()
  }

  @Test func codesWorkOnceAndNotForLong() throws {
    let store = try MadeUpDesk.store()
    let codes = OneTimeCodes(store)
    let code = try codes.issue("19900000001")
    #expect(code.utf8.count == 6)
    #expect(try !codes.redeem("19900000002", code))
    #expect(try codes.redeem("19900000001", code))
    #expect(try !codes.redeem("19900000001", code))
    let stale = try codes.issue("19900000001")
    let age = Statement(SystemTables.oneTimeCode, .update([.set("expires", .parameter(0))], where: .always))
    try store.settle(Plan(changes: [Change(age, [.int(1)])])).check()
    #expect(try !codes.redeem("19900000001", stale))
    store.close()
  }

  @Test func fiveWrongCodesEndIt() throws {
    let store = try MadeUpDesk.store()
    let codes = OneTimeCodes(store)
    let code = try codes.issue("1")
    for _ in 0..<5 { #expect(try !codes.redeem("1", code == "000000" ? "000001" : "000000")) }
    #expect(try !codes.redeem("1", code))
    store.close()
  }

  @Test func passwordsAreArgon2id() throws {
    let store = try MadeUpDesk.store()
    let accounts = Accounts(store)
    try accounts.setLogin("王主任", password: "正确的密码", person: 3)
    let account = try #require(try accounts.login("王主任"))
    #expect(account.person == 3)
    #expect(account.secret.hasPrefix("$argon2id$v=19$m=19456,t=2,"))
    #expect(Secrets.matches("正确的密码", account.secret))
    #expect(!Secrets.matches("错误的密码", account.secret))
    #expect(!Secrets.matches("", account.secret))
    #expect(try accounts.login("nobody") == nil)
    try accounts.setPhones([("199", 4), ("198", 5)])
    #expect(try accounts.person(phone: "198") == 5)
    store.close()
  }

  @Test func limitsCountOverAllServers() throws {
    let store = try MadeUpDesk.store()
    let one = Limits(store)
    let two = Limits(store)
    for i in 0..<10 { try (i % 2 == 0 ? one : two).everywhere("login:王", most: 10) }
    #expect(throws: TooMany.self) { try one.everywhere("login:王", most: 10) }
    #expect(throws: TooMany.self) { try two.everywhere("login:王", most: 10) }
    #expect(throws: Never.self) { try two.everywhere("login:李", most: 10) }
    // Nobody's login stands in the table.
    let keys = try store.read {
      try $0.rows(Query(["key"], of: SystemTables.rateCounter), [], under: .system(.session)).map {
        $0[0].text ?? ""
      }
    }
    #expect(!keys.isEmpty)
    #expect(keys.allSatisfy { !$0.contains("王") && !$0.contains("李") })
    store.close()
  }

  @Test func digestsAreThoseOfTheCore() {
    for text in ["", "abc", String(repeating: "老人体检", count: 100)] {
      var own = SHA256()
      own.update(text.utf8)
      #expect(Secrets.digest(text) == own.finish())
    }
  }
}
