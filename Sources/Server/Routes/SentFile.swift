import Core

/// A kind of file that people send, and how large one may be.
package enum SentFile: Sendable, CaseIterable {
  case picture, table, bundle

  /// Bytes of one file; what is sent round it does not count.
  package var most: Int {
    switch self {
    case .picture: FileVault.most
    case .table, .bundle: 16 << 20
    }
  }

  /// The largest body that brings one: the file and the form round it.
  var body: Int { most + (1 << 20) }

  private var name: Label {
    switch self {
    case .picture: Label(zh: "照片或 PDF", en: "a photo or PDF")
    case .table: Label(zh: "表格（CSV 或 GeoJSON）", en: "a table (CSV or GeoJSON)")
    case .bundle: Label(zh: "成套文件（.yaml、zip 或 tar）", en: "a bundle (.yaml, zip or tar)")
    }
  }

  /// What is said of one that is too large.
  ///
  /// - Parameter count: its bytes; 0 = not known. - Parameter file: its name, where it has one.
  func tooLarge(_ count: Int, _ file: String? = nil) -> Label {
    let most = "\(most >> 20) MB", own = file.map { "「\($0)」" } ?? ""
    let size = count == 0 ? nil : Self.megabytes(count)
    return Label(
      zh: "\(own)\(size.map { "有 \($0)" } ?? "太大")：\(name.zh)最大 \(most)",
      en: "\(file.map { "`\($0)` " } ?? "This ")\(size.map { "has \($0)" } ?? "is too large"): \(name.text(in: .en)) has \(most) at most")
  }

  /// Never less than it is: what is a byte over a limit does not read as the limit.
  private static func megabytes(_ count: Int) -> String {
    let hundredths = (count * 100 + (1 << 20) - 1) >> 20
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) MB"
  }
}

extension Problem {
  static func tooLarge(_ kind: SentFile, _ count: Int, _ file: String? = nil) -> Problem {
    Problem(tooLarge.status, tooLarge.type, kind.tooLarge(count, file))
  }
}
