import Core

/// Files of a bundle written one after the other, as somebody pastes them.
enum PastedBundle {
  /// A line `# 文件: name` or `# file: name` begins a file; what stands before the first one is `first`.
  static func entries(_ text: String, first: String = "bundle.yaml") -> [BundleEntry] {
    var files: [(path: String, lines: [Substring])] = [(first, [])]
    for line in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
      if let path = path(line) { files.append((path, [])) } else { files[files.count - 1].lines.append(line) }
    }
    return files.compactMap { file in
      let text = file.lines.joined(separator: "\n")
      if text.allSatisfy(\.isWhitespace) { return nil }
      return BundleEntry(path: file.path, bytes: Array((text + "\n").utf8))
    }
  }

  /// The files as one text that gives the same files again.
  static func text(_ entries: [BundleEntry]) -> String {
    entries.map { "# file: \($0.path)\n" + String(decoding: $0.bytes, as: UTF8.self) }.joined()
  }

  /// A name inside the bundle: no way out of it.
  static func isPath(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("\\") && !name.hasPrefix("/") && !name.contains("..")
  }

  private static func path(_ line: Substring) -> String? {
    for mark in ["# file:", "# 文件:", "# 文件："] where line.hasPrefix(mark) {
      let name = line.dropFirst(mark.count).drop { $0 == " " }
      return isPath(String(name)) ? String(name) : nil
    }
    return nil
  }
}
