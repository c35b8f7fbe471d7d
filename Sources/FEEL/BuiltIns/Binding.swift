/// Which way of calling a function is meant when types were not known before (DMN 1.5, 10.3.2.13.4 and 10.3.2.9.4).
extension BuiltIn {
  /// Chooses the first signature that the values belong to, else the first they can be converted to, and runs.
  func run(_ values: [Value], _ frame: inout Frame) -> Value {
    guard let body, frame.burn(2) else { return frame.null("没有这个函数", "no such function") }
    let fitting = signatures.filter { accepts(values.count, $0) }
    guard !fitting.isEmpty else {
      return frame.null(
        "函数 \(name) 不能有 \(values.count) 个参数", "`\(name)` does not take \(values.count) arguments")
    }
    for signature in fitting {
      let belongs = values.indices.allSatisfy { values[$0].conforms(to: wanted($0, signature, values.count)) }
      if belongs { return body(values, &frame) }
    }
    for signature in fitting {
      let converted = values.indices.compactMap { values[$0].coerced(to: wanted($0, signature, values.count)) }
      if converted.count == values.count { return body(converted, &frame) }
    }
    return frame.badArgument(name)
  }

  func accepts(_ count: Int, _ parameters: [Parameter]) -> Bool {
    let least = parameters.count { !$0.isOptional }
    return count >= least && (count <= parameters.count || isVariadic)
  }

  /// What one argument must be. Lists are taken whole: what they hold the function looks at itself, for elements may
  /// be null. With several arguments a variadic list is given element by element.
  func wanted(_ index: Int, _ parameters: [Parameter], _ count: Int) -> Type {
    guard let parameter = index < parameters.count ? parameters[index] : parameters.last else { return .unknown }
    guard case .list = parameter.type else { return parameter.type }
    return isVariadic && count > 1 && parameters.count == 1 ? .unknown : .list(.unknown)
  }

  /// Whether these types alone show that values of them can be given to the body as they are.
  func takes(_ types: [Type]) -> Bool {
    signatures.contains { signature in
      accepts(types.count, signature)
        && types.indices.allSatisfy { index in
          let wanted = wanted(index, signature, types.count)
          return wanted.isUnknown || types[index].sort == wanted.sort || types[index].isText && wanted.isText
        }
    }
  }

  /// The function as a value (`sort(list, before)`).
  var value: FunctionValue { FunctionValue(self) }
}
