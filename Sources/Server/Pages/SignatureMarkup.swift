import Core
import Engine

/// Signing on a page that has a script: a pad for finger or mouse, and a typed name for who cannot draw.
/// Without a script the input for a photo of the signature is all there is.
extension FormMarkup {
  func signature(_ field: FormField, _ id: String, _ html: inout HTML) {
    html.tag("div", [.style("stack stack--3 js-only")]) { html in
      html.tag(
        "canvas",
        [
          .style("pad"), .of("width", "900"), .of("height", "300"), .flag("data-pad"), .of("role", "img"),
          .of("aria-label", layout.say("手写签名的方框", "Box to sign in")),
        ], "")
      html.tag("div", [.style("row")]) { html in
        press("btn btn--primary", "sign", layout.say("用这个签名", "Use this signature"), &html)
        press("btn", "clear", layout.say("重写", "Clear"), &html)
      }
      html.tag("details", [.style("more")]) { html in
        html.tag("summary", [], layout.say("不方便手写：键入姓名", "Cannot draw? Type your name"))
        html.tag("div", [.style("stack stack--3")]) { html in
          html.tag("label", [.style("label"), .of("for", id + "-name")], layout.say("姓名", "Name"))
          html.open(
            "input", [.style("input"), .id(id + "-name"), .of("autocomplete", "name"), .flag("data-name")])
          html.tag("label", [.style("choice")]) { html in
            html.open("input", [.of("type", "checkbox"), .flag("data-agree")])
            html.tag(
              "span", [],
              layout.say("我确认：键入的姓名代替我的手写签名", "I confirm that my typed name stands for my signature"))
          }
          press("btn", "type", layout.say("用键入的姓名", "Use the typed name"), &html)
        }
      }
    }
  }

  private func press(_ style: String, _ act: String, _ words: String, _ html: inout HTML) {
    html.tag("button", [.style(style), .of("type", "button"), .of("data-press", act)], words)
  }
}

extension Layout {
  /// The scripts of a form: a second one where a control needs the device.
  func formScripts(_ form: FormView, _ html: inout HTML) {
    html.tag("script", [.of("src", FormScript.path), .flag("defer")], "")
    if form.usesDevice {
      html.tag("script", [.of("src", ControlScript.path), .flag("defer")], "")
    }
  }
}
