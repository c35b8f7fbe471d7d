import Spec

/// Files as one uncompressed archive (POSIX ustar), for uploading a bundle.
enum TarArchive {
  struct Failure: Error {
    let path: String
  }

  /// - Throws: `Failure` for a path of more than 255 bytes.
  static func pack(_ files: [BundleFile]) throws(Failure) -> [UInt8] {
    var out: [UInt8] = []
    for file in files {
      out += try header(file)
      out += file.bytes
      out += [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
    }
    return out + [UInt8](repeating: 0, count: 1_024)
  }

  private static func header(_ file: BundleFile) throws(Failure) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: some Collection<UInt8>, at: Int) {
      for (i, byte) in text.enumerated() { block[at + i] = byte }
    }
    func octal(_ number: Int, width: Int) -> [UInt8] {
      let digits = String(number, radix: 8)
      return Array((String(repeating: "0", count: max(0, width - digits.count)) + digits).utf8)
    }
    let path = Array(file.path.utf8)
    if path.count <= 100 {
      put(path, at: 0)
    } else {
      // The name behind some slash, the folders before it in the prefix.
      guard let slash = path.indices.first(where: { path[$0] == 47 && path.count - $0 - 1 <= 100 && $0 <= 155 }) else {
        throw Failure(path: file.path)
      }
      put(path[(slash + 1)...], at: 0)
      put(path[..<slash], at: 345)
    }
    put(octal(0o644, width: 7), at: 100)
    put(octal(0, width: 7), at: 108)
    put(octal(0, width: 7), at: 116)
    put(octal(file.bytes.count, width: 11), at: 124)
    put(octal(0, width: 11), at: 136)
    put([UInt8](repeating: 32, count: 8), at: 148)
    block[156] = UInt8(ascii: "0")
    put(Array("ustar".utf8) + [0, 48, 48], at: 257)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(octal(sum, width: 6) + [0, 32], at: 148)
    return block
  }
}
