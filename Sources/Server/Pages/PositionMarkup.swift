import Core
import Engine

/// A position on a page: two numbers in one input, and a button that asks the device.
extension FormMarkup {
  func position(_ attributes: [HTML.Attribute], _ value: Answer, _ html: inout HTML) {
    html.open(
      "input",
      attributes + [
        .of("inputmode", "text"), .of("autocomplete", "off"), .of("placeholder", "113.2950, 40.0900"),
        .of("value", AnswerText.position(value)), .flag("data-point"),
      ])
    html.tag(
      "button", [.style("btn js-only"), .of("type", "button"), .of("data-press", "locate")],
      layout.say("用现在的位置", "Use where I am"))
  }
}

extension AnswerText {
  /// Longitude and latitude as people write them; what was typed stays as it is.
  static func position(_ value: Answer) -> String {
    guard let members = value.members else { return typed(value) }
    let numbers = ["longitude", "latitude"].compactMap { members[$0].map(typed) }
    return numbers.count == 2 ? numbers.joined(separator: ", ") : ""
  }
}
