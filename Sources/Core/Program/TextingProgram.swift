import FEEL

/// What a gateway of short messages is sent for one message, and how its reply says that it took it.
package struct TextingProgram: Sendable {
  /// A name that `send` may use.
  package enum Part: String, Sendable, CaseIterable {
    case phone, text, code, title

    package var alias: String {
      switch self {
      case .phone: "电话"
      case .text: "文字"
      case .code: "编号"
      case .title: "标题"
      }
    }

    package var slot: SlotSource { .part("message " + rawValue) }
  }

  package let layout: SlotLayout
  /// Empty = every part under its own name.
  package let send: [(name: String, formula: Formula)]
  /// Over `reply`: true = the gateway took it. nil = every reply of 2xx says so.
  package let accepted: Formula?

  package init(layout: SlotLayout, send: [(name: String, formula: Formula)], accepted: Formula?) {
    self.layout = layout
    self.send = send
    self.accepted = accepted
  }

  /// Most Unicode scalars of a message: what leaves is short.
  package static let longest = 300
}
