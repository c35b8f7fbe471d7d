import Core

extension Engine {
  /// Loads the active release and the directory as the store has them now.
  func catchUp() throws {}
}
