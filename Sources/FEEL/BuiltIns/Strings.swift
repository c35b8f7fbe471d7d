/// Booleans and strings (DMN 1.5, 10.3.4.2 and 10.3.4.3). Positions and lengths count Unicode scalars.
extension BuiltIns {
  static let booleans: [BuiltIn] = [
    BuiltIn("not", "非", [[p("negand", .boolean)]], .type(.boolean)) { values, _ in
      values[0].truth.map { .boolean(!$0) } ?? .null
    }
  ]

  static let strings: [BuiltIn] = [
    BuiltIn(
      "substring", "截取", [[p("string", .string), p("start position", .number), o("length", .number)]],
      .type(.string)
    ) { values, frame in
      guard case .string(let text) = values[0], let start = values[1].number?.whole, start != 0,
        frame.burn(text.utf8.count / 16)
      else { return frame.badArgument("substring") }
      let scalars = text.unicodeScalars
      let count = Text.length(text)
      let first = start > 0 ? start - 1 : count + Swift.max(start, -count - 1)
      guard first >= 0, first <= count else { return .string("") }
      var length = count - first
      if values.count > 2, !values[2].isNull {
        guard let wanted = values[2].number?.rescaled(to: 0, .down)?.whole, wanted > 0 else {
          return frame.badArgument("substring")
        }
        length = Swift.min(length, wanted)
      }
      let from = scalars.index(scalars.startIndex, offsetBy: first)
      return .string(String(scalars[from..<scalars.index(from, offsetBy: length)]))
    },
    BuiltIn("string length", "字数", [[p("string", .string)]], .type(.number)) { values, frame in
      guard case .string(let text) = values[0] else { return frame.badArgument("string length") }
      return .number(Number(Text.length(text)))
    },
    BuiltIn("upper case", "大写", [[p("string", .string)]], .type(.string)) { values, frame in
      guard case .string(let text) = values[0] else { return frame.badArgument("upper case") }
      return .string(Text.normalized(text.uppercased()))
    },
    BuiltIn("lower case", "小写", [[p("string", .string)]], .type(.string)) { values, frame in
      guard case .string(let text) = values[0] else { return frame.badArgument("lower case") }
      return .string(Text.normalized(text.lowercased()))
    },
    BuiltIn("substring before", "之前文字", [[p("string", .string), p("match", .string)]], .type(.string)) {
      values, frame in
      guard case .string(let text) = values[0], case .string(let match) = values[1] else {
        return frame.badArgument("substring before")
      }
      let bytes = Array(text.utf8)
      guard let at = find(Array(match.utf8), in: bytes, &frame) else { return .string("") }
      return .string(String(decoding: bytes[..<at], as: UTF8.self))
    },
    BuiltIn("substring after", "之后文字", [[p("string", .string), p("match", .string)]], .type(.string)) {
      values, frame in
      guard case .string(let text) = values[0], case .string(let match) = values[1] else {
        return frame.badArgument("substring after")
      }
      let bytes = Array(text.utf8)
      guard let at = find(Array(match.utf8), in: bytes, &frame) else { return .string("") }
      return .string(String(decoding: bytes[(at + match.utf8.count)...], as: UTF8.self))
    },
    BuiltIn("contains", "包含", [[p("string", .string), p("match", .string)]], .type(.boolean)) {
      values, frame in
      guard case .string(let text) = values[0], case .string(let match) = values[1] else {
        return frame.badArgument("contains")
      }
      return .boolean(find(Array(match.utf8), in: Array(text.utf8), &frame) != nil)
    },
    BuiltIn("starts with", "开头是", [[p("string", .string), p("match", .string)]], .type(.boolean)) {
      values, frame in
      guard case .string(let text) = values[0], case .string(let match) = values[1] else {
        return frame.badArgument("starts with")
      }
      return .boolean(text.utf8.starts(with: match.utf8))
    },
    BuiltIn("ends with", "结尾是", [[p("string", .string), p("match", .string)]], .type(.boolean)) {
      values, frame in
      guard case .string(let text) = values[0], case .string(let match) = values[1] else {
        return frame.badArgument("ends with")
      }
      return .boolean(text.utf8.reversed().starts(with: match.utf8.reversed()))
    },
    BuiltIn(
      "string join", "连接", [[p("list", .list(.string)), o("delimiter", .string)]], .type(.string)
    ) { values, frame in
      guard !values[0].isNull else { return frame.badArgument("string join") }
      let items = listed(values[0])
      let delimiter = values.count > 1 ? values[1].string ?? "" : ""
      var out = ""
      var first = true
      guard frame.burn(items.count) else { return .null }
      for item in items where !item.isNull {
        guard case .string(let text) = item else { return frame.badArgument("string join") }
        if !first { out += delimiter }
        first = false
        out += text
        guard out.utf8.count <= Limits.string * 4, frame.burn((text.utf8.count + delimiter.utf8.count) / 16)
        else { return frame.null("文字太长", "the text is too long") }
      }
      return .string(Text.normalized(out))
    },
    BuiltIn(
      "matches", "匹配", [[p("input", .string), p("pattern", .string), o("flags", .string)]], .type(.boolean)
    ) { values, frame in withPattern("matches", values, &frame) },
    BuiltIn(
      "replace", "替换",
      [[p("input", .string), p("pattern", .string), p("replacement", .string), o("flags", .string)]],
      .type(.string)
    ) { values, frame in withPattern("replace", values, &frame) },
    BuiltIn(
      "split", "拆开", [[p("string", .string), p("delimiter", .string)]],
      .type(.list(.string))
    ) { values, frame in withPattern("split", values, &frame) },
  ]

