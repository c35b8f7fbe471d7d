import Core
import Glibc
import Server
import Spec

/// The file of `--connectors`: what this installation allows, and its secrets.
enum ConnectionFile {
  /// - Throws: `Failure` naming what is wrong; nothing of its secrets.
  static func read(_ path: String?) throws(OpenStore.Failure) -> ConnectionSettings {
    guard let path else { return .none }
    let bytes: [UInt8]
    do throws(FolderReader.ReadError) { bytes = try FolderReader.bytes(of: path) } catch {
      throw OpenStore.Failure(reason: "--connectors \(error.path): \(SystemWords.text(error.reason))")
    }
    let settings: ConnectionSettings
    do throws(ConnectionSettings.Mistake) { settings = try ConnectionSettings(json: bytes) } catch {
      throw OpenStore.Failure("--connectors \(path): \(error.words.zh)", "--connectors \(path): \(error.words.text(in: .en))")
    }
    var found = stat()
    if settings.hasSecrets, stat(path, &found) != 0 || found.st_mode & 0o077 != 0 {
      throw OpenStore.Failure(
        "--connectors \(path): 里面有密钥，只能让所有者读（chmod 600）",
        "--connectors \(path) has secrets and must be its owner's alone (chmod 600)")
    }
    return settings
  }
}
