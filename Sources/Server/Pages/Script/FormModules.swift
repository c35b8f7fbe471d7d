import Core
import Synchronization

/// The programs of forms as ES modules, made when a page first asks for one and kept, the one that was not asked for
/// longest going first. The hash of the service stands in the address: what is kept never grows old.
final class FormModules: Sendable {
  private struct Kept {
    let body: KeptBody
    var used: Int
  }

  private struct State {
    var modules: [String: Kept] = [:]
    var size = 0
    var count = 0
  }

  static let mostModules = 256
  static let mostBytes = 8 << 20

  /// Guards everything; held while a module is made, so that each is made once.
  private let state = Mutex(State())

  static func path(_ form: FormView) -> String {
    PagePath.of("services", form.id, "program", form.variant, form.program + ".js") + "?v=" + FormLive.version
  }

  static func serve(_ call: Call) throws -> Response {
    let file = call.parameter(2)
    guard file.hasSuffix(".js") else { throw Problem.notFound }
    let service = call.parameter(0), variant = call.parameter(1), hash = String(file.dropLast(3))
    let found = try call.site.formModules.module(service, variant, hash) {
      try call.site.desk.formModule(service, variant, hash, FormLive.path)
    }
    guard let found else { throw Problem.notFound }
    var response = found.response(call.request.head)
    response.isForCallerOnly = true
    return response
  }

  /// The module of that name, made by `make` when it is not here; nil when there is none.
  func module(
    _ service: String, _ variant: String, _ hash: String, _ make: () throws -> String?
  ) rethrows -> KeptBody? {
    let key = "\(service)\n\(variant)\n\(hash)"
    return try state.withLock { state in
      state.count += 1
      if var kept = state.modules[key] {
        kept.used = state.count
        state.modules[key] = kept
        return kept.body
      }
      guard let text = try make() else { return nil }
      let kept = Kept(body: KeptBody(.script, text), used: state.count)
      state.modules[key] = kept
      state.size += kept.body.size
      while state.modules.count > 1, state.modules.count > Self.mostModules || state.size > Self.mostBytes {
        guard let oldest = state.modules.min(by: { $0.value.used < $1.value.used }) else { break }
        state.modules[oldest.key] = nil
        state.size -= oldest.value.body.size
      }
      return kept.body
    }
  }
}

extension Layout {
  /// What the script of a form's page starts with: the program, the moment, and what the program reads of other pages.
  ///
  /// - Parameter page: the one that is open; nil = all stand under each other.
  func program(_ form: FormView, page: FormPage?) -> [HTML.Attribute] {
    var attributes: [HTML.Attribute] = [
      .of("data-program", FormModules.path(form)), .of("data-now", String(form.now)),
    ]
    if form.isFilling { attributes.append(.flag("data-filling")) }
    let here = Set((page.map { [$0] } ?? form.pages).flatMap(\.fields).map(\.id))
    let elsewhere = form.elsewhere.filter { !here.contains($0.name) }.map(\.json)
    if !elsewhere.isEmpty {
      attributes.append(.of("data-elsewhere", "{\"c\":[\(elsewhere.joined(separator: ","))]}"))
    }
    return attributes
  }
}
