/// Reads XML 1.0 in UTF-8 into elements. What could reach outside the document or grow beyond its size is refused:
/// document types, entities other than the five of XML, other encodings; depth and size are bounded.
package struct XMLReader {
  /// Bytes of one document.
  package static let size = 16_000_000
  /// Elements inside each other.
  package static let depth = 128
  /// Attributes of one element.
  static let attributes = 256
  /// Elements of one document.
  static let elements = 1_000_000

  /// Namespaces that are bound at one place.
  static let bindings = 500

  static let xml = "http://www.w3.org/XML/1998/namespace"

  private var cursor: XMLCursor
  private var open: [(element: XMLElement, qualified: String, bindings: Int)] = []
  private var bindings: [(prefix: String, namespace: String)] = [("", ""), ("xml", xml)]
  private var root: XMLElement?
  private var count = 0

  private init(_ bytes: [UInt8]) { cursor = XMLCursor(bytes) }

  /// The root element. Throws the first fault, at its place.
  package static func read(_ bytes: [UInt8]) throws(XMLProblem) -> XMLElement {
    let start = XMLPlace(line: 1, column: 1)
    guard bytes.count <= size else {
      throw XMLProblem(start, zh: "文件太大（最多 16 MB）", en: "the file is too large (at most 16 MB)")
    }
    if let problem = forbidden(bytes) { throw problem }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw XMLProblem(start, zh: "文件不是 UTF-8", en: "the file is not UTF-8")
    }
    var reader = XMLReader(bytes)
    return try reader.document()
  }

  /// The first thing that may stand nowhere: `<!DOCTYPE` in any case of letters, and characters that XML 1.0 has not
  /// (2.2): controls but tab and line ends, U+FFFE and U+FFFF.
  private static func forbidden(_ bytes: [UInt8]) -> XMLProblem? {
    let wanted = Array("<!doctype".utf8)
    var line = 1
    var column = 1
    for at in bytes.indices {
      if bytes[at] == 0x3C, bytes.count - at >= wanted.count,
        wanted.indices.allSatisfy({ bytes[at + $0] | (wanted[$0] >= 0x61 ? 0x20 : 0) == wanted[$0] })
      {
        return XMLProblem(XMLPlace(line: line, column: column), zh: "不允许 DOCTYPE", en: "a DOCTYPE is not allowed")
      }
      let isControl = bytes[at] < 0x20 && !XMLCursor.isBlank(bytes[at])
      if isControl || (bytes[at] == 0xEF && bytes[at...].starts(with: [0xEF, 0xBF, 0xBE]))
        || (bytes[at] == 0xEF && bytes[at...].starts(with: [0xEF, 0xBF, 0xBF]))
      {
        return XMLProblem(
          XMLPlace(line: line, column: column), zh: "XML 里不能有这个字符", en: "XML has no such character")
      }
      if bytes[at] == 0x0A {
        line += 1
        column = 1
      } else if bytes[at] & 0xC0 != 0x80 {
        column += 1
      }
    }
    return nil
  }

  private func fault(_ zh: String, _ en: String, at place: XMLPlace? = nil) -> XMLProblem {
    XMLProblem(place ?? cursor.place, zh: zh, en: en)
  }

  private mutating func document() throws(XMLProblem) -> XMLElement {
    _ = cursor.skip("\u{FEFF}")
    try declaration()
    while !cursor.isAtEnd {
      if cursor.byte == 0x3C { try markup() } else { try characters() }
    }
    if let last = open.last {
      throw fault(
        "文件在 `<\(last.qualified)>` 里断了", "the file ends inside `<\(last.qualified)>`", at: last.element.place)
    }
    guard let root else { throw fault("文件里没有元素", "the file holds no element") }
    return root
  }

  private mutating func declaration() throws(XMLProblem) {
    let place = cursor.place
    guard cursor.starts(with: "<?xml "), let range = cursor.through("?>") else { return }
    let text = String(decoding: cursor.bytes[range], as: UTF8.self)
    guard let found = text.firstRange(of: "encoding") else { return }
    let name = text[found.upperBound...].prefix { $0 != "?" }.lowercased()
    if !name.contains("utf-8") && !name.contains("ascii") {
      throw fault("编码必须是 UTF-8", "the encoding must be UTF-8", at: place)
    }
  }

  private mutating func markup() throws(XMLProblem) {
    let place = cursor.place
    if cursor.skip("<!--") {
      guard cursor.through("-->") != nil else { throw fault("注释没有结束", "a comment never ends", at: place) }
    } else if cursor.skip("<![CDATA[") {
      guard let range = cursor.through("]]>") else {
        throw fault("CDATA 没有结束", "a CDATA never ends", at: place)
      }
      guard !open.isEmpty else { throw fault("这里不能有文字", "text cannot stand here", at: place) }
      append(XMLText.lines(cursor.bytes[range]))
    } else if cursor.skip("<?") {
      guard cursor.through("?>") != nil else { throw fault("指令没有结束", "an instruction never ends", at: place) }
    } else if cursor.starts(with: "<!") {
      throw fault("不允许声明", "declarations are not allowed")
    } else if cursor.skip("</") {
      try close(place)
    } else {
      cursor.advance()
      try start(place)
    }
  }

  private mutating func characters() throws(XMLProblem) {
    let place = cursor.place
    let start = cursor.at
    while !cursor.isAtEnd, cursor.byte != 0x3C { cursor.advance() }
    let bytes = cursor.bytes[start..<cursor.at]
    guard !open.isEmpty else {
      if bytes.allSatisfy(XMLCursor.isBlank) { return }
      throw fault("根元素外面不能有文字", "text cannot stand outside the root element", at: place)
    }
    append(try XMLText.resolved(bytes, place))
  }

  private mutating func append(_ text: String) {
    if !open.isEmpty { open[open.count - 1].element.text += text }
  }

  private mutating func name() throws(XMLProblem) -> String {
    let start = cursor.at
    while !cursor.isAtEnd, XMLCursor.isName(cursor.byte) { cursor.advance() }
    guard cursor.at > start, !(0x2D...0x39).contains(cursor.bytes[start]) else {
      throw fault("这里应是名称", "a name is expected here")
    }
    return String(decoding: cursor.bytes[start..<cursor.at], as: UTF8.self)
  }

  private mutating func start(_ place: XMLPlace) throws(XMLProblem) {
    guard root == nil else { throw fault("只能有一个根元素", "there can be only one root element", at: place) }
    guard open.count < Self.depth, count < Self.elements else {
      throw fault(
        "元素嵌套太深或太多（最多 128 层）", "elements are nested too deeply or too many (at most 128 deep)", at: place)
    }
    count += 1
    let qualified = try name()
    let before = bindings.count
    let found = try attributeList()
    var attributes: [XMLAttribute] = []
    attributes.reserveCapacity(found.count)
    for item in found where item.name != "xmlns" && !item.name.hasPrefix("xmlns:") {
      let (local, namespace) = try split(item.name, place, isAttribute: true)
      attributes.append(XMLAttribute(name: local, namespace: namespace, value: item.value))
    }
    let (local, namespace) = try split(qualified, place, isAttribute: false)
    open.append(
      (XMLElement(name: local, namespace: namespace, attributes: attributes, place: place), qualified, before)
    )
    if cursor.skip("/>") { return end() }
    guard cursor.skip(">") else { throw fault("这里应是 `>`", "`>` is expected here") }
  }

  private mutating func attributeList() throws(XMLProblem) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    while true {
      let before = cursor.at
      cursor.skipBlanks()
      if cursor.isAtEnd || cursor.byte == 0x3E || cursor.byte == 0x2F { return found }
      guard cursor.at > before else { throw fault("属性之间要有空格", "a blank is missing before an attribute") }
      guard found.count < Self.attributes else { throw fault("属性太多", "too many attributes") }
      let place = cursor.place
      let name = try name()
      if found.contains(where: { $0.name == name }) {
        throw fault("属性 `\(name)` 写了两次", "the attribute `\(name)` is written twice", at: place)
      }
      cursor.skipBlanks()
      guard cursor.skip("=") else { throw fault("这里应是 `=`", "`=` is expected here") }
      cursor.skipBlanks()
      let value = try attributeValue()
      found.append((name, value))
      guard bindings.count < Self.bindings else { throw fault("命名空间太多", "too many namespaces") }
      if name == "xmlns" { bindings.append(("", value)) }
      if name.hasPrefix("xmlns:") { bindings.append((String(name.dropFirst(6)), value)) }
    }
  }

  private mutating func attributeValue() throws(XMLProblem) -> String {
    let quote = cursor.byte
    guard quote == 0x22 || quote == 0x27 else { throw fault("属性值要加引号", "an attribute value needs quotes") }
    cursor.advance()
    let place = cursor.place
    let start = cursor.at
    while !cursor.isAtEnd, cursor.byte != quote, cursor.byte != 0x3C { cursor.advance() }
    guard cursor.byte == quote, !cursor.isAtEnd else {
      throw fault("属性值没有结束", "an attribute value never ends", at: place)
    }
    let bytes = cursor.bytes[start..<cursor.at].map { XMLCursor.isBlank($0) ? 0x20 : $0 }
    cursor.advance()
    return try XMLText.resolved(bytes[...], place)
  }

  private func split(_ qualified: String, _ place: XMLPlace, isAttribute: Bool) throws(XMLProblem)
    -> (name: String, namespace: String)
  {
    let parts = qualified.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 1, isAttribute { return (qualified, "") }
    let prefix = parts.count == 1 ? "" : String(parts[0])
    guard let bound = bindings.last(where: { $0.prefix == prefix }) else {
      throw fault("前缀 `\(prefix)` 没有声明", "the prefix `\(prefix)` is not declared", at: place)
    }
    return (parts.count == 1 ? qualified : String(parts[1]), bound.namespace)
  }

  private mutating func close(_ place: XMLPlace) throws(XMLProblem) {
    let qualified = try name()
    cursor.skipBlanks()
    guard cursor.skip(">") else { throw fault("这里应是 `>`", "`>` is expected here") }
    guard let last = open.last, last.qualified == qualified else {
      let wanted = open.last.map { "`</\($0.qualified)>`" } ?? ""
      throw fault(
        "`</\(qualified)>` 对不上\(wanted.isEmpty ? "" : "，应是 \(wanted)")",
        "`</\(qualified)>` closes nothing\(wanted.isEmpty ? "" : ", \(wanted) is expected")", at: place)
    }
    end()
  }

  private mutating func end() {
    guard let done = open.popLast() else { return }
    bindings.removeLast(bindings.count - done.bindings)
    if open.isEmpty {
      root = done.element
    } else {
      open[open.count - 1].element.children.append(done.element)
    }
  }
}
