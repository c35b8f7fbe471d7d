import Core
import Engine

/// A service in a list.
package struct ListedService: Sendable {
  package var id: String
  package var title: Label
  package var help: Label?
  package var variant: String
  package var place: String?
  /// When it opens and closes, milliseconds UTC, where it does.
  package var opens: Int64?
  package var closes: Int64?
  package var audience: [Audience] = []
  /// Places left of a quota.
  package var left: Int?
  /// Who deals with it, one after the other.
  package var steps: [Label] = []
  /// False when it is only for family of the caller.
  package var isForCaller = true
  package init(id: String, title: Label, help: Label?, variant: String, place: String?) {
    self.id = id
    self.title = title
    self.help = help
    self.variant = variant
    self.place = place
  }
}

/// A form as one person gets it: enough for a client that knows the controls.
package struct FormView: Sendable {
  package var id: String
  package var title: Label
  package var help: Label?
  package var variant: String
  package var program: String
  package var epoch: Int64
  package var pages: [FormPage]
  /// What would be refused if it were sent with the answers it was asked with.
  package var errors: [Refusal.FieldError] = []
  /// The moment it is shown for, milliseconds UTC.
  package var now: Int64 = 0
  /// A step asks for its fields, so that those of others count too.
  package var isFilling = false
  /// What its formulas read of answers that the open page may not hold, each as the run-time of expressions reads it.
  package var elsewhere: [(name: String, json: String)] = []
  /// A field of it, shown now or later, needs the device: a signature, a position.
  package var usesDevice = false
  /// Family may file it for each other.
  package var isForFamily = false
  package init(
    id: String, title: Label, help: Label?, variant: String, program: String, epoch: Int64, pages: [FormPage]
  ) {
    self.id = id
    self.title = title
    self.help = help
    self.variant = variant
    self.program = program
    self.epoch = epoch
    self.pages = pages
  }

  package func field(_ id: String) -> FormField? {
    for page in pages { for field in page.fields where field.id == id { return field } }
    return nil
  }

  /// The field that answers with files under a path: `照片`, or `明细.1.照片` for that of a row; nil when there is none.
  func fileField(_ path: String) -> FormField? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let found: FormField?
    switch parts.count {
    case 1: found = field(path)
    case 3:
      guard let rows = field(parts[0])?.rows, let row = Int(parts[1]), (0..<rows.most).contains(row) else { return nil }
      found = (rows.filled.indices.contains(row) ? rows.filled[row] : rows.fields).first { $0.id == parts[2] }
    default: return nil
    }
    return found.flatMap { $0.isFile && !$0.isLocked ? $0 : nil }
  }
}

package struct FormPage: Sendable {
  package var id: String
  package var title: Label
  package var help: Label?
  package var fields: [FormField]
  package init(id: String, title: Label, help: Label?, fields: [FormField]) {
    self.id = id
    self.title = title
    self.help = help
    self.fields = fields
  }
}

package struct FormField: Sendable {
  package struct Choice: Sendable {
    package let code: String
    package let title: Label
    package init(code: String, title: Label) {
      self.code = code
      self.title = title
    }
  }

  package var id: String
  package var control: String
  package var widget: Widget
  package var title: Label
  package var help: Label?
  package var unit: String?
  package var isRequired = false
  package var isVisible = true
  package var isLocked = false
  /// Computed from other answers: shown, never sent.
  package var isComputed = false
  package var choices: [Choice] = []
  package var value: Answer = .null
  /// What a person reads for `value` when it is no text itself (a place, a code).
  package var shown: String?
  /// Where the value comes from, and its age in days.
  package var source: Label?
  package var age: Int?
  /// The parts of a composite control, in order.
  package var parts: [FormField] = []

  /// When the value was written or confirmed, milliseconds UTC.
  package var sourced: Int64?
  /// Places of the level that is asked for, near the person it is for: offered while somebody types.
  package var near: [String] = []
  /// Hidden by other answers, and its answer should be given up.
  package var isAsked = false
  /// What the ledger has is its value where nothing else was answered.
  package var isFilled = false
  /// Not nil for a repeating group, which stands on its page as one field.
  package var rows: Rows?

  /// The rows of a repeating group.
  package struct Rows: Sendable {
    package var least: Int
    package var most: Int
    /// What a new row looks like.
    package var fields: [FormField]
    package var filled: [[FormField]]
    /// What each row is of, where the rows are fixed: none is added or taken away.
    package var titles: [Label] = []
    package init(least: Int, most: Int, fields: [FormField], filled: [[FormField]]) {
      self.least = least
      self.most = most
      self.fields = fields
      self.filled = filled
    }
  }

  /// Answered by files that are sent on their own.
  package var isFile: Bool { widget == .files || isPicture }

  /// Answered by pictures alone, which pages show small.
  package var isPicture: Bool { widget == .camera || widget == .sign }

  /// Answered by yes or no: no list of choices stands behind it.
  package var isYesNo: Bool { widget == .toggle || choices.map(\.code) == ["true", "false"] }

  /// Whether a page asks or shows it.
  package var isShown: Bool { (isVisible || isAsked) && (widget != .none || rows != nil) }

  package init(id: String, control: String, widget: Widget, title: Label) {
    self.id = id
    self.control = control
    self.widget = widget
    self.title = title
  }
}

/// Somebody the caller may act for, or an organisation that they file for.
package struct RepresentedPerson: Sendable {
  package let id: Int64
  package let name: String
  package let relation: Label?
  package let isOrganization: Bool
  /// The last day that the caller may act for them, ISO; nil = no day is set.
  package let until: String?
  package init(id: Int64, name: String, relation: Label?, isOrganization: Bool = false, until: String? = nil) {
    self.until = until
    self.isOrganization = isOrganization
    self.id = id
    self.name = name
    self.relation = relation
  }
}

/// The signed-in person for the head of a page and the reply to a sign-in.
package struct Who: Sendable {
  package struct Post: Sendable {
    package let name: String
    package let organization: String
    package let place: String?
    package init(name: String, organization: String, place: String?) {
      self.name = name
      self.organization = organization
      self.place = place
    }
  }
  package let name: String
  /// Where a resident lives.
  package let place: String?
  package let posts: [Post]
  package init(name: String, place: String?, posts: [Post]) {
    self.name = name
    self.place = place
    self.posts = posts
  }
}

/// The fields that a running request asks for, and what the reader has kept of them.
package struct StepFormView: Sendable {
  package let form: FormView
  package let step: String
  package let draft: [UInt8]?
  /// The applicant is asked, and not a holder.
  package let isOwn: Bool
  /// Why it was returned.
  package let reason: String?
  /// The posts by any of which it may be filled in; empty where there is no choice.
  package let posts: [(id: Int64, title: Label)]
  package init(
    form: FormView, step: String, draft: [UInt8]?, isOwn: Bool = false, reason: String? = nil,
    posts: [(id: Int64, title: Label)] = []
  ) {
    self.form = form
    self.step = step
    self.draft = draft
    self.isOwn = isOwn
    self.reason = reason
    self.posts = posts
  }
}
