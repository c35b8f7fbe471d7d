import Core
import Glibc
import Spec

/// Results go to standard output, messages to standard error (CONTRACT.md).
enum Terminal {
  static func print(_ text: String) { put(text, STDOUT_FILENO) }

  static func error(_ line: String) { put(line + "\n", STDERR_FILENO) }

  /// The bytes of a file; nil, with the words of the operating system said, when it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    do throws(FolderReader.ReadError) {
      return try FolderReader.bytes(of: path)
    } catch {
      self.error("\(error.path): \(error.reason)")
      return nil
    }
  }

  /// The product's own declarations were not found; the exit code of a command that cannot start.
  static func noInstallation(_ language: Language) -> Int32 {
    error(
      language == .zh
        ? "找不到 Specs/language/keys.csv：请在程序的文件夹里运行，或设置 HUTONG_HOME"
        : "Specs/language/keys.csv not found: run inside the installation or set HUTONG_HOME")
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
