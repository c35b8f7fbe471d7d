import Compile
import Core
import FEEL
import Foundation
import Spec
import Storage
import Testing
import TestSupport

@testable import Engine
@testable import Server

/// The program of a form in a browser says what the server says, of everything that it says anything of.
@Suite struct FormModuleTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  /// 2026-03-02, half past eight at night in Shanghai.
  private static let now: Int64 = 1_772_454_600_000

  /// Forms of bundles, running on a store in memory.
  private final class Forms {
    let compiler: Compiler
    let engine: Engine
    let store: SQLiteStore

    init(_ folders: [String]) throws {
      let repository = FormModuleTests.repository
      let csv = try #require(FileManager.default.contents(atPath: repository + "/Specs/language/keys.csv"))
      let table = try #require(SpecTable(csv: [UInt8](csv)))
      var documents = try BundleDocuments.installation(at: InstallationFolder(path: repository), table: table)
      for folder in folders {
        let files = try FolderReader.contents(of: repository + "/" + folder)
        documents += BundleDocuments(folder: folder, files: files, table: table).documents
      }
      store = try SQLiteStore(path: nil)
      compiler = Compiler(table: table, base: [])
      engine = Engine(store: store, compiler: compiler)
      try engine.prepare()
      _ = try engine.publish(documents, actor: "test", reason: nil, origin: "test")
    }

    deinit { store.close() }

    func context() throws -> EvaluationContext {
      let running = try #require(engine.current)
      return EvaluationContext(running: running, now: FormModuleTests.now, place: nil, images: [:])
    }

    func module(_ service: ServiceProgram, _ variant: VariantProgram) throws -> String {
      let program = try #require(engine.current?.program)
      return try #require(compiler.formModule(program, service, variant: variant.id, runTime: "./live.mjs"))
    }
  }

  private struct Tally {
    var all = 0
    var known = 0
    var differences: [String] = []

    mutating func compare(_ what: String, _ isKnown: Bool, _ here: String, _ server: String) {
      all += 1
      guard isKnown else { return }
      known += 1
      if here != server, differences.count < 12 { differences.append("\(what): browser \(here), server \(server)") }
    }
  }

  private static func compare(
    _ variant: VariantProgram, _ module: String, _ forms: Forms, count: Int, isSpread: Bool = false, into tally: inout Tally
  ) throws {
    let told = try forms.context()
    let made = (0..<count).map { seed in
      var made = MadeUpAnswers(variant.form, seed: UInt64(seed) &* 7_919 &+ 3)
      if isSpread {
        let outcome = FormEvaluation.run(
          variant: variant, answers: made.answers, filled: [:], context: told, mode: .show)
        made.spread(variant.form.elsewhere(outcome, typed: made.answers), of: variant.form)
      }
      return made
    }
    let outcomes = try #require(try FormNode()).outcomes(module, pages: made.map(\.page), now: now)
    let context = try forms.context()
    for (answers, here) in zip(made, outcomes) {
      let server = FormEvaluation.run(
        variant: variant, answers: answers.answers, filled: [:], context: context, mode: .submit)
      let form = variant.form
      for (at, field) in form.fields.enumerated() where form.group[at] == nil {
        let rules = here.rules.filter { $0.at == at }
        compare(
          field.id, here.cells[field.id], rules, server, server.values[at], server.visible[at], server.required[at],
          server.offered[at], answers, &tally)
      }
      for (page, program) in form.pages.enumerated() {
        guard let group = program.rows, let rows = server.rows[page] else { continue }
        for (row, state) in rows.enumerated() {
          for (at, field) in group.fields.enumerated() {
            let path = "\(program.id).\(row).\(form.fields[field].id)"
            compare(
              path, here.cells[path], [], server, state.values[at], state.visible[at], state.required[at], state.offered[at],
              answers, &tally)
          }
        }
      }
      let loose = here.rules.filter { $0.at == -1 }
      tally.compare(
        "rules", loose.allSatisfy { $0.know == 0 }, loose.filter { !$0.code.isEmpty }.map { $0.code + $0.words }.joined(),
        server.errors.filter { $0.field.isEmpty }.map { $0.code + $0.message.zh }.joined())
    }
  }

  /// The same where a step asks for its own fields, with answers to all others given before.
  private static func compareSteps(
    _ variant: VariantProgram, _ module: String, _ forms: Forms, count: Int, into tally: inout Tally
  ) throws {
    let form = variant.form, context = try forms.context()
    for step in variant.flow.steps {
      guard case .fill(let fields) = step.kind else { continue }
      let filling = Set(fields)
      let all = (0..<count).map { seed -> (made: MadeUpAnswers, known: [Int: Value]) in
        let first = MadeUpAnswers(form, seed: UInt64(seed) &* 104_729 &+ 11)
        let before = FormEvaluation.run(
          variant: variant, answers: first.answers, filled: [:], context: context, mode: .show)
        let known = Dictionary(
          uniqueKeysWithValues: before.values.enumerated().filter { !$0.element.isNull }.map { ($0.offset, $0.element) })
        var made = MadeUpAnswers(form, seed: UInt64(seed) &* 7_919 &+ 5, filling: filling)
        made.tell(known, of: form, filling: filling)
        return (made, known)
      }
      let outcomes = try #require(try FormNode()).outcomes(module, pages: all.map(\.made.page), now: now)
      for ((answers, known), here) in zip(all, outcomes) {
        let server = FormEvaluation.run(
          variant: variant, answers: answers.answers, filled: known, context: context, mode: .submit, filling: filling)
        for at in fields where form.group[at] == nil {
          compare(
            form.fields[at].id, here.cells[form.fields[at].id], here.rules.filter { $0.at == at }, server,
            server.values[at], server.visible[at], server.required[at], server.offered[at], answers, &tally)
        }
      }
    }
  }

  private static func compare(
    _ path: String, _ cell: FormNode.Cell?, _ rules: [FormNode.Rule], _ server: FormOutcome, _ value: Value,
    _ visible: Bool, _ required: Bool, _ offered: [String]?, _ answers: MadeUpAnswers, _ tally: inout Tally
  ) {
    guard let cell else { return tally.compare(path, true, "nothing", "a field") }
    let shown = "\(path) of \(answers.answers)"
    tally.compare(shown + " visible", cell.visibleKnow == 0, "\(cell.visible)", "\(visible)")
    guard cell.visibleKnow == 0 else { return }
    tally.compare(shown + " asked", cell.errorKnow == 0, "\(cell.asked)", "\(server.asked.contains(path))")
    tally.compare(shown + " value", cell.know == 0, cell.value, Self.text(value))
    if visible { tally.compare(shown + " required", cell.requiredKnow == 0, "\(cell.required)", "\(required)") }
    tally.compare(shown + " offered", cell.offeredKnow == 0, cell.offered, offered?.joined(separator: "\n") ?? "*")
    let own = cell.code.isEmpty ? [] : [cell.code + " " + cell.words]
    let errors = own + rules.filter { !$0.code.isEmpty }.map { $0.code + " " + $0.words }
    tally.compare(
      shown + " errors", cell.errorKnow == 0 && rules.allSatisfy { $0.know == 0 }, errors.joined(separator: "; "),
      server.errors.filter { $0.field == path }.map { $0.code + " " + $0.message.zh }.joined(separator: "; "))
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .boolean: "2 " + value.plainText
    case .number: "3 " + value.plainText
    case .string: "4 " + value.plainText
    case .date: "5 " + value.plainText
    case .time: "6 " + value.plainText
    case .dateTime: "7 " + value.plainText
    case .dayTimeDuration: "8 " + value.plainText
    case .yearMonthDuration: "9 " + value.plainText
    case .list: "10 " + value.plainText
    case .context, .range, .entity, .function: "? " + value.plainText
    }
  }

  private static let bundles: [[String]] = [
    ["Examples/t-city", "Tests/Cases/engine/browser"], ["Examples/t-city", "Tests/Cases/engine/rows"],
    ["Examples/t-city", "Tests/Cases/engine/each"],
    ["Examples/t-city", "Examples/elder-check"], ["Examples/t-city", "Examples/market-stall"],
    ["Examples/t-city", "Examples/elder-check-zh"], ["Examples/t-city", "Examples/flood"],
    ["Examples/t-city", "Examples/hall-booking"], ["Examples/t-city", "Tests/Cases/engine/files"],
    ["Examples/t-city", "Tests/Cases/engine/start"], ["Examples/t-city", "Tests/Cases/engine/fill"], ["Examples/haidian"],
  ]

  @Test(.enabled(if: NodeFolder.program != nil), arguments: bundles)
  func theBrowserSaysWhatTheServerSays(_ folders: [String]) throws {
    let forms = try Forms(folders)
    let program = try #require(forms.engine.current?.program)
    var tally = Tally()
    for service in program.services.values {
      for variant in service.variants {
        let module = try forms.module(service, variant)
        try Self.compare(variant, module, forms, count: 150, into: &tally)
      }
    }
    print("➜ \(folders.last ?? ""): \(tally.known) of \(tally.all) known in the browser")
    #expect(tally.differences.isEmpty, "\(tally.differences.joined(separator: "\n"))")
    #expect(tally.known * 2 > tally.all)
  }

  /// Half of the answers stand on another page, and what a draft says of them came with this one.
  @Test(.enabled(if: NodeFolder.program != nil), arguments: [
    "Tests/Cases/engine/browser", "Tests/Cases/engine/rows", "Tests/Cases/engine/fill", "Examples/elder-check", "Examples/flood",
  ])
  func theBrowserSaysWhatTheServerSaysOverPages(_ folder: String) throws {
    let forms = try Forms(["Examples/t-city", folder])
    var tally = Tally()
    for service in try #require(forms.engine.current?.program).services.values {
      for variant in service.variants {
        try Self.compare(variant, forms.module(service, variant), forms, count: 150, isSpread: true, into: &tally)
      }
    }
    print("➜ pages of \(folder): \(tally.known) of \(tally.all) known in the browser")
    #expect(tally.differences.isEmpty, "\(tally.differences.joined(separator: "\n"))")
    #expect(tally.known * 2 > tally.all)
  }

  @Test(.enabled(if: NodeFolder.program != nil), arguments: [
    "Tests/Cases/engine/fill", "Tests/Cases/engine/answers", "Examples/market-stall",
  ])
  func theBrowserSaysWhatTheServerSaysAtAStep(_ folder: String) throws {
    let forms = try Forms(["Examples/t-city", folder])
    var tally = Tally()
    for service in try #require(forms.engine.current?.program).services.values {
      for variant in service.variants {
        try Self.compareSteps(variant, forms.module(service, variant), forms, count: 150, into: &tally)
      }
    }
    print("➜ steps of \(folder): \(tally.known) of \(tally.all) known in the browser")
    #expect(tally.all > 0)
    #expect(tally.differences.isEmpty, "\(tally.differences.joined(separator: "\n"))")
    #expect(tally.known * 2 > tally.all)
  }

  /// A row's share of all rows, and numbers that come out with more places than their field has.
  @Test func aRowLooksAtAllRowsAndPlacesAreKept() throws {
    let forms = try Forms(["Examples/t-city", "Tests/Cases/engine/browser"])
    let variant = try #require(forms.engine.current?.program.services["fair"]?.variants.first)
    func row(_ price: String, _ count: String) -> Answer {
      .object(["品名": .text("糖人"), "单价": .text(price), "数量": .text(count)])
    }
    let answers: [String: Answer] = [
      "类型": .text("小吃"), "面积": .text("5"), "明细": .list([row("10", "1"), row("5.05", "4"), row("0.01", "1")]),
    ]
    let outcome = FormEvaluation.run(
      variant: variant, answers: answers, filled: [:], context: try forms.context(), mode: .show)
    let values = Dictionary(zip(variant.form.fields.map(\.id), outcome.values), uniquingKeysWith: { $1 })
    #expect(values["小计"]?.plainText == "10、20.2、0.01")
    #expect(values["占比"]?.plainText == "0.331、0.669、0")
    #expect(values["合计"]?.plainText == "30.21")
    #expect(values["每格"]?.plainText == "1.67")
  }

  /// One row for each entry of a code list, whatever is sent.
  @Test func fixedRowsAreAllThere() throws {
    let forms = try Forms(["Examples/t-city", "Tests/Cases/engine/each"])
    let variant = try #require(forms.engine.current?.program.services["self-check"]?.variants.first)
    func run(_ answers: [String: Answer]) throws -> (errors: [String], values: [String: String]) {
      let outcome = FormEvaluation.run(
        variant: variant, answers: answers, filled: [:], context: try forms.context(), mode: .submit)
      let values = zip(variant.form.fields.map(\.id), outcome.values.map(\.plainText))
      return (outcome.errors.map { $0.field + " " + $0.code }, Dictionary(values, uniquingKeysWith: { $1 }))
    }
    let row: Answer = .object(["结果": .text("有隐患")])
    let right = try run([
      "是否停业": .bool(false),
      "逐项": .list([.object(["结果": .text("合格")]), row, .object(["结果": .text("有隐患"), "线路说明": .text("老化")])]),
    ])
    #expect(right.errors.isEmpty)
    #expect(right.values["隐患"] == "安全出口、用电线路" && right.values["隐患数"] == "2")
    #expect(right.values["照此整改"] == "、整改安全出口、整改用电线路")
    let short = try run(["是否停业": .bool(false), "逐项": .list([row])])
    #expect(short.errors == ["逐项.1.结果 required", "逐项.2.结果 required", "逐项.2.线路说明 required"])
    let long = try run(["是否停业": .bool(false), "逐项": .list([row, row, row, row])])
    #expect(long.errors.contains("逐项 too-large"))
    #expect(try run(["是否停业": .bool(false)]).errors.count == 4)
    #expect(try run(["是否停业": .bool(true)]).errors.isEmpty)
  }

  @Test(.enabled(if: NodeFolder.program != nil), arguments: [
    ("F.gt(", "F.ge("), ("F.sum(", "F.count("), ("F.mul(", "F.add("), ("required:1", "wanted:1"), ("\"ask\"", "\"drop\""),
  ])
  func aPlantedFaultIsFound(_ fault: (from: String, to: String)) throws {
    let forms = try Forms(["Examples/t-city", "Tests/Cases/engine/browser"])
    let service = try #require(forms.engine.current?.program.services["fair"])
    let variant = try #require(service.variants.first)
    let module = try forms.module(service, variant)
    #expect(module.contains(fault.from))
    var tally = Tally()
    try Self.compare(
      variant, module.replacingOccurrences(of: fault.from, with: fault.to), forms, count: 150, into: &tally)
    #expect(!tally.differences.isEmpty)
  }
}
