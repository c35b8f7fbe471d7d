/// A boxed expression (DMN 1.5, 7.3.1 and 10.2) with the type its value is brought to.
package struct DMNExpression: Sendable, Equatable {
  package indirect enum Kind: Sendable, Equatable {
    case literal(DMNText, language: String?)
    case table(DMNTable)
    /// Named entries in order; an entry without a name is the result.
    case context([DMNEntry])
    case invocation(DMNInvocation)
    case list([DMNExpression])
    case relation(DMNRelation)
    case function(DMNFunction)
    case conditional(test: DMNExpression, yes: DMNExpression, no: DMNExpression)
    case filter(list: DMNExpression, match: DMNExpression)
    case loop(DMNIteration)
    case some(DMNIteration)
    case every(DMNIteration)
    /// An element without expression, which is null.
    case none
  }

  package var kind: Kind
  package var type: DMNText?
  package var id: String?
  package var label: String?
  package var place: DMNText

  package init(_ kind: Kind, type: DMNText? = nil, id: String? = nil, label: String? = nil, place: XMLPlace) {
    self.kind = kind
    self.type = type
    self.id = id
    self.label = label
    self.place = DMNText("", place)
  }
}

/// One entry of a context; the result cell has no variable.
package struct DMNEntry: Sendable, Equatable {
  package var variable: DMNVariable?
  package var value: DMNExpression
}

/// A call of a function with its arguments by name (DMN 1.5, 10.2.2.3).
package struct DMNInvocation: Sendable, Equatable {
  package var callee: DMNExpression?
  package var bindings: [DMNBinding]
}

/// One argument.
package struct DMNBinding: Sendable, Equatable {
  package var parameter: DMNVariable
  package var value: DMNExpression?
}

/// A table of rows, which is a list of contexts (DMN 1.5, 10.2.2.6).
package struct DMNRelation: Sendable, Equatable {
  package var columns: [DMNVariable]
  package var rows: [[DMNExpression]]
}

/// A function definition (DMN 1.5, 10.2.2.7).
package struct DMNFunction: Sendable, Equatable {
  /// The language of the body.
  package enum Kind: String, Sendable {
    case feel = "FEEL"
    case java = "Java"
    case pmml = "PMML"
  }

  package var kind: Kind = .feel
  package var parameters: [DMNVariable] = []
  package var body: DMNExpression?
  package var type: DMNText?
  package var id: String?
}

/// `for`, `some` and `every`: the variable, what it runs over and what is computed with it.
package struct DMNIteration: Sendable, Equatable {
  package var variable: DMNText
  package var source: DMNExpression
  package var body: DMNExpression
}
