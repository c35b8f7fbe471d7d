import Core
import FEEL
import Testing

@testable import Engine

#if canImport(StoragePostgres)
  import StoragePostgres
  import TestSupport
#endif

/// What who administers audit finds: who did what, from where, to what; by person, kind, request, place and day.
@Suite struct AuditTests {
  fileprivate struct Lab {
    let town: BundleTown
    let auditor: Int64, security: Int64, duty: Int64, head: Int64, second: Int64

    init(_ town: BundleTown) throws {
      self.town = town
      auditor = try town.staff("测试市人民政府", "审计管理岗")
      security = try town.staff("测试市人民政府", "安全管理岗")
      duty = try town.staff("一号街道办事处", "街道值班岗")
      head = try town.staff("一号社区居民委员会", "社区主任")
      second = try town.staff("二号社区居民委员会", "社区主任")
    }

    func page(_ asked: AuditAsked = AuditAsked()) throws -> AuditedPage {
      try town.engine.audited(asked, town.caller(auditor))
    }

    /// Kind, who and to what, the newest first; without the searches of the tests themselves.
    func lines(
      actor: String? = nil, kind: String? = nil, about: String? = nil, place: String? = nil, from: String? = nil,
      until: String? = nil
    ) throws -> [String] {
      try page(AuditAsked(actor: actor, kind: kind, about: about, place: place, from: from, until: until, limit: 500))
        .entries.filter { $0.kind.word != "search-audit" }.map(Self.line)
    }

    static func line(_ entry: AuditEntry) -> String {
      let objects = entry.objects.map { $0.kind == .request ? $0.id : $0.title }.joined(separator: " ")
      return "\(entry.kind.word) \(entry.actor.name) \(objects)"
    }

    func refused(_ asked: AuditAsked) -> [String] {
      do {
        _ = try page(asked)
        return []
      } catch let refusal as Refusal {
        return refusal.fields.map { "\($0.field): \($0.message.zh) / \($0.message.text(in: .en))" }
      } catch {
        return ["\(error)"]
      }
    }
  }

  private func walk(_ town: BundleTown) async throws {
    let lab = try Lab(town)
    let published = try #require(try lab.page().entries.last)
    #expect(published.kind.word == "publish" && published.actor.kind == .holder && published.objects.first?.kind == .release)
    #expect(published.actor.name == "管理部署的人")

    // Who appointed is shown with the own post, not with the one that somebody was put on.
    _ = try await town.perform(
      lab.security, .changePost(lab.second, .appoint(person: lab.head, from: nil, until: nil), .security)
    ).get()
    let appointed = try #require(try lab.page(AuditAsked(kind: "appoint")).entries.first)
    #expect(appointed.actor.name == "安全管理岗" && appointed.actor.posts == ["测试市人民政府/安全管理岗"])
    #expect(appointed.objects.map(\.title) == ["二号社区居民委员会/社区主任"] && appointed.about == "社区主任")

    // A change of places names the place and its operation.
    _ = try await town.perform(
      lab.duty, .changePlaces(PlaceOperation(.rename, what: ["一号社区"], to: ["一号新社区"], reason: "撤村改居"), .caller)
    ).get()
    let renamed = try #require(try lab.page(AuditAsked(kind: "places")).entries.first)
    #expect(renamed.kind.label.zh == "地名改名" && renamed.actor.posts == ["一号街道办事处/街道值班岗"])
    let place = try #require(renamed.objects.first)
    #expect(place.kind == .place && place.title.hasSuffix("/一号街道/一号新社区") && place.change != nil)
    #expect(renamed.detail?.zh.contains("一号社区 → ") == true && renamed.reason == "撤村改居")
    let detail = try #require(try town.engine.placeHistory(place.id, for: town.caller(lab.auditor)))
    #expect(detail.changes.first?.id == place.change, "its page tells of the same operation")

    // Acts on requests, and looks at them.
    let code = try await town.submit("hazard"), other = try await town.submit("hazard", by: BundleTown.other)
    _ = try town.request(code, as: lab.head)
    _ = try await town.verb(.approve, code, by: lab.head, reason: "已现场核实").get()
    #expect(try lab.lines(about: code) == ["approve 社区主任 \(code)", "read-request 社区主任 \(code)", "submit 周* \(code)"])
    let approved = try #require(try lab.page(AuditAsked(kind: "approve", about: code)).entries.first)
    #expect(approved.actor.posts == ["一号社区居民委员会/社区主任"] && approved.about == "周*")
    #expect(approved.reason == "已现场核实" && approved.objects.first?.title == "隐患上报")
    let submitted = try #require(try lab.page(AuditAsked(kind: "submit", about: code)).entries.first)
    #expect(submitted.actor.kind == .resident && submitted.actor.posts.isEmpty && submitted.about == nil)
    #expect(try lab.lines(kind: "requests") == ["approve 社区主任 \(code)", "submit 吴* \(other)", "submit 周* \(code)"])
    #expect(try lab.lines(kind: "read-request") == ["read-request 社区主任 \(code)"])

    try await byPersonPlaceAndDay(lab, code, other)
    try await pages(lab)
    try exports(lab)
    #expect(try town.faults().isEmpty)
  }

