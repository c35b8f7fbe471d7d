import Core

/// What an import did, or would do: the same for every kind of table.
package struct ImportReport: Sendable {
  /// So many of something.
  package struct Count: Sendable {
    package let title: Label
    package let count: Int
  }

  /// The id by which it can be undone; nil when nothing was done, or what was done has no way back.
  package let change: Int64?
  package let counts: [Count]
  package let problems: [RowProblem]
  /// Rows that do more than bring something new, as far as people should look at them.
  package let remarks: [RowProblem]
  /// Something was written.
  package let isDone: Bool

  init(
    change: Int64?, isDone: Bool, _ counts: [(zh: String, en: String, count: Int)], _ problems: [RowProblem],
    remarks: [RowProblem] = []
  ) {
    self.remarks = remarks
    self.change = change
    self.isDone = isDone
    self.counts = counts.map { Count(title: Label(zh: $0.zh, en: $0.en), count: $0.count) }
    self.problems = problems
  }
}

/// An import as it is kept, for who looks at what was brought.
package struct ImportRecord: Sendable {
  package let id: Int64
  /// Milliseconds UTC.
  package let at: Int64
  package let actor: String
  /// What it brought, as its record says it.
  package let text: String
  package let isUndone: Bool
}

extension PlaceImportPlan {
  package var report: ImportReport {
    ImportReport(
      change: change, isDone: change != nil,
      [
        ("新增", "new", created), ("改名", "renamed", renamed), ("换成正式编码", "official codes", recoded),
        ("不变", "unchanged", unchanged), ("有错", "wrong", problems.count),
      ], problems,
      remarks: (renames.map { rename in
        RowProblem(
          line: rename.line, column: 1,
          Message(zh: "「\(rename.path)」改名为「\(rename.name)」", en: "`\(rename.path)` will be called `\(rename.name)`"))
      } + namesakes).sorted { ($0.line, $0.column) < ($1.line, $1.column) })
  }
}

extension DirectoryImportPlan {
  package var report: ImportReport {
    ImportReport(
      change: change, isDone: change != nil,
      [
        ("新单位", "new organisations", organizations), ("新岗位", "new posts", posts), ("任职", "terms", appointments),
        ("改岗位", "posts described anew", described), ("不变", "unchanged", unchanged), ("有错", "wrong", problems.count),
      ], problems, remarks: remarks)
  }
}

extension Engine {
  /// Decides and commits until nobody came in between.
  ///
  /// - Parameter decide: the answer, and what is to be written; nil = nothing.
  /// - Throws: `Refusal` `moved-on` when it was overtaken again and again; `StoreError`.
  func bringing<Answer>(
    _ overtaken: Label, _ decide: (Running, any Reader) throws -> (Answer, Plan?)
  ) throws -> Answer {
    for _ in 0..<8 {
      let (answer, plan) = try snapshot(decide)
      guard let plan else { return answer }
      switch commitNow(plan) {
      case .committed, .repeated: return answer
      case .failed, .keyReused: continue
      case .unavailable(let reason): throw StoreError.unavailable(reason)
      case .rejected(let statement, let reason): throw StoreError.rejected(statement: statement, reason: reason)
      }
    }
    throw Refusal(.movedOn, overtaken)
  }
}

extension Engine {
  /// Whether somebody may bring tables at all: the right `edit` over places or over the directory, anywhere.
  package func mayImport(_ kind: ImportKind, _ caller: Caller) throws -> Bool {
    try snapshot { running, reader in
      !Rights(running, caller, reader).reach(.edit, kind: kind.thing).isEmpty
    }
  }

  /// Imports, the newest first.
  package func imports(_ kind: ImportKind, _ caller: Caller) throws -> [ImportRecord] {
    let found: [(id: Int64, at: Int64, actor: Int64, text: String, isUndone: Bool)] =
      switch kind {
      case .places:
        try placeChanges(limit: Self.importsShown * 4).filter { $0.act == "import" }.prefix(Self.importsShown)
          .map { ($0.id, $0.at, $0.actor, $0.text, $0.state == .undone) }
      case .directory:
        try directoryChanges(limit: Self.importsShown).filter { $0.act == "import" }
          .map { ($0.id, $0.at, $0.actor, String($0.rows), $0.isUndone) }
      }
    return try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      return try found.map { record in
        ImportRecord(
          id: record.id, at: record.at, actor: record.actor == 0 ? "" : try preparation.staffName(record.actor),
          text: record.text, isUndone: record.isUndone)
      }
    }
  }

  private static let importsShown = 20
}

/// What a table is brought into.
package enum ImportKind: String, Sendable, CaseIterable {
  case places, directory

  /// The kind that grants speak of.
  fileprivate var thing: String { rawValue }
}
