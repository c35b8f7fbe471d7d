/// Passwords and keys that were written where only a name belongs.
enum SecretText {
  /// - Parameter isURL: An address may be long; in a secret's name length alone is suspicious.
  static func looksSecret(_ text: String, isURL: Bool) -> Bool {
    if isURL { return hasUserInfo(text) || hasKeyParameter(text) }
    if text.hasPrefix("-----BEGIN") || text.hasPrefix("Bearer ") || text.hasPrefix("sk-") { return true }
    let scalars = text.unicodeScalars
    let digits = scalars.filter { $0.value >= 0x30 && $0.value <= 0x39 }.count
    return scalars.count >= 20 && digits >= 4
      || scalars.contains { "=+/$!@#%^&*".unicodeScalars.contains($0) }
  }

  /// `https://name:password@host`
  private static func hasUserInfo(_ text: String) -> Bool {
    guard let start = text.range(of: "://") else { return false }
    let authority = text[start...].prefix { $0 != "/" && $0 != "?" }
    return authority.contains("@")
  }

  private static func hasKeyParameter(_ text: String) -> Bool {
    guard let query = text.split(separator: "?", maxSplits: 1).dropFirst().first else { return false }
    let secret = ["key", "token", "password", "passwd", "secret", "appsecret", "access_token"]
    return query.lowercased().split(separator: "&").contains { part in
      part.split(separator: "=").first.map { secret.contains(String($0)) } ?? false
    }
  }
}

extension String {
  /// The rest of the text behind the first place where `part` stands.
  fileprivate func range(of part: String) -> Index? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(part) { return index(at, offsetBy: part.count) }
      at = index(after: at)
    }
    return nil
  }
}
