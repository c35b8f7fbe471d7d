import Core
import Engine
import FEEL

// What the engine says, as routes and pages show it.

extension RequestCard {
  init(_ line: RequestLine) {
    self.init(
      code: line.code, service: line.service, title: line.title, state: line.state, step: line.step,
      opened: line.opened, due: line.due, place: nil, subject: nil)
    filing = line.filing
  }
}

extension ListedService {
  init(_ card: ServiceCard) {
    self.init(id: card.id, title: card.title, help: card.help, variant: card.variant, place: card.placePath)
    if case .notYet(let from) = card.opening { opens = from }
    closes = card.until
    audience = card.audience
    left = card.left
    steps = card.steps
    isForCaller = card.isEligible ?? true
  }
}

extension RequestView {
  init(_ page: RequestDetail, _ language: Language, _ city: CityIndex) {
    var card = RequestCard(page.line)
    card.place = page.placePath
    card.placeThen = page.placeThen
    self.init(
      card: card, variant: page.variant, program: page.program, epoch: page.epoch,
      answers: page.answers.map {
        Line($0, city)
      },
      steps: page.steps.map {
        Step(
          id: $0.step, kind: $0.kind, claimed: $0.claimed, title: $0.title, holder: $0.holder?.text(in: language),
          opened: $0.opened, due: $0.due, done: $0.done, outcome: $0.outcome, reason: $0.reason)
      }, notes: page.messages.map { Note(text: $0.text, at: $0.created) }, verbs: page.verbs)
    clocks = page.clocks.map { Clock(holder: $0.holder.text(in: language), milliseconds: $0.milliseconds) }
    milliseconds = page.milliseconds
    offers = page.offers
    stars = page.stars
    urges = page.urges
    leader = page.leader.map { RequestCard($0) }
    joined = page.joined
    calls = page.calls
    sendings = page.sendings
    register = page.register
    alarms = page.alarms.map { AlarmLine($0) }
    retries = page.retries
    look = page.look
    offersLook = page.offersLook
  }
}

extension RequestView.Line {
  init(_ answer: RequestDetail.AnswerShown, _ city: CityIndex) {
    self.init(
      field: answer.id, title: answer.title, value: Answer(answer.value, city), shown: answer.text, ledger: answer.ledger,
      rows: answer.rows.map { row in row.map { RequestView.Line($0, city) } },
      files: answer.type == .file || answer.type == .files ? AnswerText.codes(Answer(answer.value, city)) : [])
    before = answer.before
    isAskable = answer.isAskable
    changed = answer.changed
    isPicture = answer.widget == .camera || answer.widget == .sign
  }
}

extension FormView {
  init(_ form: ServiceForm, _ city: CityIndex) {
    self.init(
      id: form.id, title: form.title, help: form.help, variant: form.variant, program: form.program,
      epoch: form.epoch,
      pages: form.pages.map { page in
        FormPage(
          id: page.id, title: page.title, help: page.help, fields: page.fields.map { FormField($0, city) })
      })
    errors = form.errors
    now = form.now
    isFilling = form.isFilling
    usesDevice = form.usesDevice
    isForFamily = form.isForFamily
    elsewhere = form.elsewhere.compactMap { name, value in
      // What a page should not carry stays the server's to look at.
      guard let json = JavaScriptTarget.json(value), json.utf8.count <= 16_384 else { return nil }
      return JavaScriptTarget.json(.string(name)).map { (name: name, json: "[\($0),\(json)]") }
    }
    let near = NearPlaces(form, city)
    for page in form.pages.indices {
      for (at, field) in form.pages[page].fields.enumerated() {
        if field.widget == .tree { pages[page].fields[at].near = near.names(at: field.level ?? .door) }
        guard let rows = field.rows, rows.fields.contains(where: { $0.widget == .tree }) else { continue }
        for (member, inner) in rows.fields.enumerated() where inner.widget == .tree {
          let names = near.names(at: inner.level ?? .door)
          pages[page].fields[at].rows?.fields[member].near = names
          for row in rows.filled.indices where rows.filled[row].indices.contains(member) {
            pages[page].fields[at].rows?.filled[row][member].near = names
          }
        }
      }
    }
  }
}

extension FormField {
  init(_ field: ServiceForm.Field, _ city: CityIndex) {
    self.init(id: field.id, control: field.control, widget: field.widget, title: field.title)
    help = field.help
    unit = field.unit
    isRequired = field.isRequired
    isVisible = field.isVisible
    isLocked = field.isReadOnly
    choices = Self.choices(field.options, field.type, field.widget)
    value = Answer(field.value, city)
    shown = Self.shown(field.value, city)
    source = field.source
    age = field.age
    parts = field.parts.map { FormField($0, city) }
    sourced = field.sourced
    isAsked = field.isAsked
    isFilled = field.isFilled
    rows = field.rows.map { rows in
      var made = Rows(
        least: rows.least, most: rows.most, fields: rows.fields.map { FormField($0, city) },
        filled: rows.filled.map { row in row.map { FormField($0, city) } })
      made.titles = rows.titles
      return made
    }
  }

  private init(_ part: ServiceForm.Part, _ city: CityIndex) {
    self.init(id: part.id, control: part.control, widget: part.widget, title: part.title)
    isRequired = part.isRequired
    choices = Self.choices(part.options, part.type, part.widget)
    value = Answer(part.value, city)
    shown = Self.shown(part.value, city)
  }

  /// What there is to choose from: yes and no are choices too, where they are offered as such.
  private static func choices(_ options: [ServiceForm.Option], _ type: ValueType, _ widget: Widget) -> [Choice] {
    guard options.isEmpty, type == .boolean, widget == .radio || widget == .select else {
      return options.map { Choice(code: $0.code, title: $0.title) }
    }
    return [
      Choice(code: "true", title: Label(zh: "是", en: "Yes")), Choice(code: "false", title: Label(zh: "否", en: "No")),
    ]
  }

  /// A place by its path.
  private static func shown(_ value: Value, _ city: CityIndex) -> String? {
    guard case .entity(let reference) = value, reference.classID == EntityClass.place.rawValue else {
      return nil
    }
    return city.path(of: reference.id)
  }
}

extension Answer {
  /// A value as a client sends it back: numbers as numbers, a place by its code, dates and times as text.
  init(_ value: Value, _ city: CityIndex) {
    switch value {
    case .null, .range, .function: self = .null
    case .boolean(let truth): self = .bool(truth)
    case .number(let number): self = .number(number.text)
    case .list(let items): self = .list(items.map { Answer($0, city) })
    case .context(let context):
      self = .object(
        Dictionary(
          zip(context.keys, context.values.map { Answer($0, city) }), uniquingKeysWith: { first, _ in first })
      )
    case .entity(let reference) where reference.classID == EntityClass.place.rawValue:
      self = city.position(of: reference.id).map { .text(city.tree.nodes[$0].code) } ?? .null
    case .string, .date, .time, .dateTime, .dayTimeDuration, .yearMonthDuration, .entity:
      self = .text(value.plainText)
    }
  }
}
