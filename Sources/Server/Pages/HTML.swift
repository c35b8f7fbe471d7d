/// Markup that only this file can make: text and attribute values are always escaped, names are fixed in the
/// source, links lead into this site. There is no way to put a text in unescaped but a type whose content is
/// in the source.
struct HTML: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Markup written in the source itself.
  struct Fixed { let text: StaticString }

  struct Attribute {
    let name: StaticString
    /// Nil for a flag that stands alone.
    let value: String?

    static func of(_ name: StaticString, _ value: String) -> Attribute { Attribute(name: name, value: value) }
    static func style(_ classes: String) -> Attribute { Attribute(name: "class", value: classes) }
    static func id(_ id: String) -> Attribute { Attribute(name: "id", value: id) }
    static func flag(_ name: StaticString) -> Attribute { Attribute(name: name, value: nil) }
    /// A path of this site (or a place on the page); anything else leads nowhere.
    static func link(_ target: String) -> Attribute {
      let isOurs = target.hasPrefix("/") && !target.hasPrefix("//") || target.hasPrefix("#")
      return Attribute(name: "href", value: isOurs ? target : "#")
    }
    static func action(_ target: String) -> Attribute {
      Attribute(name: "action", value: target.hasPrefix("/") && !target.hasPrefix("//") ? target : "/")
    }
  }

  /// An element around what `body` writes.
  mutating func tag(_ name: StaticString, _ attributes: [Attribute] = [], _ body: (inout HTML) -> Void) {
    open(name, attributes)
    body(&self)
    put("</")
    put(name)
    put(">")
  }

  /// An element around a text.
  mutating func tag(_ name: StaticString, _ attributes: [Attribute] = [], _ text: String) {
    tag(name, attributes) { $0.text(text) }
  }

  /// An element without content (`input`, `meta`, `link`).
  mutating func open(_ name: StaticString, _ attributes: [Attribute] = []) {
    put("<")
    put(name)
    for attribute in attributes {
      put(" ")
      put(attribute.name)
      guard let value = attribute.value else { continue }
      put("=\"")
      text(value)
      put("\"")
    }
    put(">")
  }

  mutating func text(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): put("&amp;")
      case UInt8(ascii: "<"): put("&lt;")
      case UInt8(ascii: ">"): put("&gt;")
      case UInt8(ascii: "\""): put("&quot;")
      case UInt8(ascii: "'"): put("&#39;")
      case 0..<9, 11, 12, 14..<32: break
      default: bytes.append(byte)
      }
    }
  }

  mutating func fixed(_ markup: Fixed) { put(markup.text) }

  private mutating func put(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Paths of our own pages; every part is encoded.
enum PagePath {
  static func of(_ parts: String...) -> String {
    parts.reduce(into: "") { $0 += "/" + PercentText.encode($1) }
  }
}
