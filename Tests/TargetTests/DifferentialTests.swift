import Foundation
import TestSupport
import Testing

@testable import FEEL

/// One expression in five ways: tree walk, closure, SQLite, PostgreSQL, JavaScript must agree on every row.
@Suite(.serialized)
struct DifferentialTests {
  static func comparison(_ ledger: Ledger = .madeUp) throws -> Comparison {
    var stores: [any LedgerStore] = [try SQLiteLedger()]
    if let server = PrivatePostgres.undisturbed { stores.append(try PostgresLedger(url: try server.database())) }
    return Comparison(ledger: ledger, stores: stores, node: try Node())
  }

  /// `HUTONG_FUZZ=COUNT`, `HUTONG_FUZZ_SEED=N`: how many expressions and which.
  static let count = ProcessInfo.processInfo.environment["HUTONG_FUZZ"].flatMap { Int($0) } ?? 20_000
  static let seed =
    ProcessInfo.processInfo.environment["HUTONG_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_260_301

  @Test func everyTargetGivesTheSameAnswer() throws {
    var comparison = try Self.comparison()
    if comparison.stores.count < 2 { print("➜ \(PrivatePostgres.absence)") }
    if comparison.node == nil { print("➜ \(Node.absence)") }
    var maker = ExpressionMaker(seed: Self.seed)
    var differences: [Comparison.Difference] = []
    var rows: [[Value]] = []
    while comparison.tally.all < Self.count, differences.count < 5 {
      rows = Ledger.madeUp.rows(12, &maker.random)
      let sketches = (0..<Swift.min(1000, Self.count)).map { _ in maker.make() }
      let found = try comparison.differences(sketches, on: rows)
      for difference in found.prefix(5) { differences.append(shrunk(difference, rows, comparison)) }
    }
    let tally = comparison.tally
    let taken = Comparison.Target.allCases.map { "\($0.rawValue) \(tally.taken[$0] ?? 0)" }.joined(
      separator: ", ")
    print("➜ seed \(Self.seed): \(tally.all) expressions (\(tally.refused) not typed): \(taken)")
    #expect(
      differences.isEmpty, "seed \(Self.seed)\n\(differences.map(\.description).joined(separator: "\n"))")
    #expect(tally.all >= Self.count)
    #expect(tally.tooLong * 1_000 <= tally.all)
    #expect(tally.taken[.sqlite] ?? 0 > tally.all / 4)
  }

  /// What longer runs found once.
  @Test func whatDifferedOnceIsTheSame() throws {
    var comparison = try Self.comparison()
    var random = SeededNumbers(5)
    let sketches = [
      Sketch(.truth, "date(办结时间) = date(null)"), Sketch(.truth, "not(date(办结时间) != date(null))"),
      Sketch(.truth, "date(办结时间) < date(null)"),
      Sketch(.numbers, "distinct values(for i in 14400..3 return i)"),
      Sketch(.number, "收入 * (if 残疾 then 0 else 金额)"), Sketch(.number, "收入 * max(收入, if 残疾 then 0 else 金额)"),
      Sketch(.numbers, "distinct values([1.50, 1.5, \"1.5\", null, null, @\"2026-03-01\", @\"2026-03-01\", 0, -0, 150e-2])"),
    ]
    let found = try comparison.differences(sketches, on: Ledger.madeUp.rows(24, &random))
    #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
    #expect(comparison.tally.all == sketches.count && comparison.tally.refused == 0)
  }

  /// Loops in loops end, are counted, and are still compared by everybody else.
  @Test func whatIsTooLongForTheWalkIsCounted() throws {
    var comparison = try Self.comparison()
    var random = SeededNumbers(5)
    let sketches = [
      Sketch(.numbers, "for i in 1..5000, j in 1..5000 return i"),
      Sketch(.numbers, "for i in 1..30, j in 1..30 return i * j"),
    ]
    let found = try comparison.differences(sketches, on: Ledger.madeUp.rows(2, &random))
    #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
    #expect(comparison.tally.all == 2 && comparison.tally.tooLong == 1 && comparison.tally.taken[.walk] == 1)
  }

  private func shrunk(_ difference: Comparison.Difference, _ rows: [[Value]], _ comparison: Comparison)
    -> Comparison.Difference
  {
    var comparison = comparison
    var best = difference
    _ = difference.sketch.shrunk(tries: 60) { sketch in
      let found = (try? comparison.differences([sketch], on: rows)) ?? []
      guard let same = found.first(where: { $0.target == difference.target }) else { return false }
      best = same
      return true
    }
    return best
  }

  /// Each target is given one wrong thing, and only that target must be found out.
  @Test(arguments: Comparison.Target.allCases)
  func aPlantedFaultIsFound(_ target: Comparison.Target) throws {
    var comparison = try Self.comparison()
    if target == .postgres, comparison.stores.count < 2 { return }
    if target == .javaScript, comparison.node == nil { return }
    comparison.fault = (
      target,
      { text in
        switch target {
        case .javaScript: text.replacingOccurrences(of: "F.le(", with: "F.lt(")
        case .sqlite: text.replacingOccurrences(of: " IS ?", with: " = ?")
        case .postgres: text.replacingOccurrences(of: "IS NOT DISTINCT FROM", with: "=")
        case .walk: text
        }
      }
    )
    var maker = ExpressionMaker(seed: 7)
    let rows = Ledger.madeUp.rows(12, &maker.random)
    let found = try comparison.differences((0..<1500).map { _ in maker.make() }, on: rows)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.target == target })
  }

  /// Decomposed, astral and empty text, null, noughts and numbers of 34 digits.
  @Test func aFifthOfTheValuesIsOdd() {
    var random = SeededNumbers(3)
    let values = Ledger.madeUp.rows(500, &random).flatMap { $0 }
    let odd = values.count { value in
      switch value {
      case .null: true
      case .string(let text):
        text.isEmpty || text.unicodeScalars.contains { $0.value > 0xFFFF }
          || text.decomposedStringWithCanonicalMapping.utf8.count != text.utf8.count
      case .number(let number): number.isZero || number.text.utf8.count > 33
      default: false
      }
    }
    #expect(odd * 5 >= values.count)
    let numbers = (0..<500).map { _ in Ledger.number(&random).text }
    #expect(numbers.contains("0") && numbers.contains { $0.utf8.count == 34 })
    #expect(
      (0..<200).contains { _ in
        Text.normalized(Ledger.typed(&random)).utf8.count != Ledger.typed(&random).utf8.count
      })
  }

  /// A new function must be decided for SQL and JavaScript.
  @Test func everyBuiltInIsDecided() {
    #expect(Set(BuiltIns.all.map(\.name)) == Targets.names)
  }
}
