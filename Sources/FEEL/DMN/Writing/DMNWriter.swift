/// Writes a model as DMN 1.5 XML without diagrams. Reading it again gives an equal model.
package enum DMNWriter {
  /// The whole file.
  package static func write(_ model: DMNModel) -> String {
    var writer = XMLWriter()
    let attributes: [(String, String?)] = [
      ("xmlns", DMNReader.namespace), ("id", model.id), ("name", model.name), ("namespace", model.namespace),
    ]
    writer.element("definitions", attributes) { writer in
      writer.leaf("description", some: model.description)
      for item in model.imports {
        writer.empty(
          "import",
          [
            ("name", item.name.text), ("namespace", item.namespace), ("importType", item.type),
            ("locationURI", item.location),
          ])
      }
      for item in model.itemDefinitions { Self.item("itemDefinition", item, &writer) }
      for input in model.inputs {
        writer.element("inputData", head(input.head)) { writer in
          writer.leaf("description", some: input.head.description)
          variable("variable", input.variable, &writer)
        }
      }
      for decision in model.decisions { Self.decision(decision, &writer) }
      for item in model.knowledge { knowledge(item, &writer) }
      for service in model.services { Self.service(service, &writer) }
      for source in model.sources { Self.source(source, &writer) }
    }
    return writer.text
  }

  private static func head(_ head: DMNHead) -> [(String, String?)] {
    [("id", head.id), ("name", head.name.text), ("label", head.label)]
  }

  static func variable(_ name: String, _ variable: DMNVariable?, _ writer: inout XMLWriter) {
    guard let variable else { return }
    writer.empty(
      name, [("id", variable.id), ("name", variable.name.text), ("typeRef", variable.type?.text)])
  }

  private static func decision(_ decision: DMNDecision, _ writer: inout XMLWriter) {
    writer.element("decision", head(decision.head)) { writer in
      writer.leaf("description", some: decision.head.description)
      writer.leaf("question", some: decision.question)
      writer.leaf("allowedAnswers", some: decision.allowedAnswers)
      variable("variable", decision.variable, &writer)
      requirements(decision.requirements, &writer)
      if let logic = decision.logic { expression(logic, &writer) }
    }
  }

  private static func knowledge(_ item: DMNKnowledge, _ writer: inout XMLWriter) {
    writer.element("businessKnowledgeModel", head(item.head)) { writer in
      writer.leaf("description", some: item.head.description)
      variable("variable", item.variable, &writer)
      if let logic = item.logic { function("encapsulatedLogic", logic, label: nil, &writer) }
      requirements(item.requirements, &writer)
    }
  }

  private static func service(_ service: DMNService, _ writer: inout XMLWriter) {
    writer.element("decisionService", head(service.head)) { writer in
      writer.leaf("description", some: service.head.description)
      variable("variable", service.variable, &writer)
      for reference in service.outputs { writer.empty("outputDecision", [("href", reference.text)]) }
      for reference in service.encapsulated {
        writer.empty("encapsulatedDecision", [("href", reference.text)])
      }
      for reference in service.inputDecisions { writer.empty("inputDecision", [("href", reference.text)]) }
      for reference in service.inputData { writer.empty("inputData", [("href", reference.text)]) }
    }
  }

  private static func source(_ source: DMNSource, _ writer: inout XMLWriter) {
    writer.element("knowledgeSource", head(source.head) + [("locationURI", source.location)]) { writer in
      writer.leaf("description", some: source.head.description)
      requirements(source.requirements, &writer)
    }
  }

  private static func requirements(_ needs: DMNRequirements, _ writer: inout XMLWriter) {
    let kinds: [(String, String, [DMNText])] = [
      ("informationRequirement", "requiredInput", needs.inputs),
      ("informationRequirement", "requiredDecision", needs.decisions),
      ("knowledgeRequirement", "requiredKnowledge", needs.knowledge),
      ("authorityRequirement", "requiredAuthority", needs.authorities),
    ]
    for (outer, inner, references) in kinds {
      for reference in references {
        writer.element(outer) { $0.empty(inner, [("href", reference.text)]) }
      }
    }
  }

  private static func item(_ name: String, _ item: DMNItemDefinition, _ writer: inout XMLWriter) {
    let attributes = head(item.head) + [("isCollection", item.isCollection ? "true" : nil)]
    writer.element(name, attributes) { writer in
      writer.leaf("description", some: item.head.description)
      writer.leaf("typeRef", some: item.type?.text)
      tests("allowedValues", item.allowedValues, &writer)
      tests("typeConstraint", item.constraint, &writer)
      for component in item.components { Self.item("itemComponent", component, &writer) }
      guard let function = item.function else { return }
      writer.element("functionItem", [("outputTypeRef", function.result?.text)]) { writer in
        for parameter in function.parameters { variable("parameters", parameter, &writer) }
      }
    }
  }

  static func tests(_ name: String, _ text: DMNText?, _ writer: inout XMLWriter) {
    guard let text else { return }
    writer.element(name) { $0.leaf("text", text.text) }
  }
}