  /// The list itself, one value as a list of one, null as nothing.
  static func listed(_ value: Value) -> [Value] {
    switch value {
    case .list(let items): items
    case .null: []
    default: [value]
    }
  }

  /// First place of `needle`, by the method of Knuth, Morris and Pratt: linear whatever the texts.
  private static func find(_ needle: [UInt8], in text: [UInt8], _ frame: inout Frame) -> Int? {
    guard frame.burn((text.count + needle.count) / 16) else { return nil }
    if needle.isEmpty { return 0 }
    var table = [Int](repeating: 0, count: needle.count)
    var length = 0
    for index in 1..<Swift.max(needle.count, 1) {
      while length > 0, needle[index] != needle[length] { length = table[length - 1] }
      if needle[index] == needle[length] { length += 1 }
      table[index] = length
    }
    length = 0
    for (index, byte) in text.enumerated() {
      while length > 0, byte != needle[length] { length = table[length - 1] }
      if byte == needle[length] { length += 1 }
      if length == needle.count { return index - length + 1 }
    }
    return nil
  }

  private static func withPattern(_ name: String, _ values: [Value], _ frame: inout Frame) -> Value {
    guard values.count > 1, case .string(let text) = values[1] else { return frame.badArgument(name) }
    let flagsAt = name == "replace" ? 3 : 2
    let flags = values.count > flagsAt ? values[flagsAt].string ?? "" : ""
    guard frame.burn(200 + text.utf8.count * 20) else { return .null }
    do throws(PatternError) {
      return apply(try Pattern(text, flags: flags), name, values, &frame)
    } catch {
      return frame.null(error.zh, error.en)
    }
  }

  /// Runs `matches`, `replace` or `split` with a pattern made before.
  static func apply(_ pattern: Pattern, _ name: String, _ values: [Value], _ frame: inout Frame) -> Value {
    guard case .string(let text)? = values.first else { return frame.badArgument(name) }
    let scalars = Text.scalars(text)
    guard frame.burn(1 + scalars.count * Swift.max(pattern.size, 4) / 8) else { return .null }
    switch name {
    case "matches": return .boolean(pattern.firstMatch(in: scalars, from: 0) != nil)
    case "replace":
      guard values.count > 2, case .string(let replacement) = values[2] else {
        return frame.badArgument(name)
      }
      guard let result = pattern.replacing(in: scalars, with: Text.scalars(replacement), &frame.fuel) else {
        return frame.null("替换不成", "nothing can be replaced this way")
      }
      return .string(Text.normalized(Text.string(result)))
    default:
      guard let parts = pattern.splitting(scalars, &frame.fuel) else {
        return frame.null("拆不开", "cannot be split")
      }
      return .list(parts.map { .string(Text.string($0)) })
    }
  }
}
