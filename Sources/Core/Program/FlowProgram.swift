/// The steps of a channel in order; empty = done at submit.
package struct FlowProgram: Sendable {
  package let steps: [StepProgram]
  package let byID: [String: Int]
  package init(_ steps: [StepProgram]) {
    self.steps = steps
    byID = Dictionary(steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
  }
  package static let none = FlowProgram([])
}

package struct StepProgram: Sendable {
  package let id: String
  package let title: Label
  package let kind: StepKind
  /// In order: who comes first and is staffed. `holder` = whom the dispatch of the variant names.
  package let by: [ActorProgram]
  package let when: Formula?
  package let within: WorkingDuration?
  package let allow: Set<Verb>
  package let then: [Verb: StepTarget]
  /// Former ids: running matters follow.
  package let was: [String]
  package let range: SourceRange

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
}

/// What a step does. A kind that is not here is refused at publish with `not-yet`.
package enum StepKind: Sendable {
  /// One holder decides.
  case review(batch: BatchProgram?)
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
