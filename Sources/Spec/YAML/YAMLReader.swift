internal import CYAML
internal import Glibc
package import Core

/// libyaml events → one flat tree, with limits while reading. Stops at the first mistake that libyaml cannot
/// pass; what was read before it is thrown away.
package struct YAMLReader {
  private let source: SourceText
  private let limits: YAMLLimits
  private var nodes = ContiguousArray<YAMLNode>()
  private var pool: [UInt8] = []
  private var roots: [Int] = []
  private var open: [OpenCollection] = []
  private var diagnostics: [Diagnostic] = []
  private var failed = false

  private struct OpenCollection {
    var node: Int
    var lastChild: Int
  }

  /// libyaml counts code points; the tree counts bytes. Marks come nearly in order, so one cursor follows.
  private struct Cursor {
    var point = 0
    var byte = 0
  }
  private var cursor = Cursor()

  private init(_ source: SourceText, _ limits: YAMLLimits) {
    self.source = source
    self.limits = limits
    nodes.reserveCapacity(source.bytes.count / 9 + 4)
  }

  /// The tree of a file, nil when it cannot be read, and what is wrong with it.
  package static func read(
    _ source: SourceText, limits: YAMLLimits = YAMLLimits()
  ) -> (tree: YAMLTree?, diagnostics: [Diagnostic]) {
    var reader = YAMLReader(source, limits)
    guard source.bytes.count <= limits.fileBytes else {
      return (nil, [reader.tooLarge()])
    }
    source.bytes.withUnsafeBufferPointer { reader.parse($0) }
    if reader.failed { return (nil, reader.diagnostics) }
    // Trees live as long as the program: without the room that the reading had in reserve.
    var nodes = ContiguousArray<YAMLNode>()
    nodes.reserveCapacity(reader.nodes.count)
    nodes.append(contentsOf: reader.nodes)
    let tree = YAMLTree(source: source, nodes: nodes, pool: reader.pool, roots: reader.roots)
    return (tree, reader.diagnostics)
  }

  private mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>) {
    // libyaml keeps the address of its parser in itself.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else { return }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    defer { event.deallocate() }
    while !failed {
      guard yaml_parser_parse(parser, event) == 1 else { return syntaxError(parser, bytes) }
      let type = event.pointee.type
      take(event, bytes)
      yaml_event_delete(event)
      if type == YAML_STREAM_END_EVENT { return }
    }
  }

  private mutating func take(
    _ event: UnsafeMutablePointer<yaml_event_t>, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    switch event.pointee.type {
    case YAML_SCALAR_EVENT: takeScalar(event, bytes)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.pointee.data.sequence_start
      let flow = start.style == YAML_FLOW_SEQUENCE_STYLE
      openCollection(.sequence, flow, start.anchor != nil || start.tag != nil, event, bytes)
    case YAML_MAPPING_START_EVENT:
      let start = event.pointee.data.mapping_start
      let flow = start.style == YAML_FLOW_MAPPING_STYLE
      openCollection(.mapping, flow, start.anchor != nil || start.tag != nil, event, bytes)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      closeCollection(offset(event.pointee.end_mark.index, bytes), bytes)
    case YAML_ALIAS_EVENT:
      let start = offset(event.pointee.start_mark.index, bytes)
      let end = offset(event.pointee.end_mark.index, bytes)
      report(feature(start, end))
      add(YAMLNode(start: start, end: end, kind: .invalid, style: .plain))
    case YAML_DOCUMENT_START_EVENT:
      if event.pointee.data.document_start.tag_directives.start
        != event.pointee.data.document_start.tag_directives.end
      {
        let start = offset(event.pointee.start_mark.index, bytes)
        report(feature(start, start + 1))
      }
    default: break
    }
  }

  private mutating func takeScalar(
    _ event: UnsafeMutablePointer<yaml_event_t>, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    let scalar = event.pointee.data.scalar
    let start = offset(event.pointee.start_mark.index, bytes)
    let end = offset(event.pointee.end_mark.index, bytes)
    var node = YAMLNode(start: start, end: end, kind: .scalar, style: style(scalar.style))
    if scalar.anchor != nil || scalar.tag != nil {
      report(feature(start, wordEnd(start, bytes)))
      node.kind = .invalid
    }
    if scalar.length > limits.scalarBytes {
      failed = true
      return report(limit(start, start + 1, "一段文字", "one text", "64 KB"))
    }
    let quote: UInt32 = node.style == .singleQuoted || node.style == .doubleQuoted ? 1 : 0
    let inside = Int(start + quote)
    if let value = scalar.value, inside + scalar.length + Int(quote) == Int(end),
      let base = bytes.baseAddress, memcmp(base + inside, value, scalar.length) == 0
    {
      node.text = UInt32(truncatingIfNeeded: inside)
    } else {
      node.text = UInt32(truncatingIfNeeded: pool.count) | YAMLNode.pooled
      pool.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    }
    node.count = UInt32(truncatingIfNeeded: scalar.length)
    add(node)
  }

  private mutating func openCollection(
    _ kind: YAMLNode.Kind, _ flow: Bool, _ marked: Bool, _ event: UnsafeMutablePointer<yaml_event_t>,
    _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    let start = offset(event.pointee.start_mark.index, bytes)
    if marked { report(feature(start, wordEnd(start, bytes))) }
    guard open.count < limits.depth else {
      failed = true
      return report(limit(start, start + 1, "嵌套", "nesting", "32"))
    }
    let index = nodes.count
    add(YAMLNode(start: start, end: start, kind: kind, style: flow ? .flow : .block))
    open.append(OpenCollection(node: index, lastChild: 0))
  }

  private mutating func closeCollection(_ end: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) {
    guard let last = open.popLast() else { return }
    // A block ends where the next token begins: take back the blanks between.
    var end = Int(end)
    if nodes[last.node].style == .block {
      let start = Int(nodes[last.node].start)
      let inner = last.lastChild == 0 ? start : Int(nodes[last.lastChild].end)
      end = max(inner, min(end, inner))
    }
    nodes[last.node].end = UInt32(truncatingIfNeeded: end)
  }

  private mutating func add(_ node: YAMLNode) {
    guard nodes.count < limits.nodes else {
      if !failed { report(limit(node.start, node.start + 1, "节点数", "number of nodes", "200,000")) }
      failed = true
      return
    }
    let index = nodes.count
    nodes.append(node)
    guard !open.isEmpty else { return roots.append(index) }
    let top = open.count - 1
    let previous = open[top].lastChild
    if previous != 0 { nodes[previous].next = UInt32(truncatingIfNeeded: index) }
    open[top].lastChild = index
    nodes[open[top].node].count += 1
  }

  private func style(_ style: yaml_scalar_style_t) -> YAMLStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// The byte offset of a libyaml mark.
  private mutating func offset(_ point: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var at = cursor
    while at.point < point, at.byte < bytes.count {
      at.byte += 1
      while at.byte < bytes.count, bytes[at.byte] & 0xC0 == 0x80 { at.byte += 1 }
      at.point += 1
    }
    while at.point > point, at.byte > 0 {
      at.byte -= 1
      while at.byte > 0, bytes[at.byte] & 0xC0 == 0x80 { at.byte -= 1 }
      at.point -= 1
    }
    cursor = at
    return UInt32(truncatingIfNeeded: at.byte)
  }

  private func wordEnd(_ start: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var at = Int(start)
    while at < bytes.count, bytes[at] > 0x20 { at += 1 }
    return UInt32(truncatingIfNeeded: at)
  }

  private mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}

