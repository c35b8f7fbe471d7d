import Core
import Engine

/// Declaring on one's own page who acts for whom, and deciding over it.
enum MandatePages {
  /// `GET /me/mandates/new`
  static func new(_ call: Call) throws -> Response { try form(call, FieldList(), []) }

  /// `POST /me/mandates`: the form with a file or without.
  static func declare(_ call: Call) throws -> Response {
    guard let parts = Multipart(call.request.body, contentType: call.request.head.header(.contentType)) else {
      throw Problem.malformed("表单读不出来", "The form cannot be read")
    }
    let typed = parts.fields
    var proof: String?
    var unread: Refusal.FieldError?
    do {
      if let file = parts.files.first(where: { $0.field == "proof" && !$0.bytes.isEmpty }) {
        do { proof = try FilesPage.keep(file.bytes, file.name, onlyPictures: false, call).hash } catch let refused as FileVault.Refused {
          // No file has this name: the declaration is refused for it, with whatever else is wrong.
          proof = ""
          unread = .init(field: "proof", code: refused.code, message: refused.words(onlyPictures: false))
        }
      }
      try call.countTry(of: "mandate")
      let declaration = MandateDeclaration(
        acts: typed["direction"] != "acted-for-by", name: typed["name"] ?? "", idNumber: typed["id-number"] ?? "",
        kind: Mandate.Kind(rawValue: typed["kind"] ?? "") ?? .family, kinship: typed["kinship"],
        powers: Set(typed.all("power").compactMap { Mandate.Power(rawValue: $0) }), until: typed["until"] ?? "",
        proof: proof)
      _ = try call.site.performAndWait(
        Command(act: .mandate(.declare(declaration)), caller: try call.caller(), key: nil, body: call.digest()))
    } catch let refusal as Refusal where refusal.code != .unavailable {
      let whole = Refusal.FieldError(field: "name", code: refusal.code.rawValue, message: refusal.message)
      let errors = refusal.fields.map { $0.field == "proof" ? unread ?? $0 : $0 }
      return try form(call, typed, errors.isEmpty ? [whole] : errors)
    }
    return .redirect(to: "/me")
  }

  /// `POST /me/mandates/{id}/{act}`
  static func act(_ call: Call) throws -> Response {
    try perform(call, MandateRoutes.act(call.parameter(0), call.parameter(1), nil))
  }

  /// `POST /me/relatives/{person}/{act}`
  static func relative(_ call: Call) throws -> Response { try perform(call, MandateRoutes.relativeAct(call)) }

  private static func perform(_ call: Call, _ act: MandateAct) throws -> Response {
    _ = try call.site.performAndWait(
      Command(act: .mandate(act), caller: try call.caller(), key: nil, body: call.digest()))
    return .redirect(to: "/me")
  }

  private static func form(_ call: Call, _ typed: FieldList, _ errors: [Refusal.FieldError]) throws -> Response {
    let own = try call.site.desk.mandates.own(call.caller())
    let layout = Layout(call)
    let form = MandateForm(layout: layout, typed: typed, errors: errors, kinships: own.kinships)
    let title = layout.say("登记家人或代办人", "Declare family or a proxy")
    return layout.page(errors.isEmpty ? 200 : 422, title: title) { html in
      layout.back("/me", layout.say("我的", "Me"), &html)
      html.tag("h1", [], title)
      html.tag(
        "p", [.style("lead")],
        layout.say(
          "对方在「我的」里点同意就生效；对方不方便上网的，由社区核实。到截止日期自动结束，双方随时可以提前结束。",
          "It counts once the other agrees on their page, or the community has confirmed it. Either of you can end it."))
      form.write(&html)
    }
  }
}
