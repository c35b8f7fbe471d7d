/// Reads a DMN file into a model. Faults of single elements are collected and the rest is read on.
package struct DMNReader {
  /// Namespaces of DMN 1.1 to 1.6; what is written is 1.5.
  package static let namespaces: Set<String> = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    namespace,
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
  ]

  /// DMN 1.5.
  package static let namespace = "https://www.omg.org/spec/DMN/20230324/MODEL/"

  var problems: [XMLProblem] = []
  let language: String

  private init(language: String) { self.language = language }

  /// The model and what is wrong with parts of it. Throws when the file is no XML or no DMN.
  package static func read(_ bytes: [UInt8]) throws(XMLProblem) -> (model: DMNModel, problems: [XMLProblem]) {
    let root = try XMLReader.read(bytes)
    guard root.name == "definitions" else {
      throw XMLProblem(root.place, zh: "根元素应是 `definitions`", en: "the root element must be `definitions`")
    }
    guard namespaces.contains(root.namespace) else {
      throw XMLProblem(
        root.place, zh: "不认识的命名空间 `\(root.namespace)`，应是 DMN 1.1–1.6 的",
        en: "unknown namespace `\(root.namespace)`, one of DMN 1.1–1.6 is expected")
    }
    var reader = DMNReader(language: root.namespace)
    return (reader.model(root), reader.problems)
  }

  mutating func report(_ element: XMLElement, _ zh: String, _ en: String) {
    if problems.count < 100 { problems.append(XMLProblem(element.place, zh: zh, en: en)) }
  }

  /// Children of the language itself; those of vendors are passed over.
  func own(_ element: XMLElement) -> [XMLElement] { element.children.filter { $0.namespace == language } }

  func first(_ name: String, in element: XMLElement) -> XMLElement? {
    element.children.first { $0.name == name && $0.namespace == language }
  }

  func all(_ name: String, in element: XMLElement) -> [XMLElement] {
    element.children.filter { $0.name == name && $0.namespace == language }
  }

  private mutating func model(_ root: XMLElement) -> DMNModel {
    var model = DMNModel(name: root.attribute("name") ?? "", namespace: root.attribute("namespace") ?? "")
    model.id = root.attribute("id")
    model.description = first("description", in: root)?.text
    for child in own(root) {
      switch child.name {
      case "import": model.imports.append(imported(child))
      case "itemDefinition": model.itemDefinitions.append(item(child))
      case "inputData": model.inputs.append(DMNInput(head: head(child), variable: variable(in: child)))
      case "decision": model.decisions.append(decision(child))
      case "businessKnowledgeModel": model.knowledge.append(knowledge(child))
      case "decisionService": model.services.append(service(child))
      case "knowledgeSource": model.sources.append(source(child))
      default: break
      }
    }
    return model
  }

  private func imported(_ element: XMLElement) -> DMNImport {
    DMNImport(
      name: DMNText(Self.name(element.attribute("name") ?? ""), element.place),
      namespace: element.attribute("namespace") ?? "", type: element.attribute("importType") ?? "",
      location: element.attribute("locationURI"))
  }

  private mutating func head(_ element: XMLElement) -> DMNHead {
    if Self.name(element.attribute("name") ?? "").isEmpty {
      report(element, "`\(element.name)` 没有名称", "`\(element.name)` has no name")
    }
    return DMNHead(
      name: DMNText(Self.name(element.attribute("name") ?? ""), element.place), id: element.attribute("id"),
      label: element.attribute("label"), description: first("description", in: element)?.text)
  }

  private mutating func decision(_ element: XMLElement) -> DMNDecision {
    DMNDecision(
      head: head(element), variable: variable(in: element), question: first("question", in: element)?.text,
      allowedAnswers: first("allowedAnswers", in: element)?.text, requirements: requirements(element),
      logic: expression(in: element))
  }

  private mutating func knowledge(_ element: XMLElement) -> DMNKnowledge {
    DMNKnowledge(
      head: head(element), variable: variable(in: element), requirements: requirements(element),
      logic: first("encapsulatedLogic", in: element).map { function($0) })
  }

  private mutating func service(_ element: XMLElement) -> DMNService {
    DMNService(
      head: head(element), variable: variable(in: element), outputs: references("outputDecision", element),
      encapsulated: references("encapsulatedDecision", element),
      inputDecisions: references("inputDecision", element), inputData: references("inputData", element))
  }

  private mutating func source(_ element: XMLElement) -> DMNSource {
    DMNSource(
      head: head(element), location: element.attribute("locationURI"), requirements: requirements(element))
  }

  private mutating func requirements(_ element: XMLElement) -> DMNRequirements {
    var found = DMNRequirements()
    for requirement in own(element) {
      switch requirement.name {
      case "informationRequirement":
        found.inputs += references("requiredInput", requirement)
        found.decisions += references("requiredDecision", requirement)
      case "knowledgeRequirement": found.knowledge += references("requiredKnowledge", requirement)
      case "authorityRequirement":
        for name in ["requiredAuthority", "requiredDecision", "requiredInput"] {
          found.authorities += references(name, requirement)
        }
      default: break
      }
    }
    return found
  }

  private mutating func references(_ name: String, _ element: XMLElement) -> [DMNText] {
    var found: [DMNText] = []
    for child in all(name, in: element) {
      guard let reference = child.attribute("href"), reference.contains("#") else {
        report(child, "`\(name)` 要有 `href=\"#id\"`", "`\(name)` needs `href=\"#id\"`")
        continue
      }
      found.append(DMNText(reference, child.place))
    }
    return found
  }

  /// Names as FEEL reads them: normal form C, single blanks (DMN 1.5, 10.3.1.3).
  static func name(_ text: String) -> String {
    let blanks: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    let words = text.unicodeScalars.split(whereSeparator: blanks).map { String($0) }
    return Text.normalized(words.joined(separator: " "))
  }
}
