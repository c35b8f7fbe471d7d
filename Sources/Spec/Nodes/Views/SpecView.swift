package import Core

/// A checked node seen as the noun it is: every key of the table by name, short forms as their long form.
///
/// `nil` and an empty list mean that the author wrote nothing there; a part that was wrong is an invalid
/// node. Words are their English spelling. What the view does not name is read from `node`.
package protocol SpecView: Sendable {
  var node: SpecNode { get }
  init(_ node: SpecNode)
}

extension SpecView {
  /// The author's name left of the colon, where this stands in a list or map of names.
  package var name: String { node.name ?? "" }

  /// Where the name, else the thing itself, stands.
  package var nameRange: SourceRange { node.nameRange }

  /// Where it stands.
  package var range: SourceRange { node.range }

  /// Whether it was wrong as a whole; then nothing inside is known.
  package var isInvalid: Bool { node.isInvalid }

  func view<View: SpecView>(_ key: SpecKey) -> View? { node[key].map { View($0) } }

  func views<View: SpecView>(_ key: SpecKey) -> [View] {
    node[key].map { $0.children.map { View($0) } } ?? []
  }

  func nodes(_ key: SpecKey) -> [SpecNode] { node[key].map { Array($0.children) } ?? [] }
}
