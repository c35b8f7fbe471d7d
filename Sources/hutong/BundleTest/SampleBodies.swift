import Compile
import Core
import Spec

/// Samples of a test that are organisations, as a directory that declares them: a body with its kind, where it sits and one
/// agent, so that it can file.
struct SampleBodies {
  private let samples: [SampleSpec]
  private let bundle: String

  /// Nil when there are none that the directories do not have already.
  init?(_ spec: BundleSpec?, _ folders: BundleFolders, _ program: Program) {
    let names = Set(program.organizations.map(\.name))
    samples = (spec?.given ?? []).filter { sample in
      guard let kind = sample.class?.text, sample.ledger == nil, (sample.count ?? 1) == 1 else { return false }
      return !names.contains(sample.name) && program.knowledge.entityClass(kind)?.root == .organization
    }
    bundle = folders.bundles.last?.name ?? ""
    if samples.isEmpty { return nil }
  }

  var names: Set<String> { Set(samples.map(\.name)) }

  func documents(_ table: SpecTable) -> [SourceDocument] {
    var text = "hutong: directory/1\nid: given-organizations\ntitle: 样本单位\norganizations:\n"
    for sample in samples {
      var keys = ["class: \(Self.quoted(sample.class?.text ?? ""))", "agents: [\(Self.quoted(sample.name + "经办人"))]"]
      if let at = sample.at { keys.append("at: \(Self.quoted(at.text))") }
      text += "  - \(Self.quoted(sample.name)): {\(keys.joined(separator: ", "))}\n"
    }
    let file = BundleFile(path: "given-organizations.yaml", bytes: Array(text.utf8))
    return BundleDocuments(folder: "", files: [file], bundle: bundle, table: table).documents
  }

  /// As a JSON string, which YAML reads the same.
  private static func quoted(_ text: String) -> String {
    var json = JSONText()
    json.string(text)
    return json.text
  }
}
