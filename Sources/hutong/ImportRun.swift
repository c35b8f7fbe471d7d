import Core
import Engine
import Server

/// `hutong places import` and `hutong directory import`: a file into an open store.
struct ImportRun {
  let engine: Engine
  let kind: ImportKind
  let language: Language

  private var owner: Caller { Caller(person: 0, kind: .staff, assurance: .verified, language: language) }

  /// - Returns: 0 when nothing was wrong.
  func bring(_ path: String, isPartial: Bool, isDry: Bool) throws -> Int32 {
    let table = BroughtTable(try PlacesFile.text(path), isPartial: isPartial, isDry: isDry)
    let report = try engine.bring(kind, table, owner, .owner)
    for problem in report.problems {
      let at = table.isBoundaries ? "#\(problem.line)" : "\(problem.line):\(problem.column)"
      Terminal.error("\(path):\(at): \(problem.message.text(in: language))")
    }
    for remark in report.remarks.prefix(Self.mostRemarks) {
      Terminal.print("\(path):\(remark.line): \(remark.message.text(in: language))\n")
    }
    if report.remarks.count > Self.mostRemarks { Terminal.print("… \(report.remarks.count)\n") }
    Terminal.print(report.counts.map { "\($0.title.text(in: language)) \($0.count)" }.joined(separator: say("，", ", ")) + "\n")
    if let change = report.change {
      Terminal.print(say("已导入；撤回：", "imported; to take it back: ") + "hutong \(kind.rawValue) undo \(change)\n")
    } else if report.isDone {
      Terminal.print(say("已导入\n", "imported\n"))
    } else if !isDry {
      Terminal.print(say("没有导入\n", "nothing was imported\n"))
    }
    return report.problems.isEmpty ? 0 : 1
  }

  /// Remarks told one by one.
  private static let mostRemarks = 200

  private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
}
