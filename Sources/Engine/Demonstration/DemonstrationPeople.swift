import Core

/// A post that a demonstration fills with an invented person.
package struct DemoPost: Sendable, Hashable {
  /// The post's stable id; 0 when it has none.
  package let id: Int64
  package let organization: String
  package let name: String
  /// Code of the place that the post governs; empty when it governs none.
  package let place: String
  /// Who holds it by the directory; nil = vacant, filled by an invented person.
  package let holder: String?

  package init(id: Int64 = 0, organization: String, name: String, place: String, holder: String? = nil) {
    self.id = id
    self.organization = organization
    self.name = name
    self.place = place
    self.holder = holder
  }
}

/// A member of staff with a login that exists only in a demonstration.
package struct DemoStaff: Sendable, Hashable {
  package let login: String
  package let password: String
  package let name: String
  package let postID: Int64
  package let post: String
  package let organization: String
  /// Code of the place that the post governs.
  package let place: String
}

/// An invented resident. The ID number has a valid check character and can belong to nobody: its first six digits
/// are a county that was abolished before the first ID number was issued (1984).
package struct DemoResident: Sendable, Hashable {
  /// Login, with a one-time code: 199 0000 0001 and up.
  package let phone: String
  package let name: String
  package let idNumber: String
  /// ISO form.
  package let birthDate: String
  /// Code of list `gender`: 1 male, 2 female.
  package let gender: String
  /// Code of the door (or the smallest place that the territory has).
  package let place: String
  package internal(set) var family: [DemoFamilyMember]
}

/// Somebody of the resident's family, as seen from the resident.
package struct DemoFamilyMember: Sendable, Hashable {
  package let name: String
  /// The role of the knowledge schema: 配偶, 父母 or 子女.
  package let relation: String
  /// How the resident stands to this person: `spouse_of`, `child_of` or `parent_of`.
  package let reading: String
  package let idNumber: String
}

/// Everybody whom a demonstration loads: a pure function of seed, places and posts. The same input gives the same
/// people on every machine and in every build.
package struct DemonstrationPeople: Sendable, Equatable {
  package let staff: [DemoStaff]
  package let residents: [DemoResident]

  /// County 132134 (1980 to 1982): real, and retired before ID numbers existed.
  package static let retiredDivision = "132134"

  /// How every invented phone number begins: no operator issues it.
  static let phonePrefix = "199"

  /// Ids made from the login and the ID number: a second start finds everybody there.
  static func staffID(_ login: String) -> Int64 { StableID.make("demonstration staff", login) }
  static func personID(_ idNumber: String) -> Int64 { StableID.make("demonstration person", idNumber) }

  /// The year at whose first day the ages of the households hold.
  package static let referenceYear = 2026

  /// At most so many households, spread evenly over the smallest places; test territory T has one behind each of its
  /// 2,160 doors, 2.5 people each.
  package static let maxHouseholds = 2_160

  /// At most so many accounts, in the order of the directory: every one costs a slow password hash at start-up.
  package static let maxStaff = 300

  package init(seed: UInt64, tree: PlaceTree, posts: [DemoPost]) {
    var people = InventedPeople(seed: seed)
    staff = posts.prefix(Self.maxStaff).enumerated().map { index, post in
      let number = String(index + 1)
      let padded = String(repeating: "0", count: max(0, 3 - number.utf8.count)) + number
      return DemoStaff(
        login: "staff\(padded)", password: "hutong-demo-\(padded)",
        name: post.holder ?? people.name(),
        postID: post.id, post: post.name, organization: post.organization, place: post.place)
    }
    var town = HouseholdTown(people: people)
    for (index, place) in Self.homes(tree).enumerated() { town.settle(index, place: tree.nodes[place].code) }
    residents = town.residents
  }

  /// Numbers of the `index`-th of staff that nobody has: no area has the code 0990-555, no operator the range 1980000.
  static func numbers(ofStaff index: Int) -> (office: String, mobile: String) {
    let number = String(index + 1)
    let padded = String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
    return ("0990-555\(padded)", "1980000\(padded)")
  }

  /// The doors, or where the territory has none its smallest places; in the order of the tree.
  private static func homes(_ tree: PlaceTree) -> [Int] {
    let all = PlaceLevel.allCases.reversed().lazy.map { tree.places(at: $0) }.first { !$0.isEmpty } ?? []
    guard all.count > maxHouseholds else { return all }
    return (0..<maxHouseholds).map { all[$0 * all.count / maxHouseholds] }
  }
}

extension DemonstrationPeople {
  /// One of staff for every kind of post, for who tries a demonstration: who works for the place of the first resident
  /// where somebody does, those nearest them first.
  package func staffToTry() -> [DemoStaff] {
    let home = residents.first?.place ?? ""
    func near(_ member: DemoStaff) -> Int {
      !member.place.isEmpty && home.hasPrefix(member.place) ? member.place.utf8.count : 0
    }
    var found: [DemoStaff] = []
    for member in staff {
      guard let known = found.firstIndex(where: { $0.post == member.post }) else {
        found.append(member)
        continue
      }
      if near(member) > near(found[known]) { found[known] = member }
    }
    return found.enumerated().sorted { (-near($0.element), $0.offset) < (-near($1.element), $1.offset) }.map(\.element)
  }
}
