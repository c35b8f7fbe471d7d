/// Where something stands in a file; line and column count from 1, columns in Unicode scalars.
package struct XMLPlace: Sendable, Equatable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// One attribute; `namespace` is empty for attributes without prefix.
package struct XMLAttribute: Sendable {
  package let name: String
  package let namespace: String
  package let value: String
}

/// One element of an XML document with what it holds (XML 1.0, 3; Namespaces in XML 1.0).
package struct XMLElement: Sendable {
  /// The name without prefix.
  package let name: String
  /// The namespace the prefix stands for; empty for none.
  package let namespace: String
  package let attributes: [XMLAttribute]
  /// Where its `<` stands.
  package let place: XMLPlace
  package internal(set) var children: [XMLElement] = []
  /// The character data directly inside, references resolved, without that of children.
  package internal(set) var text = ""

  /// The value of an attribute without prefix.
  package func attribute(_ name: String) -> String? {
    attributes.first { $0.namespace.isEmpty && $0.name == name }?.value
  }

  /// The value of an attribute of a namespace.
  package func attribute(_ name: String, of namespace: String) -> String? {
    attributes.first { $0.namespace == namespace && $0.name == name }?.value
  }
}

/// A fault of an XML document, or of the model inside, at its place.
package struct XMLProblem: Error, Sendable, Equatable {
  package let place: XMLPlace
  package let zh: String
  package let en: String

  package init(_ place: XMLPlace, zh: String, en: String) {
    self.place = place
    self.zh = zh
    self.en = en
  }

  /// `12:5: 中文 english`.
  package var text: String { "\(place.line):\(place.column): \(zh) · \(en)" }
}
