/// Makes a program of a model and the files it imports.
package struct DMNLinker {
  private let files: DMNFiles
  private var builder: DMNTypeBuilder
  private var nodes: [DMNProgram.Node] = []
  private var slots: [[String: Int]] = []
  /// A scope with the types that each file can name.
  private var typeNames: [SlotScope] = []
  private var problems: [XMLProblem] = []

  /// - Parameters:
  ///   - model: the one to run.
  ///   - others: files at hand; those it imports, directly or not, are used.
  package static func link(_ model: DMNModel, with others: [DMNModel] = []) -> DMNProgram {
    var linker = DMNLinker(DMNFiles([model] + needed(by: model, others)))
    linker.collect()
    for (file, model) in linker.files.models.enumerated() { linker.compile(model, file) }
    for (file, model) in linker.files.models.enumerated() {
      for service in model.services { linker.compile(service, file) }
    }
    var program = DMNProgram(nodes: linker.nodes, types: linker.builder.types, problems: linker.problems)
    program.problems = linker.builder.problems + program.problems
    return program
  }

  private init(_ files: DMNFiles) {
    self.files = files
    builder = DMNTypeBuilder(files)
    for file in files.models.indices {
      var scope = SlotScope()
      for (name, type) in builder.feelTypes(in: file) { scope.add(type: name, type) }
      typeNames.append(scope)
    }
  }

  private static func needed(by model: DMNModel, _ others: [DMNModel]) -> [DMNModel] {
    var found: [DMNModel] = []
    var wanted = model.imports.map(\.namespace)
    while let namespace = wanted.popLast() {
      guard namespace != model.namespace, !found.contains(where: { $0.namespace == namespace }),
        let other = others.first(where: { $0.namespace == namespace })
      else {
        continue
      }
      found.append(other)
      wanted += other.imports.map(\.namespace)
    }
    return found
  }

  // MARK: slots

  private mutating func collect() {
    for (file, model) in files.models.enumerated() {
      slots.append([:])
      for input in model.inputs {
        let shape = builder.shape(input.variable?.type, in: file)
        add(input.head, input.variable, .input, file, shape)
      }
      for item in model.decisions {
        add(item.head, item.variable, .decision, file, builder.shape(item.variable?.type, in: file))
      }
      for item in model.knowledge { add(item.head, item.variable, .knowledge, file, .any) }
      for item in model.services { add(item.head, item.variable, .service, file, .any) }
      for item in model.imports where file == 0 || !item.namespace.isEmpty {
        if files.file(item.namespace) == nil, DMNReader.namespaces.contains(item.type) {
          problems.append(
            XMLProblem(
              item.name.place, zh: "找不到引入的模型 `\(item.namespace)`",
              en: "the imported model `\(item.namespace)` is not at hand"))
        }
      }
    }
  }

  private mutating func add(
    _ head: DMNHead, _ variable: DMNVariable?, _ role: DMNProgram.Role, _ file: Int, _ shape: DMNTypes.Shape
  ) {
    let named = variable?.name.text ?? ""
    let name = named.isEmpty || role == .service ? head.name.text : named
    if let id = head.id {
      if slots[file][id] != nil {
        problems.append(
          XMLProblem(head.name.place, zh: "id `\(id)` 用了两次", en: "the id `\(id)` is used twice"))
      }
      slots[file][id] = nodes.count
    }
    let ways = file == 0 ? [] : prefixes(of: file, from: 0)
    nodes.append(
      DMNProgram.Node(
        role: role, file: file, name: name, namespace: files.models[file].namespace, place: head.name.place,
        paths: ways.map { ($0 + [name]).joined(separator: ".") }, shape: shape))
  }

  private mutating func slot(_ reference: DMNText, from file: Int) -> Int? {
    if let target = files.target(reference.text, from: file), let slot = slots[target.file][target.id] {
      return slot
    }
    problems.append(
      XMLProblem(
        reference.place, zh: "引用 `\(reference.text)` 找不到", en: "nothing stands for `\(reference.text)`"))
    return nil
  }

  private mutating func slots(_ references: [DMNText], from file: Int) -> [Int] {
    var found: [Int] = []
    for reference in references { if let slot = slot(reference, from: file) { found.append(slot) } }
    return found
  }

  // MARK: names

  /// What an element sees: what it needs, by its name, behind the name of its import.
  private func scope(_ needs: [Int], in file: Int) -> SlotScope {
    var scope = SlotScope(parent: typeNames[file])
    for slot in needs where nodes[slot].file != file {
      let node = nodes[slot]
      let paths = prefixes(of: node.file, from: file)
      for path in paths where !path.isEmpty {
        if let first = path.first { scope.add(first, constant: .null, type: .unknown) }
        scope.add((path + [node.name]).joined(separator: "."), slot: slot, type: .unknown)
      }
      if paths.isEmpty || paths.contains(where: \.isEmpty) {
        scope.add(node.name, slot: slot, type: .unknown)
      }
    }
    // A name of the model itself goes before one that comes by an import without a name.
    for slot in needs where nodes[slot].file == file {
      scope.add(nodes[slot].name, slot: slot, type: .unknown)
    }
    return scope
  }

  /// The names of imports on the ways from one file to another; an empty way where imports have no name.
  private func prefixes(of target: Int, from file: Int) -> [[String]] {
    var found: [[String]] = []
    var ways: [(file: Int, path: [String], seen: [Int])] = [(file, [], [file])]
    var steps = 0
    while let way = ways.popLast(), found.count < 16, steps < 1000 {
      steps += 1
      for (name, other) in files.imports(of: way.file) where !way.seen.contains(other) {
        let path = name.isEmpty ? way.path : way.path + [name]
        if other == target { found.append(path) } else { ways.append((other, path, way.seen + [other])) }
      }
    }
    return found
  }

  // MARK: logic

  private mutating func compile(_ model: DMNModel, _ file: Int) {
    let first = nodes.firstIndex { $0.file == file } ?? 0
    var slot = first + model.inputs.count
    for decision in model.decisions {
      let needs = slots(decision.requirements.inputs + decision.requirements.decisions, from: file)
      let functions = slots(decision.requirements.knowledge, from: file)
      nodes[slot].needs = needs
      nodes[slot].calls = functions
      nodes[slot].isForeign = decision.logic?.isForeign ?? false
      var logic = DMNLogic(scope: scope(needs + functions, in: file), types: builder, file: file)
      let written = decision.logic ?? DMNExpression(.none, place: decision.head.name.place)
      nodes[slot].evaluator = logic.coerced(logic.compile(written), to: decision.variable?.type)
      problems += logic.literals.problems
      slot += 1
    }
    for item in model.knowledge {
      compile(item, at: slot, file)
      slot += 1
    }
  }

  private mutating func compile(_ item: DMNKnowledge, at slot: Int, _ file: Int) {
    let functions = slots(item.requirements.knowledge, from: file) + [slot]
    var logic = DMNLogic(scope: scope(functions, in: file), types: builder, file: file)
    guard var function = item.logic?.withParameters else {
      problems.append(XMLProblem(item.head.name.place, zh: "业务知识模型没有内容", en: "this knowledge model is empty"))
      return
    }
    nodes[slot].parameters = function.parameters.map { ($0.name.text, builder.shape($0.type, in: file)) }
    nodes[slot].calls = functions
    nodes[slot].isForeign = function.kind != .feel || (function.body?.isForeign ?? false)
    if let type = item.variable?.type {
      let shape = builder.shape(type, in: file)
      if function.type == nil, !builder.isFunction(shape) { function.type = type }
    }
    nodes[slot].evaluator = logic.function(function, item.head.name.place)
    problems += logic.literals.problems
  }

  /// A service is a function of its input data and input decisions, in that order (DMN 1.5, 10.4).
  private mutating func compile(_ service: DMNService, _ file: Int) {
    guard
      let slot = nodes.firstIndex(where: {
        $0.role == .service && $0.file == file && $0.name == service.head.name.text
      })
    else { return }
    let inputs = slots(service.inputData, from: file) + slots(service.inputDecisions, from: file)
    let outputs = slots(service.outputs, from: file)
    let shape = builder.shape(service.variable?.type, in: file)
    nodes[slot].parameters = inputs.map { (nodes[$0].name, nodes[$0].shape) }
    nodes[slot].outputs = outputs
    let body = DMNServiceBody(
      nodes: nodes, types: builder.types, inputs: inputs, outputs: outputs,
      shape: builder.isFunction(shape) ? .any : shape)
    let parameters = nodes[slot].parameters.map { Parameter($0.name, .unknown) }
    nodes[slot].evaluator = { _ in
      .function(FunctionValue(parameters, weight: 100) { values, frame in body.run(values, &frame) })
    }
  }
}

extension DMNFunction {
  /// With the input expressions of a decision table as parameters where none are written (DMN 1.5, 10.2.2.7).
  fileprivate var withParameters: DMNFunction {
    guard parameters.isEmpty, kind == .feel, let body, case .table(let table) = body.kind else { return self }
    var named = self
    for input in table.inputs {
      guard case .literal(let text, _) = input.expression.kind else { continue }
      let name = DMNText(DMNReader.name(text.text), text.place)
      if named.parameters.contains(where: { $0.name == name }) { continue }
      named.parameters.append(DMNVariable(name: name, type: input.expression.type))
    }
    return named
  }
}
