import Core
import Engine

/// Whom a service is used for: oneself, or family that it is open for.
struct ForWhom {
  let call: Call
  let service: String
  /// Whom the page is for now; nil = who is signed in.
  let chosen: Int64?
  /// Family that the service is open for, or the organisations that the caller files for.
  let family: [RepresentedPerson]
  /// The service is for organisations: nobody uses it for themselves.
  private var isOfOrganizations: Bool { family.contains(where: \.isOrganization) }

  init(_ call: Call, _ service: String, chosen: Int64?) throws {
    self.call = call
    self.service = service
    self.chosen = chosen
    let caller = try call.caller()
    family = try call.site.desk.represented(caller).filter { other in
      other.id == chosen || (try? call.site.desk.form(caller, service, other.id, nil)) != nil
    }
  }

  /// The page for somebody whom the service is not open for and whose family it is; nil where it is for nobody.
  static func choice(_ call: Call, _ refusal: Refusal) throws -> Response? {
    let service = call.parameter(0)
    let choice = try ForWhom(call, service, chosen: nil)
    guard let first = choice.family.first else { return nil }
    let title = try call.site.desk.form(call.caller(), service, first.id, nil).title.text(in: call.language)
    let layout = Layout(call)
    return layout.page(title: title) { html in
      html.tag("a", [.style("back"), .link("/")], layout.say("返回", "Back"))
      html.tag("h1", [], title)
      layout.call("wait", refusal.message.text(in: call.language), &html)
      choice.write(layout, offersSelf: false, &html)
    }
  }

  /// Whom it is filed for, on the page where one checks what one wrote; nothing where it is one's own.
  func said(_ layout: Layout, _ html: inout HTML) {
    let chosen = self.chosen ?? (isOfOrganizations ? family.first?.id : nil)
    guard let other = family.first(where: { $0.id == chosen }) else { return }
    let relation = other.relation.map { layout.say("（\($0.zh)）", " (\($0.text(in: .en)))") } ?? ""
    html.tag(
      "p", [.flag("data-filing")], layout.say("为 \(other.name) 办理\(relation)", "For \(other.name)\(relation)"))
  }

  /// - Parameter isForFamily: The service is: who may be missing here is told how to be added.
  func write(_ layout: Layout, offersSelf: Bool, isForFamily: Bool = false, _ html: inout HTML) {
    let offersRelation = isForFamily && !layout.isStaff && !isOfOrganizations
    if family.isEmpty {
      if offersRelation {
        html.tag("p", [.style("sub sm")]) { html in
          html.text(layout.say("这是为您自己办理。替家人办，先", "This is for yourself. To do it for family, "))
          relation(layout, layout.say("登记家人", "declare them first"), &html)
        }
      }
      return
    }
    let title =
      isOfOrganizations
      ? layout.say("为哪个单位办理", "For which organisation")
      : offersSelf ? layout.say("为谁办理", "For whom") : layout.say("您可以替谁办理", "Whom you may do it for")
    html.tag("nav", [.style("card stack"), .of("aria-label", title)]) { html in
      html.tag("h2", [], title)
      html.tag("ul", [.style("stack")]) { html in
        if offersSelf, !isOfOrganizations { person(nil, layout.say("我自己", "Myself"), &html) }
        for other in family {
          let relation = other.relation.map { $0.text(in: call.language) } ?? ""
          let name = layout.say("\(other.name)（\(relation)）", "\(other.name) (\(relation))")
          person(other.id, relation.isEmpty || other.isOrganization ? other.name : name, &html)
        }
      }
      if offersRelation {
        html.tag("p", [.style("sub sm")]) { relation(layout, layout.say("登记别的家人", "Declare other family"), &$0) }
      }
    }
  }

  private func relation(_ layout: Layout, _ words: String, _ html: inout HTML) {
    html.tag("a", [.style("open"), .link("/me/mandates/new")], words)
  }

  private func person(_ id: Int64?, _ name: String, _ html: inout HTML) {
    let path = PagePath.of("services", service) + (id.map { "?for=\($0)" } ?? "")
    html.tag("li") { html in
      // Without a choice it is the first organisation's.
      let isChosen = id == (isOfOrganizations ? chosen ?? family.first?.id : chosen)
      html.tag("a", [.style("btn"), .link(path)] + (isChosen ? [.of("aria-current", "true")] : []), name)
    }
  }
}
