/// Values where a type is asked (DMN 1.5, 10.3.2.9.4).
extension Value {
  /// The value as one of `type`: itself when it conforms, the only element of a list of one, a list of one made of
  /// an element, midnight UTC for a date where a date and time is asked. `nil` where none of this helps.
  package func coerced(to type: Type) -> Value? {
    if conforms(to: type) { return self }
    switch (self, type) {
    case (.list(let items), _) where items.count == 1 && !type.isList: return items[0].coerced(to: type, depth: 1)
    case (.date(let date), .dateTime):
      return .dateTime(CivilDateTime(date: date, time: CivilTime(nanoseconds: 0, zone: .offset(0))))
    case (_, .list(let element)): return coerced(to: element, depth: 1).map { .list([$0]) }
    default: return nil
    }
  }

  /// Inside a list of one only a value that conforms or a date will do.
  private func coerced(to type: Type, depth: Int) -> Value? {
    if conforms(to: type) { return self }
    if case .date(let date) = self, case .dateTime = type {
      return .dateTime(CivilDateTime(date: date, time: CivilTime(nanoseconds: 0, zone: .offset(0))))
    }
    return nil
  }

  /// Whether it belongs to the type without any conversion. Null belongs to every type; a context may have more
  /// entries than the type names (DMN 1.5, 10.3.2.9.3).
  package func conforms(to type: Type) -> Bool { isNull || Members.isInstance(self, type, allowsNulls: true) }
}
