import Core
import Spec

/// A field, page or group as its author wrote it, with what overlays and variants set over it.
struct DraftField: Sendable {
  let spec: FieldSpec
  /// The outermost first; the last one that sets a key wins.
  var changes: [ChangeSpec] = []
  var children: [DraftField]
  /// Set where an address with several homes stands as a group of rows: this is a field of such a row, and of the keys
  /// that the author wrote it has those that are about the home itself.
  var part: HomePart?
  /// Put in by an overlay or variant: such fields get their slots behind those of the base, so that a slot
  /// of the base means the same in all variants.
  var isAdded = false

  init(_ spec: FieldSpec, isAdded: Bool = false) {
    self.spec = spec
    self.isAdded = isAdded
    children = spec.fields.map { DraftField($0, isAdded: isAdded) }
  }

  /// The fields of a row of homes.
  enum HomePart: Sendable {
    case place, days

    var title: Label { self == .place ? Homes.home : Homes.daysTitle }

    func keeps(_ key: SpecKey) -> Bool {
      self == .place && [.control, .bind, .of, .level, .sensitivity, .settings, .fill].contains(key)
    }
  }

  var name: String { part?.title.zh ?? spec.name }
  var nameRange: SourceRange { spec.nameRange }
  /// A page or group, not a field.
  var isGroup: Bool { spec.node.has(.fields) }

  /// The value of a key where it was set last.
  subscript(key: SpecKey) -> SpecNode? {
    if let part, !part.keeps(key) { return nil }
    for change in changes.reversed() {
      if let node = change.node[key] { return node }
    }
    return spec.node[key]
  }

  /// Whether an address asks for several homes, and whether for the days of each.
  func homes(_ table: SpecTable) -> (isSeveral: Bool, isWeekly: Bool) {
    guard !isGroup, part == nil, let settings = self[.settings], !settings.isInvalid else { return (false, false) }
    func isSet(_ name: String) -> Bool {
      guard let node = settings.entry(name), !node.isInvalid, node.kind == .scalar else { return false }
      return table.word(node.text, in: "bool") == "true"
    }
    return (isSet("several") || isSet("weekly"), isSet("weekly"))
  }

  /// The field as one of a row of homes.
  func home(_ part: HomePart) -> DraftField {
    var field = self
    field.part = part
    return field
  }

  /// This one and everything inside, depth first.
  func walk(_ visit: (DraftField) -> Void) {
    visit(self)
    for child in children { child.walk(visit) }
  }

  /// Sets a change on the field, page or group of that name; false when there is none.
  @discardableResult
  mutating func apply(_ change: ChangeSpec, to name: String) -> Bool {
    if self.name == name {
      changes.append(change)
      return true
    }
    for index in children.indices where children[index].apply(change, to: name) { return true }
    return false
  }

  /// Puts a field in behind the one of that name; false when that is not inside.
  mutating func insert(_ field: DraftField, after name: String) -> Bool {
    if let index = children.firstIndex(where: { $0.name == name }) {
      children.insert(field, at: index + 1)
      return true
    }
    for index in children.indices where children[index].insert(field, after: name) { return true }
    return false
  }
}
