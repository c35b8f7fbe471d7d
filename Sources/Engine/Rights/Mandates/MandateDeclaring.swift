import Core
import FEEL

/// What somebody declares: that they act for another, or that another acts for them.
package struct MandateDeclaration: Sendable {
  /// Who declares it acts for the other.
  package let acts: Bool
  /// The other, by full name and number of the identity card: both have to fit.
  package let name: String
  package let idNumber: String
  package let kind: Mandate.Kind
  /// What the other is to who declares it: a code of the list of family relations; only of family.
  package let kinship: String?
  package let powers: Set<Mandate.Power>
  /// The last day, ISO.
  package let until: String
  /// A file that they sent.
  package let proof: String?

  package init(
    acts: Bool, name: String, idNumber: String, kind: Mandate.Kind, kinship: String?, powers: Set<Mandate.Power>,
    until: String, proof: String?
  ) {
    self.acts = acts
    self.name = name
    self.idNumber = idNumber
    self.kind = kind
    self.kinship = kinship
    self.powers = powers
    self.until = until
    self.proof = proof
  }
}

extension Preparation {
  /// That may wait at once of one person.
  private static let mostWaiting = 10
  /// Years ahead that a mandate may end.
  private static let mostYears = 5

  /// Puts a declaration before the other of the two and the posts of where the represented person lives.
  ///
  /// - Returns: its id.
  mutating func declare(_ declaration: MandateDeclaration) throws -> Int64 {
    var wrong: [Refusal.FieldError] = []
    let found = try told(&wrong) { try $0.other(declaration) }
    let kin = try told(&wrong) { try $0.kinship(declaration, other: found) }
    if declaration.powers.isEmpty { wrong += Refusal.mandate("powers", .noPowers).fields }
    let day = try told(&wrong) { try $0.lastDay(declaration) }
    let proofName = try told(&wrong) { preparation in try declaration.proof.map { try preparation.hold($0) } ?? StoredValue.null }
    guard wrong.isEmpty, let other = found, let kinship = kin, let until = day, let proofName else {
      throw Refusal(
        .invalidAnswers,
        wrong.count == 1 ? wrong[0].message : Label(zh: "有 \(wrong.count) 处需要改正", en: "\(wrong.count) answers need correcting"),
        fields: wrong)
    }
    let powers = declaration.powers.contains(.follow) ? declaration.powers.union([.see]) : declaration.powers
    let proxy = declaration.acts ? caller.person : other, principal = declaration.acts ? other : caller.person
    // Nobody under age takes on somebody's affairs, nor gives theirs away.
    if try isMinor(proxy) ?? false || (!declaration.acts && isMinor(principal) ?? false) { throw Refusal.underAge }
    let known = try Mandate.rows(MandateStatements.between, [.int(proxy), .int(principal)], reader)
    if known.contains(where: { $0.state == .waiting && isOpen($0) }) { throw Refusal.declaredAlready }
    let own = try Mandate.rows(MandateStatements.ofProxy, [.int(caller.person)], reader)
      + Mandate.rows(MandateStatements.ofPrincipal, [.int(caller.person)], reader)
    if own.count(where: { $0.state == .waiting && $0.declaredBy == caller.person && isOpen($0) }) >= Self.mostWaiting {
      throw Refusal.tooManyMandates
    }
    let id = nextID()
    changes.append(
      Change(
        MandateStatements.insert,
        [
          .int(id), .int(proxy), .int(principal), .text(declaration.kind.rawValue), kinship,
          .text(powers.text), .text(until.text), StoredValue(declaration.proof), proofName,
          .text(Mandate.State.waiting.rawValue), .int(caller.person), .int(now), .null, .null, .null, .null, .null, .null,
          .null,
        ]))
    event("mandate-declared", matter: nil, subject: principal, MandateText.payload(id, powers.text))
    tellDeclared(declaration, to: other, powers, until, try staffName(caller.person))
    return id
  }

  /// To whom it is declared of: what they are said to be, what may be done, and how to say no.
  private mutating func tellDeclared(
    _ declaration: MandateDeclaration, to other: Int64, _ powers: Set<Mandate.Power>, _ until: CivilDate, _ me: String
  ) {
    let deeds = Mandate.Power.allCases.filter(powers.contains).map(\.label.zh).joined(separator: "、")
    let title = declaration.kinship.flatMap { running.program.knowledge.list(Kinship.list)?.entry(code: $0)?.title.zh }
    let said =
      declaration.kind == .family
      ? "\(me) 登记您是 \(me) 的\(title ?? "家人")，"
      : declaration.acts ? "\(me) 登记为您的代办人，" : "\(me) 登记您为代办人，"
    let asked = declaration.acts ? "申请替您办事" : "请您替 \(me) 办事"
    message(
      to: other, matter: nil,
      "\(said)\(asked)（\(deeds)），到\(Day.spoken(until))为止。您同意才生效：请到「我的」里点「同意」；关系不对或不愿意的，点「不同意」")
  }

  /// What is wrong with one answer is told with what is wrong with the others.
  private mutating func told<Found>(
    _ wrong: inout [Refusal.FieldError], _ body: (inout Preparation) throws -> Found
  ) rethrows -> Found? {
    do { return try body(&self) } catch let refusal as Refusal where refusal.code == .invalidAnswers {
      wrong += refusal.fields
      return nil
    }
  }

