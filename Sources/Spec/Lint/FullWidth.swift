/// Chinese punctuation and the ASCII that was meant.
enum FullWidth {
  /// What a character stands for outside of text; nil for everything else.
  static func ascii(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "：": ":"
    case "，": ","
    case "；": ";"
    case "＃": "#"
    case "［", "【": "["
    case "］", "】": "]"
    case "｛": "{"
    case "｝": "}"
    case "（": "("
    case "）": ")"
    case "“", "”", "＂": "\""
    case "‘", "’": "'"
    case "≥": ">="
    case "≤": "<="
    case "≠": "!="
    case "＝": "="
    case "＞": ">"
    case "＜": "<"
    case "＋": "+"
    case "－": "-"
    case "＊", "×": "*"
    case "／", "÷": "/"
    case "．": "."
    case "\u{3000}", "\u{A0}": " "
    default: scalar.value >= 0xFF10 && scalar.value <= 0xFF19 ? String(scalar.value - 0xFF10) : nil
    }
  }

  /// The text with every such character replaced.
  static func repaired(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      if let ascii = ascii(scalar) { out += ascii } else { out.unicodeScalars.append(scalar) }
    }
    return out
  }
}
