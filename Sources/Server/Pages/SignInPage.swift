import Core
import Engine

/// Signing in: residents by phone and code, staff by login and password.
enum SignInPage {
  static func phone(_ call: Call) -> Response { phone(call, nil, "", Onward(call.query, call.site.router)) }

  /// Said before anybody types. A store that does not answer is not this.
  private static func canSend(_ call: Call) -> Bool {
    guard let sender = call.site.options.codeSender else { return false }
    return (try? sender.isReady()) ?? true
  }

  /// For somebody whose session was over while they filled in a form.
  static func again(_ call: Call, _ resumption: Resumption) -> Response {
    resumption.isOfStaff
      ? staff(call, nil, "", Onward(resumption), status: 401) : phone(call, nil, "", Onward(resumption), status: 401)
  }

  private static func over(_ onward: Onward, _ layout: Layout, _ html: inout HTML) {
    if onward.resumption == nil { return }
    layout.call(
      "wait",
      layout.say(
        "登录过期了。再登录一次就回到刚才那一页，填的内容都在。",
        "You were signed out. Sign in again to go back to the page with what you typed."), &html)
  }

  private static func phone(
    _ call: Call, _ problem: Problem?, _ typed: String, _ onward: Onward, status: Int = 200
  ) -> Response {
    let layout = Layout(call)
    return layout.page(problem?.status ?? status, title: layout.say("登录", "Sign in")) { html in
      html.tag("h1", [], layout.say("居民登录", "Residents: sign in"))
      if let problem { layout.call("bad", problem.detail.text(in: call.language), &html) }
      over(onward, layout, &html)
      if canSend(call) {
        askForCode(typed, onward, layout, &html)
      } else if problem == nil {
        layout.call("wait", SessionRoutes.noCodes(call.site).detail.text(in: call.language), &html)
      }
      html.tag("p") { html in
        html.tag("a", [.link(onward.link("/sign-in/staff"))], layout.say("工作人员登录", "Staff sign-in"))
      }
    }
  }

