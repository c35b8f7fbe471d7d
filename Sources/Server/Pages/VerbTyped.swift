import Core
import Engine

/// What somebody had typed into the small form of a verb that was not done: it is shown again, open, with the words.
struct VerbTyped {
  /// The last part of the address that the form was sent to.
  let verb: String
  let typed: FieldList

  /// The form stands for the same act at the same step.
  func isOf(_ offer: OfferedVerb) -> Bool {
    guard offer.verb.rawValue == verb else { return false }
    let step = typed["step"].flatMap { $0.isEmpty ? nil : $0 }
    return step == nil || offer.step == nil || offer.step == step
  }

  /// The field to go on with: the first that is needed and empty, else the first.
  func next(_ offer: OfferedVerb) -> String? {
    let missing = offer.fields.first { field in
      field.isRequired && typed.all(field.name).allSatisfy(\.isEmpty)
    }
    return (missing ?? offer.fields.first)?.name
  }

  /// The page is shown again elsewhere than at its own address: the script puts it right, so that a reload asks for the
  /// page instead of sending anything.
  static func address(_ path: String, _ html: inout HTML) {
    html.tag("span", [.flag("hidden"), .of("data-address", path)], "")
  }
}
