import Core
import Engine
import FEEL

/// Lines of the audit as a table for a spreadsheet.
struct AuditTable {
  let language: Language

  func response(_ entries: [AuditEntry], note: String? = nil) -> Response {
    var text = CSVText.line(heads)
    for entry in entries { text += CSVText.line(cells(entry)) }
    if let note { text += CSVText.line([note]) }
    return Response(
      200, .csv, CSVText.mark + Array(text.utf8),
      headers: [("Content-Disposition", "attachment; filename=\"audit.csv\"")])
  }

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  private var heads: [String] {
    [
      say("编号", "Number"), say("时间", "When"), say("谁", "Who"), say("身份", "As"), say("岗位", "Post"),
      say("类别", "Area"), say("做了什么", "What"), say("说明", "Detail"), say("对象", "Done to"), say("对谁", "About"),
      say("原因", "Reason"), say("来源", "From"),
    ]
  }

  private func cells(_ entry: AuditEntry) -> [String] {
    let comma = say("、", ", ")
    var objects = entry.objects.map { object in
      switch object.kind {
      case .request: "\(object.id) \(object.title)"
      case .post, .place, .release: object.title
      }
    }
    if entry.more > 0 { objects.append(say("还有 \(entry.more) 处", "\(entry.more) more")) }
    return [
      entry.id, Self.moment(entry.at), entry.actor.name, word(entry.actor.kind), entry.actor.posts.joined(separator: comma),
      entry.kind.area.label.text(in: language), entry.kind.label.text(in: language),
      entry.detail?.text(in: language) ?? "", objects.joined(separator: comma), entry.about ?? "", entry.reason ?? "",
      entry.origin?.text(in: language) ?? "",
    ]
  }

  func word(_ kind: AuditEntry.Actor.Kind) -> String {
    switch kind {
    case .staff: say("工作人员", "staff")
    case .resident: say("居民", "resident")
    case .system: say("系统", "system")
    case .service: say("服务账号", "service account")
    case .holder: say("管理部署的人", "holder of the installation")
    }
  }

  /// Day and second on the clocks of China.
  static func moment(_ milliseconds: Int64) -> String {
    let moment = CivilDateTime(milliseconds: milliseconds), seconds = Int(moment.time.nanoseconds / 1_000_000_000)
    let parts = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : String($0) }
    return "\(moment.date.text) \(parts.joined(separator: ":"))"
  }
}
