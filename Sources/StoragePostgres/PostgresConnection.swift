internal import CPostgres
internal import Core
internal import Storage

/// One session on the server, used by one thread at a time.
final class PostgresConnection {
  let handle: OpaquePointer
  private var prepared: [Int: Prepared] = [:]
  private var clock: UInt64 = 0
  private var parameters = PostgresParameters()

  /// Statements kept prepared in a session; beyond it the half not used for longest goes.
  private static let limit = 512

  struct Prepared {
    let name: String
    let sql: RenderedSQL
    /// What an error calls it.
    let title: String
    fileprivate var used: UInt64
  }

  /// - Throws: `StoreError.unavailable` when there is no server, or one we cannot use.
  init(_ url: String) throws {
    guard let handle = PQconnectdb(url) else { throw StoreError.unavailable("out of memory") }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      throw StoreError.unavailable(PostgresFailure.lost(handle).text)
    }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    do {
      try configure()
    } catch let failure as PostgresFailure {
      throw failure.storeError("connect")
    }
  }

  deinit { PQfinish(handle) }

  private func configure() throws {
    guard try rows("SHOW server_encoding").first?[0].text == "UTF8" else {
      throw StoreError.unavailable("the database is not in UTF8")
    }
    try run(
      "SET client_encoding='UTF8'; SET datestyle='ISO, YMD'; SET bytea_output='hex'; SET timezone='UTC';"
        + "SET standard_conforming_strings=on; SET client_min_messages=error; SET application_name='hutong';"
        + "SET lock_timeout='5s'; SET statement_timeout='30s'; SET idle_in_transaction_session_timeout='60s'")
    // Power may fail the moment after the reply: a commit waits for its record on the disk.
    try run("SET synchronous_commit=on")
  }

  /// Whether the session still stands, as far as can be seen without asking the server.
  var isAlive: Bool {
    PQstatus(handle) == CONNECTION_OK && PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK
  }

  /// Whether it stands outside any transaction.
  var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

  // MARK: Plain text

  /// Runs statements without parameters.
  func run(_ sql: String) throws {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    try check(result)
  }

  /// The rows of the last of some statements, every value as text.
  func rows(_ sql: String) throws -> [Row] {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    try check(result)
    return (0..<PQntuples(result)).map { row in
      Row((0..<PQnfields(result)).map { PostgresRows.text(result, row, $0).map(StoredValue.text) ?? .null })
    }
  }

  private func check(_ result: OpaquePointer?) throws {
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
    default: throw PostgresFailure(result, handle)
    }
  }

  // MARK: Prepared statements

  /// - Parameter key: what the text is known by; the same key always means the same text.
  func prepare(_ key: Int, _ title: String, _ make: () throws -> RenderedSQL) throws -> Prepared {
    clock &+= 1
    if let index = prepared.index(forKey: key) {
      prepared.values[index].used = clock
      return prepared.values[index]
    }
    if prepared.count >= Self.limit { try forget() }
    let made = Prepared(name: "h\(key)", sql: try make(), title: title, used: clock)
    let types = made.sql.parameters.map { $0?.oid ?? ColumnType.text.oid } + made.sql.extras.map { _ in 0 }
    let result = PQprepare(handle, made.name, made.sql.text, Int32(truncatingIfNeeded: types.count), types)
    defer { PQclear(result) }
    try check(result)
    prepared[key] = made
    return made
  }

  private func forget() throws {
    let ages = prepared.values.map(\.used).sorted()
    let median = ages[ages.count / 2]
    let old = prepared.values.filter { $0.used <= median }
    try run(old.map { "DEALLOCATE \"\($0.name)\"" }.joined(separator: ";"))
    prepared = prepared.filter { $0.value.used > median }
  }

  /// Runs a prepared query and goes through its rows; false ends the walk.
  func each(
    _ prepared: Prepared, _ values: [StoredValue], _ query: Query, _ body: (any RowValues) throws -> Bool
  ) throws {
    try parameters.set(values, prepared.sql, prepared.title)
    let result = parameters.use { PQexecPrepared(handle, prepared.name, $0, $1, $2, $3, 0) }
    defer { PQclear(result) }
    try check(result)
    let walk = PostgresRows(result, query, prepared.title)
    while walk.next(), try body(walk) {}
    try walk.proveFit()
  }

  // MARK: Pipeline

  /// Sends one statement of a pipeline.
  func send(_ prepared: Prepared, _ values: [StoredValue]) throws {
    try parameters.set(values, prepared.sql, prepared.title)
    let sent = parameters.use { PQsendQueryPrepared(handle, prepared.name, $0, $1, $2, $3, 0) }
    if sent != 1 { throw PostgresFailure.lost(handle) }
  }

  /// Sends so many statements in one round trip.
  ///
  /// - Returns: the status word of the last statement.
  /// - Throws: `PipelineFailure` with the position of the first statement that failed; `PostgresFailure` that is lost
  ///   when the connection ended.
  func pipeline(_ count: Int, _ sending: (Int) throws -> Void) throws -> String {
    guard PQenterPipelineMode(handle) == 1 else { throw PostgresFailure.lost(handle) }
    var sent = 0
    var mistake: (any Error)?
    while sent < count, mistake == nil {
      do {
        try sending(sent)
        sent += 1
      } catch { mistake = error }
    }
    guard PQpipelineSync(handle) == 1 else { throw PostgresFailure.lost(handle) }
    let (last, failure) = try collect()
    guard PQexitPipelineMode(handle) == 1 else { throw PostgresFailure.lost(handle) }
    if let failure { throw failure }
    if let mistake { throw PipelineFailure(position: sent, error: mistake) }
    return last
  }

  /// Reads results up to the mark that ends the pipeline.
  private func collect() throws -> (last: String, failure: PipelineFailure?) {
    var position = 0
    var last = ""
    var failure: PipelineFailure?
    while true {
      guard let result = PQgetResult(handle) else {
        // The end of one statement's results; or the end of the connection, which would go on for ever.
        guard PQstatus(handle) == CONNECTION_OK else { throw PostgresFailure.lost(handle) }
        position += 1
        continue
      }
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_PIPELINE_SYNC: return (last, failure)
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK: last = String(cString: PQcmdStatus(result))
      case PGRES_PIPELINE_ABORTED: last = ""
      default:
        let error = PostgresFailure(result, handle)
        guard !error.isLost, PQstatus(handle) == CONNECTION_OK else {
          throw PostgresFailure(state: "", text: error.text)
        }
        if failure == nil { failure = PipelineFailure(position: position, error: error) }
      }
    }
  }
}

/// A statement of a pipeline failed; those after it did not run.
struct PipelineFailure: Error {
  let position: Int
  let error: any Error
}
