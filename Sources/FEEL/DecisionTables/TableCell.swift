/// Asks whether an input value passes the tests of a cell.
typealias CellTest = @Sendable (Value, inout Frame) -> Truth

/// The tests of one cell, checked and ready to run.
struct TableCell: Sendable {
  /// Every single test, in the order written.
  let tests: [TypedTest]
  /// The local in which the tests look for `?`.
  let local: Int
  /// Runs all of them: yes when one says yes.
  let holds: CellTest

  init(tests: [TypedTest], local: Int) {
    self.tests = tests
    self.local = local
    let lowered = tests.map { Tests.lower($0) }
    if lowered.count == 1 {
      let only = lowered[0]
      holds = { value, frame in
        frame.set(local, value)
        return only(value, &frame)
      }
    } else {
      holds = { value, frame in
        frame.set(local, value)
        var result = Truth.no
        for test in lowered {
          let truth = test(value, &frame)
          if truth == .yes { return .yes }
          if truth == .unknown { result = .unknown }
        }
        return result
      }
    }
  }

  /// One closure for each test, for ranking values by the first that they pass.
  var each: [CellTest] { tests.map { TableCell(tests: [$0], local: local).holds } }

  /// A cell that could not be read: it never holds.
  static let broken = TableCell(tests: [], local: 0)
}

/// The names of a table's place, with `?` for the value of one column. The value itself is handed to the tests,
/// so the slot is never read.
struct CellScope: Scope {
  static let slot = Int.max

  let outer: any Scope
  let input: Type

  func resolve(name: String) -> Resolution? {
    name == "?" ? .slot(Self.slot, input) : outer.resolve(name: name)
  }

  func resolve(path: [String]) -> Resolution? { outer.resolve(path: path) }
  func member(of type: Type, named name: String) -> (id: String, type: Type)? {
    outer.member(of: type, named: name)
  }
  func type(named name: String) -> Type? { outer.type(named: name) }
  var knownNames: [String] { outer.knownNames }
  var namesHoldOperators: Bool { outer.namesHoldOperators }
  func function(named name: String) -> Signature? { outer.function(named: name) }
  func reference(kind: ReferenceKind, text: String) -> Value? { outer.reference(kind: kind, text: text) }
}
