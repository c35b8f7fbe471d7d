/// What a literal means when a function wants the name of a thing.
package enum ReferenceKind: Sendable, Hashable {
  case place, level, entityClass, relation, role
}

/// One parameter of a function.
package struct Parameter: Sendable {
  package let name: String
  package let type: Type
  package let isOptional: Bool
  /// Set where a literal text is the name of a place, level, class, relation or role.
  package let reference: ReferenceKind?

  package init(_ name: String, _ type: Type, optional: Bool = false, reference: ReferenceKind? = nil) {
    self.name = name
    self.type = type
    isOptional = optional
    self.reference = reference
  }
}

/// How a function is called and what it gives.
package struct Signature: Sendable {
  /// The name that reaches `FunctionHost.call`.
  package let name: String
  package let parameters: [Parameter]
  package let result: Type

  package init(name: String, parameters: [Parameter], result: Type) {
    self.name = name
    self.parameters = parameters
    self.result = result
  }
}
