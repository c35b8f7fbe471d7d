import Core
import Engine
import FEEL
import Server

/// A phone with whose codes somebody signs in: of a person whom the register knows by ID number, else of a new one.
enum PhoneAccount {
  static func give(_ typed: String, _ options: Arguments, _ engine: Engine, _ store: any Store) throws -> Int32 {
    let phone = typed.unicodeScalars.filter { $0 != " " && $0 != "-" }
    guard (5...15).contains(phone.count), phone.allSatisfy({ ("0"..."9").contains($0) }) else {
      Terminal.error("手机号只有数字", "a phone number is digits")
      return 1
    }
    guard let running = engine.current else {
      Terminal.error("还没有发布任何内容：先用 hutong serve 发布一次", "nothing is published yet: run hutong serve once")
      return 1
    }
    let number = String(String.UnicodeScalarView(phone))
    guard let person = try person(number, options, running, engine, store) else { return 1 }
    try Accounts(store).setPhones([(number, person)])
    Terminal.error("这个手机号可以登录了", "this phone can sign in")
    return 0
  }

  /// - Returns: nil when there is none; said already.
  private static func person(
    _ phone: String, _ options: Arguments, _ running: Running, _ engine: Engine, _ store: any Store
  ) throws -> Int64? {
    if let card = options["id-number"] {
      let person = try engine.person(idNumber: card)
      if person == nil { Terminal.error("登记里没有这个证件号", "the register has no such ID number") }
      return person
    }
    if let known = try Accounts(store).person(phone: phone) { return known }
    guard let name = options["name"], let attribute = running.program.knowledge.attribute("person.full_name") else {
      Terminal.error("新的手机号要有证件号或姓名：--id-number、--name", "a new phone needs an ID number or a name")
      return nil
    }
    let person = StableID.make("account phone", phone)
    var seeding = EntitySeeding(running, engine, now: try store.now())
    seeding.add(.person, id: person, [(attribute, [.text(Text.normalized(name))])])
    try engine.commitOrThrow(Plan(changes: seeding.take()))
    return person
  }
}
