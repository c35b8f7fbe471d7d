import Core
import Engine

/// Where the files of a form are sent to and seen.
struct UploadPaths {
  /// Takes the whole form, as the page's other buttons do.
  let send: String
  private let folder: String

  /// A form that is filled for the first time.
  init(service: String) {
    send = PagePath.of("services", service, "files")
    folder = send
  }

  /// A form of a running request. - Parameter page: `supplement` or `fill`.
  init(request code: String, page: String) {
    send = PagePath.of("requests", code, page, "files")
    folder = PagePath.of("requests", code, "files")
  }

  func path(_ hash: String) -> String { "\(folder)/\(PercentText.encode(hash))" }
}

/// Files of an answer on a page: what is there, a button to take each away, and an input with a button that
/// sends.
extension FormMarkup {
  func files(
    _ field: FormField, _ path: [String], _ value: Answer, _ error: Refusal.FieldError?, _ html: inout HTML
  ) {
    let id = Self.name(path), upload = "u." + path.joined(separator: ".")
    html.tag(
      "fieldset",
      [
        .style(error == nil ? "field" : "field field--error"), .id(id), .of("tabindex", "-1"),
        Self.mark(path),
        .of("aria-describedby", error == nil ? "\(id)-h" : "\(id)-e \(id)-h"),
      ]
    ) { html in
      html.tag("legend", [.style("label")]) { title(field, &$0) }
      notes(field, id, error, &html)
      if field.widget != .sign { html.tag("p", [.style("help")], limits(field)) }
      let hashes = AnswerText.codes(value)
      if !hashes.isEmpty { list(field, path, hashes, &html) }
      guard let uploads else { return }
      if field.widget == .sign { signature(field, id, &html) }
      let kinds = field.isPicture ? "image/jpeg,image/png" : "image/jpeg,image/png,application/pdf"
      html.tag(
        "label", [.style(field.widget == .sign ? "label" : "vh"), .of("for", upload)],
        chooses(field))
      html.open(
        "input",
        [
          .style("input"), .of("type", "file"), .id(upload), .of("name", upload),
          .of("accept", kinds), .flag("data-upload"),
        ])
      html.tag(
        "button",
        [
          .style("btn"), .of("formaction", uploads.send),
          .of("formenctype", "multipart/form-data"),
        ], layout.say("上传", "Upload"))
    }
  }

  private func chooses(_ field: FormField) -> String {
    field.widget == .sign
      ? layout.say("或者上传签名的照片", "or send a photo of your signature") : layout.say("选文件", "Choose a file")
  }

  private func limits(_ field: FormField) -> String {
    field.widget == .camera
      ? layout.say(
        "JPEG 或 PNG，每张不超过 10 MB；照片里的位置信息会去掉",
        "JPEG or PNG, up to 10 MB each; where it was taken is removed")
      : layout.say("PDF、JPEG 或 PNG，每个不超过 10 MB", "PDF, JPEG or PNG, up to 10 MB each")
  }

  private func list(_ field: FormField, _ path: [String], _ hashes: [String], _ html: inout HTML) {
    html.tag("ul", [.style("stack")]) { html in
      for (at, hash) in hashes.enumerated() {
        let name =
          field.widget == .sign
          ? layout.say("签名", "the signature") : layout.say("第 \(at + 1) 个", "File \(at + 1)")
        html.tag("li", [.style("row")]) { html in
          if let uploads {
            layout.file(uploads.path(hash), name, isPicture: field.isPicture, &html)
            html.tag(
              "button", ApplyMarkup.press("btn btn--quiet", "drop.\(path.joined(separator: ".")).\(at)"),
              layout.say("删去", "Remove ") + name)
          } else {
            html.text(name)
          }
        }
      }
    }
  }
}

extension Layout {
  /// A kept file: a picture small, anything else by name; both lead to the whole.
  func file(_ path: String, _ name: String, isPicture: Bool, _ html: inout HTML) {
    let words = say("查看", "See ") + name
    if !isPicture { return html.tag("a", [.link(path)], words) }
    html.tag("a", [.style("thumb"), .link(path)]) { html in
      html.open("img", [.of("src", path + "?small=1"), .of("alt", words), .of("loading", "lazy")])
    }
  }
}
