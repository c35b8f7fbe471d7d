import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The zones that expressions of this process have named, read once each from the system's IANA database.
enum ZoneTables {
  private struct Loaded {
    var tables: [ZoneTable] = []
    var numbers: [String: UInt16] = [:]
  }

  /// Guards what was loaded; reading a file happens outside.
  private static let loaded = Mutex(Loaded())

  /// Where systems keep the database.
  private static let folders = ["/usr/share/zoneinfo/", "/usr/lib/zoneinfo/", "/usr/share/lib/zoneinfo/"]

  static func number(of name: String) -> UInt16? {
    if let known = loaded.withLock({ $0.numbers[name] }) { return known }
    guard isName(name), let table = read(name) else { return nil }
    return loaded.withLock { state in
      if let known = state.numbers[name] { return known }
      guard state.tables.count < 2000 else { return nil }
      let number = UInt16(state.tables.count)
      state.tables.append(table)
      state.numbers[name] = number
      return number
    }
  }

  static func table(_ number: UInt16) -> ZoneTable? {
    loaded.withLock { Int(number) < $0.tables.count ? $0.tables[Int(number)] : nil }
  }

  /// Letters, digits, `_`, `+`, `-`, parted by `/`: never a way out of the folder.
  private static func isName(_ name: String) -> Bool {
    guard (1...64).contains(name.utf8.count), !name.hasPrefix("right/"), !name.hasPrefix("posix/") else {
      return false
    }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.utf8.first, (0x41...0x5A).contains(first) else { return false }
      return part.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2B, 0x2D: true
        default: false
        }
      }
    }
  }

  private static func read(_ name: String) -> ZoneTable? {
    for folder in folders {
      if let bytes = bytes(folder + name) { return ZoneTable(name: name, bytes: bytes) }
    }
    // Names that need no database.
    switch name {
    case "UTC", "Etc/GMT", "GMT", "Etc/Universal", "Universal", "Zulu", "Etc/Zulu", "Etc/UCT", "UCT":
      return ZoneTable(name: name, fixed: 0)
    case "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC": return ZoneTable(name: name, fixed: 28_800)
    default: return nil
    }
  }

  /// A whole file of at most 64 KB.
  private static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&buffer, 1, buffer.count, file)
    return count > 0 && count < buffer.count ? Array(buffer[..<count]) : nil
  }
}
