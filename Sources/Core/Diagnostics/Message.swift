/// One sentence of the product itself, in both languages.
package struct Message: Sendable, Hashable {
  package var zh: String
  package var en: String

  package init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// The sentence in `language`.
  package func text(in language: Language) -> String {
    language == .en ? en : zh
  }
}
