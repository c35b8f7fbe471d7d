import Core
import FEEL

/// Who filed a request and for whom, where these are two, or where its reader is neither; names as far as the reader may
/// see them.
package struct FilingShown: Sendable, Hashable {
  /// By what somebody filed for another.
  package enum Basis: String, Sendable, CaseIterable {
    /// What the register says the two are to each other.
    case register
    /// Leave that was confirmed.
    case mandate
    /// The organisation's own agent.
    case agent
    /// Nobody else did: who it is for filed it.
    case own
  }

  /// How its reader stands in it.
  package enum Reader: Sendable {
    case filer, subject, neither
  }

  /// Who filed it; nil where the reader may see no name.
  package let filer: String?
  /// For whom: a person, or an organisation.
  package let subject: String?
  /// What one of the two is to the other: the person to the filer where the filer reads, else the filer to the person.
  package let relation: Label
  package let basis: Basis
  package let reader: Reader

  package init(filer: String?, subject: String?, relation: Label, basis: Basis, reader: Reader) {
    self.filer = filer
    self.subject = subject
    self.relation = relation
    self.basis = basis
    self.reader = reader
  }

  /// As people read it: 由 王五 代 李四 办理（子女，凭登记的亲属关系）.
  package var words: Label {
    let zhWhom = subject ?? "他人", enWhom = subject ?? "somebody else"
    let zhWho = filer ?? "代办的人", enWho = filer ?? "somebody"
    let zhWhy = "（\(relation.zh)\(ground.map { "，" + $0.zh } ?? "")）"
    let enWhy = " (\(relation.text(in: .en))\(ground.map { ", " + $0.text(in: .en) } ?? ""))"
    switch (basis, reader) {
    case (.own, _): return Label(zh: "\(zhWhom) 自己办理", en: "filed by \(enWhom)")
    case (_, .filer): return Label(zh: "为 \(zhWhom) 办理\(zhWhy)", en: "for \(enWhom)\(enWhy)")
    case (_, .subject): return Label(zh: "由 \(zhWho) 代您办理\(zhWhy)", en: "filed for you by \(enWho)\(enWhy)")
    case (_, .neither):
      return Label(zh: "由 \(zhWho) 代 \(zhWhom) 办理\(zhWhy)", en: "filed by \(enWho) for \(enWhom)\(enWhy)")
    }
  }

  private var ground: Label? {
    switch basis {
    case .register: Label(zh: "凭登记的亲属关系", en: "by the register")
    case .mandate: Label(zh: "凭委托", en: "by a mandate")
    case .agent, .own: nil
    }
  }
}

/// Says of requests who filed them for whom; what several have in common is asked once.
struct FilingReading {
  private struct Pair: Hashable {
    let filer, subject: Int64
    let mandate: Int64?
  }

  private let preparation: Preparation
  private var names: [Int64: String] = [:]
  private var relations: [Pair: Label] = [:]

  init(_ preparation: Preparation) { self.preparation = preparation }

  private var me: Int64 { preparation.caller.person }
  private var city: CityIndex { preparation.running.city }

  /// Of a request that is the reader's own: whose it is stands there whole.
  mutating func own(_ row: MatterRow) throws -> FilingShown? { try filing(row, isOwn: true) { $0 } }

  /// Of one that the reader sees by a right: a person's name as the form's own names of persons, an agent's as the directory.
  mutating func seen(_ row: MatterRow, _ sight: Sight?, _ form: FormProgram) throws -> FilingShown? {
    let attribute = preparation.running.program.knowledge.attribute("full_name", of: .person)
    let fields = form.fields.filter(\.asksName)
    let isMasked = sight?.masksNames(fields, attribute?.sensitivity ?? .personal)
    return try filing(row, isOwn: false) { name in
      isMasked.map { $0 ? fields.first?.control.masked(.string(name)) ?? Preparation.initial(of: name) : name }
    }
  }

  private mutating func filing(
    _ row: MatterRow, isOwn: Bool, _ shown: (String) -> String?
  ) throws -> FilingShown? {
    guard let subject = row.subject ?? row.applicant else { return nil }
    let filer = row.filer ?? subject
    if let body = row.body {
      return FilingShown(
        filer: try name(filer), subject: city.organizations[body]?.name,
        relation: Label(zh: "单位经办人", en: "agent of the organisation"), basis: .agent,
        reader: filer == me ? .filer : .neither)
    }
    let reader: FilingShown.Reader = filer == me ? .filer : subject == me ? .subject : .neither
    if filer == subject {
      guard isOwn, reader == .neither else { return nil }
      return FilingShown(
        filer: nil, subject: try shown(name(subject)), relation: Label(zh: "本人", en: "themselves"), basis: .own,
        reader: .neither)
    }
    return FilingShown(
      filer: try shown(name(filer)), subject: try shown(name(subject)),
      relation: try relation(Pair(filer: filer, subject: subject, mandate: row.mandate), reader),
      basis: row.mandate == nil ? .register : .mandate, reader: reader)
  }

  private mutating func name(_ person: Int64) throws -> String {
    if let known = names[person] { return known }
    let made = try preparation.staffName(person)
    names[person] = made
    return made
  }

  private mutating func relation(_ pair: Pair, _ reader: FilingShown.Reader) throws -> Label {
    if let known = relations[pair] { return known }
    let made = try preparation.relation(of: pair.filer, to: pair.subject, by: pair.mandate, seenByFiler: reader == .filer)
    relations[pair] = made
    return made
  }
}

extension Preparation {
  /// What the two are to each other today; 家人 where the register does not say it any more.
  fileprivate func relation(
    of filer: Int64, to subject: Int64, by mandate: Int64?, seenByFiler: Bool
  ) throws -> Label {
    if let mandate {
      guard let mandate = try Mandate.find(mandate, reader) else { return Mandate.Kind.proxy.label }
      return relation(mandate, seenBy: seenByFiler ? filer : subject)
    }
    if !seenByFiler {
      return try relativesActing(for: subject).first { $0.person == filer }.map { Label(zh: $0.role) }
        ?? Mandate.Kind.family.label
    }
    for id in Representation.readings {
      guard let reading = running.program.knowledge.reading(id), reading.target == .person else { continue }
      if try related(reading, to: filer).contains(where: { $0.other == subject }) { return Label(zh: reading.role) }
    }
    return Mandate.Kind.family.label
  }
}

extension FieldProgram {
  /// Whether it asks for somebody's name.
  var asksName: Bool {
    guard case .attribute(let attribute, _) = binding else { return false }
    return attribute.id == "full_name"
  }
}
