import Core

/// Who signs a visit of a step later.
struct SignerRow: Hashable {
  let id: Int64
  let visit: Int64
  /// The seat that the stay will have.
  let seat: Int64
  /// The seat after which it comes; nil = when nobody of the visit has it any more.
  let behind: Int64?
  let holding: Holding

  init(id: Int64, visit: Int64, seat: Int64, behind: Int64?, holding: Holding) {
    self.id = id
    self.visit = visit
    self.seat = seat
    self.behind = behind
    self.holding = holding
  }

  private init?(_ row: Row) {
    guard let id = row[0].int, let visit = row[1].int, let seat = row[2].int else { return nil }
    self.id = id
    self.visit = visit
    self.seat = seat
    behind = row[3].int
    if let post = row[6].int {
      holding = .post(post)
    } else {
      guard let role = row[4].text else { return nil }
      holding = .pool(role: role, place: row[5].int)
    }
  }

  /// In the order of the table's columns.
  func stored(of matter: Int64) -> [StoredValue] {
    var role: String?, place: Int64?, post: Int64?
    switch holding {
    case .post(let id): post = id
    case .pool(let name, let at): (role, place) = (name, at)
    }
    return [
      .int(id), .int(matter), .int(visit), .int(seat), StoredValue(behind), StoredValue(role), StoredValue(place),
      StoredValue(post),
    ]
  }

  private static let ofMatter = Query(
    ["id", "visit", "seat", "behind", "role", "place", "post"], of: SystemTables.signer, where: .equals("matter", 0),
    order: [.init(.column("id"))])

  /// All signers of a matter, in the order they were named.
  static func all(of matter: Int64, _ reader: any Reader) throws -> [SignerRow] {
    try reader.rows(ofMatter, [.int(matter)], under: .system(.command)).compactMap { SignerRow($0) }
  }
}
