import Glibc

/// What the operating system says went wrong, in the language of the terminal.
enum SystemWords {
  private static let zh: [Int32: String] = [
    EACCES: "没有权限", EPERM: "没有权限", ENOENT: "没有这个文件或文件夹", EEXIST: "已经有了", ENOTDIR: "不是文件夹",
    EISDIR: "是文件夹，不是文件", ENOSPC: "磁盘满了", EROFS: "只读，写不进去", EADDRINUSE: "已被占用",
    EADDRNOTAVAIL: "本机没有这个地址", EINVAL: "写法不对", ECONNREFUSED: "对方拒绝连接", EMFILE: "打开的文件太多",
    ENAMETOOLONG: "名字太长", ELOOP: "链接绕回了自己", EIO: "读写出错",
  ]

  /// The words for an error that came as the system's own, unchanged where it is none that people meet.
  static func text(_ reason: String) -> String {
    guard Terminal.language == .zh, let code = zh.keys.first(where: { words($0) == reason }) else { return reason }
    return zh[code] ?? reason
  }

  static func text(_ code: Int32) -> String { text(words(code)) }

  static func isSame(_ reason: String, _ code: Int32) -> Bool { words(code) == reason }

  private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
