import Core
import Engine

extension Desk {
  /// One way for tables into the city: places, or the directory.
  package struct ImportDoor: Sendable {
    package var isOpen: @Sendable (Caller, DirectoryAuthority) throws -> Bool
    package var bring: @Sendable (Caller, DirectoryAuthority, BroughtTable) throws -> ImportReport
    package var records: @Sendable (Caller) throws -> [ImportRecord]
    package var undo: @Sendable (Caller, DirectoryAuthority, _ change: Int64) throws -> Void

    package static let closed = ImportDoor(
      isOpen: { _, _ in false }, bring: { _, _, _ in throw Problem.notFound }, records: { _ in [] },
      undo: { _, _, _ in throw Problem.notFound })
  }
}

/// A table as somebody brings it.
package struct BroughtTable: Sendable {
  package let text: String
  /// Rows that are wrong are left out, and the others done.
  package var isPartial = false
  /// Nothing is done.
  package var isDry = false
  /// Hears how far it is.
  package var progress: ImportProgress?

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
  ///
  /// - Parameter authority: of who administers security over the directory alone; places want the caller's own right.
  package func bring(
    _ kind: ImportKind, _ table: BroughtTable, _ caller: Caller, _ authority: DirectoryAuthority
  ) throws -> ImportReport {
    switch kind {
    case .directory:
      return try importDirectory(
        DirectoryTable(table.text), isPartial: table.isPartial, isDry: table.isDry, caller, authority, table.progress
      ).report
    case .places:
      let authority: PlaceAuthority = authority == .owner ? .owner : .caller
      if !table.isBoundaries {
        return try importPlaces(
          PlaceTable(table.text), isPartial: table.isPartial, isDry: table.isDry, caller, authority, table.progress
        ).report
      }
      let file = try BoundaryFile(Array(table.text.utf8))
      return try importBoundaries(
        file.features, besides: file.problems, isPartial: table.isPartial, isDry: table.isDry, caller, authority,
        table.progress)
    }
  }

  package func undoImport(_ kind: ImportKind, _ change: Int64, _ caller: Caller, _ authority: DirectoryAuthority) throws {
    switch kind {
    case .places: try undoPlaces(change, caller, authority == .owner ? .owner : .caller)
    case .directory: try undoDirectory(change, caller, authority)
    }
  }
}

extension Desk.ImportDoor {
  init(engine: Engine, _ kind: ImportKind) {
    self.init(
      isOpen: { try kind == .directory && $1 != .caller || engine.mayImport(kind, $0) },
      bring: { try engine.bring(kind, $2, $0, $1) }, records: { try engine.imports(kind, $0) },
      undo: { try engine.undoImport(kind, $2, $0, $1) })
  }
}
