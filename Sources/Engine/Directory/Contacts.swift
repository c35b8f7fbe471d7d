import Core
import FEEL

/// Telephone numbers of colleagues. The number of a seat is for all of staff; the office number of a person for those of
/// the same body; every other number is masked, until somebody with the right looks at it, which is kept.
struct ContactSight {
  private let preparation: Preparation
  private let bodies: Set<Int64>
  private let rights: Rights
  /// Where the reader may see numbers whole.
  private let reaches: [Rights.Reach]
  /// Numbers that the reader has opened for an emergency.
  private let looks: [LookRow]
  /// Name, office and mobile number of everybody that is shown.
  private let known: [Int64: [String?]]

  /// - Parameter people: who is going to be shown.
  init(_ preparation: Preparation, of people: [Int64]) throws {
    self.preparation = preparation
    rights = Rights(preparation.running, preparation.caller, preparation.reader)
    reaches = rights.seeingNumbers
    looks = try rights.openNumbers()
    let city = preparation.running.city
    bodies = Set((city.postsByPerson[preparation.caller.person] ?? []).compactMap { city.posts[$0]?.organization })
    known = try preparation.texts(["person.full_name", "person.office_phone", "person.mobile_phone"], of: people)
  }

  func person(_ id: Int64, on post: CityIndex.Post) -> DirectoryPerson {
    let isOwn = id == preparation.caller.person
    let texts = known[id] ?? [nil, nil, nil]
    let office = texts[1], mobile = texts[2]
    let isOfficeWhole = isOwn || bodies.contains(post.organization)
    let isMasked = !isOwn && (mobile != nil || (office != nil && !isOfficeWhole))
    let may = isMasked && maySee(id), look = may || !isMasked ? nil : looks.first { $0.subject == id }
    var shown = DirectoryPerson(
      id: id, name: texts[0] ?? "#\(id)", office: office.map { isOfficeWhole ? $0 : Self.masked($0) },
      mobile: mobile.map { isOwn ? $0 : Self.masked($0) }, offersNumbers: may || look != nil)
    shown.look = look.map { OpenLook(id: $0.id, until: $0.until) }
    shown.offersLook = isMasked && !shown.offersNumbers && rights.glass(overNumbersOf: id) != nil
    return shown
  }

  private func maySee(_ person: Int64) -> Bool {
    guard !reaches.isEmpty else { return false }
    return preparation.running.city.bodies(seating: person)
      .contains { body in reaches.contains { rights.covers($0, body: body) } }
  }

  /// `138****1234`; of a short number only its end, of a very short one nothing.
  static func masked(_ number: String) -> String {
    let letters = Array(number)
    if letters.count >= 9 { return String(letters.prefix(3)) + "****" + String(letters.suffix(4)) }
    if letters.count >= 6 { return "****" + String(letters.suffix(2)) }
    return "****"
  }
}

/// A member of staff and where they sit.
package struct DirectoryPersonDetail: Sendable {
  package let person: DirectoryPerson
  package let posts: [DirectoryPost]

  package init(person: DirectoryPerson, posts: [DirectoryPost]) {
    self.person = person
    self.posts = posts
  }
}

/// The numbers of one person, whole.
package struct PersonNumbers: Sendable {
  package let name: String
  package let numbers: [(title: Label, number: String)]

  package init(name: String, numbers: [(title: Label, number: String)]) {
    self.name = name
    self.numbers = numbers
  }
}

extension Engine {
  /// A member of staff with the posts where they sit, as colleagues see them; nil = nobody who sits anywhere.
  package func directoryPerson(_ person: Int64, _ caller: Caller) throws -> DirectoryPersonDetail? {
    try snapshot { running, reader in
      let seats = running.city.posts.values.filter { $0.sitting.contains(person) }.sorted { $0.id < $1.id }
      let posts = try Preparation(self, running, reader, caller).directoryPosts(seats)
      return posts.lazy.flatMap(\.people).first { $0.id == person }.map { DirectoryPersonDetail(person: $0, posts: posts) }
    }
  }

  private static let numbers = ["person.office_phone", "person.mobile_phone"]

  /// The numbers of a member of staff, unmasked. Who looked is written down before anything is shown.
  ///
  /// - Throws: `Refusal`: not a member of staff, or without the right `unmask` (or `read` that sees personal data) over the
  ///   directory of a body where they sit.
  package func numbers(of person: Int64, _ caller: Caller) throws -> PersonNumbers {
    let (found, audit): (PersonNumbers, Change?) = try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      let posts = running.city.posts.values.filter { $0.sitting.contains(person) }
      guard !posts.isEmpty else { throw Refusal.noMember }
      let isOwn = person == caller.person
      let by = try preparation.postSeeingNumbers(of: person)
      guard isOwn || by != nil else { throw Refusal.noNumbers }
      let numbers = try Self.numbers.compactMap { id -> (title: Label, number: String)? in
        guard let number = try preparation.number(id, of: person),
          let title = running.program.knowledge.attribute(id)?.title
        else { return nil }
        return (title, number)
      }
      let audit = Change(
        LookAudit.insert,
        [
          .int(caller.person), StoredValue(by), .int(person), .text("directory numbers"), .int(Int64(numbers.count)),
          .int(preparation.now),
        ])
      return (PersonNumbers(name: try preparation.staffName(person), numbers: numbers), isOwn ? nil : audit)
    }
    if let audit { try commitOrThrow(Plan(changes: [audit])) }
    return found
  }
}

extension Rights {
  /// Where the caller may see numbers of colleagues whole.
  fileprivate var seeingNumbers: [Reach] {
    reach(.unmask, kind: "directory") + reach(.read, kind: "directory").filter { $0.grant.see >= .personal }
  }
}

extension Preparation {
  /// A text attribute of an entity by its full id; nil when there is none.
  func number(_ attribute: String, of id: Int64) throws -> String? {
    guard let attribute = running.program.knowledge.attribute(attribute), case .entity(let root) = attribute.owner else {
      return nil
    }
    let reading = running.shapes.reading(root, [attribute], running.tables)
    let value = try reading.image(of: id, on: today, reader, for: .directory)?.attributes[attribute.number]
    return value?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The caller's post by which they may see the numbers of somebody, by right or for an emergency.
  fileprivate func postSeeingNumbers(of person: Int64) throws -> Int64? {
    let rights = Rights(running, caller, reader), bodies = running.city.bodies(seating: person)
    return try rights.seeingNumbers.first { reach in bodies.contains { rights.covers(reach, body: $0) } }?.post?.id
      ?? rights.openNumbers().first { $0.subject == person }?.post
  }
}

extension Refusal {
  static let noNumbers = Refusal(
    .beyondAuthority,
    Label(zh: "您的岗位没有看这个单位号码明文的权限", en: "Your posts do not let you see numbers of this organisation unmasked"))
}
