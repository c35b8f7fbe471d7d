import Core
import Engine

/// What the frame of a page says of the person: name, territory, unread messages, and which tabs they have.
/// What cannot be read just now is left out: the page itself says so.
struct PageFrame {
  let name: String
  /// Where staff work: organisation, and the place above it.
  let territory: (organization: String, place: String)?
  let unread: Int
  /// What the person administers; nil = nothing.
  let administration: Administration?

  init() {
    name = ""
    territory = nil
    unread = 0
    administration = nil
  }

  init(_ call: Call) {
    unread = call.session.flatMap { try? call.site.desk.pages.unread($0.caller(call.language)) } ?? 0
    guard let session = call.session, session.kind == .staff else {
      (name, territory, administration) = ("", nil, nil)
      return
    }
    let who = try? call.site.desk.who(session.caller(call.language))
    name = who?.name ?? ""
    territory = who?.posts.first.map { ($0.organization, $0.place ?? "") }
    administration = (try? call.site.administration(session, call.language)) ?? nil
  }

  func plate(_ html: inout HTML) {
    guard let territory else { return }
    html.tag("div", [.style("plate plate--mini")]) { html in
      html.tag("span", [.style("xs")], territory.place)
      html.tag("span", [.style("plate__name")], territory.organization)
    }
  }
}
