import Core
import Engine
import FEEL

/// What a test answers with, besides what its author wrote.
extension BundleTestRun {
  /// Acts with answers; required fields that are neither answered nor filled take the first accepted example of their
  /// control, and files that are named are sent before.
  func answering(
    _ service: String, _ person: Int64, _ kind: Caller.Kind, _ given: [String: Answer],
    _ act: ([String: Answer]) -> Command.Act
  ) throws -> Reply {
    var answers = given
    for _ in 0..<4 {
      do {
        return try command(act(try sent(answers, of: service, by: person, kind)), person, kind)
      } catch let refusal as Refusal {
        let missing = refusal.fields.filter { $0.code == "required" && answers[$0.field] == nil }
        var added = false
        for error in missing {
          guard let example = example(of: error.field, in: service) else { continue }
          answers[error.field] = example
          added = true
        }
        if !added || missing.count < refusal.fields.count { throw refusal }
      }
    }
    return try command(act(try sent(answers, of: service, by: person, kind)), person, kind)
  }

  /// A file stands in a test by its name, `[路灯.jpg]`: one of that name is sent, and answered with.
  private func sent(
    _ answers: [String: Answer], of service: String, by person: Int64, _ kind: Caller.Kind
  ) throws -> [String: Answer] {
    let fields = city.running?.program.services[service]?.variants.flatMap(\.form.fields) ?? []
    let names = Set(fields.filter { $0.type == .file || $0.type == .files }.map(\.id))
    return Dictionary(
      try answers.map { ($0, try sent($1, names.contains($0), names, person, kind)) }, uniquingKeysWith: { a, _ in a })
  }

  private func sent(
    _ answer: Answer, _ isFile: Bool, _ names: Set<String>, _ person: Int64, _ kind: Caller.Kind
  ) throws -> Answer {
    switch answer {
    case .text(let name) where isFile && !name.isEmpty:
      let hash = StoredFile.isHash(name) ? name : SHA256.hex(name.utf8)
      let file = StoredFile(hash: hash, type: "image/jpeg", size: name.utf8.count, name: name)
      _ = try command(.upload(file), person, kind)
      return .text(hash)
    case .list(let items): return .list(try items.map { try sent($0, isFile, names, person, kind) })
    case .object(let members):
      return .object(
        Dictionary(
          try members.map { ($0, try sent($1, names.contains($0), names, person, kind)) }, uniquingKeysWith: { a, _ in a }))
    default: return answer
    }
  }

  private func example(of field: String, in service: String) -> Answer? {
    for variant in city.running?.program.services[service]?.variants ?? [] {
      guard let position = variant.form.byID[field] else { continue }
      let program = variant.form.fields[position]
      if let first = program.options?.options.first { return .text(first.code) }
      return program.control.accept.first.map { .text($0.typed) }
    }
    return nil
  }
}
