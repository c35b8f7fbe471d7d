import Core
import Spec

/// A step as written, with what overlays and variants set over it.
struct StepDraft {
  let spec: StepSpec
  var changes: [ChangeSpec] = []

  var name: String { spec.name }
  var nameRange: SourceRange { spec.nameRange }
  var kind: StepDo { spec.do.flatMap { StepDo(rawValue: $0) } ?? .review }

  subscript(key: SpecKey) -> SpecNode? {
    for change in changes.reversed() {
      if let node = change.node[key] { return node }
    }
    return spec.node[key]
  }

  func list(_ key: SpecKey) -> [SpecNode] { self[key].map { Array($0.children) } ?? [] }
}

/// The kinds of steps of the language (LANGUAGE.md 7), whether they run or not.
enum StepDo: String {
  case review, fill, parallel, sub, timer, call, spawn, send, set

  /// Somebody decides or writes; the others go on by themselves.
  var isHuman: Bool { self == .review || self == .fill }
}

extension Verb {
  /// What a holder may do in a review or a fill step (LANGUAGE.md 7).
  static let ofHolder: Set<Verb> = [
    .claim, .approve, .reject, .complete, .return, .transfer, .addSign, .help, .cc, .extend,
  ]
}
