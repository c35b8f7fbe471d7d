import Core
import FEEL
import Spec

/// The choices of a field: its own, a code list, or those of its attribute or control.
extension FormLowering {
  mutating func options(of entry: FieldEntry) -> OptionsProgram? {
    guard let value = entry.valueType else { return nil }
    guard let node = entry.draft[.options], !node.isInvalid else {
      if entry.draft[.options] != nil { return nil }
      if let list = entry.attribute?.list, let found = context.knowledge.list(list) {
        return context.run.options(of: found)
      }
      if let options = entry.control?.options { return options }
      if value == .code || value == .codes, entry.control != nil { optionsMissing(entry) }
      return nil
    }
    if node.kind == .scalar {
      // An unknown list was reported with the other references.
      return context.knowledge.list(node.text).map { context.run.options(of: $0) }
    }
    return written(node, list: entry.attribute?.list.flatMap { context.knowledge.list($0) })
  }

  private mutating func optionsMissing(_ entry: FieldEntry) {
    findings.report(
      .missingKey, entry.draft.nameRange, "「\(entry.name)」没有选项可选",
      "`\(entry.name)` has nothing to choose from",
      hint: ("写 `options: [甲, 乙]`，或绑定有代码表的属性", "Write `options: […]`, or bind an attribute with a code list"))
  }

  /// What is stored: as written, else the code under which the attribute's list knows the option, else its
  /// name.
  private static func code(of option: OptionSpec, _ list: CodeList?) -> String {
    option.value?.text ?? (list?.entry(title: option.name) ?? list?.entry(code: option.name))?.code
      ?? option.name
  }

  private mutating func written(_ node: SpecNode, list: CodeList?) -> OptionsProgram {
    var options: [OptionsProgram.Option] = []
    var seen: [String: SourceRange] = [:]
    var former: [String: SourceRange] = [:]
    for child in node.children where !child.isInvalid {
      let option = OptionSpec(child)
      let code = FormLowering.code(of: option, list)
      if let first = seen[code] {
        // The same name twice was said when the document was read; this is two names of one code.
        guard option.name != code else { continue }
        findings.report(
          .duplicateOption, option.nameRange, "选项「\(option.name)」重复",
          "Option `\(option.name)` is there twice",
          notes: [DiagnosticNote(at: first, Message(zh: "第一次写在这里", en: "first written here"))])
        continue
      }
      seen[code] = option.nameRange
      for was in option.was where !was.isInvalid {
        if let first = former.updateValue(was.range, forKey: was.text) {
          findings.report(
            .wasClash, was.range, "两个选项都说曾叫「\(was.text)」", "Two options claim the former name `\(was.text)`",
            notes: [DiagnosticNote(at: first, Message(zh: "另一个在这里", en: "the other one"))])
        }
      }
      options.append(
        OptionsProgram.Option(
          code: code, title: option.title ?? Label(zh: option.name), was: option.was.map(\.text)))
    }
    for (text, range) in former where seen[text] != nil {
      findings.report(
        .wasClash, range, "「\(text)」还是现在的选项，不能又是曾用名", "`\(text)` is an option now and cannot be a former name"
      )
    }
    return OptionsProgram(options)
  }

  /// The conditions of options, compiled; called once the names of all fields are known.
  mutating func optionsWithConditions(_ index: Int) -> OptionsProgram? {
    let entry = fields[index]
    guard let options = entry.options else { return nil }
    guard let node = entry.draft[.options], node.kind == .list else { return options }
    let list = entry.attribute?.list.flatMap { context.knowledge.list($0) }
    var conditions: [String: Formula] = [:]
    for child in node.children where !child.isInvalid {
      let option = OptionSpec(child)
      guard let when = option.when else { continue }
      conditions[FormLowering.code(of: option, list)] = formula(
        when, .boolean, scope(.form, rows: entry.rows))
    }
    guard !conditions.isEmpty else { return options }
    return OptionsProgram(
      options.options.map {
        OptionsProgram.Option(
          code: $0.code, title: $0.title, when: conditions[$0.code], was: $0.was)
      })
  }
}
