import Core

extension Refusal {
  static let noService = Refusal(.notFound, Label(zh: "没有这项服务", en: "There is no such service"))
  static let noMatter = Refusal(.notFound, Label(zh: "没有这份申请", en: "There is no such request"))
  static let noPlace = Refusal(
    .notEligible, Label(zh: "没有登记常住地，或这项服务不在您所在的地方开放", en: "Not open at your place of residence"))
  static let closedNow = Refusal(.serviceClosed, Label(zh: "这项服务已经截止", en: "This service has closed"))
  static let reason = Refusal(.reasonNeeded, Label(zh: "请写明原因", en: "Please give a reason"))
  static let keyReused = Refusal(
    .keyReused, Label(zh: "这个幂等键已用于另一个请求", en: "This idempotency key was used for another request"))
  static let quota = Refusal(.quotaFull, Label(zh: "名额已满", en: "No places are left"))
  /// - Parameter wanted: What a register may have had too little of, a sentence each.
  static func minimum(_ wanted: [Label]) -> Refusal {
    guard !wanted.isEmpty else { return Refusal(.wouldBreakMin, Label(zh: "数量不够", en: "There is not enough left")) }
    return Refusal(
      .wouldBreakMin,
      Label(
        zh: wanted.map(\.zh).joined(separator: "，或者"),
        en: wanted.map { $0.text(in: .en) }.joined(separator: ", or ")))
  }
  static let uncountable = Refusal(
    .invalidAnswers, Label(zh: "有个数字太大，没法计入统计", en: "A number is too large to be counted"))
  static let undecided = Refusal(
    .cannotDecide, Label(zh: "缺少判断所需的资料，请先补全", en: "Something needed to decide this is missing"))

  static func unavailable(_ reason: String) -> Refusal {
    Refusal(.unavailable, Label(zh: "系统繁忙，请稍后再试", en: "Busy, please try again shortly")).logging(reason)
  }

  static func notOpenYet(_ from: Int64) -> Refusal {
    let day = Day.spoken(from)
    return Refusal(.notOpenYet, Label(zh: "这项服务\(day)开始", en: "This service opens on \(Day.iso(from))"))
  }

  static func verbNotHere(_ verb: Verb) -> Refusal {
    Refusal(.verbNotHere, Label(zh: "现在不能「\(verb.alias)」", en: "`\(verb.rawValue)` is not possible now"))
  }

  static func noEarlierStep(_ name: String) -> Refusal {
    Refusal(
      .verbNotHere, Label(zh: "前面没有「\(name)」这一步", en: "There is no step `\(name)` before this one"))
  }

  static func notYet(_ what: String) -> Refusal {
    Refusal(.notYet, Label(zh: "本版本还不能办理「\(what)」", en: "This build cannot run `\(what)` yet"))
  }

  static let fieldsForApplicant = Refusal(
    .verbNotHere,
    Label(zh: "只有退给申请人时，才能指定要改哪几项", en: "Fields can be named only in a return to the applicant"))

  /// Somebody else has it, or it is over; `holder` names who or what.
  static func movedOn(_ holder: Label) -> Refusal {
    Refusal(
      .movedOn, Label(zh: "事情已经往前走了：\(holder.zh)", en: "It has moved on: \(holder.text(in: .en))"))
  }

  static func notHolder(_ holder: Label) -> Refusal {
    Refusal(.notHolder, Label(zh: "不在您手上：\(holder.zh)", en: "It is not yours: \(holder.text(in: .en))"))
  }
}
