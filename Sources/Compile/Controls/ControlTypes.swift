import Core
import FEEL
import Spec

extension ControlProgram {
  /// The control that enters an attribute when none is named (LANGUAGE.md 6).
  package static func usual(for attribute: KnowledgeAttribute) -> String {
    switch attribute.type {
    case .string, .context, .list: "text"
    case .number: "number"
    case .integer: "integer"
    case .money: "money"
    case .boolean: "yes-no"
    case .date: "date"
    case .time: "time"
    case .dateTime: "date-time"
    case .duration: "duration"
    case .code: attribute.isMany ? "choices" : "choice"
    case .codes: "choices"
    case .file, .files: attribute.id.hasSuffix("photo") || attribute.id.hasSuffix("photos") ? "photo" : "file"
    case .place: "place"
    case .point: "geo-point"
    case .entity: "organization"
    }
  }
}

extension ValueType {
  /// Whether an attribute can keep values of this type.
  package func canHold(_ attribute: KnowledgeAttribute) -> Bool {
    if self == attribute.type || (isNumeric && attribute.type.isNumeric) { return true }
    switch (self, attribute.type) {
    case (.codes, .code): return attribute.isMany
    case (.code, .codes), (.file, .files), (.files, .file), (.code, .string), (.place, .string), (.entity, .place),
      (.place, .entity), (.entity, .string):
      return true
    default: return false
    }
  }
}

extension Widget {
  /// What is drawn for a type when the control says nothing.
  static func usual(_ type: ValueType) -> Widget {
    switch type {
    case .string, .duration: .line
    case .number, .money: .number
    case .integer: .stepper
    case .boolean, .code: .radio
    case .codes: .checks
    case .date, .dateTime: .date
    case .time: .time
    case .file, .files: .files
    case .place, .entity: .tree
    case .point: .map
    case .context: .rows
    case .list: .rows
    }
  }
}

extension CodeList {
  /// The list as choices.
  package var program: OptionsProgram {
    OptionsProgram(codes.map { OptionsProgram.Option(code: $0.code, title: $0.title) })
  }
}

extension Type {
  var isContext: Bool { if case .context = self { true } else { false } }
}

extension SpecNode {
  /// An example as one text: a list with 、 between, keys with blanks.
  var plainText: String {
    switch kind {
    case .scalar: text
    case .invalid: ""
    case .list, .named, .map, .keys: children.map(\.plainText).joined(separator: kind == .list ? "、" : " ")
    }
  }
}