  private func byPersonPlaceAndDay(_ lab: Lab, _ code: String, _ other: String) async throws {
    let before = try lab.page(AuditAsked(kind: "search-audit")).entries.count
    let renamed = try lab.lines(kind: "place-rename")
    #expect(try lab.lines(actor: "街道值班岗") == renamed, "by name")
    #expect(try lab.lines(actor: "一号街道办事处/街道值班岗") == renamed, "whoever sits or sat on a post")
    #expect(try lab.lines(actor: "person:\(lab.duty),person:\(lab.security)").map { $0.split(separator: " ")[0] } == ["place-rename", "appoint"])
    #expect(try lab.lines(actor: "街道值班岗", kind: "directory").isEmpty)
    #expect(try lab.lines(actor: "person:\(BundleTown.resident)") == ["submit 周* \(code)"])
    let searches = try lab.page(AuditAsked(kind: "search-audit")).entries
    #expect(searches.count == before + 5 && searches.allSatisfy { $0.actor.name == "审计管理岗" }, "who asks about somebody is kept")

    // The name of the post is also that of who sits there: the post is meant by its organisation.
    #expect(try lab.lines(about: "二号社区居民委员会/社区主任") == ["appoint 安全管理岗 二号社区居民委员会/社区主任"])
    #expect(try lab.lines(about: "person:\(lab.head)") == ["appoint 安全管理岗 二号社区居民委员会/社区主任"])

    // A place with everything below it: requests, what became of it, posts that work there.
    let here = try lab.lines(place: "一号社区")
    #expect(here.contains("approve 社区主任 \(code)") && here.contains("submit 周* \(code)"))
    #expect(here.contains { $0.hasPrefix("place-rename") } && !here.contains { $0.hasPrefix("appoint") })
    #expect(try lab.lines(place: "二号社区") == ["appoint 安全管理岗 二号社区居民委员会/社区主任"])
    #expect(try lab.lines(kind: "submit", place: "一号街道").count == 2)
    #expect(try lab.lines(kind: "submit", place: "二号街道").isEmpty)

    let today = CivilDateTime(milliseconds: try lab.town.engine.store.now()).date
    #expect(try lab.lines(kind: "submit", from: today.text, until: today.text).count == 2)
    #expect(try lab.lines(kind: "submit", from: today.adding(days: 1).text).isEmpty)
    #expect(try lab.lines(kind: "submit", until: today.adding(days: -1).text).isEmpty)
  }

  /// Page by page it is the same, whatever is done meanwhile.
  private func pages(_ lab: Lab) async throws {
    let all = try lab.page(AuditAsked(limit: 500)).entries.map(\.id)
    var paged: [String] = [], cursor: String?
    repeat {
      let page = try lab.page(AuditAsked(cursor: cursor, limit: 3))
      paged += page.entries.map(\.id)
      cursor = page.next
      _ = try await lab.town.submit("hazard")
    } while cursor != nil
    #expect(paged == all && Set(all).count == all.count && all.count > 8)
  }

