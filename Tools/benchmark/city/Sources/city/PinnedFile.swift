import Glibc

/// A file held in memory, as a server of this size has it: otherwise what is measured is the disk, and how much of the
/// file the machine happened to keep.
final class PinnedFile {
  private let start: UnsafeMutableRawPointer
  private let size: Int
  /// Some systems let nobody lock so much: then the pages have only been read once.
  let isLocked: Bool

  /// Nil when it cannot be read.
  init?(_ path: String) {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    size = Int(lseek(file, 0, SEEK_END))
    guard size > 0, let mapped = mmap(nil, size, PROT_READ, MAP_SHARED, file, 0), mapped != MAP_FAILED else { return nil }
    start = mapped
    madvise(start, size, MADV_WILLNEED)
    isLocked = mlock(start, size) == 0
    if !isLocked { for at in stride(from: 0, to: size, by: 4_096) { _ = start.load(fromByteOffset: at, as: UInt8.self) } }
  }

  deinit {
    munlock(start, size)
    munmap(start, size)
  }
}
