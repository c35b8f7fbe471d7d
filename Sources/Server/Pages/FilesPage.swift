import Core
import Engine

/// Files of a form: sent with the page they stand on, seen again by who may.
enum FilesPage {
  /// The page with one or more files: everything else on it is kept like by its other buttons.
  static func send(_ call: Call) throws -> Response {
    guard let parts = Multipart(call.request.body, contentType: call.request.head.header(.contentType)) else {
      throw Problem.malformed("表单读不出来", "The form cannot be read")
    }
    var draft = try ApplyDraft(call, person: parts.fields["for"])
    let sent = parts.renamed { draft.carried($0) }
    let errors = try receive(sent, try draft.form(), &draft.typed, call)
    try draft.save()
    let page = parts.fields["page"].flatMap { Int($0) } ?? 0
    if errors.isEmpty { return .redirect(to: draft.path(page: page)) }
    let markup = ApplyMarkup(call: call, form: try draft.form(), draft: draft)
    guard markup.pages.contains(page) else { return .redirect(to: draft.path(page: nil)) }
    return markup.fill(page, errors, note: nil)
  }

  /// Keeps the files of a sent page, and what else was typed on it.
  ///
  /// - Returns: what was wrong with those that were not taken.
  static func receive(
    _ parts: Multipart, _ form: FormView, _ typed: inout TypedAnswers, _ call: Call
  ) throws -> [Refusal.FieldError] {
    typed.take(parts.fields, form, .save)
    var errors: [Refusal.FieldError] = []
    for file in parts.files where file.field.hasPrefix("u.") && !(file.name.isEmpty && file.bytes.isEmpty) {
      let path = String(file.field.dropFirst(2))
      guard let field = form.fileField(path) else { continue }
      let onlyPictures = field.widget != .files
      do {
        typed.add(try keep(file.bytes, file.name, onlyPictures: onlyPictures, call).hash, to: path, form)
      } catch let refused as FileVault.Refused {
        errors.append(.init(field: path, code: refused.code, message: refused.words(onlyPictures: onlyPictures)))
      }
    }
    return errors
  }

  static func keep(_ bytes: [UInt8], _ name: String?, onlyPictures: Bool, _ call: Call) throws -> StoredFile {
    let vault = call.site.desk.vault, caller = try call.caller()
    // A server that took in large files is small again afterwards.
    defer { Thumbnail.giveBack() }
    return try vault.keeping {
      let file = try vault.keep(bytes, name: name, onlyPictures: onlyPictures)
      _ = try call.site.performAndWait(Command(act: .upload(file), caller: caller, key: nil, body: []))
      return file
    }
  }

  /// `POST /api/v1/files`: the bytes of one file; its hash is what an answer of files holds.
  static func upload(_ call: Call) throws -> Response {
    do {
      let file = try keep(call.request.body, call.query["name"], onlyPictures: false, call)
      return call.json(201) { json in
        json.object { json in
          json.member("file", file.hash)
          json.member("type", file.type)
          json.member("size", file.size)
        }
      }
    } catch let refused as FileVault.Refused {
      let words = refused.words(onlyPictures: false)
      let isTooLarge = if case .tooLarge = refused { true } else { false }
      throw Refusal(
        isTooLarge ? .tooLarge : .invalidAnswers, words,
        fields: [.init(field: "", code: refused.code, message: words)])
    }
  }

  /// A file that I sent, before it belongs to a request.
  static func own(_ call: Call) throws -> Response {
    let file = try call.site.desk.ownFile(call.caller(), call.parameter(1))
    return try response(file, call)
  }

  /// A file of a request, or one that I sent to answer it with.
  static func ofRequest(_ call: Call) throws -> Response {
    let caller = try call.caller(), hash = call.parameter(1)
    do {
      return try response(call.site.desk.file(caller, RequestRoutes.code(call.parameter(0)), hash), call)
    } catch let refusal as Refusal where refusal.code == .notFound {
      return try response(call.site.desk.ownFile(caller, hash), call)
    }
  }

  static func response(_ file: StoredFile, _ call: Call) throws -> Response {
    if call.query["small"] != nil, let small = try call.site.desk.vault.small(file.hash) {
      return Response(200, .jpeg, small).adding("Content-Disposition", "inline")
    }
    let bytes = try call.site.desk.vault.bytes(file.hash)
    let content: Response.Content? =
      switch FileKind(bytes) {
      case .jpeg?: .jpeg
      case .png?: .png
      case .pdf?: .pdf
      case nil: nil
      }
    guard let content else { throw Problem.notFound }
    let name = PercentText.encode(file.name ?? "")
    // A document of somebody else's is not shown inside this site.
    let manner = content == .pdf ? "attachment" : "inline"
    return Response(200, content, bytes)
      .adding("Content-Disposition", name.isEmpty ? manner : "\(manner); filename*=UTF-8''\(name)")
  }
}
