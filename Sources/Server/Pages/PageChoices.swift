import Core

/// How somebody wants pages to look: chosen by a link on any page, kept in cookies of their browser.
struct PageChoices: Sendable {
  enum Theme: String, CaseIterable { case device, light, dark }

  var language: Language
  /// 长辈版: larger letters and targets, nothing left out.
  var isElder = false
  var theme = Theme.device

  init(language: Language, isElder: Bool = false, theme: Theme = .device) {
    self.language = language
    self.isElder = isElder
    self.theme = theme
  }

  /// The choice in the address, else the one kept.
  init(_ head: RequestHead?, _ language: Language) {
    self.language = language
    guard let head else { return }
    isElder = (head.query["view"] ?? head.cookie("view")) == "elder"
    theme = (head.query["theme"] ?? head.cookie("theme")).flatMap(Theme.init(rawValue:)) ?? .device
  }

  /// Cookies that keep what the address chose.
  static func cookies(_ head: RequestHead) -> [String] {
    let allowed = [
      ("lang", Language.allCases.map(\.rawValue)), ("view", ["plain", "elder"]),
      ("theme", Theme.allCases.map(\.rawValue)),
    ]
    return allowed.compactMap { name, values in
      guard let chosen = head.query[name], values.contains(chosen) else { return nil }
      return "\(name)=\(chosen); Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
    }
  }
}
