package import Core

/// Every place of the language that holds keys: the 13 kinds of documents and what stands inside them.
package enum SpecPosition: UInt8, Sendable, Hashable, CaseIterable {
  case header
  case label
  case service
  case open
  case quota
  case field
  case option
  case `repeat`
  case rule
  case step
  case variant
  case merge
  case remind
  case action
  case inflight
  case measure
  case retain
  case batch
  case actor
  case dispatchRule
  case table
  case change
  case task
  case each
  case every
  case ledger
  case column
  case notice
  case resend
  case report
  case block
  case role
  case grant
  case scope
  case control
  case setting
  case knowledge
  case `class`
  case attribute
  case relation
  case places
  case place
  case placeChange
  case directory
  case organization
  case post
  case calendar
  case connector
  case bundle
  case sample
  case test

  /// The name in the first column of keys.csv.
  package var name: String { SpecPosition.names[Int(rawValue)] }

  package init?(name: String) {
    guard let found = SpecPosition.byName[name] else { return nil }
    self = found
  }

  /// What people call it in a message.
  package var noun: Message { SpecPosition.nouns[Int(rawValue)] }

  private static let byName: [String: SpecPosition] = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  private static let names: [String] = [
    "header", "label", "service", "open", "quota", "field", "option", "repeat", "rule", "step", "variant",
    "merge", "remind", "action", "inflight", "measure", "retain", "batch", "actor", "dispatch-rule",
    "table", "change", "task", "each", "every", "ledger", "column", "notice", "resend", "report", "block",
    "role", "grant", "scope", "control", "setting", "knowledge", "class", "attribute", "relation", "places",
    "place", "place-change", "directory", "organization", "post", "calendar", "connector", "bundle",
    "sample", "test",
  ]

  private static let nouns: [Message] = [
    Message(zh: "文档", en: "document"),
    Message(zh: "文字", en: "label"),
    Message(zh: "服务", en: "service"),
    Message(zh: "开放", en: "open"),
    Message(zh: "名额", en: "quota"),
    Message(zh: "字段", en: "field"),
    Message(zh: "选项", en: "option"),
    Message(zh: "重复", en: "repeat"),
    Message(zh: "规则", en: "rule"),
    Message(zh: "步骤", en: "step"),
    Message(zh: "变体", en: "variant"),
    Message(zh: "并单", en: "merge"),
    Message(zh: "提醒", en: "reminder"),
    Message(zh: "动作", en: "action"),
    Message(zh: "在办", en: "in-flight policy"),
    Message(zh: "指标", en: "measure"),
    Message(zh: "保存期", en: "retention"),
    Message(zh: "成批", en: "batch"),
    Message(zh: "承办人", en: "actor"),
    Message(zh: "派发规则", en: "dispatch rule"),
    Message(zh: "决策表", en: "decision table"),
    Message(zh: "改动", en: "change"),
    Message(zh: "任务", en: "task"),
    Message(zh: "逐个", en: "each"),
    Message(zh: "周期", en: "period"),
    Message(zh: "台账", en: "ledger"),
    Message(zh: "列", en: "column"),
    Message(zh: "通知", en: "notice"),
    Message(zh: "补发", en: "resend"),
    Message(zh: "报表", en: "report"),
    Message(zh: "图表", en: "block"),
    Message(zh: "角色", en: "role"),
    Message(zh: "授权", en: "grant"),
    Message(zh: "范围", en: "scope"),
    Message(zh: "控件", en: "control"),
    Message(zh: "设置", en: "setting"),
    Message(zh: "知识", en: "knowledge"),
    Message(zh: "类", en: "class"),
    Message(zh: "属性", en: "attribute"),
    Message(zh: "关系", en: "relation"),
    Message(zh: "地名", en: "places"),
    Message(zh: "地方", en: "place"),
    Message(zh: "变更", en: "place change"),
    Message(zh: "通讯录", en: "directory"),
    Message(zh: "单位", en: "organisation"),
    Message(zh: "岗位", en: "post"),
    Message(zh: "日历", en: "calendar"),
    Message(zh: "连接", en: "connector"),
    Message(zh: "成套", en: "bundle"),
    Message(zh: "样本", en: "sample"),
    Message(zh: "测试", en: "test"),
  ]
}
