/// A living register of entities.
package final class LedgerProgram: Sendable {
  package struct Column: Sendable {
    package enum Source: Sendable {
      case attribute(KnowledgeAttribute)
      /// The ledger's own value, kept in its own table.
      case local(ValueType, scale: Int)
      case computed(Formula)
    }
    package let id: String
    package let title: Label
    package let source: Source
    package let control: ControlProgram?
    /// Least value that an adjustment may leave.
    package let min: Int64?
    package let update: UpdatePolicy
    /// Half-life, in days.
    package let fresh: Int?
    package let sensitivity: Sensitivity

    package init(
      id: String, title: Label, source: Source, control: ControlProgram?, min: Int64?, update: UpdatePolicy,
      fresh: Int?, sensitivity: Sensitivity
    ) {
      self.id = id
      self.title = title
      self.source = source
      self.control = control
      self.min = min
      self.update = update
      self.fresh = fresh
      self.sensitivity = sensitivity
    }
  }

  package let id: String
  package let title: Label
  package let hash: String
  package let entityClass: String
  package let root: EntityClass
  /// Who belongs, over the attributes of the class; nil = rows are put in and ended.
  package let condition: Formula?
  package let layout: SlotLayout
  package let columns: [Column]
  package let keeper: ActorProgram?
  package let update: UpdatePolicy
  package let territory: [Int64]

  package init(
    id: String, title: Label, hash: String, entityClass: String, root: EntityClass, condition: Formula?,
    layout: SlotLayout, columns: [Column], keeper: ActorProgram?, update: UpdatePolicy, territory: [Int64]
  ) {
    self.id = id
    self.title = title
    self.hash = hash
    self.entityClass = entityClass
    self.root = root
    self.condition = condition
    self.layout = layout
    self.columns = columns
    self.keeper = keeper
    self.update = update
    self.territory = territory
  }
}
