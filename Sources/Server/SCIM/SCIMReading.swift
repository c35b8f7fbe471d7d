import Core
import Engine
import FEEL

/// What a client sends, brought to the attributes of a schema: names as the schema spells them, values of its types. What
/// the schema does not have, or only we write, is passed over.
struct SCIMReading {
  let schema: SCIMSchema

  private static let longest = 1_000
  private static let mostValues = 10_000

  /// A number as other systems keep it, who know what it means at their place: 3 to 15 digits (E.164) with the marks that
  /// are written between them.
  private static func isNumberElsewhere(_ text: String) -> Bool {
    let digits = text.unicodeScalars.filter { ("0"..."9").contains($0) }.count
    return (3...15).contains(digits) && text.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || "+-(). /".unicodeScalars.contains($0) }
  }

  /// - Throws: `Problem` 400.
  func attributes(_ members: [String: Answer]) throws -> [String: Answer] {
    if let schemas = members.first(where: { $0.key.lowercased() == "schemas" })?.value {
      let named = (schemas.elements ?? []).contains { $0.text?.lowercased() == schema.id.lowercased() }
      guard named else { throw SCIMError.invalid("schemas 里没有 \(schema.id)", "`schemas` lacks \(schema.id)") }
    }
    var read: [String: Answer] = [:]
    for (name, value) in members {
      guard let attribute = schema.attribute(name), attribute.mutability == .readWrite else { continue }
      if let value = try self.value(attribute, value) { read[attribute.name] = value }
    }
    return read
  }

  /// Nil for no value. - Throws: `Problem` 400 `invalidValue`.
  func value(_ attribute: SCIMAttribute, _ value: Answer) throws -> Answer? {
    if case .null = value { return nil }
    guard attribute.isMany else { return try one(attribute, value) }
    let elements = value.elements ?? [value]
    guard elements.count <= Self.mostValues else {
      throw SCIMError.invalid("「\(attribute.name)」的值太多", "`\(attribute.name)` has too many values")
    }
    let read = try elements.compactMap { try one(attribute, $0) }
    guard read.count(where: { $0.members?["primary"] == .bool(true) }) <= 1 else {
      throw SCIMError.invalid("「\(attribute.name)」只能有一个 primary", "`\(attribute.name)` has one primary at most")
    }
    return read.isEmpty ? nil : .list(read)
  }

  private func one(_ attribute: SCIMAttribute, _ value: Answer) throws -> Answer? {
    switch (attribute.kind, value) {
    case (_, .null): return nil
    case (.string, .text(let text)), (.reference, .text(let text)):
      guard text.unicodeScalars.count <= Self.longest else {
        throw SCIMError.invalid("「\(attribute.name)」太长", "`\(attribute.name)` is too long")
      }
      if attribute.isPhone, PhoneNumber(text) == nil, !Self.isNumberElsewhere(text) {
        throw SCIMError.invalid("「\(text.prefix(40))」\(PhoneNumber.complaint.zh)", "`\(text.prefix(40))`: \(PhoneNumber.complaint.en)")
      }
      return .text(text)
    case (.boolean, .bool): return value
    // Some clients write truth as text.
    case (.boolean, .text(let text)) where ["true", "false"].contains(text.lowercased()):
      return .bool(text.lowercased() == "true")
    case (.complex, .object(let members)):
      var read: [String: Answer] = [:]
      for (name, value) in members {
        guard let part = attribute.part(name) else { continue }
        if let value = try self.one(part, value) { read[part.name] = value }
      }
      return read.isEmpty ? nil : .object(read)
    case (.complex, .text) where attribute.isMany: return .object(["value": value])
    default:
      throw SCIMError.invalid("「\(attribute.name)」的值不对", "`\(attribute.name)` does not fit")
    }
  }
}
