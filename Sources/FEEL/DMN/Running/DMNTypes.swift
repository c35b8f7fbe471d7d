/// The item definitions of a model and of what it imports, ready to bring values to (DMN 1.5, 7.3.2, 10.3.2.9.4).
struct DMNTypes: Sendable {
  /// What a value must be.
  indirect enum Shape: Sendable {
    case any
    case simple(Type)
    /// A named definition by its place in `entries`.
    case named(Int)
    case components([(name: String, shape: Shape)])
    case function(Int)
    /// A list of the shape, for collections without a name of their own.
    case inline(Int)
  }

  /// One definition.
  struct Entry: Sendable {
    var shape: Shape = .any
    var isCollection = false
    var allowed: Test?
    var constraint: Test?
  }

  var entries: [Entry] = []
  private var fillsComponents = false
  private var readsTexts = false

  /// How deep definitions and values are followed.
  private static let depth = 64

  /// The value as the type wants it; `nil` when it does not conform and no conversion of 10.3.2.9.4 makes it.
  /// A context lacks no component (10.3.2.9.3).
  func coerce(_ value: Value, to shape: Shape, _ frame: inout Frame) -> Value? {
    coerce(value, to: shape, &frame, depth: 0, converts: true)
  }

  /// The same for values from outside: components that are not given are null.
  /// - Parameter readsTexts: a text where a date, time or duration is wanted is read as one.
  func given(_ value: Value, as shape: Shape, readsTexts: Bool, _ frame: inout Frame) -> Value? {
    var lenient = self
    lenient.fillsComponents = true
    lenient.readsTexts = readsTexts
    return lenient.coerce(value, to: shape, &frame, depth: 0, converts: true)
  }

  /// - Parameter converts: false inside lists and contexts, whose parts have to conform as they are.
  private func coerce(_ value: Value, to shape: Shape, _ frame: inout Frame, depth: Int, converts: Bool)
    -> Value?
  {
    guard depth < Self.depth, frame.burn() else { return nil }
    if value.isNull { return value }
    switch shape {
    case .any: return value
    case .simple(let type): return Self.simple(read(value, as: type), type, converts: converts)
    case .function(let count):
      guard case .function(let function) = Self.unwrapped(value, converts) else { return nil }
      return function.parameters.count == count ? .function(function) : nil
    case .components(let members): return components(Self.unwrapped(value, converts), members, &frame, depth)
    case .named(let index), .inline(let index):
      guard index < entries.count else { return value }
      return coerce(value, to: entries[index], &frame, depth, converts)
    }
  }

  private func coerce(
    _ value: Value, to entry: Entry, _ frame: inout Frame, _ depth: Int, _ converts: Bool
  ) -> Value? {
    let result: Value
    if entry.isCollection {
      guard let items = value.list ?? (converts ? [value] : nil) else { return nil }
      guard frame.burn(items.count) else { return nil }
      var made: [Value] = []
      made.reserveCapacity(items.count)
      for item in items {
        guard let one = single(item, entry, &frame, depth, false) else { return nil }
        made.append(one)
      }
      result = .list(made)
    } else {
      guard let one = single(value, entry, &frame, depth, converts) else { return nil }
      result = one
    }
    if let constraint = entry.constraint, !holds(constraint, result, &frame) { return nil }
    return result
  }

  private func single(
    _ value: Value, _ entry: Entry, _ frame: inout Frame, _ depth: Int, _ converts: Bool
  ) -> Value? {
    guard let made = coerce(value, to: entry.shape, &frame, depth: depth + 1, converts: converts) else {
      return nil
    }
    guard let allowed = entry.allowed, !made.isNull else { return made }
    if !entry.isCollection, case .list(let items) = made {
      return items.allSatisfy { $0.isNull || holds(allowed, $0, &frame) } ? made : nil
    }
    return holds(allowed, made, &frame) ? made : nil
  }

  /// Unary tests run on a stack of their own, whose first local is `?`.
  private func holds(_ test: Test, _ value: Value, _ frame: inout Frame) -> Bool {
    let outer = frame.locals
    frame.locals = [value]
    defer { frame.locals = outer }
    return test(&frame) == .yes
  }

  private func components(
    _ value: Value, _ members: [(name: String, shape: Shape)], _ frame: inout Frame, _ depth: Int
  ) -> Value? {
    guard case .context(var context) = value else { return nil }
    for member in members {
      guard let found = context[member.name] else {
        guard fillsComponents else { return nil }
        context[member.name] = .null
        continue
      }
      guard let made = coerce(found, to: member.shape, &frame, depth: depth + 1, converts: false) else {
        return nil
      }
      context[member.name] = made
    }
    return .context(context)
  }

  /// The element of a list of one, which stands for itself where no list is wanted.
  private static func unwrapped(_ value: Value, _ converts: Bool) -> Value {
    if converts, case .list(let items) = value, items.count == 1 { return items[0] }
    return value
  }

  private func read(_ value: Value, as type: Type) -> Value {
    guard readsTexts, type.isTemporal || type.isDuration, case .string(let text) = value else { return value }
    return Temporal.value(text) ?? value
  }

  private static func simple(_ value: Value, _ type: Type, converts: Bool) -> Value? {
    converts ? value.coerced(to: type) : (value.conforms(to: type) ? value : nil)
  }
}
