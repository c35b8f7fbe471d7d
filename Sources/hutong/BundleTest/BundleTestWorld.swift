import Compile
import Core
import Engine
import Spec

/// What happens around the matters of a test: people and places move, editions come, other systems answer.
extension BundleTestRun {
  /// A person of the samples moves house, or a place comes under another one.
  func move(_ line: TestSpec) throws {
    guard let what = line.what, let to = line.to else {
      throw SampleCity.Failure(words: "move: what, to", range: line.range)
    }
    guard let people = city.samples[what.text] else {
      let operation = PlaceOperation(.move, what: [what.text], to: [to.text])
      let caller = Caller(person: 0, kind: .staff, assurance: .verified, language: .zh)
      _ = try city.engine.changePlaces(operation, caller, .owner)
      return
    }
    for person in people.prefix(line.times ?? 1) { try city.move(person, to: to) }
  }

  /// Who sits on one post goes to another.
  func appoint(_ line: TestSpec) throws {
    guard let what = line.what, let to = line.to, case .post(let person, let old) = try city.actor(what) else {
      throw SampleCity.Failure(words: "appoint: what, to", range: line.range)
    }
    guard let new = city.running?.city.posts(called: to.text).first else {
      throw SampleCity.Failure(words: "ref-unknown: \(to.text)", range: to.range)
    }
    let caller = Caller(person: person, kind: .staff, assurance: .verified, language: .zh)
    try city.engine.transfer(person, from: old.id, to: new, caller)
  }

  func publish(_ line: TestSpec) throws {
    guard let name = line.what?.text, let wanted = bundle.editions.first(where: { $0.name == name }) else {
      throw SampleCity.Failure(words: "ref-unknown: \(line.what?.text ?? "")", range: line.what?.range ?? line.range)
    }
    edition = BundleDocuments.replacing(edition, with: wanted.documents)
    do {
      published = try city.engine.publish(edition, actor: "test", reason: nil, origin: "test")
    } catch let refused as PublishRefused {
      let first = refused.diagnostics.first { $0.severity == .error }
      throw SampleCity.Failure(
        words: first.map { "\($0.code.rawValue): \($0.message.text(in: .zh))" } ?? "refused", range: line.range)
    }
  }

  /// Another system answers what these matters have asked it: with what `set` says; without `set` it stays silent, as
  /// often as its connector tries.
  func advance(_ line: TestSpec) throws -> [String] {
    let group = line.what.flatMap { matters[$0.text] } ?? matters[""] ?? []
    if line.what != nil, group.isEmpty {
      throw SampleCity.Failure(words: "ref-unknown: \(line.what?.text ?? "")", range: line.what?.range)
    }
    for code in group {
      guard let set = line.set else {
        try silence(code, line)
        continue
      }
      if try city.engine.answerCalls(of: code, .answered(SampleFacts.reply(set))) == 0 { throw nothingAsked(line) }
    }
    return group
  }

  private func silence(_ code: String, _ line: TestSpec) throws {
    // More often than any connector tries.
    for attempt in 0..<32 where try city.engine.answerCalls(of: code, .failed(.unreachable)) == 0 {
      if attempt == 0 { throw nothingAsked(line) }
      break
    }
  }

  private func nothingAsked(_ line: TestSpec) -> SampleCity.Failure {
    SampleCity.Failure(words: "这一件没有在等别的系统", range: line.do?.range ?? line.range)
  }
}
