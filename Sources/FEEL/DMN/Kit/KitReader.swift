/// Reads files of test cases.
package enum KitReader {
  private static let schema = "http://www.w3.org/2001/XMLSchema-instance"

  /// Throws when the file is no XML or holds no test cases.
  package static func read(_ bytes: [UInt8]) throws(XMLProblem) -> KitFile {
    let root = try XMLReader.read(bytes)
    guard root.name == "testCases" else {
      throw XMLProblem(root.place, zh: "根元素应是 `testCases`", en: "the root element must be `testCases`")
    }
    var file = KitFile()
    for child in root.children {
      switch child.name {
      case "modelName": file.model = DMNReader.trimmed(child.text)
      case "testCase": file.cases.append(try testCase(child))
      default: break
      }
    }
    return file
  }

  private static func testCase(_ element: XMLElement) throws(XMLProblem) -> KitCase {
    var made = KitCase()
    made.id = element.attribute("id") ?? ""
    made.invocable = element.attribute("invocableName")
    for child in element.children {
      switch child.name {
      case "description": made.description = DMNReader.trimmed(child.text)
      case "inputNode":
        made.inputs.append(
          DMNGiven(
            child.attribute("name") ?? "", try value(in: child), namespace: child.attribute("namespace")))
      case "resultNode":
        let expected = child.children.first { $0.name == "expected" }
        var value = Value.null
        if let expected { value = try self.value(in: expected) }
        made.results.append(
          KitResult(
            name: child.attribute("name") ?? "", isError: child.attribute("errorResult") == "true",
            value: value))
      default: break
      }
    }
    return made
  }

  /// What stands inside: one value, components or a list; nothing is null.
  private static func value(in element: XMLElement) throws(XMLProblem) -> Value {
    var components: [(String, Value)] = []
    for child in element.children {
      switch child.name {
      case "value": return try simple(child)
      case "list":
        var items: [Value] = []
        for item in child.children where item.name == "item" { items.append(try value(in: item)) }
        return isNil(child) ? .null : .list(items)
      case "component":
        components.append((DMNReader.name(child.attribute("name") ?? ""), try value(in: child)))
      default: break
      }
    }
    return components.isEmpty ? .null : .context(Context(components))
  }

  private static func isNil(_ element: XMLElement) -> Bool { element.attribute("nil", of: schema) == "true" }

  private static func simple(_ element: XMLElement) throws(XMLProblem) -> Value {
    if isNil(element) { return .null }
    let written = element.attribute("type", of: schema) ?? "string"
    let type = written.split(separator: ":").last.map(String.init) ?? written
    let text = DMNReader.trimmed(element.text)
    var found: Value?
    switch type {
    case "string": return .string(Text.normalized(element.text))
    case "boolean": found = ["true": true, "1": true, "false": false, "0": false][text].map { .boolean($0) }
    case "decimal", "double", "float", "integer", "int", "long", "short":
      found = Number(text: text.hasPrefix("+") ? String(text.dropFirst()) : text).map { .number($0) }
    case "date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration":
      found = Temporal.value(text)
    default: break
    }
    guard let found else {
      throw XMLProblem(
        element.place, zh: "`\(text)` 不是 `\(written)` 的值", en: "`\(text)` is no value of `\(written)`")
    }
    return found
  }
}
