import Core
import Glibc
import Spec

/// Results go to standard output, messages to standard error (CONTRACT.md), both in the language of whoever runs the
/// process.
enum Terminal {
  /// `--lang`, else what the system says; see `CommandLanguage`.
  static let language = CommandLanguage.of(CommandLine.arguments) { name in
    getenv(name).map { String(cString: $0) }
  }

  /// The one of two texts that is in the language.
  static func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  static func print(_ text: String) { put(text, STDOUT_FILENO) }

  static func error(_ line: String) { put(line + "\n", STDERR_FILENO) }
  static func error(_ zh: String, _ en: String) { error(say(zh, en)) }
  static func error(_ words: Label) { error(words.text(in: language)) }

  /// A file or folder that cannot be read.
  static func error(_ failure: FolderReader.ReadError) {
    error("\(failure.path): \(SystemWords.text(failure.reason))")
  }

  /// The bytes of a file; nil, with the words of the operating system said, when it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    do throws(FolderReader.ReadError) {
      return try FolderReader.bytes(of: path)
    } catch {
      self.error(error)
      return nil
    }
  }

  /// The product's own declarations were not found; the exit code of a command that cannot start.
  static func noInstallation() -> Int32 {
    error(
      "找不到 Specs/language/keys.csv：请在程序的文件夹里运行，或设置 HUTONG_HOME",
      "Specs/language/keys.csv not found: run inside the installation or set HUTONG_HOME")
    return 2
  }

  private static func put(_ text: String, _ handle: Int32) {
    var text = text
    text.withUTF8 { buffer in
      var at = 0
      while at < buffer.count, let base = buffer.baseAddress {
        let count = write(handle, base + at, buffer.count - at)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        at += count
      }
    }
  }
}
