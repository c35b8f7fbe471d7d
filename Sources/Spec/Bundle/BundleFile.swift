/// One file of a bundle in memory, from a folder or from an upload.
package struct BundleFile: Sendable {
  /// The path inside the bundle, with `/`.
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Whether it holds documents.
  package var isSpec: Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }
}
