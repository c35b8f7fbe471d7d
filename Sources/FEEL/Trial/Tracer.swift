/// Runs an expression part by part. A part is run as it stands, then its own parts are, with the same slots and
/// locals: what is shown is what the closures of the whole compute.
struct Tracer {
  private let text: [UInt32]
  var frame: Frame
  /// Parts that may still be shown.
  private var room = 400
  /// Rounds shown of each loop, and elements of each list.
  static let rounds = 3
  static let elements = 20

  init(text: String, frame: Frame) {
    self.text = Text.scalars(text)
    self.frame = frame
  }

  mutating func trace(_ typed: Typed, round: Int? = nil) -> TracedPart {
    room -= 1
    guard frame.fuel > 0 else { return part(typed, .beyondBudget, [], round, []) }
    frame.forgetReasons()
    let value = frame.outcome(Lowering.lower(typed)(&frame))
    let found = frame.reasons
    if frame.fuel < 0 { return part(typed, .beyondBudget, found, round, []) }
    let parts = room > 0 ? self.parts(of: typed) : []
    let known = parts.flatMap(\.everyReason)
    return part(typed, .value(value), found.filter { !known.contains($0) }, round, parts)
  }

  private func part(
    _ typed: Typed, _ result: TracedPart.Result, _ reasons: [Reason], _ round: Int?, _ parts: [TracedPart]
  ) -> TracedPart {
    var type = typed.type
    if type.isUnknown, case .value(let value) = result { type = Type(of: value) }
    return TracedPart(
      range: typed.range, type: type, result: result, reasons: reasons, round: round, parts: parts)
  }

  /// A part that was not needed.
  func unneeded(_ typed: Typed) -> TracedPart { part(typed, .unneeded, [], nil, []) }

  /// The traces of some parts; a literal that stands for itself says nothing and is left out.
  mutating func each(_ parts: some Sequence<Typed>, round: Int? = nil) -> [TracedPart] {
    var traced: [TracedPart] = []
    for typed in parts where room > 0 && !isLiteral(typed) { traced.append(trace(typed, round: round)) }
    return traced
  }

  private func isLiteral(_ typed: Typed) -> Bool {
    guard let value = typed.constant, typed.range.upperBound <= text.count else { return false }
    func plain(_ scalars: some Sequence<UInt32>) -> [UInt32] { scalars.filter { !Text.isBlank($0) } }
    return plain(text[typed.range]) == plain(Text.scalars(value.notation))
  }

  private mutating func parts(of typed: Typed) -> [TracedPart] {
    switch typed.node {
    case .constant, .slot, .local, .memberOrElse, .function, .failure: []
    // Only the type differs; the part itself stands at the same place.
    case .converted(let operand, _): parts(of: operand)
    // A member of a filter's item stands there without the item.
    case .member(let operand, _) where operand.range == typed.range: []
    case .member(let operand, _), .negate(let operand), .instance(let operand, _),
      .halfRange(_, let operand):
      each([operand])
    case .binary(_, let left, let right), .range(let left, let right, _, _): each([left, right])
    case .between(let value, let low, let high): each([value, low, high])
    case .all(let parts): chain(parts, until: false)
    case .any(let parts): chain(parts, until: true)
    case .list(let items): each(items.prefix(Self.elements))
    case .call(_, let arguments), .host(_, let arguments), .pattern(_, _, let arguments): each(arguments)
    case .apply(let callee, let arguments): each([callee] + arguments)
    case .applyNamed(let callee, let arguments): each([callee] + arguments.map(\.value))
    case .conditional(let test, let yes, let no): branches(test, yes, no)
    case .tests(let value, let tests, let local): inside(value, tests, local)
    case .context(let entries, let base): context(entries, base)
    case .filter(let list, let item, let condition): filter(list, item, condition)
    case .loop(let iterators, let partial, let body): loop(iterators, body, partial: partial)
    case .some(let iterators, let body): loop(iterators, body, until: true)
    case .every(let iterators, let body): loop(iterators, body, until: false)
    }
  }

  private mutating func chain(_ parts: [Typed], until stop: Bool) -> [TracedPart] {
    var traced: [TracedPart] = []
    var isSettled = false
    for typed in parts where room > 0 {
      if isSettled {
        traced.append(unneeded(typed))
        continue
      }
      let part = trace(typed)
      if !isLiteral(typed) { traced.append(part) }
      if case .value(.boolean(stop)) = part.result { isSettled = true }
    }
    return traced
  }

  private mutating func branches(_ test: Typed, _ yes: Typed, _ no: Typed) -> [TracedPart] {
    let tested = trace(test)
    let isYes = if case .value(.boolean(true)) = tested.result { true } else { false }
    let parts = isYes ? each([yes]) + [unneeded(no)] : [unneeded(yes)] + each([no])
    return [tested] + parts
  }

  private mutating func inside(_ value: Typed, _ tests: [TypedTest], _ local: Int) -> [TracedPart] {
    let traced = trace(value)
    if case .value(let found) = traced.result { frame.set(local, found) }
    return [traced] + each(tests.flatMap(\.operands))
  }

  private mutating func context(_ entries: [(key: String, value: Typed)], _ base: Int) -> [TracedPart] {
    var traced: [TracedPart] = []
    for (at, entry) in entries.prefix(Self.elements).enumerated() where room > 0 {
      let part = trace(entry.value)
      if case .value(let value) = part.result { frame.set(base + at, value) }
      if !isLiteral(entry.value) { traced.append(part) }
    }
    return traced
  }
}

extension TracedPart {
  /// Its reasons and those of all its parts.
  fileprivate var everyReason: [Reason] { reasons + parts.flatMap(\.everyReason) }
}

extension TypedTest {
  /// The expressions in it.
  fileprivate var operands: [Typed] {
    switch self {
    case .anything: []
    case .compare(_, let operand), .member(let operand), .holds(let operand): [operand]
    case .not(let tests): tests.flatMap(\.operands)
    }
  }
}
