/// One file of definitions (DMN 1.5, 6.3.2): everything that computes or that describes it; diagrams and
/// extensions of vendors are not kept.
package struct DMNModel: Sendable, Equatable {
  package var name: String
  package var namespace: String
  package var id: String?
  package var description: String?
  package var imports: [DMNImport] = []
  package var itemDefinitions: [DMNItemDefinition] = []
  package var inputs: [DMNInput] = []
  package var decisions: [DMNDecision] = []
  package var knowledge: [DMNKnowledge] = []
  package var services: [DMNService] = []
  package var sources: [DMNSource] = []

  package init(name: String, namespace: String) {
    self.name = name
    self.namespace = namespace
  }
}

/// Another file whose elements are used here as `name.element`; without a name they are used as they are
/// (DMN 1.5, 6.3.3).
package struct DMNImport: Sendable, Equatable {
  package var name: DMNText
  package var namespace: String
  /// The kind of file, for DMN the namespace of its version.
  package var type: String
  package var location: String?
}

/// What every element of a model has.
package struct DMNHead: Sendable, Equatable {
  package var name: DMNText
  package var id: String?
  package var label: String?
  package var description: String?

  package init(name: DMNText, id: String? = nil, label: String? = nil, description: String? = nil) {
    self.name = name
    self.id = id
    self.label = label
    self.description = description
  }
}

/// The variable of an element, a parameter or a context entry (DMN 1.5, 7.3.4).
package struct DMNVariable: Sendable, Equatable {
  package var name: DMNText
  /// The name of a type as written; `nil` for any.
  package var type: DMNText?
  package var id: String?

  package init(name: DMNText, type: DMNText? = nil, id: String? = nil) {
    self.name = name
    self.type = type
    self.id = id
  }
}

/// What is given from outside (DMN 1.5, 6.3.11).
package struct DMNInput: Sendable, Equatable {
  package var head: DMNHead
  package var variable: DMNVariable?
}

/// Something that is decided (DMN 1.5, 6.3.7).
package struct DMNDecision: Sendable, Equatable {
  package var head: DMNHead
  package var variable: DMNVariable?
  package var question: String?
  package var allowedAnswers: String?
  package var requirements = DMNRequirements()
  package var logic: DMNExpression?
}

/// A function that decisions use (DMN 1.5, 6.3.9).
package struct DMNKnowledge: Sendable, Equatable {
  package var head: DMNHead
  package var variable: DMNVariable?
  package var requirements = DMNRequirements()
  package var logic: DMNFunction?
}

/// Several decisions offered as one function (DMN 1.5, 6.3.10); members are references, `#id` or `namespace#id`.
package struct DMNService: Sendable, Equatable {
  package var head: DMNHead
  package var variable: DMNVariable?
  package var outputs: [DMNText] = []
  package var encapsulated: [DMNText] = []
  package var inputDecisions: [DMNText] = []
  package var inputData: [DMNText] = []
}

/// Where knowledge comes from: a law, a regulation, an office (DMN 1.5, 6.3.12).
package struct DMNSource: Sendable, Equatable {
  package var head: DMNHead
  package var location: String?
  package var requirements = DMNRequirements()
}

/// What an element needs, as references in the order written.
package struct DMNRequirements: Sendable, Equatable {
  package var inputs: [DMNText] = []
  package var decisions: [DMNText] = []
  package var knowledge: [DMNText] = []
  package var authorities: [DMNText] = []
}

/// A named type (DMN 1.5, 7.3.2): another type, components or a function, alone or as a list, with what is allowed.
package struct DMNItemDefinition: Sendable, Equatable {
  package var head: DMNHead
  package var isCollection = false
  package var type: DMNText?
  package var components: [DMNItemDefinition] = []
  package var function: DMNFunctionItem?
  /// Unary tests that every single value passes.
  package var allowedValues: DMNText?
  /// Unary tests that the whole value passes.
  package var constraint: DMNText?
}

/// The type of functions (DMN 1.5, 7.3.3).
package struct DMNFunctionItem: Sendable, Equatable {
  package var parameters: [DMNVariable] = []
  package var result: DMNText?
}
