import Compile
import Core
import Engine
import Server
import Spec

/// `hutong places …`: the tree of a store that no server has open, by whoever holds it.
/// 0 done, 1 refused or wrong, 2 usage or the store cannot be read.
enum PlacesCommand {
  static func run(_ arguments: [String]) -> Int32 {
    guard let word = arguments.first else { return help.refuse() }
    guard words.contains(word) else {
      return help.refuse(
        Label(
          zh: "没有 `places \(word)`，有 \(words.joined(separator: "、"))",
          en: "no `places \(word)`: \(words.joined(separator: ", "))"))
    }
    var map: [String: String] = [:]
    var rest: [String] = []
    var left = arguments.dropFirst()
    while let argument = left.popFirst() {
      guard argument == "--map" else {
        rest.append(argument)
        continue
      }
      guard let pair = left.popFirst(), let sign = pair.lastIndex(of: "=") else {
        return help.refuse(
          Label(zh: "`--map` 后面要写 下级=归入的部分", en: "`--map` is CHILD=PART: what lies there, and the part it goes to"))
      }
      map[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
    }
    let read = help.read(
      rest, valued: ["store", "to", "from", "level", "kind", "code", "handover", "reason", "on", "recorded"],
      plain: ["dry-run", "partial", "tree", "json"])
    guard let options = read else { return 2 }
    guard let address = options["store"] else {
      return help.refuse(Label(zh: "要写 `--store`：哪个库", en: "`--store` says which store"))
    }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      let run = PlacesRun(
        engine: engine, options: options, map: map,
        language: Terminal.language)
      switch word {
      case "import": return try run.bring()
      case "check": return try run.check()
      case "show": return try run.show()
      case "plan": return try run.operate(isDry: true)
      case "apply": return try run.operate(isDry: options.has("dry-run"))
      case "undo": return try run.undo()
      case "log": return try run.log()
      default: return help.refuse()
      }
    } catch {
      Terminal.error(OpenStore.words(error))
      return error is Refusal ? 1 : 2
    }
  }

  private static let words = ["import", "check", "show", "plan", "apply", "log", "undo"]

  static let help = Help(
    forms: """
      hutong places import FILE.csv|FILE.geojson --store S [--dry-run] [--partial]
      hutong places check --store S [--json]
      hutong places show [PLACE] --store S [--on 2026-03-01] [--recorded MILLISECONDS] [--tree]
      hutong places plan|apply ACT PLACE… --store S [--to PLACE,…] [--from 2026-03-01] [--map CHILD=PART …]
             [--handover stay|follow|ask] [--level L] [--kind K] [--code C] [--reason TEXT]
      hutong places log --store S
      hutong places undo CHANGE --store S
      """,
    zh: """
        ACT           add 新建，rename 改名，move 划归，merge 合并，split 拆分，close 撤销
        PLACE         全称、名称或编码
        --to          新名称、上级、并入的地方，或拆成的几部分
        --from        从哪天起；以后的日子到时执行
        --map         拆分时下级归哪一部分
        --handover    在办的事：stay 不动，follow 跟着地方走，ask 逐件问
        --dry-run     只说会怎样
        --partial     文件里没有的地方不动
        --on          那一天的地名；--recorded 当时记录的
        --tree        往下全部
        退出码：0 完成，1 被拒绝或有不对的地方，2 用法不对或库读不了。
      """,
    en: """
        ACT           add, rename, move, merge, split, close
        PLACE         a full name, a name or a code
        --to          the new name, the place above, what takes over, or the parts
        --from        from which day; one to come is kept until then
        --map         of a split: to which part what lies there goes
        --handover    running requests: stay, follow the place, ask of each
        --dry-run     says only what it would do
        --partial     places that the file does not name stay
        --on          places as of that day; --recorded as it was recorded then
        --tree        all below it
        Exit: 0 done, 1 refused or something is wrong, 2 usage or the store cannot be read.
      """)
}

/// One run of the command on an open store.
struct PlacesRun {
  let engine: Engine
  let options: Arguments
  let map: [String: String]
  let language: Language

  private var owner: Caller { Caller(person: 0, kind: .staff, assurance: .verified, language: language) }

