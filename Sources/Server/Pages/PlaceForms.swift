import Core
import Engine

/// The forms of a place's operations. Each leads to its plan first.
struct PlaceForms {
  let layout: Layout
  let place: PlaceDetail

  func add(_ html: inout HTML) {
    guard let below = place.level.below else { return }
    group("add", layout.say("在下面新增地方", "Add a place below"), layout.say("看会改变什么", "See what it changes"), &html) { html in
      field("add-name", "name", layout.say("名称", "Name"), "", &html)
      level("add-level", from: below, &html)
      kind(&html)
      field("add-code", "code", layout.say("编码（不填由系统编）", "Code (empty: issued)"), "", &html)
    }
  }

  func changes(_ html: inout HTML) {
    html.tag("h2", [.style("no-print")], layout.say("变更", "Changes"))
    group("rename", layout.say("改名", "Rename"), plan, &html) { html in
      field("rename-to", "to", layout.say("新名称", "New name"), "", &html)
      common("rename", handsOver: false, &html)
    }
    group("move", layout.say("划转到别的上级", "Move to another parent"), plan, &html) { html in
      field("move-to", "to", layout.say("新上级（路径或编码）", "New parent (path or code)"), "", &html)
      common("move", handsOver: true, &html)
    }
    group("merge", layout.say("和别的地方合并", "Merge with others"), plan, &html) { html in
      field("merge-what", "what", layout.say("合并的其他地方，用「,」隔开", "The others, with commas between"), "", &html)
      field("merge-to", "to", layout.say("合并成（现有的或新名称）", "Into (one of them or a new name)"), "", &html)
      common("merge", handsOver: true, &html)
    }
    let own = place.path.split(separator: "/").last ?? ""
    group("split", layout.say("拆分", "Split"), plan, &html) { html in
      field("split-to", "to", layout.say("拆成哪些，用「,」隔开", "The parts, with commas between"), "", &html)
      html.tag("div", [.style("field")]) { html in
        html.tag(
          "label", [.style("label"), .of("for", "split-map")],
          layout.say("每个下级归哪一部分，一行一个：下级=部分；再往下的某一处另归别处，也写一行：小区/3号楼=部分；登记在这里本身的件：\(own)=部分",
            "Where each child goes, one a line: child=part; something further in that goes elsewhere has a line too; what stands here itself: \(own)=part"))
        html.tag(
          "textarea", [.style("input"), .id("split-map"), .of("name", "map"), .of("rows", "6")],
          place.children.map { $0.name + "=" }.joined(separator: "\n"))
      }
      common("split", handsOver: true, &html)
    }
    group("close", layout.say("撤销", "Close"), plan, &html) { html in
      field("close-to", "to", layout.say("由谁接管（不填是上级）", "What takes over (empty: the parent)"), "", &html)
      common("close", handsOver: true, &html)
    }
  }

  /// For whoever may not add places: what is missing here.
  func propose(_ html: inout HTML) {
    guard let below = place.level.below else { return }
    html.tag(
      "form",
      [.style("card stack stack--3 no-print"), .of("method", "post"), .action(PagePath.of("places", place.code, "propose"))]
    ) { html in
      layout.secret(layout.session, &html)
      html.tag("h2", [], layout.say("这里少了地方？报给社区", "Is a place missing here? Tell the community"))
      field("propose-name", "name", layout.say("名称，如 8号楼", "Name, such as 8号楼"), "", &html)
      level("propose-level", from: below, &html)
      field("propose-note", "note", layout.say("说明（可不填）", "Note (may be empty)"), "", &html)
      html.tag("button", [.style("btn btn--primary")], layout.say("上报", "Report"))
    }
  }

  private var plan: String { layout.say("看会改变什么", "See what it changes") }

  private func group(
    _ act: String, _ title: String, _ button: String, _ html: inout HTML, _ body: (inout HTML) -> Void
  ) {
    html.tag("details", [.style("card no-print")]) { html in
      html.tag("summary", [.style("b")], title)
      html.tag(
        "form", [.style("stack stack--3"), .of("method", "post"), .action(PagePath.of("places", place.code, act))]
      ) { html in
        layout.secret(layout.session, &html)
        body(&html)
        html.tag("button", [.style("btn btn--primary")], button)
      }
    }
  }

  private func common(_ act: String, handsOver: Bool, _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", "\(act)-from")]) { html in
        html.text(layout.say("从哪天起 ", "From "))
        html.tag("span", [.style("opt")], layout.say("不填就是今天", "empty: today"))
      }
      html.open("input", [.style("input"), .id("\(act)-from"), .of("type", "date"), .of("name", "from")])
    }
    if handsOver {
      html.tag("div", [.style("field")]) { html in
        html.tag("label", [.style("label"), .of("for", "\(act)-handover")], layout.say("在办的件", "Running requests"))
        html.tag("select", [.style("input"), .id("\(act)-handover"), .of("name", "handover")]) { html in
          for (word, zh, en) in [
            (Handover.follow, "随地方走，由新岗位办", "go along to the new posts"), (.stay, "原岗位办完", "stay with their posts"),
            (.ask, "问原岗位", "ask their posts"),
          ] {
            html.tag("option", [.of("value", word.rawValue)], layout.say(zh, en))
          }
        }
      }
    }
    field("\(act)-reason", "reason", layout.say("依据（如批复文号）", "Ground (such as the decree)"), "", &html)
  }

  private func level(_ id: String, from first: PlaceLevel, _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", id)], layout.say("层级", "Level"))
      html.tag("select", [.style("input"), .id(id), .of("name", "level")]) { html in
        html.tag(
          "option", [.of("value", "")], layout.say("看名称定（8号楼是楼栋，12号是门牌号）", "By its name (8号楼 a building, 12号 a door)"))
        for level in PlaceLevel.allCases where level >= first {
          html.tag("option", [.of("value", level.word)], layout.level(level))
        }
      }
    }
  }

  private func kind(_ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", "add-kind")], layout.say("类别", "Kind"))
      html.tag("select", [.style("input"), .id("add-kind"), .of("name", "kind")]) { html in
        for kind in PlaceKind.allCases {
          html.tag("option", [.of("value", kind.rawValue)], layout.say(kind.alias, kind.rawValue))
        }
      }
    }
  }

  private func field(_ id: String, _ name: String, _ label: String, _ value: String, _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", id)], label)
      html.open("input", [.style("input"), .id(id), .of("type", "text"), .of("name", name), .of("value", value)])
    }
  }
}
