/// Words of the language (LANGUAGE.md 18) that live at run time, with their Chinese spelling for people.
package protocol Word: RawRepresentable, CaseIterable, Sendable, Hashable where RawValue == String {
  var alias: String { get }
}

extension Word {
  /// The word in either spelling, or nil.
  package init?(word: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == word || $0.alias == word }) else { return nil }
    self = found
  }
  package func text(in language: Language) -> String { language == .zh ? alias : rawValue }
}

/// Where a matter stands.
package enum MatterState: String, Word {
  case drafting, waiting, working, returned, held, blocked, done, rejected, withdrawn, merged, closed

  package var alias: String {
    switch self {
    case .drafting: "草稿"
    case .waiting: "待办"
    case .working: "在办中"
    case .returned: "待补正"
    case .held: "待名单"
    case .blocked: "受阻"
    case .done: "办结"
    case .rejected: "不通过"
    case .withdrawn: "已撤回"
    case .merged: "已并单"
    case .closed: "已关闭"
    }
  }

  /// Nobody acts on it any more.
  package var isFinal: Bool {
    switch self {
    case .done, .rejected, .withdrawn, .merged, .closed: true
    case .drafting, .waiting, .working, .returned, .held, .blocked: false
    }
  }
}

package enum Verb: String, Word {
  case submit, draft, withdraw, supplement, claim, approve, reject
  case `return`
  case transfer
  case addSign = "add-sign"
  case help, cc, urge, extend, complete, rate, reopen

  package var alias: String {
    switch self {
    case .submit: "提交"
    case .draft: "暂存"
    case .withdraw: "撤回"
    case .supplement: "补正"
    case .claim: "领取"
    case .approve: "同意"
    case .reject: "不同意"
    case .return: "退回"
    case .transfer: "转办"
    case .addSign: "加签"
    case .help: "协办"
    case .cc: "抄送"
    case .urge: "催办"
    case .extend: "延期"
    case .complete: "办完"
    case .rate: "评价"
    case .reopen: "重开"
    }
  }
}

/// What happened to a matter; acts stand under these in `after`.
package enum MatterEvent: String, Word {
  case submitted, accepted, returned, resubmitted, approved, rejected, done, overdue, withdrawn, reopened, closed
  case created, changed, ended

  package var alias: String {
    switch self {
    case .submitted: "提交后"
    case .accepted: "受理"
    case .returned: "退回后"
    case .resubmitted: "补正后"
    case .approved: "同意后"
    case .rejected: "不同意后"
    case .done: "办结"
    case .overdue: "逾期"
    case .withdrawn: "撤回后"
    case .reopened: "重开后"
    case .closed: "关闭"
    case .created: "新增"
    case .changed: "变动"
    case .ended: "终止后"
    }
  }
}

/// Who a service is open to.
package enum Audience: String, Word {
  case `self`, family, agent, staff, anyone

  package var alias: String {
    switch self {
    case .self: "本人"
    case .family: "家属"
    case .agent: "经办人"
    case .staff: "工作人员"
    case .anyone: "任何人"
    }
  }
}

package enum Recipient: String, Word {
  case applicant, filer, holder, keeper, subject, sender

  package var alias: String {
    switch self {
    case .applicant: "申请人"
    case .filer: "填报人"
    case .holder: "承办人"
    case .keeper: "管理人"
    case .subject: "对象"
    case .sender: "发起人"
    }
  }
}

package enum Channel: String, Word {
  case app, sms, phone, visit, mail

  package var alias: String {
    switch self {
    case .app: "小程序"
    case .sms: "短信"
    case .phone: "打电话"
    case .visit: "上门"
    case .mail: "邮件"
    }
  }
}

/// Along which line authority runs.
package enum AuthorityLine: String, Word {
  case territory, sector, direct

  package var alias: String {
    switch self {
    case .territory: "属地"
    case .sector: "属业"
    case .direct: "直属"
    }
  }
}

package enum ScopeWord: String, Word {
  case `self`, post, organization, territory, sector, direct, everything

  package var alias: String {
    switch self {
    case .self: "本人"
    case .post: "本岗"
    case .organization: "本单位"
    case .territory: "属地"
    case .sector: "属业"
    case .direct: "直属"
    case .everything: "全域"
    }
  }
}

package enum Right: String, Word {
  case read, list, export, create, edit
  case `import`
  case dispatch, send, publish, unmask, confirm, combine, figures, explain, handle

  package var alias: String {
    switch self {
    case .read: "查看"
    case .list: "列表"
    case .export: "导出"
    case .create: "新建"
    case .edit: "编辑"
    case .import: "导入"
    case .dispatch: "派发"
    case .send: "发送"
    case .publish: "发布"
    case .unmask: "看明文"
    case .confirm: "确认"
    case .combine: "合并"
    case .figures: "看统计"
    case .explain: "看权限"
    case .handle: "办理"
    }
  }
}

/// The three administrators of an installation; nobody is two of them.
package enum Administration: String, Word {
  /// Publishes, and sees how the system runs.
  case system
  /// Appoints, explains rights, watches over emergency looks.
  case security
  /// Reads who looked at what, and who changed what.
  case audit

  package var alias: String {
    switch self {
    case .system: "系统"
    case .security: "安全"
    case .audit: "审计"
    }
  }

  /// As people call who does it.
  package var title: Label {
    switch self {
    case .system: Label(zh: "系统管理员", en: "system administrator")
    case .security: Label(zh: "安全管理员", en: "security administrator")
    case .audit: Label(zh: "审计管理员", en: "audit administrator")
    }
  }
}

/// What happens to a value that becomes hidden.
package enum HiddenPolicy: String, Word {
  case keep, drop, ask

  package var alias: String {
    switch self {
    case .keep: "保留"
    case .drop: "清除"
    case .ask: "询问"
    }
  }
}

/// What a changed value does to the ledger's value.
package enum UpdatePolicy: String, Word {
  case newest, authority, ask

  package var alias: String {
    switch self {
    case .newest: "最新"
    case .authority: "权威"
    case .ask: "询问"
    }
  }
}

/// How sure we are that somebody is who they say.
package enum IdentityLevel: String, Word {
  case phone, matched
  case inPerson = "in-person"
  case verified

  package var alias: String {
    switch self {
    case .phone: "手机"
    case .matched: "比对"
    case .inPerson: "当面"
    case .verified: "实名"
    }
  }
}

package enum Widget: String, Word {
  case line, area, number, stepper, radio, checks, select, date, time, toggle, camera, files, tree, map, sign, scan
  case rows, none

  package var alias: String {
    switch self {
    case .line: "单行"
    case .area: "多行"
    case .number: "数字"
    case .stepper: "加减"
    case .radio: "单选"
    case .checks: "多选"
    case .select: "下拉"
    case .date: "日历"
    case .time: "时刻"
    case .toggle: "开关"
    case .camera: "拍照"
    case .files: "附件"
    case .tree: "树选"
    case .map: "地图"
    case .sign: "手写"
    case .scan: "扫码"
    case .rows: "表格"
    case .none: "不显示"
    }
  }
}
