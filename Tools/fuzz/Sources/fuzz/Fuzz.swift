import CFuzzer
import FEEL
import Glibc

/// `fuzz [libFuzzer's options and folders]`: tries inputs until time is up or one of them breaks a promise.
/// `fuzz --words` prints a dictionary of the language. With FUZZ_PLANTED=1 a mistake is planted that a
/// working fuzzer finds soon.
@main enum Fuzz {
  static func main() {
    if CommandLine.arguments.contains("--words") { return printWords() }
    var count = CommandLine.argc
    var values: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let status = withUnsafeMutablePointer(to: &values) { values in
      values.withMemoryRebound(to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1) {
        LLVMFuzzerRunDriver(&count, $0) { data, size in
          Promise.check(UnsafeBufferPointer(start: data, count: size))
          return 0
        }
      }
    }
    exit(status)
  }

  /// Names, keywords and signs, as libFuzzer's dictionaries are written.
  private static func printWords() {
    let signs = [
      "if ", " then ", " else ", "for ", " in ", " return ", "some ", "every ", " satisfies ", " between ", " and ",
      " or ", " instance of ", "function(", "..", "**", "!=", "<=", ">=", "@\"", "@\"P1D\"", "[item>1]", "partial",
      "{a:", "not(", "null", "true", "// ", "/*", "*/", "\\uD83D\\uDE00", "\\U01F600", "e999999", "(a+)+", "[^a]",
      "\u{2}", "\u{FF1E}", "\u{201C}", "\u{4E14}", "年龄", "名单", "人.地址",
      "\u{4}<", "<literalExpression><text>", "</text></literalExpression>", "<decisionTable hitPolicy=\"", "<inputEntry>",
      "<context><contextEntry>", "<relation>", "<invocation>", "<functionDefinition>", "<conditional>", "<every>",
      "typeRef=\"", "<!DOCTYPE", "&#x10FFFF;", "<![CDATA[", "xmlns:a=\"",
    ]
    for word in signs + BuiltIns.names.map({ $0 + "(" }) {
      let escaped = word.utf8.map { byte in
        let isPlain = byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
        return isPlain ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      print("\"" + escaped.joined() + "\"")
    }
  }
}
