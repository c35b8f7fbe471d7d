import Compile
import Core
import Engine
import Server
import Spec

/// `hutong places …`: the tree of a store that no server has open, by whoever holds it.
/// 0 done, 1 refused or wrong, 2 usage or the store cannot be read.
enum PlacesCommand {
  static func run(_ arguments: [String]) -> Int32 {
    if Arguments.asksForHelp(arguments) { return help() }
    guard let word = arguments.first else { return usage() }
    var map: [String: String] = [:]
    var rest: [String] = []
    var left = arguments.dropFirst()
    while let argument = left.popFirst() {
      guard argument == "--map" else {
        rest.append(argument)
        continue
      }
      guard let pair = left.popFirst(), let sign = pair.lastIndex(of: "=") else { return usage() }
      map[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
    }
    let options: Arguments
    do {
      options = try Arguments(
        rest, valued: ["store", "to", "from", "level", "kind", "code", "handover", "reason", "on", "recorded", "lang"],
        plain: ["dry-run", "partial", "tree", "json"])
    } catch {
      Terminal.error("\(error.zh) / \(error.en)")
      return 2
    }
    guard let address = options["store"] else { return usage() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation(.zh) }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      let run = PlacesRun(
        engine: engine, options: options, map: map,
        language: options["lang"].flatMap(Language.init(rawValue:)) ?? .zh)
      switch word {
      case "import": return try run.bring()
      case "check": return try run.check()
      case "show": return try run.show()
      case "plan": return try run.operate(isDry: true)
      case "apply": return try run.operate(isDry: options.has("dry-run"))
      case "undo": return try run.undo()
      case "log": return try run.log()
      default: return usage()
      }
    } catch {
      Terminal.error(OpenStore.words(error))
      return error is Refusal ? 1 : 2
    }
  }

  private static func usage() -> Int32 {
    Terminal.error(words)
    return 2
  }

  private static func help() -> Int32 {
    Terminal.print(words + "\n")
    return 0
  }

  private static let words = """
    usage: hutong places import FILE.csv|FILE.geojson --store S [--dry-run] [--partial]
           hutong places check --store S [--json]
           hutong places show [PLACE] --store S [--on 2026-03-01] [--recorded MILLISECONDS] [--tree]
           hutong places plan|apply ACT PLACE… --store S [--to PLACE,…] [--from 2026-03-01] [--map CHILD=PART …]
                  [--handover stay|follow|ask] [--level L] [--kind K] [--code C] [--reason TEXT]
                  ACT: add rename move merge split close
           hutong places log --store S
           hutong places undo CHANGE --store S
    """
}

/// One run of the command on an open store.
struct PlacesRun {
  let engine: Engine
  let options: Arguments
  let map: [String: String]
  let language: Language

  private var owner: Caller { Caller(person: 0, kind: .staff, assurance: .verified, language: language) }

  private func say(_ zh: String, _ en: String) { Terminal.print((language == .zh ? zh : en) + "\n") }

  // MARK: Import

  func bring() throws -> Int32 {
    guard options.rest.count == 1 else { return 2 }
    return try ImportRun(engine: engine, kind: .places, language: language)
      .bring(options.rest[0], isPartial: options.has("partial"), isDry: options.has("dry-run"))
  }

  // MARK: Looking

  func check() throws -> Int32 {
    let findings = try engine.checkPlaces()
    if options.has("json") {
      var json = JSONWriter()
      json.object { json in json.member("findings", findings) { $0.text($1.text(in: language)) } }
      Terminal.print(String(decoding: json.bytes, as: UTF8.self) + "\n")
      return findings.isEmpty ? 0 : 1
    }
    for finding in findings { Terminal.print(finding.text(in: language) + "\n") }
    Terminal.error(
      language == .zh
        ? (findings.isEmpty ? "没有问题" : "\(findings.count) 处问题")
        : (findings.isEmpty ? "nothing wrong" : "\(findings.count) findings"))
    return findings.isEmpty ? 0 : 1
  }

  func show() throws -> Int32 {
    let recorded = options["recorded"].flatMap { Int64($0) }
    guard let name = options.rest.first else {
      for line in try engine.placeChildren(of: nil, on: options["on"], recorded: recorded) { print(line) }
      return 0
    }
    guard let place = try engine.placeHistory(name) else {
      Terminal.error("没有「\(name)」/ there is no `\(name)`")
      return 1
    }
    Terminal.print("\(place.path)  \(place.code)  \(place.level.text(language))\n")
    if let successor = place.successor { say("已撤销，现在是 \(successor)", "ended; now it is \(successor)") }
    for stretch in place.stretches {
      let until = stretch.until ?? "…"
      Terminal.print("  \(stretch.from ?? "…") – \(until)  \(stretch.path)  \(stretch.code)\n")
    }
    for body in place.governedBy { say("  管辖：\(body)", "  governed by \(body)") }
    for line in try engine.placeChildren(of: name, on: options["on"], recorded: recorded) { print(line) }
    return 0
  }

