import Core
import FEEL

extension JSONWriter {
  /// A tried expression, as `POST /api/v1/feel` and `hutong feel --json` give it: `value` as JSON, `feel` as
  /// an author would write it, both null where the expression does not compile. Places are counted in Unicode
  /// scalars from the start of the expression.
  package mutating func trial(_ trial: Trial, _ language: Language) {
    object { json in
      json.name("value")
      if let outcome = trial.outcome { json.value(outcome.value) } else { json.null() }
      json.member("feel", trial.outcome?.value.notation)
      json.member("type", trial.outcome?.type.name(in: language))
      json.member("problems", trial.problems) { $0.problem($1, language) }
      json.member("reasons", trial.outcome?.reasons ?? []) { $0.text($1.text(in: language)) }
      if let tree = trial.outcome?.tree {
        let scalars = Array(trial.text.unicodeScalars)
        json.name("tree")
        json.part(tree, scalars, language)
      }
    }
  }

  private mutating func problem(_ problem: FEEL.Problem, _ language: Language) {
    object { json in
      json.member("code", problem.kind.rawValue)
      json.member("severity", problem.isNote ? "note" : "error")
      json.member("from", problem.range.lowerBound)
      json.member("to", problem.range.upperBound)
      json.member("message", language == .en ? problem.en : problem.zh)
      json.member("hint", language == .en ? problem.hintEn ?? problem.hintZh : problem.hintZh)
      json.name("fix")
      guard let fix = problem.fix else { return json.null() }
      json.object { json in
        json.member("from", fix.range.lowerBound)
        json.member("to", fix.range.upperBound)
        json.member("text", fix.replacement)
      }
    }
  }

  private mutating func part(_ part: TracedPart, _ scalars: [Unicode.Scalar], _ language: Language) {
    object { json in
      json.member("from", part.range.lowerBound)
      json.member("to", part.range.upperBound)
      json.member("text", part.text(in: scalars))
      json.member("type", part.type.name(in: language))
      json.member("state", part.state)
      json.name("value")
      if case .value(let value) = part.result {
        json.value(value)
        json.member("feel", value.notation)
      } else {
        json.null()
        json.member("feel", nil)
      }
      json.name("round")
      if let round = part.round { json.int(Int64(round)) } else { json.null() }
      json.member("reasons", part.reasons) { $0.text($1.text(in: language)) }
      json.member("parts", part.parts) { $0.part($1, scalars, language) }
    }
  }
}

extension TracedPart {
  /// Its source text.
  package func text(in scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
    return String(view)
  }

  /// A word for programs.
  fileprivate var state: String {
    switch result {
    case .value: "computed"
    case .unneeded: "not-needed"
    case .beyondBudget: "beyond-budget"
    }
  }
}

extension Type {
  /// Its name for people.
  package func name(in language: Language) -> String { language == .en ? en : zh }
}

extension Reason {
  /// The sentence in a language.
  package func text(in language: Language) -> String { language == .en ? en : zh }
}
