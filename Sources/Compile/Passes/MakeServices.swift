import Core
import Spec

extension CompileRun {
  /// Every service with its overlays. An overlay belongs to the service at the end of its `base`s.
  func makeServices() {
    let all = entries(.service)
    let (bases, overlays) = overlaysByBase(all)
    func around(_ base: DocumentEntry) -> String {
      (overlays[ObjectIdentifier(base)] ?? []).reduce(surroundings(base)) { $0 + $1.source.hash + $1.source.file }
    }
    let made = makeAll(.service, bases, surroundings: around) { context, sink in
      let base = context.entry
      let own = overlays[ObjectIdentifier(base)] ?? []
      let program = lowerService(base, overlays: own, in: context, reporting: &sink)
      for entry in [base] + own { entry.release() }
      return (program.map { .service($0) } ?? .nothing, program?.hash ?? "")
    }
    for (base, made) in zip(bases, made) {
      if case .service(let program) = made.product { services[base.id] = program }
    }
  }

  /// Most levels of `base` of `base` (LANGUAGE.md 20).
  private static let deepest = 3

  private func overlaysByBase(_ all: [DocumentEntry]) -> ([DocumentEntry], [ObjectIdentifier: [DocumentEntry]]) {
    var bases: [DocumentEntry] = []
    var overlays: [ObjectIdentifier: [DocumentEntry]] = [:]
    for entry in all {
      guard let document = entry.header else { continue }
      guard document.isOverlay else {
        bases.append(entry)
        continue
      }
      if let base = root(of: entry) { overlays[ObjectIdentifier(base), default: []].append(entry) }
    }
    return (bases, overlays)
  }

  /// The service that an overlay changes in the end; nil when a `base` is unknown (reported with the references), goes
  /// round or goes too deep.
  private func root(of entry: DocumentEntry) -> DocumentEntry? {
    var at = entry
    for _ in 0...Self.deepest {
      guard let node = at.header?.base else { return at }
      guard !node.isInvalid, case .one(let next) = index.find(.service, node.text, from: at.bundle) else { return nil }
      if next === entry {
        sink.report(
          Diagnostic(
            .cycle, at: node.range,
            Message(zh: "`\(entry.id)` 的母版绕了一圈又是自己", en: "`\(entry.id)` is its own base in a circle")))
        return nil
      }
      at = next
    }
    sink.report(
      Diagnostic(
        .limitExceeded, at: entry.header?.base?.range ?? entry.nameRange,
        Message(zh: "母版最多套 \(Self.deepest) 层", en: "Bases go at most \(Self.deepest) deep")))
    return nil
  }
}
