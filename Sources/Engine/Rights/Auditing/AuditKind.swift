import Core

/// What an act has to do with.
package enum AuditArea: String, Sendable, CaseIterable {
  case requests, reading, emergencies, exports, mandates, publishing, directory, places, accounts

  package var label: Label {
    switch self {
    case .requests: Label(zh: "办理申请", en: "requests")
    case .reading: Label(zh: "看他人资料", en: "reading of others' data")
    case .emergencies: Label(zh: "应急查看", en: "emergency looks")
    case .exports: Label(zh: "导出", en: "exports")
    case .mandates: Label(zh: "代办授权", en: "mandates")
    case .publishing: Label(zh: "发布", en: "publishing")
    case .directory: Label(zh: "通讯录", en: "directory")
    case .places: Label(zh: "地名", en: "places")
    case .accounts: Label(zh: "账号和令牌", en: "accounts and tokens")
    }
  }
}

/// Where an act is kept: acts in the log (`event`), looks in `read_audit`.
package enum AuditSource: Int, Sendable, CaseIterable { case act, look }

/// One kind of act, with its word for programs and what people call it.
package struct AuditKind: Sendable, Hashable {
  /// The kind in the log; of a look a word of its own.
  package let word: String
  package let area: AuditArea
  package let label: Label
  package let source: AuditSource
  /// Of a look: how its query begins.
  let query: String
  /// The post that the log names with it is what it was done to, not from which somebody acted.
  let isOfPost: Bool

  private static func act(
    _ word: String, _ area: AuditArea, _ zh: String, _ en: String, ofPost: Bool = false
  ) -> AuditKind {
    AuditKind(word: word, area: area, label: Label(zh: zh, en: en), source: .act, query: "", isOfPost: ofPost)
  }

  private static func look(
    _ word: String, _ query: String, _ area: AuditArea, _ zh: String, _ en: String
  ) -> AuditKind {
    AuditKind(word: word, area: area, label: Label(zh: zh, en: en), source: .look, query: query, isOfPost: false)
  }

  private static func verb(_ verb: Verb, _ en: String) -> AuditKind { act(verb.rawValue, .requests, verb.alias, en) }

  private static func operation(_ act: PlaceAct, _ en: String) -> AuditKind {
    self.act("place-" + act.rawValue, .places, "地名" + act.alias, en)
  }

  /// Every kind, area by area.
  package static let all: [AuditKind] = requests + looks + emergencies + exports + mandates + publishing + directory
    + places + accounts

  private static let requests: [AuditKind] = [
    verb(.submit, "submitted"), verb(.withdraw, "withdrawn"), verb(.supplement, "supplemented"), verb(.claim, "claimed"),
    verb(.approve, "approved"), verb(.reject, "rejected"), verb(.return, "returned"), verb(.transfer, "transferred"),
    verb(.addSign, "signer added"), verb(.help, "help asked"), act("help-complete", .requests, "协办完成", "help given"),
    verb(.cc, "copied to others"), verb(.urge, "urged"), verb(.extend, "more time asked"),
    act("extended", .requests, "准许延期", "more time given"),
    act("not-extended", .requests, "不准延期", "more time refused"), verb(.complete, "completed"),
    verb(.rate, "rated"), verb(.reopen, "reopened"), act("batch-close", .requests, "整批送出", "list sent on"),
    act("merge", .requests, "并单", "merged"), act("migrate", .requests, "改用新版", "moved to a new version"),
    act("take-up", .requests, "接着办", "taken up again"), act("retry", .requests, "再试一次", "tried again"),
    act("tended", .requests, "换岗位处理受阻", "another post looks after it", ofPost: true),
    act("given-back", .requests, "交还岗位", "given back to its post", ofPost: true),
    act("vacant", .requests, "岗位空缺转出", "handed on from a vacant post", ofPost: true),
    act("place-moved", .requests, "随地名划转", "moved with its place"),
    act("remind", .requests, "提醒", "reminded", ofPost: true),
    act("escalate", .requests, "升级", "escalated", ofPost: true),
    act("overdue", .requests, "逾期", "overdue", ofPost: true), act("timer", .requests, "到时间", "its time came"),
    act("alarm", .requests, "告警", "alarm"), act("call", .requests, "请别的系统答复", "another system asked"),
    act("reply", .requests, "别的系统答复", "another system answered"),
    act("reply-dropped", .requests, "别的系统答复作废", "answer of another system dropped"),
    act("call-failed", .requests, "别的系统没有答复", "another system did not answer"),
    act("call-skipped", .requests, "不等别的系统答复", "call skipped"),
    act("act-skipped", .requests, "略过一步", "act skipped"),
  ]

  private static let looks: [AuditKind] = [
    look("read-request", "request", .reading, "查看申请", "read a request"),
    look("unmask", "unmask", .reading, "看明文", "unmasked an answer"),
    look("search-queue", LookAudit.queueSearch, .reading, "按姓名或编号查找", "searched the queue"),
    look("fill-form", LookAudit.filling, .reading, "代为申请时看到登记的信息", "saw what is registered, filing for somebody"),
    look("read-numbers", "directory numbers", .reading, "看通讯录号码", "read numbers of the directory"),
    look("read-mandates", LookAudit.mandates, .reading, "看等着核实的代办登记", "read mandates that wait to be confirmed"),
    look("read-mandate-proof", "mandate proof", .reading, "看代办的证明材料", "read the proof of a mandate"),
    look("search-audit", LookAudit.auditSearch, .reading, "按人查审计记录", "searched the audit by person"),
  ]

  private static let emergencies: [AuditKind] = [
    act("break-glass", .emergencies, "打开应急查看", "emergency look opened"),
    act("end-look", .emergencies, "结束应急查看", "emergency look ended"),
    look("emergency-look", "emergency look", .emergencies, "应急查看", "emergency look"),
    look("emergency-numbers", LookAudit.emergencyNumbers, .emergencies, "应急打开号码", "numbers opened in an emergency"),
  ]

  private static let exports: [AuditKind] = [
    look("export-audit", LookAudit.auditExport, .exports, "导出审计记录", "audit exported"),
    act("store-export", .exports, "导出全部数据", "everything exported"),
  ]

  private static let mandates: [AuditKind] = [
    act("mandate-declared", .mandates, "登记代办关系", "mandate declared"),
    act("mandate-confirmed", .mandates, "核实代办关系", "mandate confirmed"),
    act("mandate-refused", .mandates, "代办关系没有通过", "mandate refused"),
    act("mandate-ended", .mandates, "结束代办关系", "mandate ended"),
    act("mandate-barred", .mandates, "不让亲属代办", "relative barred"),
    act("mandate-lifted", .mandates, "又让亲属代办", "relative allowed again"),
  ]

  private static let publishing: [AuditKind] = [
    act("publish", .publishing, "发布新版", "release published"),
    act("rollback", .publishing, "退回旧版", "older release published again"),
  ]

  private static let directory: [AuditKind] = [
    act(AppointmentAct.appoint.rawValue, .directory, "任命", "appointed", ofPost: true),
    act(AppointmentAct.dismiss.rawValue, .directory, "免职", "dismissed", ofPost: true),
    act(StandInAct.leave.rawValue, .directory, "登记请假", "leave set", ofPost: true),
    act(StandInAct.endLeave.rawValue, .directory, "结束请假", "leave ended", ofPost: true),
    act(StandInAct.deputy.rawValue, .directory, "设代理", "deputy set", ofPost: true),
    act(StandInAct.endDeputy.rawValue, .directory, "结束代理", "deputy ended", ofPost: true),
    act(DescribingAct.describe.rawValue, .directory, "改岗位说明", "post described anew", ofPost: true),
    act(DescribingAct.undoDescribe.rawValue, .directory, "撤回岗位说明", "description of a post taken back", ofPost: true),
    act("directory-import", .directory, "导入通讯录", "directory imported"),
    act("directory-undo", .directory, "撤回导入通讯录", "import of the directory taken back"),
  ]

  private static let places: [AuditKind] = [
    operation(.add, "place added"), operation(.rename, "place renamed"), operation(.move, "place moved"),
    operation(.merge, "places merged"), operation(.split, "place split"), operation(.close, "place closed"),
    act("place-import", .places, "导入地名", "places imported"),
    act("place-bounds", .places, "导入地名边界", "boundaries of places imported"),
    act("place-undo", .places, "撤回地名变更", "change of places taken back"),
    act("place-proposed", .places, "上报新地方", "missing place reported"),
    act("place-accepted", .places, "采纳上报的地方", "reported place accepted"),
    act("place-refused", .places, "不采纳上报的地方", "reported place refused"),
  ]

  private static let accounts: [AuditKind] = [
    act("account", .accounts, "建账号、改账号", "account made or changed"),
    act("account-removed", .accounts, "撤账号", "account removed"),
    act("token-issued", .accounts, "发令牌", "token issued"),
    act("token-revoked", .accounts, "撤销令牌", "token revoked"),
  ]

  private static let byWord = Dictionary(uniqueKeysWithValues: all.map { ($0.word, $0) })
  /// The longest beginning first.
  private static let lookKinds = all.filter { $0.source == .look }.sorted { $0.query.utf8.count > $1.query.utf8.count }

  package init?(word: String) {
    guard let known = Self.byWord[word] else { return nil }
    self = known
  }

  private init(word: String, area: AuditArea, label: Label, source: AuditSource, query: String, isOfPost: Bool) {
    self.word = word
    self.area = area
    self.label = label
    self.source = source
    self.query = query
    self.isOfPost = isOfPost
  }

  /// What the log calls so; a kind that this build does not know keeps its word.
  static func ofAct(_ word: String, isOfRequest: Bool) -> AuditKind {
    if let known = byWord[word], known.source == .act { return known }
    return act(word, isOfRequest ? .requests : .accounts, word, word)
  }

  /// What a record of a look is of, and what its query says besides.
  static func ofLook(_ query: String) -> (kind: AuditKind, rest: Substring) {
    for kind in lookKinds where query.hasPrefix(kind.query) {
      return (kind, query.dropFirst(kind.query.count).drop { $0 == " " })
    }
    return (look("read", "", .reading, "查看", "read"), query[...])
  }
}
