import Core

/// Rows of many ids with few statements: so many at a time under one text, so that what is prepared is kept.
enum ParameterRun {
  static let length = 32

  /// Rows whose column is one of as many parameters as one run has.
  static func query(
    _ columns: [String], of table: Table, among column: String, where other: Condition = .always,
    order: [Query.Order] = []
  ) -> Query {
    Query(columns, of: table, where: .all([other, .any((0..<length).map { .equals(column, $0) })]), order: order)
  }

  /// - Parameter ids: each is asked for once.
  static func rows(
    _ query: Query, _ ids: [Int64], _ reader: any Reader, under authority: Authority
  ) throws -> [Row] {
    let ids = Set(ids).sorted()
    var found: [Row] = []
    for first in stride(from: 0, to: ids.count, by: length) {
      var values = ids[first..<min(first + length, ids.count)].map(StoredValue.int)
      // The last run is filled up with what it holds.
      while values.count < length { values.append(values[0]) }
      found += try reader.rows(query, values, under: authority)
    }
    return found
  }
}

extension Preparation {
  /// Texts that are known of many, in the order of the attributes; who is not there is left out.
  func texts(_ attributes: [String], of people: [Int64]) throws -> [Int64: [String?]] {
    guard let table = running.tables.entities[.person], !people.isEmpty else { return [:] }
    let known = attributes.map { running.program.knowledge.attribute($0) }
    let columns = known.map { $0.map { $0.isStored && table.positions[$0.column] != nil ? $0.column : "id" } ?? "id" }
    let query = running.shapes.query("texts of people " + columns.joined(separator: ",")) {
      ParameterRun.query(["id"] + columns, of: table, among: "id")
    }
    var found: [Int64: [String?]] = [:]
    for row in try ParameterRun.rows(query, people, reader, under: .system(.directory)) {
      guard let id = row[0].int else { continue }
      found[id] = columns.indices.map { at in
        row[at + 1].text.flatMap { columns[at] == "id" || $0.isEmpty ? nil : $0 }
      }
    }
    return found
  }
}
