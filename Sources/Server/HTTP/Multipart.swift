import FEEL

/// A page's form with files in it (RFC 7578): texts as a field list, files beside it.
struct Multipart {
  struct File {
    let field: String
    let name: String
    let bytes: [UInt8]
  }

  let fields: FieldList
  let files: [File]

  private static let mostParts = 2_000

  private init(_ fields: FieldList, _ files: [File]) {
    self.fields = fields
    self.files = files
  }

  /// The same with its fields and files called otherwise.
  func renamed(_ names: (FieldList) -> FieldList) -> Multipart {
    Multipart(
      names(fields),
      files.map { file in
        File(field: names(FieldList([(file.field, "")])).pairs.first?.name ?? file.field, name: file.name, bytes: file.bytes)
      })
  }

  /// Nil for a body that is not what its type says.
  init?(_ body: [UInt8], contentType: String?) {
    guard let boundary = contentType.flatMap(Self.boundary) else { return nil }
    let mark = Array("--\(boundary)".utf8)
    var pairs: [(name: String, value: String)] = []
    var files: [File] = []
    guard body.starts(with: mark) else { return nil }
    var at = mark.count
    while at + 2 <= body.count {
      if body[at] == UInt8(ascii: "-"), body[at + 1] == UInt8(ascii: "-") {
        self.fields = FieldList(pairs)
        self.files = files
        return
      }
      guard pairs.count + files.count < Self.mostParts,
        let head = Self.find([13, 10, 13, 10], body, from: at),
        let end = Self.find([13, 10] + mark, body, from: head + 2)
      else { return nil }
      let content = head + 4 <= end ? Array(body[(head + 4)..<end]) : []
      guard let (field, file) = Self.names(body[at..<head]) else { return nil }
      if let file {
        files.append(File(field: field, name: file, bytes: content))
      } else {
        guard let text = PercentText.plain(content) else { return nil }
        pairs.append((field, text))
      }
      at = end + 2 + mark.count
    }
    return nil
  }

  private static func boundary(_ type: String) -> String? {
    guard type.lowercased().hasPrefix("multipart/form-data") else { return nil }
    for piece in type.split(separator: ";").dropFirst() {
      let piece = piece.drop { $0 == " " }
      guard piece.lowercased().hasPrefix("boundary=") else { continue }
      let value = piece.dropFirst(9).filter { $0 != "\"" }
      return (1...70).contains(value.utf8.count) ? value : nil
    }
    return nil
  }

  private static func find(_ what: [UInt8], _ bytes: [UInt8], from start: Int) -> Int? {
    guard let first = what.first, start >= 0 else { return nil }
    var at = start
    while at + what.count <= bytes.count {
      guard let next = bytes[at...].firstIndex(of: first), next + what.count <= bytes.count else { return nil }
      if bytes[next..<(next + what.count)].elementsEqual(what) { return next }
      at = next + 1
    }
    return nil
  }

  /// `name` and `filename` of a part; browsers write `"` inside as %22.
  private static func names(_ head: ArraySlice<UInt8>) -> (field: String, file: String?)? {
    guard let text = PercentText.plain(Array(head)) else { return nil }
    for line in text.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
      guard let field = value("name", line) else { return nil }
      return (field, value("filename", line))
    }
    return nil
  }

  private static func value(_ name: String, _ line: Substring) -> String? {
    guard let start = line.firstRange(of: "; \(name)=\"")?.upperBound else { return nil }
    return String(line[start...].prefix { $0 != "\"" }).replacing("%22", with: "\"")
  }
}

extension FieldList {
  /// The fields of a page as it was sent, with or without files; nil when it cannot be read.
  init?(posted request: Request) {
    let type = request.head.header(.contentType)
    if type?.lowercased().hasPrefix("multipart/") ?? false {
      guard let parts = Multipart(request.body, contentType: type) else { return nil }
      self = parts.fields
    } else {
      self.init(encoded: request.body)
    }
  }
}

extension PercentText {
  /// UTF-8 text in normal form C; nil for anything else and for NUL.
  static func plain(_ bytes: [UInt8]) -> String? {
    bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self).map { Text.normalized($0) }
  }
}