  private func print(_ line: PlaceLine) {
    Terminal.print("  \(line.code)  \(line.level.text(language))  \(line.name)\n")
  }

  // MARK: Operations

  func operate(isDry: Bool) throws -> Int32 {
    guard let act = options.rest.first.flatMap({ PlaceAct(rawValue: $0) }) else {
      Terminal.error("add rename move merge split close")
      return 2
    }
    var operation = PlaceOperation(
      act, what: Array(options.rest.dropFirst()),
      to: options["to"].map { $0.split(separator: ",").map(String.init) } ?? [], from: options["from"], map: map,
      reason: options["reason"])
    if let word = options["handover"] {
      guard let handover = Handover(rawValue: word) else {
        Terminal.error("--handover stay|follow|ask")
        return 2
      }
      operation.handover = handover
    }
    if act == .add {
      operation.name = operation.what.first
      operation.what = []
      if let word = options["level"] {
        guard let level = PlaceLevel(word: word) else {
          Terminal.error("--level " + PlaceLevel.allCases.map(\.word).joined(separator: "|"))
          return 2
        }
        operation.level = level
      }
      if let word = options["kind"] {
        guard let kind = PlaceKind(word: word) else {
          Terminal.error("--kind " + PlaceKind.allCases.map(\.rawValue).joined(separator: "|"))
          return 2
        }
        operation.kind = kind
      }
      operation.code = options["code"]
      operation.isOfficial = options["code"] != nil
    }
    let plan = try engine.planPlaces(operation, owner, .owner)
    print(plan)
    if !plan.issues.isEmpty { return 1 }
    if isDry { return 0 }
    try engine.changePlaces(operation, owner, .owner)
    while try engine.handOverPlaces() > 0 {}
    say(plan.isWaiting ? "已登记，到 \(plan.day) 执行" : "已完成", plan.isWaiting ? "kept until \(plan.day)" : "done")
    return 0
  }

  private func print(_ plan: PlacePlan) {
    for issue in plan.issues { Terminal.error("\(issue.part): \(issue.code): \(issue.message.text(in: language))") }
    for line in plan.lines { Terminal.print("\(line.kind.rawValue)  \(line.path) \(line.code) → \(line.to)\n") }
    say(
      "涉及地方 \(plan.nodes)，改编码 \(plan.codeCount)，在办件 \(plan.requests)，台账 \(plan.entities)，生效 \(plan.day)",
      "\(plan.nodes) places, \(plan.codeCount) codes, \(plan.requests) running requests, \(plan.entities) ledger entries, from \(plan.day)")
    for code in plan.codes { Terminal.print("  \(code.old) → \(code.new)  \(code.path)\n") }
    for place in plan.governing {
      let names = place.bodies.joined(separator: ", ")
      say("  \(place.path) 由谁管理：\(names.isEmpty ? "还没有" : names)", "  \(place.path) is governed by: \(names.isEmpty ? "nobody" : names)")
    }
    for one in plan.overlays {
      let to = one.to.joined(separator: ", ")
      say(
        "  \(one.service.zh)：\(one.from)的「\(one.title.zh)」以后适用于：\(to.isEmpty ? "无" : to)",
        "  \(one.service.text(in: .en)): `\(one.title.text(in: .en))` of \(one.from) then holds for: \(to.isEmpty ? "nothing" : to)")
    }
    for post in plan.posts { Terminal.print("  \(post.kind.rawValue)  \(post.post)\n") }
  }

  func log() throws -> Int32 {
    for record in try engine.placeChanges() {
      Terminal.print(
        "\(record.id)  \(record.act)  \(record.day)  \(record.state.rawValue)  \(record.text.split(separator: "\n").joined(separator: "; "))\n")
    }
    return 0
  }

  func undo() throws -> Int32 {
    guard options.rest.count == 1, let change = Int64(options.rest[0]) else {
      Terminal.error(language == .zh ? "要写变更的编号，见 hutong places log" : "give the number of a change: hutong places log")
      return 2
    }
    try engine.undoPlaces(change, owner, .owner)
    say("已撤回", "undone")
    return 0
  }
}

extension PlaceLevel {
  fileprivate func text(_ language: Language) -> String { language == .zh ? alias : word }
}
