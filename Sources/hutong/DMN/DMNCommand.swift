import FEEL

/// `hutong dmn run|test|import|export …`: decision models of DMN 1.5 XML.
enum DMNCommand {
  static func run(_ arguments: [String]) -> Int32 {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "run": return DMNRunCommand.run(rest)
    case "test": return DMNTestCommand.run(rest)
    case "import": return DMNImportCommand.run(rest)
    case "export": return DMNExportCommand.run(rest)
    default:
      Terminal.error("usage: hutong dmn run|test|import|export …")
      return 2
    }
  }
}

/// Models in files.
enum DMNFile {
  /// The model of a file; what is wrong stands on standard error. The status of the command otherwise.
  static func model(_ path: String) -> (model: DMNModel?, status: Int32) {
    guard let bytes = Terminal.bytes(of: path) else { return (nil, 2) }
    do throws(XMLProblem) {
      let (model, problems) = try DMNReader.read(bytes)
      for problem in problems { Terminal.error("\(path):\(problem.text)") }
      return (model, problems.isEmpty ? 0 : 1)
    } catch {
      Terminal.error("\(path):\(error.text)")
      return (nil, 1)
    }
  }
}
