import Core
import Engine
import FEEL
import Spec

/// What a line of a test says must hold afterwards.
extension BundleTestRun {
  func expect(_ line: TestSpec, _ acted: [String]) throws {
    for node in line.expect?.children.map({ $0 }) ?? [] {
      let found = try found(node.name ?? "", line, acted)
      for value in found where !Self.agrees(value, node.text) {
        throw SampleCity.Failure(
          words: "「\(node.name ?? "")」应当是 \(node.text)，实际是 \(value.isEmpty ? "空" : value)", range: node.range)
      }
    }
  }

  /// Numbers by value, words in either spelling, everything else as it is.
  private static func agrees(_ found: String, _ wanted: String) -> Bool {
    if found == wanted { return true }
    if let a = Number(text: found), let b = Number(text: wanted) { return a == b }
    return MatterState(word: wanted)?.rawValue == found
  }

  private func found(_ name: String, _ line: TestSpec, _ acted: [String]) throws -> [String] {
    if let published {
      switch name {
      case "kept": return [String(published.plan.kept)]
      case "moved": return [String(published.plan.moved)]
      case "blocked": return [String(published.plan.blocked)]
      default: break
      }
    }
    let matters = try acted.compactMap { try city.matter($0) }
    switch name {
    case "state", "状态": return matters.map(\.state.rawValue)
    case "step", "环节": return matters.map { $0.step ?? "" }
    case "variant", "变体": return matters.map(\.variant)
    case "holder", "承办人": return try acted.map { try holder($0) }
    case "priority", "优先级": return matters.map { String($0.priority) }
    default: break
    }
    if let figure = try city.figure(name, of: service, at: line.at) { return [figure] }
    let answers = try acted.compactMap { try city.answer(name, of: $0) }
    if !answers.isEmpty { return answers }
    throw SampleCity.Failure(words: "unknown-field: \(name)", range: line.expect?.range)
  }

  /// Organisation and post, several with `、` between.
  private func holder(_ code: String) throws -> String {
    let posts = try city.engine.holdingPosts(code)
    return posts.compactMap { city.running?.city.title(ofPost: $0).zh }.sorted().joined(separator: "、")
  }
}
