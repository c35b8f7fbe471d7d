import Foundation
import TestSupport
import Testing

@testable import FEEL

/// Two hundred expressions as offices write them: which targets take them, and that those agree.
@Suite(.serialized)
struct PushListTests {
  static let list: PushList? = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../Cases/feel/push.yaml")
    return (try? String(contentsOf: file, encoding: .utf8)).flatMap { try? PushList($0) }
  }()

  /// The targets that take an expression, and why others do not.
  private func targets(_ entry: PushList.Entry, _ typed: Typed, _ ledger: Ledger) -> (
    Set<String>, [NotPushable]
  ) {
    var taken: Set<String> = []
    var reasons: [NotPushable] = []
    for dialect in SQLDialect.allCases {
      let target = SQLTarget(dialect, sources: ledger.sources)
      do throws(NotPushable) {
        if entry.purpose == "indicator" {
          _ = try target.measure(typed)
        } else {
          _ = try target.filter(typed)
        }
        taken.insert(dialect == .sqlite ? "sqlite" : "postgres")
      } catch { reasons.append(error) }
    }
    do throws(NotPushable) {
      _ = try JavaScriptTarget().expression(typed)
      taken.insert("javascript")
    } catch { reasons.append(error) }
    return (taken, reasons)
  }

  @Test func everyExpressionGoesWhereItIsMarked() throws {
    let list = try #require(Self.list)
    #expect(list.entries.count == 200)
    var onBoth = 0
    for entry in list.entries {
      let (compiled, problems) = Expression.compile(entry.text, scope: list.ledger.scope)
      guard let typed = compiled?.typed else {
        Issue.record("`\(entry.text)`: \(problems.map(\.en).joined(separator: "; "))")
        continue
      }
      let (taken, reasons) = targets(entry, typed, list.ledger)
      #expect(
        taken == entry.targets,
        "`\(entry.text)` goes to \(taken.sorted().joined(separator: " ")): \(reasons.map(\.en).joined(separator: "; "))"
      )
      if taken.isSuperset(of: ["sqlite", "postgres"]) { onBoth += 1 }
    }
    print("➜ \(onBoth) of \(list.entries.count) expressions are pushed to both stores")
    #expect(onBoth * 100 >= list.entries.count * 70)
  }

  @Test func filtersAndRightsAgree() throws {
    let list = try #require(Self.list)
    var comparison = try DifferentialTests.comparison(list.ledger)
    let sketches = list.entries.filter { $0.purpose != "indicator" }.map { Sketch(.truth, $0.text) }
    for seed in 1...20 {
      var random = SeededNumbers(UInt64(seed))
      let found = try comparison.differences(sketches, on: list.ledger.rows(30, &random))
      #expect(found.isEmpty, "\(found.map(\.description).joined(separator: "\n"))")
    }
    #expect(comparison.tally.refused == 0)
  }

  @Test func indicatorsAgree() throws {
    let list = try #require(Self.list)
    let comparison = try DifferentialTests.comparison(list.ledger)
    for seed in 1...20 {
      var random = SeededNumbers(UInt64(seed))
      let rows = list.ledger.rows(1, &random)
      for store in comparison.stores { try comparison.fill(store, rows) }
      for entry in list.entries where entry.purpose == "indicator" {
        let compiled = try #require(Expression.compile(entry.text, scope: list.ledger.scope).0)
        let typed = try #require(compiled.typed)
        var frame = Comparison.frame(rows[0])
        let expected = Comparison.print(compiled.evaluate(&frame))
        for store in comparison.stores {
          guard let measure = try? SQLTarget(store.dialect, sources: list.ledger.sources).measure(typed)
          else { continue }
          let found = Comparison.print(try value(of: measure, rows[0], store))
          #expect(found == expected, "`\(entry.text)` on \(store.dialect): \(measure.parts.map(\.text))")
        }
      }
    }
  }

  private func value(of measure: SQLMeasure, _ row: [Value], _ store: any LedgerStore) throws -> Value {
    var frame = Comparison.frame(row)
    var slots = Array(row.prefix(measure.firstSlot))
    for part in measure.parts {
      let values = part.parameters.compactMap { $0.bound(&frame) }
      let answer = try store.rows("SELECT \(part.text)", values).first?.first ?? nil
      slots.append(try #require(LedgerTables.value(answer, part.result, store.dialect)))
    }
    frame.slots = slots
    return measure.rest.evaluate(&frame)
  }
}
