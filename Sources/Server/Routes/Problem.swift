import Core
import Engine

/// Why a request was not done, in the words of CONTRACT.md: the one shape of every error, as JSON or as a page.
package struct Problem: Error, Sendable {
  package let status: Int
  /// A code that programs may rely on.
  package let type: String
  package let detail: Label
  package var fields: [Refusal.FieldError] = []
  /// Seconds until it may be tried again.
  package var retryAfter: Int?
  /// Methods the path does have, for 405.
  package var allowed: [Method] = []
  /// Why, for the log alone: no caller gets it, and nothing of a person stands in it.
  package private(set) var logged: String?

  /// Seconds after which what is busy may be asked again.
  static let shortly = 2

  package init(_ status: Int, _ type: String, _ detail: Label, retryAfter: Int? = nil) {
    self.status = status
    self.type = type
    self.detail = detail
    self.retryAfter = retryAfter ?? (status == 503 ? Self.shortly : nil)
  }

  package init(_ refusal: Refusal) {
    self.init(refusal.code.status, refusal.code.rawValue, refusal.message)
    fields = refusal.fields
    logged = refusal.logged
  }

  /// Whatever was thrown, without what a stranger may not know.
  package init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as Refusal: self.init(refusal)
    case let limit as TooMany: self = .tooMany(limit.seconds)
    case let reading as JSONReader.Problem: self = .json(reading)
    case StoreError.unavailable(let reason):
      self = .unavailable
      logged = reason
    case StoreError.rejected(let statement, let reason):
      self = .broken
      logged = "\(statement): \(reason)"
    default: self = .broken
    }
  }

  /// The heading of the page and the `title` of the JSON.
  package var title: Label {
    switch status {
    case 400: Label(zh: "请求看不懂", en: "The request cannot be read")
    case 401: Label(zh: "请先登录", en: "Please sign in")
    case 403: Label(zh: "不能这样做", en: "Not allowed")
    case 404: Label(zh: "没有找到", en: "Not found")
    case 405: Label(zh: "这里不能这样用", en: "Not that way")
    case 409: Label(zh: "情况已经变了", en: "Things have moved on")
    case 413: Label(zh: "内容太大", en: "Too large")
    case 415: Label(zh: "格式不对", en: "Wrong format")
    case 422 where fields.isEmpty: Label(zh: "现在办不了", en: "This cannot be done")
    case 422: Label(zh: "有内容需要改一下", en: "Some answers need a change")
    case 429: Label(zh: "太频繁了", en: "Too often")
    case 503: Label(zh: "系统正忙", en: "Busy right now")
    default: Label(zh: "出了点问题，是我们的原因", en: "Something went wrong on our side")
    }
  }

  package func json(_ language: Language) -> Response {
    var json = JSONWriter()
    json.object { json in
      json.member("type", type)
      json.member("title", title.text(in: language))
      json.member("status", status)
      json.member("detail", detail.text(in: language))
      json.member("errors", fields) { json, field in
        json.object { json in
          json.member("field", field.field)
          json.member("code", field.code)
          json.member("message", field.message.text(in: language))
        }
      }
    }
    return dressed(Response(status, .problem, json.bytes))
  }

  /// Adds the headers that belong to the status.
  package func dressed(_ response: Response) -> Response {
    var response = response
    response.logged = logged
    if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
    if status == 401 { response.headers.append(("WWW-Authenticate", "Bearer")) }
    if !allowed.isEmpty {
      let names = allowed.map(\.rawValue) + (allowed.contains(.get) ? ["HEAD"] : [])
      response.headers.append(("Allow", names.joined(separator: ", ")))
    }
    return response
  }
}

extension Problem {
  package static let unauthenticated = Problem(
    401, "unauthenticated", Label(zh: "登录以后才能看这里", en: "This needs a sign-in"))
  package static let signedOut = Problem(
    401, "unauthenticated",
    Label(
      zh: "登录过期了，文件没有送到。请登录以后再选一次；存过的草稿还在",
      en: "You were signed out and the file did not arrive. Sign in and choose it again; what was kept as a draft is there"))
  package static let notFound = Problem(
    404, "not-found", Label(zh: "没有这一页，或者您不能看", en: "There is no such page, or you may not see it"))
  package static let noRequest = Problem(
    404, "not-found", Label(zh: "没有这份申请", en: "There is no such request"))
  package static let unavailable = Problem(
    503, "unavailable", Label(zh: "暂时办不了，请过一会儿再试", en: "Not possible right now, please try again shortly"))
  package static let broken = Problem(
    500, "internal", Label(zh: "请过几分钟再试一次", en: "Please try again in a few minutes"))
  package static let tooLarge = Problem(
    413, "too-large", Label(zh: "内容超过了上限", en: "The content is over the limit"))
  package static let mediaType = Problem(
    415, "media-type", Label(zh: "这里只收 application/json", en: "Only application/json is read here"))
  package static let foreignPage = Problem(
    403, "csrf", Label(zh: "这一页打开太久了，请返回重试", en: "This page is too old, please go back and try again"))

  package static func malformed(_ zh: String, _ en: String) -> Problem { malformed(Label(zh: zh, en: en)) }

  package static func malformed(_ words: Label) -> Problem { Problem(400, "malformed", words) }

  package static func tooMany(_ seconds: Int) -> Problem {
    Problem(
      429, "too-many", Label(zh: "请过 \(seconds) 秒再试", en: "Please try again in \(seconds) seconds"),
      retryAfter: seconds)
  }

  package static func method(_ allowed: [Method]) -> Problem {
    var problem = Problem(405, "method", Label(zh: "这个地址没有这种操作", en: "This address has no such method"))
    problem.allowed = allowed
    return problem
  }

  static func json(_ problem: JSONReader.Problem) -> Problem {
    switch problem {
    case .syntax(let at): malformed("JSON 在第 \(at + 1) 字节处不对", "Not JSON at byte \(at + 1)")
    case .tooDeep: malformed("JSON 嵌套超过 32 层", "JSON nested deeper than 32 levels")
    case .nameTwice: malformed("同一个名字写了两次", "A name stands twice in one object")
    case .text(let at): malformed("第 \(at + 1) 字节处的文字不对", "Text that cannot be read at byte \(at + 1)")
    case .tooMany: malformed("值太多", "Too many values")
    }
  }

  /// What stands in the address cannot be read.
  static let address = malformed(
    "地址里有读不懂的写法，例如单独的 %：它要写成 %25", "The address cannot be read, for instance a % alone: it is written %25")

  /// A plain status that the transport decides.
  static func of(_ status: Int) -> Problem {
    switch status {
    case 400: malformed("请求不合规范", "The request breaks the rules of HTTP")
    case 413: tooLarge
    case 503: unavailable
    default: broken
    }
  }
}
