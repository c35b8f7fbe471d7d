/// Variables and item definitions.
extension DMNReader {
  /// The `variable` child of an element.
  mutating func variable(in element: XMLElement) -> DMNVariable? {
    first("variable", in: element).map { variable($0) }
  }

  func variable(_ element: XMLElement) -> DMNVariable {
    DMNVariable(
      name: DMNText(Self.name(element.attribute("name") ?? ""), element.place), type: type(of: element),
      id: element.attribute("id"))
  }

  /// The type named by the attribute `typeRef` or, in item definitions, by the child of that name.
  func type(of element: XMLElement) -> DMNText? {
    if let written = element.attribute("typeRef") { return typeName(written, element.place) }
    return first("typeRef", in: element).flatMap { typeName($0.text, $0.place) }
  }

  func typeName(_ text: String, _ place: XMLPlace) -> DMNText? {
    let name = Self.name(text)
    return name.isEmpty ? nil : DMNText(name, place)
  }

  mutating func item(_ element: XMLElement) -> DMNItemDefinition {
    var item = DMNItemDefinition(
      head: DMNHead(
        name: DMNText(Self.name(element.attribute("name") ?? ""), element.place), id: element.attribute("id"),
        label: element.attribute("label"), description: first("description", in: element)?.text))
    if item.head.name.text.isEmpty { report(element, "类型没有名称", "an item definition has no name") }
    item.isCollection = element.attribute("isCollection").map { $0 == "true" || $0 == "1" } ?? false
    item.type = type(of: element)
    item.components = all("itemComponent", in: element).map { self.item($0) }
    item.allowedValues = unaryTests("allowedValues", in: element)
    item.constraint = unaryTests("typeConstraint", in: element)
    if let function = first("functionItem", in: element) {
      item.function = DMNFunctionItem(
        parameters: all("parameters", in: function).map { variable($0) },
        result: function.attribute("outputTypeRef").flatMap { typeName($0, function.place) })
    }
    return item
  }

  /// The text of a child that holds unary tests; `nil` when there is none.
  func unaryTests(_ name: String, in element: XMLElement) -> DMNText? {
    guard let child = first(name, in: element) else { return nil }
    return text(of: child)
  }

  /// What the `text` child holds, without blanks around it.
  func text(of element: XMLElement) -> DMNText {
    let child = first("text", in: element)
    return DMNText(Self.trimmed(child?.text ?? ""), child?.place ?? element.place)
  }

  static func trimmed(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else {
      return ""
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[first...last])
    return String(result)
  }
}
