import Core
import FEEL

/// One row of the log or of the record of looks, as the scan reads it.
struct AuditRow {
  let source: AuditSource
  let sequence: Int64
  let at: Int64
  /// Who did it; 0 = nobody.
  let actor: Int64
  let post: Int64?
  /// The kind of an act, the query of a look.
  let words: String
  let subject: Int64?
  let matter: Int64?
  /// What was counted, of a look.
  let count: Int64?

  init(_ row: Row, _ source: AuditSource) {
    self.source = source
    sequence = row[0].int ?? 0
    at = row[1].int ?? 0
    actor = row[2].int ?? 0
    post = row[3].int
    words = row[4].text ?? ""
    subject = row[5].int
    matter = source == .act ? row[6].int : nil
    count = source == .look ? row[6].int : nil
  }

  var cursor: AuditCursor { AuditCursor(at: at, source: source, sequence: sequence) }
}

/// A stream of rows from the newest, read along one index: all of a table, or those with one value in one column.
struct AuditTrack {
  enum Line: CaseIterable {
    case everyAct, actsOfPerson, actsOfKind, actsOfRequest, everyLook, looksOfPerson, looksAtPerson

    var source: AuditSource {
      switch self {
      case .everyAct, .actsOfPerson, .actsOfKind, .actsOfRequest: .act
      case .everyLook, .looksOfPerson, .looksAtPerson: .look
      }
    }

    fileprivate var column: String? {
      switch self {
      case .everyAct, .everyLook: nil
      case .actsOfPerson: "actor"
      case .actsOfKind: "kind"
      case .actsOfRequest: "matter"
      case .looksOfPerson: "reader"
      case .looksAtPerson: "subject"
      }
    }

    var query: Query { Self.queries[self] ?? Self.made(self) }

    private static let queries = Dictionary(uniqueKeysWithValues: allCases.map { ($0, made($0)) })

    /// Parameters: 0 the newest moment and 1 below which row at it, 2 the oldest moment, 3 how many, 4 the value.
    private static func made(_ line: Line) -> Query {
      let isAct = line.source == .act
      var conditions: [Condition] = [
        .compare(.column("at"), .lessOrEqual, .parameter(0)), .compare(.column("at"), .greaterOrEqual, .parameter(2)),
        .any([
          .compare(.column("at"), .less, .parameter(0)), .compare(.column("sequence"), .less, .parameter(1)),
        ]),
      ]
      if let column = line.column { conditions.insert(.equals(column, 4), at: 0) }
      return Query(
        isAct
          ? ["sequence", "at", "actor", "post", "kind", "subject", "matter"]
          : ["sequence", "at", "reader", "post", "query", "subject", "count"],
        of: isAct ? SystemTables.event : SystemTables.readAudit, where: .all(conditions),
        order: [.init(.column("at"), descending: true), .init(.column("sequence"), descending: true)],
        limit: .parameter(3))
    }
  }

  private let line: Line
  private let value: StoredValue?
  private let oldest: Int64
  private var at: Int64
  private var below: Int64
  private var waiting: [AuditRow] = []
  private var isRead = false
  private var portion = 64
  /// Rows that the store gave.
  private(set) var read = 0

  private static let mostAtOnce = 512

  /// - Parameters:
  ///   - value: of the line's column; nil where the line has none.
  ///   - after: the last row that is not wanted again.
  ///   - days: moments, milliseconds UTC.
  init(_ line: Line, _ value: StoredValue? = nil, after: AuditCursor?, days: Range<Int64>) {
    self.line = line
    self.value = value
    oldest = days.lowerBound
    let newest = days.upperBound - 1
    if let after, after.at <= newest {
      at = after.at
      below = after.sequence(behindIn: line.source)
    } else {
      at = newest
      below = .max
    }
  }

  /// The next row, without taking it.
  mutating func head(_ reader: any Reader) throws -> AuditRow? {
    if waiting.isEmpty, !isRead {
      var parameters: [StoredValue] = [.int(at), .int(below), .int(oldest), .int(Int64(portion))]
      if let value { parameters.append(value) }
      let rows = try reader.rows(line.query, parameters, under: .system(.audit)).map { AuditRow($0, line.source) }
      read += rows.count
      isRead = rows.count < portion
      portion = Self.mostAtOnce
      if let last = rows.last {
        at = last.at
        below = last.sequence
      }
      waiting = rows.reversed()
    }
    return waiting.last
  }

  mutating func take() { waiting.removeLast() }
}

/// Reads streams together, the newest row first, and keeps those that fit, until there are enough or enough were looked at.
struct AuditScan {
  /// Rows that one page looks at, at most: what is rare is searched on by the next one.
  static let most = 5_000

  private var tracks: [AuditTrack]
  private(set) var rows: [AuditRow] = []
  /// Where the next page begins; nil = there is nothing behind.
  private(set) var next: AuditCursor?
  /// Ended because enough was looked at: what lies behind may fit as well.
  private(set) var isCut = false

  init(_ tracks: [AuditTrack]) { self.tracks = tracks }

  /// Rows that the store gave.
  var read: Int { tracks.reduce(0) { $0 + $1.read } }

  /// - Parameters:
  ///   - limit: rows wanted.
  ///   - most: rows looked at.
  mutating func run(limit: Int, most: Int, _ reader: any Reader, _ fits: (AuditRow) throws -> Bool) throws {
    var looked = 0, last: AuditCursor?
    while let track = try first(reader), let row = try tracks[track].head(reader) {
      if rows.count == limit || looked == most {
        isCut = rows.count < limit
        next = last
        return
      }
      tracks[track].take()
      looked += 1
      last = row.cursor
      if try fits(row) { rows.append(row) }
    }
  }

  /// The stream with the newest row.
  private mutating func first(_ reader: any Reader) throws -> Int? {
    var best: (track: Int, cursor: AuditCursor)?
    for track in tracks.indices {
      guard let head = try tracks[track].head(reader)?.cursor else { continue }
      if best.map({ head.isBefore($0.cursor) }) ?? true { best = (track, head) }
    }
    return best?.track
  }
}
