import Core
import FEEL

extension Value {
  /// The value as people and exports read it: a date in ISO form, list elements with 、 between.
  package var plainText: String {
    switch self {
    case .null: ""
    case .boolean(let b): b ? "true" : "false"
    case .number(let n): n.text
    case .string(let s): s
    case .date(let d): d.text
    case .time(let t): t.text
    case .dateTime(let t): t.text
    case .dayTimeDuration(let d): d.text
    case .yearMonthDuration(let d): d.text
    case .list(let items): items.map(\.plainText).joined(separator: "、")
    case .entity(let e): String(e.id)
    case .context(let c): c.values.map(\.plainText).joined(separator: " ")
    case .range, .function: ""
    }
  }
}

extension TemplateProgram {
  /// The text for one frame: null prints nothing, a date prints as 2026年3月1日 (LANGUAGE.md 3).
  package func text(_ frame: inout Frame) -> String {
    var out = ""
    for piece in pieces {
      switch piece {
      case .text(let text):
        // What was filled in may end a sentence by itself.
        let isEnded = out.last.map { "。！？".contains($0) } ?? false
        out += isEnded && text.hasPrefix("。") ? String(text.dropFirst()) : text
      case .formula(let formula):
        let value = formula.expression.evaluate(&frame)
        switch value {
        case .date(let date): out += Self.spoken(date)
        case .dateTime(let moment):
          out += Self.spoken(moment.date) + " " + String(moment.time.text.prefix(5))
        default: out += value.plainText
        }
      }
    }
    return out
  }

  private static func spoken(_ date: CivilDate) -> String { "\(date.year)年\(date.month)月\(date.day)日" }
}
