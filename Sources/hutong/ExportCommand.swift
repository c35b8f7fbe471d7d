import Compile
import Core
import Engine
import Glibc
import Spec

/// `hutong export --store … --out DIR`: CSV of every form over all versions, entities, relations, steps, events, cells.
enum ExportCommand {
  static let help = Help(
    forms: "hutong export --store sqlite:FILE|postgres://… --out DIR",
    zh: """
        --store   库的地址
        --out     写到哪个文件夹：每张表单、实体、关系、环节、事件、统计各一个 CSV
      """,
    en: """
        --store   address of the store
        --out     folder for the files: a CSV of every form, entity, relation, of steps, events, figures
      """)

  static func run(_ arguments: [String]) -> Int32 {
    guard let options = help.read(arguments, valued: ["store", "out"]) else { return 2 }
    guard let address = options["store"], let out = options["out"], options.rest.isEmpty else { return help.refuse() }
    guard let table = SpecTable.standard else { return Terminal.noInstallation() }
    do {
      let store = try OpenStore.open(address)
      defer { store.close() }
      let engine = Engine(store: store, compiler: Compiler(table: table, base: []))
      try engine.start()
      try engine.recordExport()
      var count = 0
      for table in try engine.exportTables() {
        count += try write(table.header, to: "\(out)/\(table.name).csv") { add in try table.rows(of: store, add) }
      }
      count += try write(ExportedCells.header, to: "\(out)/cells.csv") { add in try engine.exportCells(add) }
      Terminal.error("\(count) 行 → \(out)", "\(count) rows → \(out)")
      return 0
    } catch {
      Terminal.error(OpenStore.words(error))
      return 2
    }
  }

  /// Writes one file; the number of its rows.
  private static func write(
    _ header: [String], to path: String, _ rows: (([String]) throws -> Void) throws -> Void
  ) throws -> Int {
    if let slash = path.lastIndex(of: "/") { OpenStore.makeFolders(String(path[..<slash])) }
    guard let file = fopen(path, "w") else {
      throw OpenStore.Failure(reason: "\(path): \(SystemWords.text(errno))")
    }
    var count = 0
    var failed = false
    func put(_ cells: [String]) {
      if fputs(CSVText.line(cells), file) < 0 { failed = true }
    }
    put(header)
    try rows { cells in
      put(cells)
      count += 1
    }
    if fclose(file) != 0 || failed { throw OpenStore.Failure(reason: "\(path): \(SystemWords.text(errno))") }
    return count
  }
}
