/// What a post works for, said once for the city that runs and for one that is planned.
enum PostTerritory {
  /// Its own place as long as that lies where its organisation governs, else all of that; nil when nothing is left of
  /// either.
  ///
  /// - Parameters:
  ///   - hasOwn: it was given a place of its own.
  ///   - own: that place; nil when it has ended.
  ///   - governs: places of its organisation.
  ///   - isLost: its organisation governed something and governs nothing any more.
  ///   - lies: whether the first place lies in the second, or is it.
  static func of<Place>(
    hasOwn: Bool, own: Place?, governs: [Place], isLost: Bool, _ lies: (Place, Place) -> Bool
  ) -> [Place]? {
    if isLost { return nil }
    if !hasOwn { return governs }
    guard let own, governs.isEmpty || governs.contains(where: { lies(own, $0) }) else { return nil }
    return [own]
  }
}
