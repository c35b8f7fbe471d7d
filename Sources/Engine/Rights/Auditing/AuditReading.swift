import Core

extension Engine {
  /// Lines of one export, at most.
  package static let mostAuditExported = 10_000
  /// Rows that one export looks at, at most.
  private static let mostAuditRead = 200_000

  /// One page of who did what and who looked at whom, the newest first; for who administers audit. Who asks about somebody
  /// leaves a trace: that they asked and how much they saw, not about whom.
  ///
  /// - Throws: `Refusal` with a field error for each part of the question that means nothing.
  package func audited(_ asked: AuditAsked, _ caller: Caller) throws -> AuditedPage {
    let question = try auditQuestion(asked, caller)
    let (page, trace) = try audited(question, question.limit, most: AuditScan.most, caller) { page in
      question.isOfSomebody && question.cursor == nil ? (LookAudit.auditSearch, page.entries.count) : nil
    }
    if let trace { try commitOrThrow(Plan(changes: [trace])) }
    return page
  }

  /// The same to be taken away, as much of it as one file holds; that it was, with what for and how much, is written before
  /// anything is given out.
  ///
  /// - Throws: `Refusal` as above, and without a purpose.
  package func exportAudit(_ asked: AuditAsked, purpose: String?, _ caller: Caller) throws -> AuditedPage {
    let purpose = ControlReading.cleaned(purpose ?? "", keepsLines: false)
    guard (1...200).contains(purpose.unicodeScalars.count) else {
      throw Refusal(
        .reasonNeeded, at: "purpose",
        Label(zh: "请写导出的用途，200 字以内", en: "Say what it is for, in 200 letters at most"))
    }
    let question = try auditQuestion(asked, caller)
    let (page, trace) = try audited(question, Self.mostAuditExported, most: Self.mostAuditRead, caller) { page in
      ("\(LookAudit.auditExport) \(purpose)", page.entries.count)
    }
    if let trace { try commitOrThrow(Plan(changes: [trace])) }
    return page
  }

  /// - Parameters:
  ///   - limit: lines.
  ///   - most: rows looked at.
  ///   - trace: what is kept of it, and how many lines were seen.
  private func audited(
    _ question: AuditQuestion, _ limit: Int, most: Int, _ caller: Caller, _ trace: (AuditedPage) -> (String, Int)?
  ) throws -> (AuditedPage, Change?) {
    try snapshot { running, reader in
      let preparation = Preparation(self, running, reader, caller)
      var filter = AuditFilter(question, preparation)
      var scan = AuditScan(filter.tracks)
      try scan.run(limit: limit, most: most, reader) { try filter.fits($0) }
      var writer = AuditWriter(preparation)
      let page = AuditedPage(
        question: question, entries: try scan.rows.map { try writer.entry($0) }, next: scan.next?.text,
        searchedTo: scan.isCut ? scan.next?.at : nil, read: scan.read)
      let post = running.city.postsByPerson[caller.person]?.first
      return (
        page,
        trace(page).map { LookAudit.ofNobody($0.0, by: caller.person, post, count: $0.1, at: reader.now) }
      )
    }
  }
}
