import Core
import Engine

/// What a page says over a refusal and what to do about it, for every code there is.
extension Refusal.Code {
  package var heading: Label {
    switch self {
    case .notEligible: Label(zh: "这项服务的条件不符合", en: "The conditions are not met")
    case .serviceClosed: Label(zh: "这项服务已经截止", en: "This service has closed")
    case .notOpenYet: Label(zh: "这项服务还没开始", en: "This service is not open yet")
    case .quotaFull: Label(zh: "名额已满", en: "No places are left")
    case .tooOften: Label(zh: "已经有在办的申请", en: "There is one under way already")
    case .cannotDecide: Label(zh: "还判断不了，缺一项信息", en: "One fact is missing to decide")
    case .lockedValueChanged: Label(zh: "有一项核实过的内容不能改", en: "A verified value cannot be changed")
    case .wouldBreakMin: Label(zh: "数量不够了", en: "Not enough is left")
    case .movedOn: Label(zh: "这件事已经往前走了", en: "This has moved on")
    case .notHolder: Label(zh: "这件事现在不在您手上", en: "You do not hold this now")
    case .reasonNeeded: Label(zh: "请写明原因", en: "A reason is needed")
    case .identityNeeded: Label(zh: "需要先核实身份", en: "Your identity must be proved first")
    case .beyondAuthority: Label(zh: "超出了您的权限", en: "This is beyond your authority")
    case .keyReused: Label(zh: "这一页已经提交过", en: "This page was sent already")
    case .invalidAnswers: Label(zh: "有内容需要改一下", en: "Some answers need a change")
    case .notFound: Label(zh: "没有找到", en: "Not found")
    case .unauthenticated: Label(zh: "请先登录", en: "Please sign in")
    case .tooLarge: Label(zh: "内容太大", en: "Too large")
    case .tooMany: Label(zh: "太频繁了", en: "Too often")
    case .malformed: Label(zh: "请求看不懂", en: "The request cannot be read")
    case .unavailable: Label(zh: "系统正忙", en: "Busy right now")
    case .verbNotHere: Label(zh: "这一步不能这样办", en: "This step does not allow it")
    case .notYet: Label(zh: "这个功能还没有开通", en: "This is not available yet")
    }
  }

  /// The same for somebody who has no post, and nobody to hand things to.
  package var headingToResidents: Label {
    switch self {
    case .beyondAuthority: Label(zh: "这件事您现在办不了", en: "You cannot do this now")
    case .notHolder: Label(zh: "这件事现在不用您办", en: "There is nothing for you to do here now")
    default: heading
    }
  }

  package var adviceToResidents: Label? {
    switch self {
    case .beyondAuthority:
      Label(
        zh: "要替别人办事，先在“我的”里登记家人或代办人；不清楚的，请问您的社区。",
        en: "To act for somebody else, declare it under Me first; if in doubt, ask your community.")
    case .reasonNeeded: Label(zh: "写一句话就行，办事的人会看到。", en: "One sentence will do; who deals with it reads it.")
    default: advice
    }
  }

  /// What to do now, where there is something.
  package var advice: Label? {
    switch self {
    case .notEligible:
      Label(
        zh: "如果您觉得不对，请先看看“我的”里登记的资料是否正确。",
        en: "If this seems wrong, check what is known of you under Me.")
    case .serviceClosed, .notOpenYet:
      Label(
        zh: "可以看看别的服务，或者留意社区的消息。",
        en: "See the other services, or watch your messages.")
    case .quotaFull:
      Label(
        zh: "有人撤回时名额会空出来，可以过些时候再看。",
        en: "Places come free when somebody withdraws; look again later.")
    case .tooOften, .keyReused: Label(zh: "请到“我的申请”里看它办到哪一步。", en: "See under your requests where it stands.")
    case .cannotDecide:
      Label(
        zh: "请补全“我的”里的资料，或请社区工作人员帮忙。",
        en: "Complete your data, or ask the staff of your community.")
    case .lockedValueChanged:
      Label(
        zh: "要更正，请带证件到社区，由工作人员当面改。",
        en: "To correct it, bring your papers to the community office.")
    case .wouldBreakMin: Label(zh: "请减少数量，或过些时候再试。", en: "Ask for less, or try again later.")
    case .movedOn, .notHolder:
      Label(
        zh: "刷新看一下现在由谁办、办到哪一步。",
        en: "Reload to see who holds it now and where it stands.")
    case .reasonNeeded:
      Label(
        zh: "写一句话就行，申请人会看到。", en: "One sentence will do; the applicant reads it.")
    case .identityNeeded: Label(zh: "请带证件到社区，由工作人员当面核实。", en: "Bring your papers to the community office.")
    case .beyondAuthority: Label(zh: "请把这件事转给有权限的人。", en: "Hand it to somebody who may.")
    case .invalidAnswers, .notFound, .unauthenticated, .tooLarge, .tooMany, .malformed, .unavailable,
      .verbNotHere,
      .notYet: nil
    }
  }
}