  /// The code of what the other is, as rows have it; null for who is no family.
  ///
  /// - Parameter other: nil where nobody was found.
  private func kinship(_ declaration: MandateDeclaration, other: Int64?) throws -> StoredValue {
    guard declaration.kind == .family else { return .null }
    guard let code = declaration.kinship, Kinship.relation(code) != nil,
      let title = running.program.knowledge.list(Kinship.list)?.entry(code: code)?.title
    else { throw Refusal.mandate("kinship", .badKinship) }
    if let other, let theirs = try born(other), let own = try born(caller.person),
      !Kinship.fits(code, born: theirs, toWhomBorn: own)
    {
      throw Refusal.mandate(
        "kinship",
        Label(
          zh: "按登记的出生日期，对方不可能是您的「\(title.zh)」：请核对关系，登记有误的请到社区更正",
          en: "By the dates of birth in the register the other cannot be your \(title.text(in: .en)): check the relation"))
    }
    return .text(code)
  }

  private func lastDay(_ declaration: MandateDeclaration) throws -> CivilDate {
    guard let day = CivilDate(text: declaration.until), day >= today,
      let most = today.adding(months: 12 * Self.mostYears), day <= most
    else { throw Refusal.mandate("until", .badDay) }
    return day
  }

  /// Whoever has this name and number. What does not fit is not told, so that nobody tries out who is known.
  private func other(_ declaration: MandateDeclaration) throws -> Int64 {
    let named = ControlReading.cleaned(declaration.name, keepsLines: false)
    let number = ControlReading.cleaned(declaration.idNumber, keepsLines: false)
    var missing: [Refusal.FieldError] = []
    if named.isEmpty { missing += Refusal.mandate("name", .noName).fields }
    if number.isEmpty { missing += Refusal.mandate("id-number", .noNumber).fields }
    if !missing.isEmpty { throw Refusal(.invalidAnswers, missing[0].message, fields: missing) }
    guard let other = try person(idNumber: number), try name(of: other) == named else {
      throw Refusal.mandate("id-number", .nobody)
    }
    if other == caller.person { throw Refusal.mandate("id-number", .oneself) }
    return other
  }

  /// The name of a file that the caller sent, which stays from now on.
  private mutating func hold(_ hash: String) throws -> StoredValue {
    guard StoredFile.isHash(hash), let name = try heldUpload(hash) else {
      throw Refusal.mandate("proof", StandardWords.fileUnknown)
    }
    return name
  }

  /// Whether it still waits for an answer, or gives its powers.
  func isOpen(_ mandate: Mandate) -> Bool {
    (mandate.state == .waiting || mandate.state == .confirmed) && mandate.until.map { today.text <= $0 } ?? false
  }

  /// Under 18 by the register; nil = it does not know.
  func isMinor(_ person: Int64) throws -> Bool? {
    try born(person)?.adding(months: 12 * 18).map { today < $0 }
  }

  /// By the register; nil = it does not know.
  private func born(_ person: Int64) throws -> CivilDate? {
    guard let attribute = running.program.knowledge.attribute("birth_date", of: .person) else { return nil }
    let reading = running.shapes.reading(.person, [attribute], running.tables)
    let image = try reading.image(of: person, on: today, reader, for: .represented)
    guard case .date(let born)? = image?.attributes[attribute.number] else { return nil }
    return born
  }
}

extension Label {
  fileprivate static let noPowers = Label(zh: "请选对方可以替您做什么，或您替对方做什么", en: "Choose what may be done")
  fileprivate static let badKinship = Label(zh: "请选对方是您的什么人", en: "Choose what the other is to you")
  fileprivate static let badDay = Label(zh: "请填截止日期：今天或以后，最多五年", en: "Give the last day: from today, at most five years ahead")
  fileprivate static let noName = Label(zh: "请写对方的姓名", en: "Give the name of the other")
  fileprivate static let noNumber = Label(zh: "请写对方的身份证号码", en: "Give the number of their identity card")
  fileprivate static let nobody = Label(
    zh: "没有找到这个人：请核对姓名和身份证号码，或请对方先到社区登记", en: "Nobody is known by this name and number")
  fileprivate static let oneself = Label(zh: "这是您自己", en: "This is you")
}

extension Refusal {
  static func mandate(_ field: String, _ message: Label) -> Refusal {
    Refusal(.invalidAnswers, message, fields: [.init(field: field, code: "invalid", message: message)])
  }
  fileprivate static let underAge = Refusal(
    .notEligible, Label(zh: "未满 18 周岁，由父母或监护人办理", en: "Under 18: parents or guardians act"))
  fileprivate static let declaredAlready = Refusal(
    .movedOn, Label(zh: "已经登记过，正在等核实", en: "It is declared already and waits"))
  fileprivate static let tooManyMandates = Refusal(
    .tooMany, Label(zh: "您登记的还有太多没有核实", en: "Too many of yours still wait"))
}

enum MandateText {
  static func payload(_ id: Int64, _ words: String) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("mandate")
      json.string(String(id))
      json.key("words")
      json.string(words)
    }
    return Array(json.text.utf8)
  }
}
