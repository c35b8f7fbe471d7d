/// Settles households door by door. Ten doors make a round: elderly couples, couples with children, a daughter of the
/// elderly couple behind another door, elders with their grown children; 25 people of whom five are over sixty.
struct HouseholdTown {
  private(set) var residents: [DemoResident] = []
  private var people: InventedPeople
  /// The elderly couple of the current round, parents of a woman behind another door.
  private var elders: [Int] = []

  init(people: InventedPeople) {
    self.people = people
  }

  /// Settles the household of the `index`-th home.
  mutating func settle(_ index: Int, place: String) {
    switch index % 10 {
    case 0: elders = couple(age: people.random.within(67...84), place)
    case 2: daughter(place)
    case 3: extended(elderIsMale: false, place)
    case 4: single(place)
    case 6: elderWithChild(place)
    case 7: extended(elderIsMale: true, place)
    case 8: _ = couple(age: people.random.within(26...35), place)
    default: young(place)
    }
  }

  /// A couple and a child: three people.
  private mutating func young(_ place: String) {
    let age = people.random.within(32...45)
    let parents = couple(age: age, place)
    child(
      of: parents, age: people.random.within(2...min(17, age - 27)), isMale: people.random.below(2) == 0,
      place)
  }

  /// A daughter of the round's elderly couple, and her husband: two people.
  private mutating func daughter(_ place: String) {
    guard let mother = elders.last else {
      _ = couple(age: people.random.within(36...48), place)
      return
    }
    let woman = child(
      of: elders, age: max(24, age(mother) - people.random.within(24...30)), isMale: false, place)
    marry(woman, spouse(of: woman, place))
  }

  /// A parent over sixty, a grown child and that child's spouse: three people.
  private mutating func extended(elderIsMale: Bool, _ place: String) {
    let elder = add(age: people.random.within(64...82), isMale: elderIsMale, surname: nil, place)
    let grown = child(
      of: [elder], age: age(elder) - people.random.within(24...32), isMale: people.random.below(2) == 0, place
    )
    marry(grown, spouse(of: grown, place))
  }

  /// A parent over seventy and a grown child: two people.
  private mutating func elderWithChild(_ place: String) {
    let elder = add(
      age: people.random.within(70...88), isMale: people.random.below(2) == 0, surname: nil, place)
    child(
      of: [elder], age: age(elder) - people.random.within(26...34), isMale: people.random.below(2) == 0, place
    )
  }

  /// One parent with a child at school: two people.
  private mutating func single(_ place: String) {
    let parent = add(
      age: people.random.within(34...48), isMale: people.random.below(2) == 0, surname: nil, place)
    child(
      of: [parent], age: people.random.within(6...min(17, age(parent) - 24)),
      isMale: people.random.below(2) == 0, place)
  }

  /// A husband of that age and a wife up to four years younger.
  private mutating func couple(age: Int, _ place: String) -> [Int] {
    let man = add(age: age, isMale: true, surname: nil, place)
    let woman = add(age: age - people.random.below(5), isMale: false, surname: nil, place)
    marry(man, woman)
    return [man, woman]
  }

  private mutating func spouse(of other: Int, _ place: String) -> Int {
    add(
      age: max(22, age(other) - 2 + people.random.below(5)), isMale: residents[other].gender == "2",
      surname: nil,
      place)
  }

  /// A child with the first parent's surname.
  @discardableResult
  private mutating func child(of parents: [Int], age: Int, isMale: Bool, _ place: String) -> Int {
    let surname = parents.first.flatMap { residents[$0].name.first }
    let child = add(age: age, isMale: isMale, surname: surname, place)
    for parent in parents {
      relate(parent, child, "子女", "parent_of")
      relate(child, parent, "父母", "child_of")
    }
    return child
  }

  private mutating func marry(_ one: Int, _ other: Int) {
    relate(one, other, "配偶", "spouse_of")
    relate(other, one, "配偶", "spouse_of")
  }

  private mutating func relate(_ one: Int, _ other: Int, _ role: String, _ reading: String) {
    residents[one].family.append(
      DemoFamilyMember(
        name: residents[other].name, relation: role, reading: reading, idNumber: residents[other].idNumber))
  }

  /// Full years on the first day of the reference year.
  private func age(_ index: Int) -> Int {
    let year = Int(residents[index].birthDate.prefix(4)) ?? DemonstrationPeople.referenceYear
    return DemonstrationPeople.referenceYear - 1 - year
  }

  /// A new resident; born so that `age` is full on the first day of the reference year.
  private mutating func add(age: Int, isMale: Bool, surname: Character?, _ place: String) -> Int {
    let birthDate = people.day(inYear: DemonstrationPeople.referenceYear - 1 - age)
    let person = people.next(birthDate: birthDate, isMale: isMale, surname: surname)
    residents.append(
      DemoResident(
        phone: person.phone, name: person.name, idNumber: person.idNumber, birthDate: birthDate,
        gender: person.gender, place: place, family: []))
    return residents.count - 1
  }
}
