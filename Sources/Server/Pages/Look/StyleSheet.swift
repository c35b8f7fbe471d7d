/// The style of all pages, served from the binary under a name that changes with it.
enum StyleSheet {
  private static let body = KeptBody(.css, text)
  static let path = "/style.css?v=" + Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  static func serve(_ call: Call) -> Response { body.response(call.request.head) }

  /// Blanks at the starts of lines are for authors only.
  private static let text = [StyleTokens.text, baseText, frameText, partsText, formText, staffText, mediaText]
    .joined(separator: "\n").split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
}