  private static func askForCode(
    _ typed: String, _ onward: Onward, _ layout: Layout, _ html: inout HTML
  ) {
    html.tag("form", [.style("stack"), .of("method", "post"), .action("/sign-in")]) { html in
      onward.write(layout, &html)
      input(
        "phone", layout.say("手机号", "Phone number"),
        [
          .of("type", "tel"), .of("inputmode", "tel"), .of("autocomplete", "tel"), .of("value", typed),
          .flag("required"),
        ], &html)
      html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("获取验证码", "Get a code"))
    }
  }

  static func sendCode(_ call: Call) throws -> Response {
    let posted = try call.form(), typed = posted["phone"] ?? ""
    let onward = Onward(posted: posted, call.site.router)
    do {
      let phone = try SessionRoutes.phone(typed)
      return code(call, nil, phone, try SessionRoutes.deliver(call, phone), onward)
    } catch {
      return phone(call, Problem(error), typed, onward)
    }
  }

  private static func code(
    _ call: Call, _ problem: Problem?, _ phone: String, _ delivery: CodeDelivery?, _ onward: Onward
  ) -> Response {
    let layout = Layout(call)
    return layout.page(problem?.status ?? 200, title: layout.say("填写验证码", "Enter the code")) { html in
      html.tag("h1", [], layout.say("填写验证码", "Enter the code"))
      if let problem { layout.call("bad", problem.detail.text(in: call.language), &html) }
      if case .shown(let code) = delivery {
        layout.call("wait", layout.say("演示环境，验证码是 \(code)", "Demonstration: the code is \(code)"), &html)
      } else if delivery != nil {
        html.tag("p", [], layout.say("短信已发出，验证码 5 分钟内有效", "A text message has left; its code is valid for 5 minutes"))
      }
      html.tag("form", [.style("stack"), .of("method", "post"), .action("/sign-in/code")]) { html in
        layout.hidden("phone", phone, &html)
        onward.write(layout, &html)
        input(
          "code", layout.say("6 位验证码", "Six digits"),
          [
            .of("inputmode", "numeric"), .of("autocomplete", "one-time-code"), .of("maxlength", "6"),
            .flag("required"),
          ], &html)
        html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("登录", "Sign in"))
      }
      html.tag("p") {
        $0.tag("a", [.link(onward.link("/sign-in"))], layout.say("换个手机号，或重新获取", "Another number or a new code"))
      }
    }
  }

  static func redeem(_ call: Call) throws -> Response {
    let form = try call.form()
    let phone = form["phone"] ?? ""
    let onward = Onward(posted: form, call.site.router)
    do {
      return welcome(
        call, try SessionRoutes.code(call, SessionRoutes.phone(phone), form["code"] ?? ""), onward)
    } catch {
      return code(call, Problem(error), phone, nil, onward)
    }
  }

  static func staff(_ call: Call) -> Response { staff(call, nil, "", Onward(call.query, call.site.router)) }

  private static func staff(
    _ call: Call, _ problem: Problem?, _ typed: String, _ onward: Onward, status: Int = 200
  ) -> Response {
    let layout = Layout(call)
    return layout.page(problem?.status ?? status, title: layout.say("工作人员登录", "Staff sign-in")) { html in
      html.tag("h1", [], layout.say("工作人员登录", "Staff sign-in"))
      if let problem { layout.call("bad", problem.detail.text(in: call.language), &html) }
      over(onward, layout, &html)
      html.tag("form", [.style("stack"), .of("method", "post"), .action("/sign-in/staff")]) { html in
        onward.write(layout, &html)
        input(
          "login", layout.say("工号", "Login"),
          [
            .of("autocomplete", "username"), .of("value", typed), .flag("required"),
          ], &html)
        input(
          "password", layout.say("密码", "Password"),
          [
            .of("type", "password"), .of("autocomplete", "current-password"), .flag("required"),
          ], &html)
        secondFactor(layout, &html)
        html.tag("button", [.style("btn btn--primary btn--wide")], layout.say("登录", "Sign in"))
      }
      html.tag("p") { $0.tag("a", [.link(onward.link("/sign-in"))], layout.say("居民登录", "Residents")) }
    }
  }

  /// The place of the administrators' second factor. It says that nobody is asked for one.
  private static func secondFactor(_ layout: Layout, _ html: inout HTML) {
    html.tag("fieldset", [.style("field"), .flag("disabled")]) { html in
      html.tag("label", [.style("label"), .of("for", "one-time")]) { html in
        html.text(layout.say("动态口令 ", "One-time code "))
        html.tag("span", [.style("opt")], layout.say("管理员", "administrators"))
      }
      html.tag(
        "p", [.style("help"), .id("one-time-help")],
        layout.say("还没有启用，现在登录只凭工号和密码。", "Not in use yet: signing in takes login and password alone."))
      html.open(
        "input",
        [
          .style("input input--ro"), .id("one-time"), .of("inputmode", "numeric"),
          .of("autocomplete", "one-time-code"),
          .of("aria-describedby", "one-time-help"),
        ])
    }
  }

  static func password(_ call: Call) throws -> Response {
    let form = try call.form()
    let login = form["login"] ?? ""
    let onward = Onward(posted: form, call.site.router)
    do {
      return welcome(call, try SessionRoutes.password(call, login, form["password"] ?? ""), onward)
    } catch {
      return staff(call, Problem(error), login, onward)
    }
  }

  static func signOut(_ call: Call) throws -> Response {
    if let session = call.session { try call.site.sessions.revoke(session) }
    return Response.redirect(to: "/sign-in").adding("Set-Cookie", cookie(call, "", "; Max-Age=0"))
  }

  private static func welcome(
    _ call: Call, _ opened: (token: String, session: SignedIn), _ onward: Onward
  ) -> Response {
    onward.welcome(call, opened.session)
      .adding("Set-Cookie", cookie(call, opened.token, ""))
  }

  private static func cookie(_ call: Call, _ token: String, _ more: String) -> String {
    let secure = call.site.options.isBehindHTTPS ? "; Secure" : ""
    return "\(call.site.cookieName)=\(token); Path=/; HttpOnly; SameSite=Lax\(secure)\(more)"
  }

  private static func input(_ name: String, _ label: String, _ more: [HTML.Attribute], _ html: inout HTML) {
    html.tag("div", [.style("field")]) { html in
      html.tag("label", [.style("label"), .of("for", name)], label)
      html.open("input", [.style("input"), .id(name), .of("name", name)] + more)
    }
  }
}
