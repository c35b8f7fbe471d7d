import Core
import FEEL

/// Turns what somebody typed into the value of a control, or into the words that refuse it: clean the text, normalise,
/// cast to the type, check.
package struct ControlReading {
  let control: ControlProgram
  /// The choices in force: the field's, else the control's.
  let options: OptionsProgram?
  let city: CityIndex?
  let today: CivilDate
  let now: CivilDateTime
  let host: any FunctionHost

  package init(
    _ control: ControlProgram, options: OptionsProgram?, city: CityIndex?, today: CivilDate, now: CivilDateTime,
    host: any FunctionHost
  ) {
    self.control = control
    self.options = options ?? control.options
    self.city = city
    self.today = today
    self.now = now
    self.host = host
  }

  /// A refused answer; `part` names the part of a composite it belongs to, `others` are its other refused parts.
  package struct Refused: Error, Sendable {
    package let code: String
    package let message: Label
    package let part: String?
    package var others: [Refused] = []
  }

  /// The value; null = unanswered.
  ///
  /// - Throws: `Refused` with the control's own words, or the standard words of its type.
  package func read(_ answer: Answer) throws(Refused) -> Value {
    if !control.parts.isEmpty { return try composite(answer) }
    guard let typed = clean(answer) else { return .null }
    // Most answers are texts that nothing is asked of.
    if control.normalize == nil, control.checks.isEmpty { return try cast(typed) }
    var frame = Frame(
      slots: [Value](repeating: .null, count: max(1, control.layout.count)), today: today, now: now, host: host)
    var value: Value
    if let normalize = control.normalize, case .text(let text) = typed {
      frame.slots[0] = .string(text)
      value = normalize.expression.evaluate(&frame)
      if value.isNull { throw unreadable(typed) }
      value = try cast(value, typed)
    } else {
      value = try cast(typed)
    }
    try check(value, &frame)
    return value
  }

  // MARK: Text

  /// Without control characters and blanks round it; nil when nothing is left.
  private func clean(_ answer: Answer) -> Answer? {
    switch answer {
    case .null: return nil
    case .text(let text):
      let keepsLines = control.widget == .area
      let cleaned = Self.cleaned(text, keepsLines: keepsLines)
      return cleaned.isEmpty ? nil : .text(cleaned)
    case .number(let digits):
      // A control that normalises reads text; `13800001234` sent as a number is the same answer.
      return control.normalize == nil ? answer : .text(digits)
    case .list(let items): return items.isEmpty ? nil : answer
    case .object(let members): return members.isEmpty ? nil : answer
    case .bool: return answer
    }
  }

  static func cleaned(_ text: String, keepsLines: Bool) -> String {
    let normal = Text.normalized(text)
    if isClean(normal) { return normal }
    var out = String.UnicodeScalarView()
    for scalar in normal.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar == "\n" && keepsLines: out.append(scalar)
      case .control where scalar == "\t" || scalar == "\n": out.append(" ")
      case .control: continue
      default: out.append(scalar)
      }
    }
    while let first = out.first, first.properties.isWhitespace { out.removeFirst() }
    while let last = out.last, last.properties.isWhitespace { out.removeLast() }
    return String(out)
  }

  /// Whether there is nothing to take out: no control characters (they are ASCII, or U+0080 to U+009F, which begin with
  /// the byte C2) and no blank at either end. Most answers are; looking at every scalar's properties costs far more.
  private static func isClean(_ text: String) -> Bool {
    let plain = text.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
    }
    guard plain == true, let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    return !isBlank(first) && !isBlank(last)
  }

  /// White space; ASCII and Chinese are told without a look into the tables of Unicode.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x3000: true
    case 0x21...0x7E, 0x3001...0xFFFF: false
    default: scalar.properties.isWhitespace
    }
  }

  // MARK: Types

  private func unreadable(_ typed: Answer) -> Refused {
    var looksLikeDate = false
    if case .text(let text) = typed { looksLikeDate = text.utf8.filter { $0 >= 48 && $0 <= 57 }.count >= 6 }
    return Refused(
      code: "invalid", message: StandardWords.unreadable(control.type, looksLikeDate: looksLikeDate), part: nil)
  }

  /// A normalised value as the control's type.
  private func cast(_ value: Value, _ typed: Answer) throws(Refused) -> Value {
    switch (control.type, value) {
    case (.number, .number), (.integer, .number), (.money, .number), (.date, .date), (.boolean, .boolean),
      (.time, .time), (.dateTime, .dateTime), (.string, .string), (.duration, .dayTimeDuration),
      (.duration, .yearMonthDuration), (.place, .entity), (.entity, .entity), (.context, .context), (.list, .list),
      (.codes, .list), (.point, .context):
      return value
    case (.string, .number(let n)): return .string(n.text)
    case (_, .string(let text)): return try cast(.text(text))
    default: throw unreadable(typed)
    }
  }

  private func cast(_ typed: Answer) throws(Refused) -> Value {
    switch (control.type, typed) {
    case (.string, .text(let text)): return .string(text)
    case (.file, .text(let text)) where StoredFile.isHash(text): return .string(text)
    case (.file, .list(let items)) where items.count == 1: return try cast(items[0])
    case (.string, .number(let digits)): return .string(digits)
    case (.number, .number(let text)), (.integer, .number(let text)), (.money, .number(let text)),
      (.number, .text(let text)), (.integer, .text(let text)), (.money, .text(let text)):
      guard let number = Number(text: text) else { throw unreadable(typed) }
      return .number(number)
    case (.boolean, .bool(let b)): return .boolean(b)
    case (.boolean, .text("是")), (.boolean, .text("true")): return .boolean(true)
    case (.boolean, .text("否")), (.boolean, .text("false")): return .boolean(false)
    case (.code, .text(let text)): return .string(try code(text))
    case (.code, .number(let text)): return .string(try code(text))
    case (.codes, .text(let text)): return try codes(Self.pieces(text))
    case (.codes, .list(let items)): return try codes(items)
    case (.date, .text(let text)):
      guard let date = CivilDate(text: text) else { throw unreadable(typed) }
      return .date(date)
    case (.time, .text(let text)):
      guard let time = CivilTime(text: text) else { throw unreadable(typed) }
      return .time(time)
    case (.dateTime, .text(let text)):
      guard let time = CivilDateTime(text: text) else { throw unreadable(typed) }
      return .dateTime(time)
    case (.duration, .text(let text)):
      guard let duration = Temporal.duration(text) else { throw unreadable(typed) }
      return duration
    case (.files, .text(let text)) where StoredFile.isHash(text): return .list([.string(text)])
    case (.files, .list(let items)):
      var hashes: [Value] = []
      for item in items {
        guard case .text(let hash) = item, StoredFile.isHash(hash) else {
          throw Refused(code: "file-unknown", message: StandardWords.fileUnknown, part: nil)
        }
        if !hashes.contains(where: { $0.string == hash }) { hashes.append(.string(hash)) }
      }
      return .list(hashes)
    case (.place, .text(let text)): return try place(text)
    case (.point, .object(let members)): return try point(members)
    default: throw unreadable(typed)
    }
  }

  /// `高血压、糖尿病` as several answers.
  private static func pieces(_ text: String) -> [Answer] {
    text.split(whereSeparator: { "、,，;；".contains($0) }).map { .text(cleaned(String($0), keepsLines: false)) }
  }

  /// The stored code of a choice given by code, title or former name.
  private func code(_ text: String) throws(Refused) -> String {
    guard let options else { return text }
    if options.byCode[text] != nil { return text }
    if let found = options.options.first(where: { $0.title.zh == text || $0.title.en == text || $0.was.contains(text) }) {
      return found.code
    }
    throw Refused(code: "unknown-option", message: StandardWords.option, part: nil)
  }

  private func codes(_ items: [Answer]) throws(Refused) -> Value {
    var found: [Value] = []
    for item in items {
      let text: String
      switch item {
      case .text(let t): text = t
      case .number(let t): text = t
      default: throw Refused(code: "unknown-option", message: StandardWords.option, part: nil)
      }
      let code = Value.string(try code(text))
      if !found.contains(where: { $0.string == code.string }) { found.append(code) }
    }
    return found.isEmpty ? .null : .list(found)
  }

  /// A place by code, name or path that is unique in the city.
  private func place(_ text: String) throws(Refused) -> Value {
    guard let city, case .one(let position) = city.tree.resolve(text) else {
      throw Refused(code: "place-unknown", message: StandardWords.list, part: nil)
    }
    return .entity(EntityReference(classID: "place", id: city.ids[position]))
  }

  private func point(_ members: [String: Answer]) throws(Refused) -> Value {
    func number(_ name: String) -> Number? {
      switch members[name] {
      case .number(let text), .text(let text): Number(text: text)
      default: nil
      }
    }
    guard let longitude = number("longitude"), let latitude = number("latitude") else {
      throw Refused(code: "invalid", message: StandardWords.unreadable(.point), part: nil)
    }
    return .context(Context(keys: ["longitude", "latitude"], values: [.number(longitude), .number(latitude)]))
  }

  // MARK: Composites and checks

  /// Each part by its own control, then the composite's normaliser and checks over all of them.
  private func composite(_ answer: Answer) throws(Refused) -> Value {
    guard case .object(let members) = answer else {
      if case .null = answer { return .null }
      throw Refused(code: "invalid", message: StandardWords.parts(control.parts), part: nil)
    }
    if let stranger = members.keys.sorted().first(where: { name in !control.parts.contains { $0.id == name } }) {
      throw Refused(code: "unknown-field", message: StandardWords.unknownField, part: stranger)
    }
    var context = try parts(members)
    if context.count == 0 { return .null }
    var refused = missing(context)
    guard refused.isEmpty else { throw Self.together(&refused) }
    var frame = Frame(slots: control.slots(for: .context(context)), today: today, now: now, host: host)
    if let normalize = control.normalize {
      guard case .context(let normal) = normalize.expression.evaluate(&frame) else {
        throw Refused(code: "invalid", message: StandardWords.parts(control.parts), part: nil)
      }
      for part in control.parts { if let value = normal[part.id] { context[part.id] = value } }
    }
    refused = missing(context)
    guard refused.isEmpty else { throw Self.together(&refused) }
    frame.slots = control.slots(for: .context(context))
    try check(.context(context), &frame)
    return .context(context)
  }

  /// The values of all parts; empty when none is answered.
  ///
  /// - Throws: what is wrong with every part, what is missing beside it included.
  private func parts(_ members: [String: Answer]) throws(Refused) -> Context {
    var context = Context()
    var refused: [Refused] = []
    var isAnswered = false
    for part in control.parts {
      let reading = ControlReading(part.control, options: nil, city: city, today: today, now: now, host: host)
      do {
        let value = try reading.read(members[part.id] ?? .null)
        context[part.id] = value
        isAnswered = isAnswered || !value.isNull
      } catch {
        let inner = error.part.map { "\(part.id).\($0)" } ?? part.id
        refused.append(Refused(code: error.code, message: error.message, part: inner))
      }
    }
    if refused.isEmpty { return isAnswered ? context : Context() }
    refused += missing(context).filter { gap in !refused.contains { $0.part == gap.part } }
    throw Self.together(&refused)
  }

  private func missing(_ context: Context) -> [Refused] {
    control.parts.filter { $0.required && (context[$0.id]?.isNull ?? true) }
      .map { Refused(code: "required", message: StandardWords.required, part: $0.id) }
  }

  private static func together(_ refused: inout [Refused]) -> Refused {
    var first = refused.removeFirst()
    first.others = refused
    return first
  }

  /// In order; the first that is not true speaks. A check that cannot be decided refuses too.
  private func check(_ value: Value, _ frame: inout Frame) throws(Refused) {
    if control.parts.isEmpty, !frame.slots.isEmpty { frame.slots[0] = value }
    for check in control.checks {
      if let when = check.when, when.expression.decide(&frame) != true { continue }
      if check.formula.expression.decide(&frame) != true {
        throw Refused(code: "check", message: check.say, part: nil)
      }
    }
  }
}