  private func exports(_ lab: Lab) throws {
    let caller = lab.town.caller(lab.auditor), asked = AuditAsked(kind: "appoint")
    for purpose in [nil, "", " ", String(repeating: "查", count: 201)] {
      #expect(throws: Refusal.self) { try lab.town.engine.exportAudit(asked, purpose: purpose, caller) }
    }
    #expect(try lab.lines(kind: "export-audit").isEmpty, "nothing was given out, nothing is kept")
    let taken = try lab.town.engine.exportAudit(asked, purpose: "年度检查", caller)
    #expect(taken.entries.map(\.kind.word) == ["appoint"] && taken.next == nil)
    let kept = try #require(try lab.page(AuditAsked(kind: "exports")).entries.first)
    #expect(kept.reason == "年度检查" && kept.detail?.zh == "1 条" && kept.actor.posts == ["测试市人民政府/审计管理岗"])
  }

  @Test func whoDidWhatIsFound() async throws { try await walk(BundleTown("start", "rights")) }

  @Test func whoWasDismissedIsStillNamedWithThePostOfThen() async throws {
    let town = try BundleTown("start", "rights"), lab = try Lab(town)
    let post = try #require(try town.engine.directoryPost(lab.duty, town.caller(lab.security), .security))
    let term = try #require(post.terms.first).id
    _ = try await town.perform(
      lab.duty, .changePlaces(PlaceOperation(.rename, what: ["一号社区"], to: ["一号新社区"]), .caller)).get()
    _ = try await town.perform(lab.security, .changePost(lab.duty, .dismiss(term: term, until: nil), .security)).get()
    let lines = try lab.page().entries.prefix(2)
    #expect(lines.map(\.kind.word) == ["dismiss", "place-rename"])
    #expect(lines[0].about == "街道值班岗" && lines[1].actor.name == "街道值班岗" && lines[1].actor.kind == .staff)
    #expect(lines[1].actor.posts == ["一号街道办事处/街道值班岗"])
    // And is found by name.
    #expect(try lab.lines(actor: "街道值班岗").map { $0.prefix(12) } == ["place-rename"])
  }

  @Test func operationsOnPlacesNameTheirPlaces() async throws {
    let town = try BundleTown("start", "rights"), lab = try Lab(town)
    func change(_ operation: PlaceOperation) async throws {
      _ = try await town.perform(lab.duty, .changePlaces(operation, .owner)).get()
    }
    try await change(PlaceOperation(.merge, what: ["一号社区", "二号社区"], to: ["一号社区"]))
    let merged = try #require(try lab.page(AuditAsked(kind: "place-merge")).entries.first)
    #expect(merged.objects.contains { $0.title.hasSuffix("/二号社区") })
    let day = CivilDateTime(milliseconds: try town.engine.store.now()).date.adding(days: 9).text
    var later = PlaceOperation(.rename, what: ["一号社区"], to: ["迎春社区"])
    later.from = day
    try await change(later)
    let waiting = try #require(try lab.page(AuditAsked(kind: "place-rename")).entries.first)
    #expect(waiting.objects.map(\.title).first?.hasSuffix("/一号社区") == true && waiting.origin?.zh == "\(day) 生效")
    let id = try #require(waiting.objects.first?.change)
    try town.engine.undoPlaces(id, town.caller(lab.duty), .owner)
    let undone = try #require(try lab.page(AuditAsked(kind: "place-undo")).entries.first)
    #expect(undone.objects == waiting.objects, "what was cancelled before its day is kept as well")
    let places = try lab.lines(kind: "places", place: "一号社区").map { $0.split(separator: " ")[0] }
    #expect(places == ["place-undo", "place-rename", "place-merge"])
  }

