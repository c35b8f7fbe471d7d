internal import CSodium

/// Random values, digests and passwords, by libsodium.
package enum Secrets {
  private static let isReady = sodium_init() >= 0

  /// So many bytes that nobody can guess.
  package static func random(_ count: Int) -> [UInt8] {
    guard isReady, count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if let base = buffer.baseAddress { randombytes_buf(base, count) }
      filled = count
    }
  }

  /// A number below `bound`, each as likely as any other.
  package static func random(below bound: UInt32) -> UInt32 { isReady ? randombytes_uniform(bound) : 0 }

  /// SHA-256, the same as Core's; libsodium's is quicker on the way of every request.
  package static func digest(_ pieces: UnsafeRawBufferPointer...) -> [UInt8] {
    var state = crypto_hash_sha256_state()
    crypto_hash_sha256_init(&state)
    for piece in pieces {
      crypto_hash_sha256_update(
        &state, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(piece.count))
    }
    return [UInt8](unsafeUninitializedCapacity: 32) { buffer, filled in
      if let base = buffer.baseAddress { crypto_hash_sha256_final(&state, base) }
      filled = 32
    }
  }

  package static func digest(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
  }

  /// Two texts compared in a time that says nothing about where they differ.
  package static func same(_ a: String, _ b: String) -> Bool {
    let a = digest(a)
    let b = digest(b)
    return sodium_memcmp(a, b, 32) == 0
  }

  package static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// argon2id, 19 MiB: about a tenth of a second on purpose. Nil when there is no memory for it.
  package static func passwordHash(_ password: String) -> String? {
    guard isReady else { return nil }
    var out = [CChar](repeating: 0, count: Int(hut_password_size()))
    var password = password
    let code = password.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map { hut_password_hash(&out, $0, text.count) } ?? -1
      }
    }
    guard code == 0 else { return nil }
    return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// True when the password is the one that was hashed.
  package static func matches(_ password: String, _ hash: String) -> Bool {
    guard isReady else { return false }
    var password = password
    return password.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map { crypto_pwhash_str_verify(hash, $0, UInt64(text.count)) == 0 } ?? false
      }
    }
  }

  /// What an unknown login is compared with, so that the answer takes as long as for a known one.
  package static let nobody = passwordHash(hex(random(16))) ?? ""
}
