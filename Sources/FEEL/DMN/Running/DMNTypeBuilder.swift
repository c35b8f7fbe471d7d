/// Turns item definitions of several files into `DMNTypes`, and names of types into shapes.
struct DMNTypeBuilder {
  private(set) var types = DMNTypes()
  private(set) var problems: [XMLProblem] = []
  private var names: [[String: Int]] = []
  private let files: DMNFiles

  init(_ files: DMNFiles) {
    self.files = files
    for model in files.models {
      var index: [String: Int] = [:]
      for item in model.itemDefinitions {
        index[item.head.name.text] = types.entries.count
        types.entries.append(DMNTypes.Entry())
      }
      names.append(index)
    }
    for (file, model) in files.models.enumerated() {
      for item in model.itemDefinitions {
        guard let at = names[file][item.head.name.text] else { continue }
        let entry = entry(item, file)
        types.entries[at] = entry
      }
    }
  }

  /// The shape a type name stands for in a file; unknown names stand for any value.
  func shape(_ name: DMNText?, in file: Int) -> DMNTypes.Shape {
    guard let name else { return .any }
    return found(name.text, file) ?? .any
  }

  private func found(_ written: String, _ file: Int) -> DMNTypes.Shape? {
    if let index = names[file][written] { return .named(index) }
    if let simple = Self.simple[written] { return simple }
    for (prefix, other) in files.imports(of: file) {
      if prefix.isEmpty, let index = names[other][written] { return .named(index) }
      if !prefix.isEmpty, written.hasPrefix(prefix + "."),
        let index = names[other][String(written.dropFirst(prefix.count + 1))]
      {
        return .named(index)
      }
    }
    // A prefix of XML namespaces, as DMN 1.1 wrote them.
    guard let colon = written.lastIndex(of: ":") else { return nil }
    let local = String(written[written.index(after: colon)...])
    if let index = names[file][local] { return .named(index) }
    if let simple = Self.simple[local] { return simple }
    for (_, other) in files.imports(of: file) {
      if let index = names[other][local] { return .named(index) }
    }
    return nil
  }

  private mutating func entry(_ item: DMNItemDefinition, _ file: Int) -> DMNTypes.Entry {
    var entry = DMNTypes.Entry()
    entry.isCollection = item.isCollection
    if !item.components.isEmpty {
      var members: [(name: String, shape: DMNTypes.Shape)] = []
      for component in item.components {
        let made = self.entry(component, file)
        types.entries.append(made)
        members.append((component.head.name.text, .inline(types.entries.count - 1)))
      }
      entry.shape = .components(members)
    } else if let function = item.function {
      entry.shape = .function(function.parameters.count)
    } else if let type = item.type {
      if let shape = found(type.text, file) {
        entry.shape = shape
      } else {
        problems.append(
          XMLProblem(type.place, zh: "没有类型 `\(type.text)`", en: "there is no type `\(type.text)`"))
      }
    }
    entry.allowed = tests(item.allowedValues)
    entry.constraint = tests(item.constraint)
    return entry
  }

  private mutating func tests(_ text: DMNText?) -> Test? {
    guard let text, !text.text.isEmpty else { return nil }
    var compiler = DMNLiterals(scope: SlotScope())
    let test = compiler.tests(text)
    problems += compiler.problems
    return test
  }

  /// The FEEL type of a shape, for `instance of`; definitions inside each other are followed a little way.
  private func feelType(_ shape: DMNTypes.Shape, depth: Int, _ budget: inout Int) -> Type {
    budget -= 1
    guard depth < 8, budget > 0 else { return .unknown }
    switch shape {
    case .any: return .unknown
    case .simple(let type): return type
    case .function(let count): return .function(count, .unknown)
    case .components(let members):
      var types: [String: Type] = [:]
      for member in members { types[member.name] = feelType(member.shape, depth: depth + 1, &budget) }
      return .context(types)
    case .named(let index), .inline(let index):
      guard index < types.entries.count else { return .unknown }
      let entry = types.entries[index]
      let inner = feelType(entry.shape, depth: depth + 1, &budget)
      return entry.isCollection ? .list(inner) : inner
    }
  }

  /// Whether a shape is that of functions.
  func isFunction(_ shape: DMNTypes.Shape) -> Bool {
    var shape = shape
    for _ in 0..<8 {
      switch shape {
      case .function: return true
      case .named(let index), .inline(let index):
        guard index < types.entries.count, !types.entries[index].isCollection else { return false }
        shape = types.entries[index].shape
      default: return false
      }
    }
    return false
  }

  /// Every type a file can name.
  func feelTypes(in file: Int) -> [(name: String, type: Type)] {
    func type(_ index: Int) -> Type {
      var budget = 500
      return feelType(.named(index), depth: 0, &budget)
    }
    var found: [(name: String, type: Type)] = []
    for (prefix, other) in files.imports(of: file) {
      for (name, index) in names[other] {
        found.append((prefix.isEmpty ? name : "\(prefix).\(name)", type(index)))
      }
    }
    return found + names[file].map { ($0.key, type($0.value)) }
  }

  private static let simple: [String: DMNTypes.Shape] = [
    "Any": .any, "any": .any, "boolean": .simple(.boolean), "number": .simple(.number),
    "string": .simple(.string), "date": .simple(.date), "time": .simple(.time),
    "date and time": .simple(.dateTime), "dateTime": .simple(.dateTime),
    "days and time duration": .simple(.dayTimeDuration), "dayTimeDuration": .simple(.dayTimeDuration),
    "years and months duration": .simple(.yearMonthDuration),
    "yearMonthDuration": .simple(.yearMonthDuration), "context": .simple(.context([:])),
    "list": .simple(.list(.unknown)), "function": .any,
  ]
}
