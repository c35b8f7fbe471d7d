import Core
import Synchronization

/// Row ids that need no round trip and clash with no other server: milliseconds since 2020, the server's number, a
/// counter; rising within one server, so that new rows stand together in an index.
package final class IdentifierIssue: Sendable {
  private let server: Int64
  /// Number of this server, 0…1023.
  package var number: Int64 { server }
  /// Guards the last id given out.
  private let last: Mutex<Int64>

  package init(server: Int) {
    self.server = Int64(server & 1023)
    last = Mutex(0)
  }

  /// An id below all that are issued from this moment on, on any server: rows of a period stand together in an index.
  package static func floor(_ moment: Int64) -> Int64 { max(0, moment &- 1_577_836_800_000) << 22 }

  /// The next id; `now` in milliseconds UTC. Positive, 63 bits.
  package func next(_ now: Int64) -> Int64 {
    let floor = Self.floor(now) | server << 12
    return last.withLock { last in
      var id = floor
      // Same or an earlier millisecond than last time: count on; a full counter borrows from the next millisecond.
      if last >= floor {
        id = last &+ 1
        if id & 0xFFF == 0 { id = ((last >> 22) &+ 1) << 22 | server << 12 }
      }
      last = id
      return id
    }
  }
}

/// The code a person reads: an id in 13 letters and digits without I, L, O, U, and a check character.
package enum MatterCode {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  package static func text(_ id: Int64) -> String {
    var digits: [UInt8] = []
    var rest = UInt64(bitPattern: id)
    for _ in 0..<13 {
      digits.append(alphabet[Int(rest & 31)])
      rest >>= 5
    }
    let body = Array(digits.reversed())
    return String(decoding: body + [check(body)], as: UTF8.self)
  }

  /// The code as stored, from what somebody typed: case, blanks and hyphens do not matter; nil when the check character
  /// is wrong.
  package static func parse(_ typed: String) -> String? {
    var letters: [UInt8] = []
    for byte in typed.utf8 where byte != 32 && byte != 45 {
      let upper = byte >= 97 && byte <= 122 ? byte &- 32 : byte
      switch upper {
      case UInt8(ascii: "O"): letters.append(UInt8(ascii: "0"))
      case UInt8(ascii: "I"), UInt8(ascii: "L"): letters.append(UInt8(ascii: "1"))
      default: letters.append(upper)
      }
      if letters.count > 14 { return nil }
    }
    guard letters.count == 14, letters.allSatisfy({ alphabet.contains($0) }),
      check(Array(letters.dropLast())) == letters.last
    else { return nil }
    return String(decoding: letters, as: UTF8.self)
  }

  private static func check(_ letters: [UInt8]) -> UInt8 {
    var sum = 0
    for (i, letter) in letters.enumerated() { sum += (alphabet.firstIndex(of: letter) ?? 0) * (i * 2 + 3) }
    return alphabet[sum % 31]
  }
}
