/// The language a person reads: messages, labels and pages exist in both.
package enum Language: String, Sendable, Hashable, CaseIterable {
  case zh, en
}
