import Core
import FEEL
import Spec

/// A field while it is lowered: what was decided about it so far. What could not be decided stays nil and
/// unknown, and is not spoken of again. A class: every look at a field would copy it otherwise. One lowering owns it.
final class FieldEntry {
  let draft: DraftField
  /// Position in `pages` of the innermost page or group.
  let page: Int
  /// The repeating group it stands in.
  let rows: Int?
  var control: ControlProgram?
  var attribute: KnowledgeAttribute?
  var binding: FieldProgram.Binding?
  var valueType: ValueType?
  var type = Type.unknown
  /// Class of an answered entity.
  var entityClass: EntityClass?
  var options: OptionsProgram?
  var scale = 0
  var sensitivity = Sensitivity.internal
  var settings: [String: Value] = [:]

  init(draft: DraftField, page: Int, rows: Int?) {
    self.draft = draft
    self.page = page
    self.rows = rows
  }

  var name: String { draft.name }
  var isComputed: Bool { draft[.value] != nil }
}

/// A page or group while it is lowered.
struct PageEntry {
  /// nil for the page that holds fields written without one.
  let draft: DraftField?
  let parent: Int?
  /// The repeating group it is, or stands in.
  let rows: Int?
  /// Class of the entity that the group is, with its subtype as written.
  var entityClass: EntityClass?
  var fields: [Int] = []
  /// An address that asks for several homes stands as a group, each row a home.
  var isHomes = false
}
