import Core
import Engine

extension Desk {
  /// One way for tables into the city: places, or the directory.
  package struct ImportDoor: Sendable {
    package var isOpen: @Sendable (Caller) throws -> Bool
    package var bring: @Sendable (Caller, BroughtTable) throws -> ImportReport
    package var records: @Sendable (Caller) throws -> [ImportRecord]
    package var undo: @Sendable (Caller, _ change: Int64) throws -> Void

    package static let closed = ImportDoor(
      isOpen: { _ in false }, bring: { _, _ in throw Problem.notFound }, records: { _ in [] },
      undo: { _, _ in throw Problem.notFound })
  }
}

/// A table as somebody brings it.
package struct BroughtTable: Sendable {
  package let text: String
  /// Rows that are wrong are left out, and the others done.
  package var isPartial = false
  /// Nothing is done.
  package var isDry = false

  package init(_ text: String, isPartial: Bool = false, isDry: Bool = false) {
    self.text = text
    self.isPartial = isPartial
    self.isDry = isDry
  }

  /// Boundaries of places are GeoJSON, tables never begin so.
  package var isBoundaries: Bool { text.first { !$0.isWhitespace && $0 != "\u{FEFF}" } == "{" }
}

extension Engine {
  /// Brings a table, or boundaries of places, on somebody's word.
  package func bring(
    _ kind: ImportKind, _ table: BroughtTable, _ caller: Caller, isOwner: Bool
  ) throws -> ImportReport {
    switch kind {
    case .directory:
      return try importDirectory(
        DirectoryTable(table.text), isPartial: table.isPartial, isDry: table.isDry, caller, isOwner ? .owner : .caller
      ).report
    case .places:
      let authority: PlaceAuthority = isOwner ? .owner : .caller
      if !table.isBoundaries {
        return try importPlaces(
          PlaceTable(table.text), isPartial: table.isPartial, isDry: table.isDry, caller, authority
        ).report
      }
      let file = try BoundaryFile(Array(table.text.utf8))
      return try importBoundaries(
        file.features, besides: file.problems, isPartial: table.isPartial, isDry: table.isDry, caller, authority)
    }
  }

  package func undoImport(_ kind: ImportKind, _ change: Int64, _ caller: Caller, isOwner: Bool) throws {
    switch kind {
    case .places: try undoPlaces(change, caller, isOwner ? .owner : .caller)
    case .directory: try undoDirectory(change, caller, isOwner ? .owner : .caller)
    }
  }
}

extension Desk.ImportDoor {
  init(engine: Engine, _ kind: ImportKind) {
    self.init(
      isOpen: { try engine.mayImport(kind, $0) }, bring: { try engine.bring(kind, $1, $0, isOwner: false) },
      records: { try engine.imports(kind, $0) }, undo: { try engine.undoImport(kind, $1, $0, isOwner: false) })
  }
}
