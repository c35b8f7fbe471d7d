import Core

@testable import Engine

/// One page of an audit whose every text is hostile.
enum MadeUpAudit {
  static func page(_ nasty: String) -> AuditedPage {
    guard let kind = AuditKind(word: "place-rename") else { return .nothing }
    var entry = AuditEntry(
      source: .act, sequence: 7, at: 1_770_000_000_000,
      actor: .init(kind: .staff, name: nasty, person: 50, posts: [nasty]), kind: kind)
    entry.objects = [
      .init(.place, "1/2", nasty, change: 9), .init(.post, nasty, nasty), .init(.request, nasty, nasty),
      .init(.release, nasty, nasty),
    ]
    entry.more = 2
    entry.about = nasty
    entry.detail = Label(zh: nasty)
    entry.reason = "=" + nasty
    entry.origin = Label(zh: nasty)
    var question = AuditQuestion()
    question.people = [StaffMember(person: 50, name: nasty, posts: [nasty]), StaffMember(person: 51, name: nasty, posts: [])]
    question.about = .post(id: 7, title: nasty)
    return AuditedPage(question: question, entries: [entry], next: "1.0.7", searchedTo: 1_770_000_000_000, read: 1)
  }
}
