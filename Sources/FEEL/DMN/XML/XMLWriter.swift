/// Writes XML with two blanks a level, one element a line; text stays as it is.
struct XMLWriter {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  private mutating func begin(_ name: String, _ attributes: [(String, String?)]) {
    text += String(repeating: "  ", count: depth) + "<" + name
    for case (let key, let value?) in attributes {
      text += " \(key)=\"\(XMLText.escaped(value, quotes: true))\""
    }
  }

  /// An element that holds nothing.
  mutating func empty(_ name: String, _ attributes: [(String, String?)] = []) {
    begin(name, attributes)
    text += "/>\n"
  }

  /// An element that holds text alone.
  mutating func leaf(_ name: String, _ content: String, _ attributes: [(String, String?)] = []) {
    begin(name, attributes)
    text += ">" + XMLText.escaped(content, quotes: false) + "</\(name)>\n"
  }

  /// The same when there is something to hold.
  mutating func leaf(_ name: String, some content: String?) {
    if let content { leaf(name, content) }
  }

  /// An element that holds elements.
  mutating func element(
    _ name: String, _ attributes: [(String, String?)] = [], _ inside: (inout XMLWriter) -> Void
  ) {
    begin(name, attributes)
    text += ">\n"
    depth += 1
    inside(&self)
    depth -= 1
    text += String(repeating: "  ", count: depth) + "</\(name)>\n"
  }
}
