import Core
import FEEL
import Spec

/// Purpose, basis, retention and identity that the answers of a form need (LANGUAGE.md 12).
extension FormLowering {
  struct Privacy {
    var purpose: Label?
    var basis = "consent"
    var retain: WorkingDuration?
  }

  mutating func privacy(_ node: SpecNode, at range: SourceRange) -> Privacy {
    let retainNode = node[.retain]
    var privacy = Privacy()
    privacy.purpose = node[.purpose]?.label ?? context.defaults.purpose
    privacy.basis = node[.basis]?.word ?? context.defaults.basis ?? "consent"
    privacy.retain = retainNode?[.within].flatMap { WorkingDuration($0) } ?? context.defaults.retain
    let dispose = retainNode?[.then]
    if let dispose, let word = dispose.word, word != "erase" {
      findings.notYet(dispose.range, "到期后「\(dispose.text)」", "`\(word)` after retention")
    }
    check(privacy, node, at: range)
    return privacy
  }

  private mutating func check(_ privacy: Privacy, _ node: SpecNode, at range: SourceRange) {
    let most = fields.max { $0.sensitivity < $1.sensitivity }
    guard let most, most.sensitivity >= .personal else { return }
    let asked = DiagnosticNote(
      at: most.draft.nameRange,
      Message(
        zh: "「\(most.name)」是\(most.sensitivity.alias)信息", en: "`\(most.name)` is \(most.sensitivity.word)"))
    if privacy.purpose == nil, node[.purpose] == nil {
      findings.report(
        .purposeMissing, range, "表单问个人信息，没有说明用途", "The form asks personal data and states no purpose",
        hint: ("写 `purpose: …`（用途），或写在成套文件里", "Write `purpose: …`, here or in the bundle"), notes: [asked])
    }
    guard most.sensitivity == .sensitivePersonal else { return }
    if privacy.retain == nil, node[.retain] == nil {
      findings.report(
        .retainMissing, range, "表单问敏感个人信息，没有写保存多久",
        "The form asks sensitive personal data and states no retention",
        hint: ("写 `retain: 1 年`（保存期），或写在成套文件里", "Write `retain: 1 year`, here or in the bundle"),
        notes: [asked])
    }
    if privacy.basis == "contract" {
      findings.report(
        .basisTooWeak, node[.basis]?.range ?? range, "依据「合同」不能用来收集敏感个人信息",
        "A contract is no basis for sensitive personal data",
        hint: ("用 `consent`（同意）或 `duty`（法定职责）", "Use `consent` or `duty`"), notes: [asked])
    }
  }

  /// A locked value is shown from the ledger before the person has typed anything: a phone number is too
  /// little for sensitive ones.
  mutating func checkIdentity(_ open: OpenProgram, _ node: SpecNode?, at range: SourceRange) {
    guard open.identity == .phone,
      let shown = fields.first(where: {
        $0.sensitivity == .sensitivePersonal && $0.draft[.lock]?.bool == true
      })
    else { return }
    findings.report(
      .identityTooWeak, node?.range ?? range, "「\(shown.name)」锁定显示台账里的敏感信息，只核对手机不够",
      "`\(shown.name)` shows a sensitive value of the ledger: a phone is too weak",
      hint: ("在 `open` 里写 `identity: matched`（比对）或更高", "Write `identity: matched` or higher under `open`"),
      notes: [DiagnosticNote(at: shown.draft.nameRange, Message(zh: "锁定的字段", en: "the locked field"))])
  }
}
