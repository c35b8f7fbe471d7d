/// One function of the language: how it is written, what it takes and gives, and how it runs.
struct BuiltIn: Sendable {
  typealias Body = @Sendable ([Value], inout Frame) -> Value

  /// How the type of the result follows from the arguments.
  enum Result: Sendable {
    case type(Type)
    /// The type of the first argument.
    case first
    /// What the first argument (a list) holds.
    case element
    /// A list of what the first argument holds.
    case sameList
    /// A list of lists of lists, made flat.
    case flat
    /// A list of everything all arguments hold.
    case joinedLists
  }

  let name: String
  let alias: String?
  /// Ways to call it; the first that has so many parameters is taken.
  let signatures: [[Parameter]]
  /// The last parameter takes any number of arguments, or one list of them.
  let isVariadic: Bool
  let result: Result
  /// False for what reads the clock, the host or chance: never computed when compiling.
  let isPure: Bool
  /// The value follows the calendar: today, now, age.
  let readsClock: Bool
  /// `nil`: known, but this build cannot run it.
  let body: Body?

  init(
    _ name: String, _ alias: String?, _ signatures: [[Parameter]], _ result: Result, variadic: Bool = false,
    pure: Bool = true, clock: Bool = false, _ body: Body?
  ) {
    self.name = name
    self.alias = alias
    self.signatures = signatures
    self.result = result
    isVariadic = variadic
    isPure = pure
    readsClock = clock
    self.body = body
  }
}

/// The table of all built-in and own functions.
package enum BuiltIns {
  static let all: [BuiltIn] =
    conversion + booleans + strings + lists + listStatistics + numbers + temporals + ranges + contexts + city
    + identity

  private static let index: [String: BuiltIn] = {
    var index: [String: BuiltIn] = [:]
    for function in all {
      index[function.name] = function
      if let alias = function.alias { index[alias] = function }
    }
    return index
  }()

  static func named(_ name: String) -> BuiltIn? { index[name] }

  /// Every name and alias, for suggestions.
  package static let names: [String] = all.flatMap { [$0.name] + ($0.alias.map { [$0] } ?? []) }

  /// Names with their aliases, for documentation and for the check against the language's table of words.
  package static let aliases: [(name: String, alias: String?)] = all.map { ($0.name, $0.alias) }

  /// Names that are read and checked but not run by this build.
  package static let notYet: [String] = all.filter { $0.body == nil }.map(\.name)
}

/// Short writing for the tables.
func p(_ name: String, _ type: Type, _ reference: ReferenceKind? = nil) -> Parameter {
  Parameter(name, type, reference: reference)
}

/// An optional parameter.
func o(_ name: String, _ type: Type) -> Parameter { Parameter(name, type, optional: true) }

extension Frame {
  /// Null because an argument is null or of another sort than wanted.
  mutating func badArgument(_ function: String) -> Value {
    null("函数 \(function) 的参数不对", "`\(function)`: an argument is null or of the wrong type")
  }
}
