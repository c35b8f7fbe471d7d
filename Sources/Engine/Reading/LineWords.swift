import Core

/// What lists say of the requests of one edition of a service, close together: a page has lines of many services, whose
/// programs lie far apart in memory.
final class LineWords: Sendable {
  final class Variant: Sendable {
    let id: String
    private let steps: [(id: String, title: Label)]
    /// The fields that ask for somebody's name.
    let names: [FieldProgram]
    /// The fields that say where it is, where they are all personal; none otherwise.
    let personalPlaces: [FieldProgram]

    /// What a line says depends on what its reader may see of the fields.
    var asksSight: Bool { !names.isEmpty || !personalPlaces.isEmpty }

    init(_ variant: VariantProgram, of service: ServiceProgram) {
      id = variant.id
      steps = variant.flow.byID.map { ($0.key, variant.flow.steps[$0.value].title) }
      names = variant.form.fields.filter(\.asksName)
      let places = service.placing(variant.form)
      personalPlaces = places.allSatisfy { $0.sensitivity >= .personal } ? places : []
    }

    func title(_ step: String) -> Label? { steps.first { $0.id == step }?.title }
  }

  let service: ServiceProgram
  private let title: Label
  private let variants: [Variant]

  init(_ service: ServiceProgram) {
    self.service = service
    title = service.title
    variants = service.variants.map { Variant($0, of: service) }
  }

  func variant(_ id: String) -> Variant? { variants.first { $0.id == id } }

  /// - Parameter step: by id, where it stands for the reader; nil = where the request stands.
  func line(_ matter: MatterRow, at step: String? = nil) -> RequestLine { line(matter, variant(matter.variant), at: step) }

  /// - Parameter variant: the request's.
  func line(_ matter: MatterRow, _ variant: Variant?, at step: String?) -> RequestLine {
    let title = step.flatMap { variant?.title($0) } ?? matter.step.flatMap { variant?.title($0) }
    return RequestLine(
      code: matter.code, service: matter.definition, title: self.title, state: matter.state, step: title,
      subject: matter.subject, opened: matter.opened, due: matter.due, closed: matter.closed)
  }
}

extension Engine {
  /// What lists say of a request.
  func words(of matter: MatterRow, _ running: Running) throws -> LineWords {
    try running.shapes.words(of: matter.definition, as: matter.program) { try service(of: matter, running) }
  }
}