  @Test func whatMeansNothingIsToldAtItsField() throws {
    let lab = try Lab(BundleTown("start", "rights"))
    #expect(
      lab.refused(AuditAsked(kind: "胡写", from: "3月5日", until: "2026-02-30")) == [
        "kind: 没有「胡写」这一类 / There is no kind `胡写`",
        "from: 「3月5日」不是日期，写成 2026-03-05 / `3月5日` is no day: write 2026-03-05",
        "to: 「2026-02-30」不是日期，写成 2026-03-05 / `2026-02-30` is no day: write 2026-03-05",
      ])
    #expect(
      lab.refused(AuditAsked(from: "2026-03-05", until: "2026-03-04")) == [
        "to: 到的日期早于从的日期 / The last day is before the first one"
      ])
    #expect(lab.refused(AuditAsked(actor: "没有这个人")).first?.hasPrefix("actor: 没有叫「没有这个人」的工作人员") == true)
    #expect(lab.refused(AuditAsked(actor: "测试市人民政府")).first?.hasPrefix("actor: 请写一个人或一个岗位") == true)
    #expect(lab.refused(AuditAsked(place: "火星社区")).first?.hasPrefix("place: 没有叫「火星社区」的地方") == true)
    #expect(lab.refused(AuditAsked(about: "没有这个人")).count == 1)
    #expect(lab.refused(AuditAsked(cursor: "1.2")).count == 1 && lab.refused(AuditAsked(limit: 501)).count == 1)
    #expect(lab.refused(AuditAsked(about: MatterCode.text(12_345))).first?.hasPrefix("about: 没有编号是") == true)
  }

  /// A page of a long log reads what stands on it, and for what is rare so many rows and no more.
  @Test func aPageOfALongLogReadsFewRows() throws {
    let town = try BundleTown("start", "rights"), lab = try Lab(town)
    let insert = Statement.insert(SystemTables.event), looks = Statement.insert(SystemTables.readAudit)
    let first = try #require(CivilDate(text: "2024-01-01"))
    // A hundred lines a day, one of them somebody's own, one of a kind of its own.
    for day in 0..<400 {
      let start = first.adding(days: day).midnight
      let changes = (0..<100).map { n -> Change in
        Change(
          insert,
          [
            .null, .text(n == 7 ? "leave" : "describe"), .int(n == 9 ? lab.duty : lab.head), .int(lab.head),
            .int(start + Int64(n) * 60_000), .null, .blob([]), .blob([]),
          ])
      }
      let look = Change(looks, [.int(lab.duty), .null, .null, .text("queue search"), .int(3), .int(start + 1)])
      try town.engine.commitOrThrow(Plan(changes: changes + [look]))
    }
    let day = first.adding(days: 321), moments = day.moments
    let ofDay = try lab.page(AuditAsked(from: day.text, until: day.text, limit: 500))
    #expect(ofDay.entries.count == 101 && ofDay.entries.allSatisfy { moments.contains($0.at) } && ofDay.read == 101)
    let all = try lab.page()
    #expect(all.entries.count == 50 && all.read <= 2 * 64)
    let own = try lab.page(AuditAsked(actor: "person:\(lab.duty)", limit: 60))
    #expect(own.entries.count == 60 && own.read <= 2 * 64)
    #expect(own.entries.allSatisfy { $0.actor.name == "街道值班岗" })
    let kind = try lab.page(AuditAsked(kind: "leave", limit: 60))
    #expect(kind.entries.count == 60 && kind.read <= 64)
    let both = try lab.page(AuditAsked(actor: "person:\(lab.duty)", kind: "leave"))
    #expect(both.entries.isEmpty && both.next == nil && both.searchedTo == nil && both.read <= 400 + 1)
    // What nowhere is: so many rows a page, and where it goes on.
    var asked = AuditAsked(place: "二号社区"), read = 0, pages = 0
    while true {
      let page = try lab.page(asked)
      #expect(page.entries.isEmpty && page.read <= AuditScan.most + 1_100)
      read += page.read
      pages += 1
      guard let next = page.next else { break }
      #expect(page.searchedTo != nil)
      asked.cursor = next
    }
    #expect(pages > 5 && read >= 40_000)
  }

  #if canImport(StoragePostgres)
    @Test(.enabled(if: PrivatePostgres.undisturbed != nil, "\(PrivatePostgres.absence)"))
    func onPostgreSQLTheSame() async throws {
      try await BundleTown.onThreeServers(["start", "rights"]) { town, _ in try await walk(town) }
    }
  #endif
}
