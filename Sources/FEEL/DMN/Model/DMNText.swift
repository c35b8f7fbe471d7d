/// A text of a model with its place in the file; equal when the texts are, wherever they stand.
package struct DMNText: Sendable, Equatable, ExpressibleByStringLiteral {
  package let text: String
  package let place: XMLPlace

  package init(_ text: String, _ place: XMLPlace = XMLPlace(line: 1, column: 1)) {
    self.text = text
    self.place = place
  }

  package init(stringLiteral text: String) { self.init(text) }

  package static func == (left: DMNText, right: DMNText) -> Bool { Text.same(left.text, right.text) }
}
