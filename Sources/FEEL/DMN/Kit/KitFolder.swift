/// How one test case went.
package struct KitOutcome: Sendable {
  /// The file of test cases.
  package let file: String
  /// The id of the case.
  package let id: String
  package let passed: Bool
  /// It calls functions of Java or PMML, which are not run here, and is counted apart.
  package var isForeign = false
  /// What came out instead, for a case that failed.
  package let message: String
}

/// One folder of the kit: models with their test cases.
package struct KitFolder: Sendable {
  package struct File: Sendable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  private let tests: [File]
  private var models: [String: DMNModel] = [:]
  private var faults: [String: String] = [:]

  /// - Parameter files: the `.dmn` and `.xml` files of the folder.
  package init(_ files: [File]) {
    tests = files.filter { $0.name.hasSuffix(".xml") }.sorted { $0.name < $1.name }
    for file in files where file.name.hasSuffix(".dmn") {
      do throws(XMLProblem) {
        models[file.name] = try DMNReader.read(file.bytes).model
      } catch {
        faults[file.name] = error.text
      }
    }
  }

  /// Runs every case. What cannot be read fails the cases that need it, never the run.
  package func run(today: CivilDate, now: CivilDateTime) -> [KitOutcome] {
    var outcomes: [KitOutcome] = []
    for test in tests {
      do throws(XMLProblem) {
        let file = try KitReader.read(test.bytes)
        outcomes += run(file, test.name, today, now)
      } catch {
        outcomes.append(KitOutcome(file: test.name, id: "", passed: false, message: error.text))
      }
    }
    return outcomes
  }

  private func run(_ file: KitFile, _ name: String, _ today: CivilDate, _ now: CivilDateTime) -> [KitOutcome]
  {
    guard let model = models[file.model] else {
      let message = faults[file.model] ?? "没有模型 `\(file.model)` · there is no model `\(file.model)`"
      return file.cases.map { KitOutcome(file: name, id: $0.id, passed: false, message: message) }
    }
    let others = models.filter { $0.key != file.model }.sorted { $0.key < $1.key }.map(\.value)
    let program = DMNLinker.link(model, with: others)
    return file.cases.map { test in
      var message = ""
      for result in test.results where message.isEmpty {
        message = Self.fault(test, result, program, today, now)
      }
      let isForeign = test.results.contains { program.callsForeign(test.invocable ?? $0.name) }
      return KitOutcome(
        file: name, id: test.id, passed: message.isEmpty, isForeign: isForeign, message: message)
    }
  }

  /// Empty when the result is as expected.
  private static func fault(
    _ test: KitCase, _ wanted: KitResult, _ program: DMNProgram, _ today: CivilDate, _ now: CivilDateTime
  ) -> String {
    let invoked = test.invocable ?? wanted.name
    var result =
      test.invocable == nil ? program.decide(wanted.name, test.inputs, today: today, now: now) : nil
    if result == nil, let found = program.invoke(invoked, test.inputs, today: today, now: now) {
      result = found
      if program.outputs(of: invoked).count > 1, case .context(let context) = found.value,
        let member = context[DMNReader.name(wanted.name)]
      {
        result = DMNResult(value: member, reasons: found.reasons)
      }
    }
    guard let result else { return "没有 `\(wanted.name)` · there is no `\(wanted.name)`" }
    if KitComparison.same(result.value, wanted.value) { return "" }
    let reason = result.reasons.last.map { " (\($0.en))" } ?? ""
    return "`\(wanted.name)`: \(result.value), \(wanted.value) expected\(reason)"
  }
}
