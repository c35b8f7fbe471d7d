import Core
import FEEL

/// A mandate as a link of an explanation: what relation, by which proof, until when. Nobody is named.
extension RightsChains {
  func fact(_ mandate: Mandate, today: String) -> RightsFact {
    let proof = MandateProof.label(mandate, rights.running.city)
    let list = rights.running.program.knowledge.list(Kinship.list)
    let kin = mandate.declaredBy == mandate.proxy ? mandate.kinship.flatMap { list?.entry(code: $0)?.title.zh } : nil
    let kind = mandate.kind == .family ? "家人\(kin.map { "（\($0)）" } ?? "")" : "代办人"
    let until = mandate.until ?? ""
    let english = mandate.kind.label.text(in: .en)
    if mandate.isLive(on: today) {
      return RightsFact(
        kind: .mandate, holds: true,
        words: Label(
          zh: "以\(kind)身份代办：\(proof.zh)，到 \(until) 为止",
          en: "acts as \(english): \(proof.text(in: .en)), until \(until)"))
    }
    let zh: String, en: String
    switch mandate.state {
    case .waiting: (zh, en) = ("还没有核实", "not confirmed yet")
    case .refused: (zh, en) = ("没有通过核实", "refused")
    case .ended: (zh, en) = ("已经结束", "was ended")
    case .barred: (zh, en) = ("本人不许代办", "barred by the person")
    case .confirmed: (zh, en) = ("已于 \(until) 到期", "ended on \(until)")
    }
    return RightsFact(
      kind: .mandate, holds: false, words: Label(zh: "\(kind)的代办关系\(zh)", en: "the mandate as \(english): \(en)"))
  }

  /// The newest mandate between the caller and whom a request is of that does not let them see it.
  func lapsed(_ row: MatterRow, today: String) throws -> RightsFact? {
    let me = rights.caller.person
    guard me != 0, row.body == nil else { return nil }
    for principal in Set([row.applicant, row.subject].compactMap { $0 }).sorted() {
      let known = try Mandate.rows(MandateStatements.between, [.int(me), .int(principal)], rights.reader)
      if let last = known.first(where: { $0.state != .barred }) {
        if last.isLive(on: today) {
          return RightsFact(
            kind: .mandate, holds: false,
            words: Label(zh: "代办关系不包括「\(Mandate.Power.see.label.zh)」", en: "the mandate does not let them see requests"))
        }
        return fact(last, today: today)
      }
    }
    return nil
  }
}
