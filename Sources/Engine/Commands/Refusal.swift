import Core

/// Why a command was not done. Codes are those of LANGUAGE.md 19 and CONTRACT.md; the status is HTTP's.
package struct Refusal: Error, Sendable {
  package enum Code: String, Sendable, CaseIterable {
    case notEligible = "not-eligible"
    case serviceClosed = "service-closed"
    case notOpenYet = "not-open-yet"
    case quotaFull = "quota-full"
    case tooOften = "too-often"
    case cannotDecide = "cannot-decide"
    case lockedValueChanged = "locked-value-changed"
    case wouldBreakMin = "would-break-min"
    case movedOn = "moved-on"
    case notHolder = "not-holder"
    case reasonNeeded = "reason-needed"
    case identityNeeded = "identity-needed"
    case beyondAuthority = "beyond-authority"
    case keyReused = "key-reused"
    /// Answers that do not fit, per field.
    case invalidAnswers = "invalid-answers"
    case notFound = "not-found"
    case unauthenticated
    case tooLarge = "too-large"
    case tooMany = "too-many"
    case malformed
    case unavailable
    case verbNotHere = "verb-not-here"
    case notYet = "not-yet"

    package var status: Int {
      switch self {
      case .notFound: 404
      case .unauthenticated: 401
      case .movedOn, .notHolder, .keyReused: 409
      case .tooLarge: 413
      case .tooMany: 429
      case .malformed: 400
      case .unavailable: 503
      case .identityNeeded, .beyondAuthority: 403
      case .notEligible, .serviceClosed, .notOpenYet, .quotaFull, .tooOften, .cannotDecide, .lockedValueChanged,
        .wouldBreakMin, .reasonNeeded, .invalidAnswers, .verbNotHere, .notYet:
        422
      }
    }
  }

  package struct FieldError: Sendable {
    package let field: String
    package let code: String
    package let message: Label
    package init(field: String, code: String, message: Label) {
      self.field = field
      self.code = code
      self.message = message
    }
  }

  package let code: Code
  /// One sentence for the person, without what they may not see.
  package let message: Label
  package let fields: [FieldError]
  /// Why the system could not, for whoever runs it: the log may hold it, the caller does not get it. Nil where the message
  /// says all.
  package private(set) var logged: String?

  /// Because of one field, which says the same.
  init(_ code: Code, at field: String, _ message: Label) {
    self.init(code, message, fields: [FieldError(field: field, code: code.rawValue, message: message)])
  }

  package init(_ code: Code, _ message: Label, fields: [FieldError] = []) {
    self.code = code
    self.message = message
    self.fields = fields
  }

  func logging(_ reason: String) -> Refusal {
    var refusal = self
    refusal.logged = reason
    return refusal
  }
}