// MARK: - Texts

extension YAMLReader {
  private mutating func syntaxError(
    _ parser: UnsafeMutablePointer<yaml_parser_t>, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    failed = true
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
    if parser.pointee.error == YAML_READER_ERROR {
      let start = min(parser.pointee.problem_offset, max(0, bytes.count - 1))
      return report(
        Diagnostic(
          .yamlSyntax, at: source.range(start, start + 1),
          Message(zh: "这里不是 UTF-8 文字，或有控制字符", en: "Not UTF-8 text, or a control character")))
    }
    // An open quote is reported where it opens, not where the file ends.
    let isOpen =
      problem == "found unexpected end of stream" || problem == "found unexpected document indicator"
    let mark = isOpen ? parser.pointee.context_mark : parser.pointee.problem_mark
    let start = Int(offset(mark.index, bytes))
    report(
      Diagnostic(
        .yamlSyntax, at: source.range(start, start + 1),
        Message(zh: "YAML 读不下去：\(YAMLProblem.chinese(problem))", en: "YAML cannot be read: \(problem)")))
  }

  private func feature(_ start: UInt32, _ end: UInt32) -> Diagnostic {
    let text = source.text(Int(start), Int(end))
    return Diagnostic(
      .yamlFeature, at: source.range(Int(start), Int(end)),
      Message(zh: "这里不用 YAML 的锚点、别名和标签：`\(text)`", en: "Anchors, aliases and tags are not used: `\(text)`"),
      hint: Message(zh: "把内容直接写在这里；文字以这些符号开头时加引号", en: "Write it out, or quote the text"))
  }

  private func limit(
    _ start: UInt32, _ end: UInt32, _ zh: String, _ en: String, _ most: String
  ) -> Diagnostic {
    Diagnostic(
      .limitExceeded, at: source.range(Int(start), Int(end)),
      Message(zh: "\(zh)超过了 \(most)", en: "More than \(most): \(en)"))
  }

  private func tooLarge() -> Diagnostic {
    Diagnostic(
      .limitExceeded, at: source.range(0, 1),
      Message(zh: "文件超过了 1 MB", en: "The file is larger than 1 MB"),
      hint: Message(zh: "把文档分到几个文件里", en: "Spread the documents over several files"))
  }
}
