import Core
import Engine

/// A problem in the words of RFC 7644, section 3.12.
enum SCIMError {
  static let schema = "urn:ietf:params:scim:api:messages:2.0:Error"

  /// The types that the RFC knows.
  private static let types: Set<String> = [
    "invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget", "invalidValue",
    "invalidVers", "sensitive",
  ]

  static func response(_ problem: Problem, _ language: Language) -> Response {
    var members: [String: Answer] = [
      "schemas": .list([.text(schema)]), "status": .text(String(problem.status)),
      "detail": .text(problem.detail.text(in: language)),
    ]
    if types.contains(problem.type) {
      members["scimType"] = .text(problem.type)
    } else if problem.status == 400 {
      members["scimType"] = .text("invalidSyntax")
    }
    var json = JSONWriter()
    json.value(.object(members))
    return Response(problem.status, .scim, json.bytes)
  }

  static func invalid(_ zh: String, _ en: String) -> Problem { Problem(400, "invalidValue", Label(zh: zh, en: en)) }
  static func path(_ path: String) -> Problem {
    Problem(400, "invalidPath", Label(zh: "没有属性「\(path.prefix(80))」", en: "There is no attribute `\(path.prefix(80))`"))
  }
  static func readOnly(_ name: String) -> Problem {
    Problem(400, "mutability", Label(zh: "「\(name)」只能看", en: "`\(name)` is read only"))
  }
  static func filter(_ zh: String, _ en: String) -> Problem { Problem(400, "invalidFilter", Label(zh: zh, en: en)) }
  static let syntax = Problem(400, "invalidSyntax", Label(zh: "请求读不懂", en: "The request cannot be read"))
  static let taken = Problem(409, "uniqueness", Label(zh: "这个登录名已经有人用", en: "The userName is taken"))
  static let version = Problem(412, "invalidVers", Label(zh: "别人已经改过，请重新读取", en: "It was changed meanwhile: read it again"))
  static let directoryOnly = Problem(
    403, "mutability",
    Label(
      zh: "单位和岗位由通讯录改：任免在通讯录里做", en: "Organisations and posts change in the directory: appoint there"))
  static let gone = Problem(404, "not-found", Label(zh: "没有这个资源", en: "There is no such resource"))
}