  private func tell(_ zh: String, _ en: String) { Terminal.print(say(zh, en) + "\n") }
  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  /// A word that is none of those an option takes.
  private func unknown(_ option: String, _ word: String, _ known: [String]) -> Int32 {
    PlacesCommand.help.refuse(
      Label(
        zh: "`--\(option)` 不能是 `\(word)`，有 \(known.joined(separator: "、"))",
        en: "`--\(option)` cannot be `\(word)`: \(known.joined(separator: ", "))"))
  }

  // MARK: Import

  func bring() throws -> Int32 {
    guard options.rest.count == 1 else { return PlacesCommand.help.refuse() }
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
    if let successor = place.successor { tell("已撤销，现在是 \(successor)", "ended; now it is \(successor)") }
    for stretch in place.stretches {
      let until = stretch.until ?? "…"
      Terminal.print("  \(stretch.from ?? "…") – \(until)  \(stretch.path)  \(stretch.code)\n")
    }
    for body in place.governedBy { tell("  管辖：\(body)", "  governed by \(body)") }
    for line in try engine.placeChildren(of: name, on: options["on"], recorded: recorded) { print(line) }
    return 0
  }

  private func print(_ line: PlaceLine) {
    Terminal.print("  \(line.code)  \(line.level.text(language))  \(line.name)\n")
  }

  // MARK: Operations

  func operate(isDry: Bool) throws -> Int32 {
    let acts = PlaceAct.allCases.map(\.rawValue).joined(separator: say("、", ", "))
    guard let word = options.rest.first else {
      return PlacesCommand.help.refuse(Label(zh: "要写做什么：\(acts)", en: "say what to do: \(acts)"))
    }
    guard let act = PlaceAct(rawValue: word) else {
      return PlacesCommand.help.refuse(
        Label(zh: "没有叫 `\(word)` 的变更，有 \(acts)", en: "no change is called `\(word)`: \(acts)"))
    }
    var operation = PlaceOperation(
      act, what: Array(options.rest.dropFirst()),
      to: options["to"].map { $0.split(separator: ",").map(String.init) } ?? [], from: options["from"], map: map,
      reason: options["reason"])
    if let word = options["handover"] {
      guard let handover = Handover(rawValue: word) else {
        return unknown("handover", word, ["stay", "follow", "ask"])
      }
      operation.handover = handover
    }
    if act == .add {
      operation.name = operation.what.first
      operation.what = []
      if let word = options["level"] {
        guard let level = PlaceLevel(word: word) else {
          return unknown("level", word, PlaceLevel.allCases.map(\.word))
        }
        operation.level = level
      }
      if let word = options["kind"] {
        guard let kind = PlaceKind(word: word) else {
          return unknown("kind", word, PlaceKind.allCases.map(\.rawValue))
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
    tell(plan.isWaiting ? "已登记，到 \(plan.day) 执行" : "已完成", plan.isWaiting ? "kept until \(plan.day)" : "done")
    return 0
  }

  private func print(_ plan: PlacePlan) {
    for issue in plan.issues { Terminal.error("\(issue.part): \(issue.code): \(issue.message.text(in: language))") }
    for line in plan.lines { Terminal.print("\(line.kind.rawValue)  \(line.path) \(line.code) → \(line.to)\n") }
    tell(
      "涉及地方 \(plan.nodes)，改编码 \(plan.codeCount)，在办件 \(plan.requests)，台账 \(plan.entities)，生效 \(plan.day)",
      "\(plan.nodes) places, \(plan.codeCount) codes, \(plan.requests) running requests, \(plan.entities) ledger entries, from \(plan.day)")
    for code in plan.codes { Terminal.print("  \(code.old) → \(code.new)  \(code.path)\n") }
    for place in plan.governing {
      let names = place.bodies.joined(separator: ", ")
      tell("  \(place.path) 由谁管理：\(names.isEmpty ? "还没有" : names)", "  \(place.path) is governed by: \(names.isEmpty ? "nobody" : names)")
    }
    for one in plan.overlays {
      let to = one.to.joined(separator: ", ")
      tell(
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
      return PlacesCommand.help.refuse(
        Label(zh: "要写变更的编号，见 hutong places log", en: "give the number of a change: hutong places log"))
    }
    try engine.undoPlaces(change, owner, .owner)
    tell("已撤回", "undone")
    return 0
  }
}

extension PlaceLevel {
  fileprivate func text(_ language: Language) -> String { language == .zh ? alias : word }
}
