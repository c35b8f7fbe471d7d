/// Writes JSON text piece by piece: enough for reports, without a document in memory.
package struct JSONText {
  package private(set) var text = ""
  private var needsComma = false

  package init() {}

  /// `{ … }` written by `body`.
  package mutating func object(_ body: (inout JSONText) -> Void) { group("{", "}", body) }

  /// `[ … ]` written by `body`.
  package mutating func array(_ body: (inout JSONText) -> Void) { group("[", "]", body) }

  /// The key of the next value.
  package mutating func key(_ name: String) {
    separate()
    quote(name)
    text += ":"
    needsComma = false
  }

  package mutating func string(_ value: String) {
    separate()
    quote(value)
    needsComma = true
  }

  package mutating func number(_ value: Int) {
    separate()
    text += String(value)
    needsComma = true
  }

  /// A value that is JSON already: a number with its fraction, `true`.
  package mutating func raw(_ json: String) {
    separate()
    text += json
    needsComma = true
  }

  package mutating func null() {
    separate()
    text += "null"
    needsComma = true
  }

  private mutating func group(_ open: String, _ close: String, _ body: (inout JSONText) -> Void) {
    separate()
    text += open
    needsComma = false
    body(&self)
    text += close
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { text += "," }
  }

  private mutating func quote(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
