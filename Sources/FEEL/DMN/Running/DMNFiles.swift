/// A model with the files it imports; the first is the one that is run.
struct DMNFiles: Sendable {
  let models: [DMNModel]
  private let byNamespace: [String: Int]

  init(_ models: [DMNModel]) {
    self.models = models
    byNamespace = Dictionary(
      models.enumerated().map { ($0.element.namespace, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The file of a namespace.
  func file(_ namespace: String) -> Int? { byNamespace[namespace] }

  /// The names and files that a file imports and that are at hand.
  func imports(of file: Int) -> [(name: String, file: Int)] {
    models[file].imports.compactMap { item in
      byNamespace[item.namespace].map { (item.name.text, $0) }
    }
  }

  /// The file and id that a reference of a file means.
  func target(_ reference: String, from file: Int) -> (file: Int, id: String)? {
    guard let sign = reference.lastIndex(of: "#") else { return nil }
    let namespace = String(reference[..<sign])
    let id = String(reference[reference.index(after: sign)...])
    if namespace.isEmpty || namespace == models[file].namespace { return (file, id) }
    return byNamespace[namespace].map { ($0, id) }
  }
}
