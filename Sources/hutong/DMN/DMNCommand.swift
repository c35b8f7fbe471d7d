import Core
import FEEL

/// `hutong dmn run|test|import|export …`: decision models of DMN 1.5 XML.
enum DMNCommand {
  static let help = Help(
    forms: """
      hutong dmn run MODEL --decision NAME [--input JSON | --input-file FILE] [--json]
      hutong dmn test DIR [--json]
      hutong dmn import FILE
      hutong dmn export DIR|FILE
      """,
    zh: """
        run      算出一个决策、决策服务或业务知识模型的值
        test     运行 DMN 兼容性测试集（TCK）的文件夹
        import： 把模型里的决策表写成成套里的 `dispatch`
        export   把成套里的 `dispatch` 表写成 DMN 1.5 XML
      """,
    en: """
        run      the value of a decision, a decision service or a knowledge model
        test     the folders of the DMN Technology Compatibility Kit
        import:  the decision tables of a model as `dispatch` of a bundle
        export   the `dispatch` tables of a bundle as DMN 1.5 XML
      """)

  static func run(_ arguments: [String]) -> Int32 {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "run": return DMNRunCommand.run(rest)
    case "test": return DMNTestCommand.run(rest)
    case "import": return DMNImportCommand.run(rest)
    case "export": return DMNExportCommand.run(rest)
    case nil: return help.refuse()
    case let word?:
      return help.refuse(
        Label(zh: "没有 `dmn \(word)`，有 run、test、import、export", en: "no `dmn \(word)`: run, test, import, export"))
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
