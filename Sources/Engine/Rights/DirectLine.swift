import Core
import FEEL

/// Who belongs to an organisation by what the ledgers say today: whoever studies or works there.
struct DirectLine {
  private let tables: [Table]
  private let today: String

  init(_ running: Running, _ reader: any Reader) {
    tables = [ResponsibleBody.Reason.studies, .works].compactMap { running.tables.relations[$0.relation] }
    today = CivilDateTime(milliseconds: reader.now).date.text
  }

  /// A person who is somewhere today.
  ///
  /// - Parameters:
  ///   - person: the person's id.
  ///   - within: holds for the organisations that are meant, of the column that names them.
  ///   - day: makes a term of today.
  func condition(
    of person: Term, within: (Term) -> Condition, day: (StoredValue) -> Term
  ) -> Condition {
    .any(
      tables.map { table in
        let today = day(.text(self.today))
        return .exists(
          Query(
            ["id"], of: table,
            where: .all([
              .compare(.column("from_id"), .equal, person), within(.column("to_id")), .isNull(.column("superseded_at")),
              .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, today)]),
              .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, today)]),
            ])))
      })
  }

  /// Where somebody studies or works today.
  func bodies(of person: Int64, _ reader: any Reader) throws -> Set<Int64> {
    var found: Set<Int64> = []
    for table in tables {
      let query = Query(
        ["to_id"], of: table,
        where: .all([
          .equals("from_id", 0), .isNull(.column("superseded_at")),
          .any([.isNull(.column("valid_from")), .compare(.column("valid_from"), .lessOrEqual, .parameter(1))]),
          .any([.isNull(.column("valid_to")), .compare(.column("valid_to"), .greater, .parameter(1))]),
        ]))
      let rows = try reader.rows(query, [.int(person), .text(today)], under: .system(.directory))
      found.formUnion(rows.compactMap { $0[0].int })
    }
    return found
  }
}

extension CityIndex {
  /// An organisation with the parts inside it: what stands under it, however deep, and neither governs places nor regulates
  /// anybody. A body that does is an authority by itself, whoever it stands under.
  func inside(_ body: Int64) -> [Int64] {
    var below: [Int64: [Int64]] = [:]
    for part in organizations.values where part.governs.isEmpty && part.regulates == nil {
      if let above = part.under { below[above, default: []].append(part.id) }
    }
    var found = [body], seen: Set<Int64> = [body], at = 0
    while at < found.count {
      for part in (below[found[at]] ?? []).sorted() where seen.insert(part).inserted { found.append(part) }
      at += 1
    }
    return found
  }
}
