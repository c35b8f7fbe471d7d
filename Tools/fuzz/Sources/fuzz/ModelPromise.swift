import FEEL

/// What the reader of DMN models promises for a file of any bytes: a located fault or a model, in bounded time; a model
/// that was read is written and read again as the same; what can be linked can be run.
enum ModelPromise {
  private static let today = CivilDate(days: 20_600)
  /// Decisions of one model that are run.
  private static let decisions = 4

  static func check(_ bytes: [UInt8]) {
    let start = Promise.spent()
    guard let (model, problems) = read(bytes) else { return within(start, bytes) }
    for problem in problems { located(problem, bytes) }
    guard let (again, _) = read(Array(DMNWriter.write(model).utf8)) else {
      return fail("a model that was read is written so that it cannot be read", bytes)
    }
    if again != model { fail("a model that was read is written as another", bytes) }
    let program = DMNLinker.link(model)
    within(start, bytes)
    for name in program.decisions.prefix(decisions) {
      if let found = program.decide(name, [], today: today) { _ = found.value.text }
    }
  }

  private static func read(_ bytes: [UInt8]) -> (DMNModel, [XMLProblem])? {
    do {
      let (model, problems) = try DMNReader.read(bytes)
      return (model, problems)
    } catch {
      located(error, bytes)
      return nil
    }
  }

  private static func located(_ problem: XMLProblem, _ bytes: [UInt8]) {
    if problem.place.line < 1 || problem.place.column < 1 { fail("a fault stands nowhere: \(problem.en)", bytes) }
    if problem.zh.isEmpty || problem.en.isEmpty { fail("a message is empty", bytes) }
  }

  private static func within(_ start: Int, _ bytes: [UInt8]) {
    let taken = Promise.spent() - start
    if taken > Promise.slowest { fail("took \(taken) ms", bytes) }
  }

  private static func fail(_ what: String, _ bytes: [UInt8]) {
    Promise.fail(what, String(decoding: bytes, as: UTF8.self))
  }
}
