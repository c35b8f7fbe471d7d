/// A made-up person with everything a form may ask first. The ID number passes its check and belongs to nobody.
package struct InventedPerson: Sendable, Hashable {
  package let name: String
  /// Code of list `gender`: 1 male, 2 female.
  package let gender: String
  /// ISO form.
  package let birthDate: String
  package let idNumber: String
  package let phone: String
}

/// Makes people up, one after another; the same seed gives the same people everywhere. Names, ID numbers and phones
/// are never given twice by one maker.
package struct InventedPeople: Sendable {
  var random: SeededNumbers
  private var names = InventedNames()
  private var bornOn: [String: Int] = [:]
  private var made = 0

  package init(seed: UInt64) {
    random = SeededNumbers(seed: seed)
  }

  /// A person; what is nil is made up (adults between 20 and 59 in the reference year). `birthDate` is ISO.
  package mutating func next(
    birthDate: String? = nil, isMale: Bool? = nil, surname: Character? = nil
  ) -> InventedPerson {
    let isMale = isMale ?? (random.below(2) == 0)
    let birthDate = birthDate ?? day(inYear: DemonstrationPeople.referenceYear - 1 - random.within(20...59))
    let name = names.next(surname: surname, isMale: isMale, &random)
    made += 1
    let serial = String(made)
    return InventedPerson(
      name: name, gender: isMale ? "1" : "2", birthDate: birthDate,
      idNumber: citizenNumber(born: birthDate.filter { $0 != "-" }, isMale: isMale),
      phone: DemonstrationPeople.phonePrefix + String(repeating: "0", count: max(0, 8 - serial.utf8.count)) + serial)
  }

  /// Only a name, for staff.
  mutating func name() -> String {
    names.next(surname: nil, isMale: random.below(2) == 0, &random)
  }

  /// Some day of a year in ISO form; the 29th and later are never taken.
  mutating func day(inYear year: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(year)-\(two(random.within(1...12)))-\(two(random.within(1...28)))"
  }

  /// GB 11643: division, birth date, sequence (odd for men), check character by ISO 7064 MOD 11-2.
  private mutating func citizenNumber(born date: String, isMale: Bool) -> String {
    let key = (isMale ? "m" : "f") + date
    let before = bornOn[key, default: 0]
    bornOn[key] = before + 1
    let sequence = String(before % 499 * 2 + (isMale ? 1 : 2))
    let body =
      DemonstrationPeople.retiredDivision + date
      + String(repeating: "0", count: max(0, 3 - sequence.utf8.count)) + sequence
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { $0 &+ (Int($1.0) &- 0x30) &* $1.1 }
    let rest = (sum % 11 + 11) % 11
    return body + String(Array("10X98765432")[rest])
  }
}
