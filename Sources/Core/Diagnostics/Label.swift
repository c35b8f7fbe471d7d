/// A text shown to people: Chinese always, English when the author gave it (LANGUAGE.md 3).
package struct Label: Sendable, Hashable {
  package var zh: String
  package var en: String?

  package init(zh: String, en: String? = nil) {
    self.zh = zh
    self.en = en
  }

  /// The text in `language`; Chinese where the author gave no English.
  package func text(in language: Language) -> String {
    language == .en ? en ?? zh : zh
  }
}
