/// The steps of a channel; empty = done at submit.
///
/// Steps of branches and sub-flows stand in the same list as those of the flow itself, which come first. Steps that
/// follow each other make a line; a line that ends goes on behind the step that opened it.
package struct FlowProgram: Sendable {
  /// Steps that follow each other.
  package struct Line: Sendable, Hashable {
    /// The parallel step (or sub-flow) that opens it; nil = the flow itself.
    package let owner: Int?
    package let title: Label
    /// Positions of its steps.
    package let steps: Range<Int>
  }

  package let steps: [StepProgram]
  /// By id; a step inside a branch is called `step/branch/name`.
  package let byID: [String: Int]
  /// The lines inside parallel steps and sub-flows, which are numbered from 1; 0 is the flow itself.
  package let branches: [Line]
  private let trunkCount: Int

  /// - Parameter steps: The steps of the flow in order, branches inside; `then` counts within each list.
  package init(_ steps: [StepProgram]) {
    var made: [StepProgram] = []
    var lines: [Line] = []
    var open: [(steps: [StepProgram], owner: Int?, title: Label, prefix: String)] = [(steps, nil, Label(zh: ""), "")]
    while !open.isEmpty {
      let next = open.removeFirst()
      let first = made.count
      for step in next.steps {
        made.append(step.placed(in: lines.count, from: first, prefix: next.prefix))
      }
      for (at, step) in next.steps.enumerated() {
        for branch in step.kind.branches {
          let prefix = "\(next.prefix)\(step.id)/\(branch.id)/"
          open.append((branch.steps, first + at, branch.title, prefix))
        }
      }
      lines.append(Line(owner: next.owner, title: next.title, steps: first..<made.count))
    }
    // Without the room that appending left.
    self.steps = made.map { $0 }
    trunkCount = steps.count
    branches = lines.dropFirst().map { $0 }
    byID = Dictionary(made.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
  }
  package static let none = FlowProgram([])

  /// The steps of the flow itself, without those of branches.
  package var trunk: ArraySlice<StepProgram> { steps[..<trunkCount] }

  /// A line by its number; nil when there is none.
  package func line(_ number: Int) -> Line? {
    if number == 0 { return Line(owner: nil, title: Label(zh: ""), steps: 0..<trunkCount) }
    return branches.indices.contains(number - 1) ? branches[number - 1] : nil
  }

  /// The parallel steps that a step lies in, innermost first.
  package func owners(of step: Int) -> [Int] {
    var found: [Int] = []
    var at: Int? = step
    while let here = at, steps.indices.contains(here), let owner = line(steps[here].line)?.owner {
      found.append(owner)
      at = owner
    }
    return found
  }

  /// Whether a step lies in a branch of another, at any depth.
  package func lies(_ step: Int, in owner: Int) -> Bool { owners(of: step).contains(owner) }

  /// The step of the flow itself that a step is, or lies in.
  package func root(of step: Int) -> Int { owners(of: step).last ?? step }
}

package struct StepProgram: Sendable {
  /// As stays name it; inside a branch with the names of the steps around it.
  package private(set) var id: String
  package let title: Label
  package let kind: StepKind
  /// In order: who comes first and is staffed. `holder` = whom the dispatch of the variant names.
  package let by: [ActorProgram]
  package let when: Formula?
  package let within: WorkingDuration?
  package let allow: Set<Verb>
  package private(set) var then: [Verb: StepTarget]
  /// Former ids: running matters follow.
  package let was: [String]
  package let range: SourceRange
  /// How several holders decide.
  package var mode = StepMode.any
  /// Further holders, each as `by`; with any mode but `any` each has a voice of its own.
  package var others: [[ActorProgram]] = []
  /// Before and after the deadline, in the order written.
  package var reminders: [ReminderProgram] = []
  /// Which line of the flow it stands in.
  package private(set) var line = 0

  package init(
    id: String, title: Label, kind: StepKind, by: [ActorProgram], when: Formula?, within: WorkingDuration?,
    allow: Set<Verb>, then: [Verb: StepTarget], was: [String], range: SourceRange
  ) {
    self.id = id
    self.title = title
    self.kind = kind
    self.by = by
    self.when = when
    self.within = within
    self.allow = allow
    self.then = then
    self.was = was
    self.range = range
  }

  /// The same in its line; targets count in the whole flow.
  fileprivate func placed(in line: Int, from first: Int, prefix: String) -> StepProgram {
    var step = self
    step.id = prefix + id
    step.line = line
    step.then = then.mapValues { target in
      if case .step(let position) = target { .step(first + position) } else { target }
    }
    return step
  }
}

/// How several holders of a step decide.
package enum StepMode: Sendable, Hashable {
  /// Who decides first decides.
  case any
  case all
  /// One after the other, in the order written.
  case inTurn
  /// Passed as soon as this share of all voters has agreed, failed as soon as it cannot be reached any more.
  indirect case vote(numerator: Int, denominator: Int)
}

/// What a step does. A kind that is not here is refused at publish with `not-yet`.
package enum StepKind: Sendable {
  /// Its holders decide.
  case review(batch: BatchProgram?)
  /// Somebody writes the answers of these fields.
  case fill(fields: [Int])
  /// Branches that are open at once; goes on when all have ended, or with the first. A sub-flow is a single branch.
  case parallel([BranchProgram], first: Bool)
  /// Waits.
  case timer(TimerProgram)
  /// Writes answers by expressions and goes on.
  case set([(field: Int, formula: Formula)])
  /// Asks another system and waits for what it answers.
  indirect case call(CallProgram)
  /// Tells somebody something and goes on.
  indirect case send(to: MessageTarget, say: TemplateProgram, via: [Channel])

  /// What it opens.
  package var branches: [BranchProgram] { if case .parallel(let branches, _) = self { branches } else { [] } }
}

package struct BranchProgram: Sendable {
  package let id: String
  package let title: Label
  package let steps: [StepProgram]
  package init(id: String, title: Label, steps: [StepProgram]) {
    self.id = id
    self.title = title
    self.steps = steps
  }
}

package enum TimerProgram: Sendable {
  /// Until this moment; a day begins at midnight. Null = blocked with an alarm.
  case until(Formula)
  case span(WorkingDuration)
}

/// One reminder of a step with a time allowed.
package struct ReminderProgram: Sendable, Hashable {
  package enum Moment: Sendable, Hashable {
    case before(WorkingDuration)
    case after(WorkingDuration)
  }
  package enum Escalation: Sendable, Hashable {
    /// To the body above the holder's.
    case up
    case to(ActorProgram)
  }
  package let moment: Moment
  /// Who is told.
  package let to: MessageTarget
  /// The step is theirs too from then on.
  package let escalation: Escalation?
  package let via: [Channel]

  package init(moment: Moment, to: MessageTarget, escalation: Escalation?, via: [Channel]) {
    self.moment = moment
    self.to = to
    self.escalation = escalation
    self.via = via
  }
}

/// Matters wait in state `held` until their list is closed, then go on to the step's holder, each with its own decision.
package struct BatchProgram: Sendable {
  package enum Per: Sendable, Hashable {
    case holder
    case level(PlaceLevel)
    case field(Int)
  }
  package enum Close: Sendable, Hashable {
    case byHand
    case lines(Int)
    /// Minutes after midnight, Shanghai time.
    case timeOfDay(Int)
  }
  package let per: Per
  package let close: Close
  package init(per: Per, close: Close) {
    self.per = per
    self.close = close
  }
}

package enum StepTarget: Sendable, Hashable {
  case step(Int)
  case end
  case applicant
}

/// Who acts.
package enum ActorProgram: Sendable, Hashable {
  /// The nearest post above the matter's place that holds the role; `at` a level, when given.
  case role(String, at: PlaceLevel?, along: AuthorityLine)
  /// A post that holds the role inside the organisation that an expression gives, else inside the bodies above it.
  case inside(Formula, role: String)
  case recipient(Recipient)
}

/// A time allowed.
package struct WorkingDuration: Sendable, Hashable {
  package enum Unit: String, Word {
    case second, minute, hour, day, week, month, year, workday, workhour

    package var alias: String {
      switch self {
      case .second: "秒"
      case .minute: "分钟"
      case .hour: "小时"
      case .day: "天"
      case .week: "周"
      case .month: "个月"
      case .year: "年"
      case .workday: "工作日"
      case .workhour: "工作小时"
      }
    }
  }
  package let count: Int
  package let unit: Unit
  package init(_ count: Int, _ unit: Unit) {
    self.count = count
    self.unit = unit
  }
}
