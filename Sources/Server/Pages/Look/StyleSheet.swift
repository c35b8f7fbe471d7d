/// The style of all pages, served from the binary under a name that changes with it.
enum StyleSheet {
  static let bytes = Array(text.utf8)
  static let path = "/style.css?v=" + Secrets.hex(Array(Secrets.digest(text).prefix(6)))

  static func serve(_ call: Call) -> Response {
    var response = Response(200, .css, bytes)
    response.isCacheable = true
    return response
  }

  /// Blanks at the starts of lines are for authors only.
  private static let text = [StyleTokens.text, baseText, frameText, partsText, formText, staffText, mediaText]
    .joined(separator: "\n").split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
}
