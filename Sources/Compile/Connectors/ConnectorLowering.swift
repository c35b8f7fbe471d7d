import Core
import Spec

/// Makes one connector of its document. What its expressions mean is known to who calls it alone (`CallLowering`).
struct ConnectorLowering {
  let context: CompileContext
  var sink = DiagnosticSink()

  init(_ context: CompileContext) { self.context = context }

  /// Milliseconds of one attempt: from one second to two minutes, ten seconds when nothing is written.
  private static let timeouts: ClosedRange<Int64> = 1_000...120_000
  private static let mostRetries = 20

  /// nil when something is wrong or does not run yet, which is reported.
  mutating func lower(_ spec: ConnectorSpec) -> ConnectorProgram? {
    let isGateway = spec.type == "sms"
    if !isGateway { ConnectorCheck.check(spec, context, &sink) }
    if let type = spec.type, type != "http", !isGateway, let node = spec.node[.type] {
      sink.notYet(node.range, "类型「\(node.text)」的连接", "a connector of type `\(type)`")
      return nil
    }
    let timeout = timeout(spec), retries = retries(spec), address = address(spec)
    let gateway = isGateway ? texting(spec) : nil
    guard let address, let url = spec.url, let timeout, let retries, !sink.hasErrors, isGateway == (gateway != nil) else {
      return nil
    }
    return ConnectorProgram(
      id: context.entry.id, title: context.entry.title, address: address,
      method: spec.method.flatMap { ConnectorProgram.Method(rawValue: $0) } ?? .post,
      secret: spec.secret.flatMap { $0.isInvalid ? nil : $0.text }, timeout: timeout, retries: retries,
      silence: spec.down.flatMap { ConnectorProgram.Silence(rawValue: $0) } ?? .wait,
      texting: gateway, range: url.range)
  }

  private mutating func address(_ spec: ConnectorSpec) -> WebAddress? {
    guard let node = spec.url, !node.isInvalid else { return nil }
    do throws(WebAddress.Mistake) { return try WebAddress(node.text) } catch {
      let words = error.words
      sink.report(
        Diagnostic(
          .urlNotListed, at: node.range, Message(zh: words.zh, en: words.en),
          hint: Message(zh: "例如 `https://police.example.cn/check`", en: "For example `https://police.example.cn/check`")))
      return nil
    }
  }

  private mutating func timeout(_ spec: ConnectorSpec) -> Int64? {
    guard let node = spec.node[.timeout] else { return 10_000 }
    guard let span = node.duration else { return nil }
    let milliseconds = Int64(span.roughSeconds.multipliedReportingOverflow(by: 1_000).partialValue)
    guard !span.isWorking, span.roughSeconds <= 120, Self.timeouts.contains(milliseconds) else {
      sink.report(
        Diagnostic(
          .limitExceeded, at: node.range,
          Message(zh: "等待答复的时间要 1 秒到 2 分钟", en: "An attempt takes from 1 second to 2 minutes")))
      return nil
    }
    return milliseconds
  }

  private mutating func retries(_ spec: ConnectorSpec) -> Int? {
    guard let node = spec.node[.retry] else { return 3 }
    guard let retries = node.int, retries >= 0 else { return nil }
    guard retries <= Self.mostRetries else {
      sink.report(
        Diagnostic(
          .limitExceeded, at: node.range,
          Message(zh: "最多再试 \(Self.mostRetries) 次", en: "At most \(Self.mostRetries) further attempts")))
      return nil
    }
    return retries
  }
}

extension CompileRun {
  /// Every connector.
  func makeConnectors() {
    let all = entries(.connector)
    let made = makeAll(.connector, all, surroundings: surroundings) { context, sink in
      guard let document = context.entry.document else { return (.nothing, "") }
      var lowering = ConnectorLowering(context)
      let program = lowering.lower(ConnectorSpec(document.root))
      sink.report(lowering.sink.diagnostics)
      return (program.map { .connector($0) } ?? .nothing, context.hash())
    }
    var running: [(entry: DocumentEntry, program: ConnectorProgram)] = []
    for (entry, made) in zip(all, made) {
      guard case .connector(let program) = made.product else { continue }
      madeConnectors[ObjectIdentifier(entry)] = program
      connectors[program.id] = program
      running.append((entry, program))
    }
    checkGateways(running)
  }
}

extension CompileContext {
  /// A connector by id or title, as it runs, and as it is written; nil when there is none or it is wrong.
  func connector(_ name: String) -> (program: ConnectorProgram, spec: ConnectorSpec)? {
    log.note(
      .init(kind: .connector, name: name, readsText: true),
      run.index.fingerprint(.connector, name, from: entry.bundle, text: true))
    guard let found = document(.connector, name), let program = run.madeConnectors[ObjectIdentifier(found)],
      let root = found.document?.root
    else { return nil }
    return (program, ConnectorSpec(root))
  }
}
