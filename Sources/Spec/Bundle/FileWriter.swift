internal import Glibc

/// Replaces a file on the disk as a whole: the new text is complete before it takes the name.
package enum FileWriter {
  package static func replace(_ path: String, _ bytes: [UInt8]) throws(FolderReader.ReadError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path) }
    let next = path + ".hutong-new"
    let handle = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, status.st_mode & 0o777)
    guard handle >= 0 else { throw failure(next) }
    let written = bytes.withUnsafeBytes { buffer -> Bool in
      var at = 0
      while at < buffer.count, let base = buffer.baseAddress {
        let count = write(handle, base + at, buffer.count - at)
        if count <= 0 { return false }
        at += count
      }
      return fsync(handle) == 0
    }
    close(handle)
    guard written, rename(next, path) == 0 else {
      let error = failure(path)
      unlink(next)
      throw error
    }
  }

  private static func failure(_ path: String) -> FolderReader.ReadError {
    FolderReader.ReadError(path: path, reason: String(cString: strerror(errno)))
  }
}
