/// The number of every attribute and relation, issued once per stable id and never reused: physical names are
/// made of them (`a12`, `r_31`). Shipped numbers come from `numbers.csv`; a city's own additions get the next
/// free ones.
package struct IssuedNumbers: Sendable, Equatable {
  private var attributes: [String: Int] = [:]
  private var relations: [String: Int] = [:]
  private var lastAttribute = 0
  private var lastRelation = 0

  package init() {}

  /// Reads a table with the columns kind (`attribute` or `relation`), number, id. Rows of other kinds are
  /// left out.
  package init(_ table: CSVRows) {
    let kind = table.index(of: "kind")
    let number = table.index(of: "number")
    let id = table.index(of: "id")
    for row in table {
      guard let value = Int(row[number]), value > 0, value < Int(Int32.max) else { continue }
      switch row[kind] {
      case "attribute": insert(attribute: row[id], value)
      case "relation": insert(relation: row[id], value)
      default: break
      }
    }
  }

  /// Keeps a number that was issued before (by a table or a store).
  package mutating func insert(attribute id: String, _ number: Int) {
    attributes[id] = number
    lastAttribute = max(lastAttribute, number)
  }

  /// Keeps a number that was issued before (by a table or a store).
  package mutating func insert(relation id: String, _ number: Int) {
    relations[id] = number
    lastRelation = max(lastRelation, number)
  }

  /// The number of an attribute by qualified id; the next free one when it has none yet.
  package mutating func number(ofAttribute id: String) -> Int {
    if let number = attributes[id] { return number }
    insert(attribute: id, lastAttribute &+ 1)
    return lastAttribute
  }

  /// The number of a relation; the next free one when it has none yet.
  package mutating func number(ofRelation id: String) -> Int {
    if let number = relations[id] { return number }
    insert(relation: id, lastRelation &+ 1)
    return lastRelation
  }

  package var attributeCount: Int { attributes.count }
  package var relationCount: Int { relations.count }
}
