/// A closed set of values: a code list, the options of a field or a group of words of the language.
package struct ClosedValues: Sendable {
  /// One value that may be chosen.
  package struct Option: Sendable {
    /// What is stored.
    package let code: String
    /// How authors may write it: titles and aliases; the first is shown in messages.
    package let spellings: [String]

    package init(code: String, spellings: [String] = []) {
      self.code = code
      self.spellings = spellings
    }
  }

  /// Name for messages; empty when the set belongs to one field.
  package let name: String
  package let options: [Option]
  private let codes: [String: String]

  package init(name: String, options: [Option]) {
    self.name = name
    self.options = options
    var codes: [String: String] = [:]
    codes.reserveCapacity(options.count * 2)
    for option in options {
      for spelling in option.spellings where codes[spelling] == nil { codes[spelling] = option.code }
    }
    // A code wins over another option's title.
    for option in options { codes[option.code] = option.code }
    self.codes = codes
  }

  /// The stored code of a text in any spelling.
  package func code(of text: String) -> String? { codes[text] }

  /// Every spelling, for suggestions.
  package var spellings: [String] { options.flatMap { $0.spellings.isEmpty ? [$0.code] : $0.spellings } }
}
