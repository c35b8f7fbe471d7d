import Synchronization

/// A scope in which every name stands for something: it gives out slots and remembers the names. The lock guards the
/// names; it is a class because scopes are asked, not changed.
final class NamingScope: Scope {
  private let names = Mutex<[String]>([])

  func resolve(name: String) -> Resolution? {
    // What is tested is no name of the outside.
    if name == "?" { return .constant(.null, .unknown) }
    let slot = names.withLock { names in
      if let known = names.firstIndex(where: { Text.same($0, name) }) { return known }
      names.append(name)
      return names.count - 1
    }
    return .slot(slot, .unknown)
  }

  /// The name behind a slot.
  func name(of slot: Int) -> String? {
    names.withLock { names in names.indices.contains(slot) ? names[slot] : nil }
  }
}
