import Core
import FEEL
import Spec

/// A formula as the script of a form takes it: what it reads, and how it is computed where a browser can do it exactly.
struct BrowserFormula {
  /// Positions of the fields and slots it reads; the fields of rows that it reads as a list are below nought
  /// (−1 − position).
  let reads: [Int]
  /// Nil when the server alone can answer.
  let expression: JavaScriptExpression?

  /// `[[0,2],(s,c)=>…]`, or `[[0,2]]` for what is asked of the server.
  var text: String {
    let reads = "[" + self.reads.map(String.init).joined(separator: ",") + "]"
    guard let expression else { return "[\(reads)]" }
    let body = "(s,c)=>F.run(()=>\(expression.text))"
    if expression.constants.isEmpty { return "[\(reads),\(body)]" }
    return "[\(reads),(k=>\(body))([\(expression.constants.joined(separator: ","))])]"
  }
}

/// Reads a form's formulas once more, because their trees are let go when it runs. Every one that comes out reads the
/// same slots and has the same type as the formula that runs; what cannot be read in the same way is not given.
struct BrowserFormulas {
  let form: FormProgram
  /// Ways the text may have been read; more than one where the program does not tell them apart.
  let names: [FormNames]
  private let rowSlots: Set<Int>

  init(_ program: Program, _ service: ServiceProgram, _ variant: VariantProgram, table: SpecTable) {
    form = variant.form
    rowSlots = Set(variant.form.pages.compactMap { $0.rows?.slot })
    names = FieldTypes(program.knowledge, variant.form).readings.map { types in
      FormNames(program.knowledge, variant, subject: service.subject, types: types, table: table)
    }
  }

  /// - Parameters:
  ///   - rows: position in `pages` of the repeating group that the formula stands in.
  ///   - wanted: the types it may have been written for.
  func formula(_ formula: Formula?, rows: Int?, wanted: [Type?]) -> BrowserFormula? {
    guard let formula else { return nil }
    let slots = formula.expression.slots
    var found: [(text: JavaScriptExpression, typed: Typed)] = []
    for names in names {
      let group = rows.flatMap { names.rows[form.pages[$0].id]?.index }
      var scope = NameScope(names: names, position: .form, rows: group, reference: { _, _ in nil })
      if let group, let each = names.rows[names.rowsNames[group]]?.each {
        let slot = Resolution.slot(names.issuer.slot(.part("each")), each)
        scope.local = ["each": slot, "逐个": slot]
      }
      for wanted in wanted {
        let compiled = Expression.compile(formula.expression.text, scope: scope, expecting: wanted).0
        guard let compiled, let typed = compiled.typed, compiled.slots == slots,
          compiled.type.plain == formula.expression.type.plain
        else { continue }
        guard let text = try? JavaScriptTarget().expression(typed) else { return server(slots) }
        found.append((text, typed))
      }
    }
    // Two readings of one text that are not the same: which of them runs cannot be told.
    guard let first = found.first, found.allSatisfy({ $0.text == first.text }) else { return server(slots) }
    return BrowserFormula(reads: reads(slots, RowReads(first.typed, slots: rowSlots)), expression: first.text)
  }

  private func server(_ slots: Set<Int>) -> BrowserFormula {
    BrowserFormula(reads: reads(slots, nil), expression: nil)
  }

  /// - Parameter taken: nil = of lists of rows, everything.
  private func reads(_ slots: Set<Int>, _ taken: RowReads?) -> [Int] {
    var reads = slots.sorted()
    for page in form.pages {
      guard let rows = page.rows, slots.contains(rows.slot) else { continue }
      if case .some(let members)? = taken?.members[rows.slot] {
        reads += rows.fields.filter { members.contains(form.fields[$0].id) }.map { -1 - $0 }
      } else {
        reads += rows.fields.map { -1 - $0 }
      }
    }
    return reads
  }
}

extension Type {
  /// Its name, a choice being text like any other.
  fileprivate var plain: String {
    switch self {
    case .code: Type.string.en
    case .list(let element): "list of " + element.plain
    default: en
    }
  }
}
