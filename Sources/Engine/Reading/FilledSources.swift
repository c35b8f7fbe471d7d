import Core
import FEEL

/// Where the facts of some entities come from and how old they are: newest change-set first, then the day the entity was
/// entered.
struct FilledSources {
  struct Source {
    let label: Label
    /// Milliseconds UTC.
    let at: Int64
    /// A request wrote it.
    var isRequest = false
  }

  private struct Key: Hashable {
    let root: EntityClass
    let id: Int64
    let number: Int
  }

  private var sources: [Key: Source] = [:]
  private var entered: [Key: Source] = [:]

  /// Older change-sets than these are not looked through.
  private static let looked = 200
  private static let changes = Query(
    ["id", "matter", "at", "changes", "class"], of: SystemTables.changeSet, where: .equals("entity", 0),
    order: [.init(.column("id"), descending: true)], limit: .constant(.int(Int64(looked))))
  private static let confirmed = Query(
    ["attribute", "confirmed"], of: SystemTables.attributeSource, where: .equals("entity", 0))

  init(_ preparation: Preparation, _ images: [EntityRoot: EntityImage]) throws {
    var done: Set<Key> = []
    for image in images.values {
      let whole = Key(root: image.root, id: image.id, number: 0)
      if !done.insert(whole).inserted { continue }
      try read(whole, preparation)
    }
  }

  private mutating func read(_ whole: Key, _ preparation: Preparation) throws {
    let reader = preparation.reader
    let subject = whole.root == .person ? whole.id : nil
    for row in try reader.rows(Self.changes, [.int(whole.id)], under: .system(.subject)) {
      guard row[4].text == whole.root.rawValue, let at = row[2].int, let sealed = row[3].blob,
        let plain = preparation.sealing.open(sealed, subject: subject), let packed = ChangePack.decode(plain)
      else { continue }
      let label = row[1].int.map { Label(zh: "申请 \(MatterCode.text($0))", en: "request \(MatterCode.text($0))") }
      for change in packed {
        let key = Key(root: whole.root, id: whole.id, number: change.number)
        if sources[key] == nil { sources[key] = Source(label: label ?? Self.ledger, at: at, isRequest: label != nil) }
      }
    }
    for row in try reader.rows(Self.confirmed, [.int(whole.id)], under: .system(.subject)) {
      guard let number = row[0].int, let at = row[1].int else { continue }
      let key = Key(root: whole.root, id: whole.id, number: Int(number))
      sources[key] = Source(
        label: sources[key]?.label ?? Self.ledger, at: at, isRequest: sources[key]?.isRequest ?? false)
    }
    guard let table = preparation.running.tables.entities[whole.root] else { return }
    let query = preparation.running.shapes.query("entered \(table.name)") {
      Query(["created"], of: table, where: .equals("id", 0))
    }
    if let at = try reader.rows(query, [.int(whole.id)], under: .system(.subject)).first?[0].int {
      entered[whole] = Source(label: Self.ledger, at: at)
    }
  }

  private static let ledger = Label(zh: "您的档案", en: "your record")

  func source(of field: FieldProgram, _ images: [EntityRoot: EntityImage]) -> Source? {
    switch field.binding {
    case .attribute(let attribute, let root): source(attribute.number, images[root])
    case .relation(let reading, let root): source(-reading.relation.number, images[root])
    case .parts(let root): field.control.parts.first?.attribute.flatMap { source($0.number, images[root]) }
    case .ofGroup, .ofRelation, .local, .computed: nil
    }
  }

  func source(_ number: Int, _ image: EntityImage?) -> Source? {
    guard let image else { return nil }
    return sources[Key(root: image.root, id: image.id, number: number)]
      ?? entered[Key(root: image.root, id: image.id, number: 0)]
  }
}
