/// How a built-in function becomes SQL.
enum SQLFunction: Sendable {
  /// Computed outside the store.
  case outside
  case not, listContains, contains, startsWith, endsWith, stringLength, substring, substringBefore,
    substringAfter
  case string, abs, modulo, count, sum, date, age, daysSince
  case round(Rounding)
  case parity(odd: Bool)
  case extreme(least: Bool)
  /// A number of the calendar.
  case part(String)
  /// Its English name.
  case named(String)
}

/// How a built-in function becomes JavaScript.
enum JavaScriptFunction: Sendable {
  /// A function of the run-time by that name.
  case runs(String)
  /// The same, with the command's day and moment as its first argument.
  case asks(String)
  /// Not exact in a browser: it needs the city's records, chance, or binary floating point.
  case refused
}

/// What each built-in function is outside Swift. A function that is not named here can be pushed nowhere; a test
/// demands that all are named.
enum Targets {
  static func sql(_ name: String) -> SQLFunction { table[name]?.sql ?? .outside }

  static func javaScript(_ name: String) -> JavaScriptFunction { table[name]?.javaScript ?? .refused }

  static var names: Set<String> { Set(table.keys) }

  private static let table: [String: (sql: SQLFunction, javaScript: JavaScriptFunction)] = {
    var table: [String: (sql: SQLFunction, javaScript: JavaScriptFunction)] = pushed
    for (name, run) in runOnly { table[name] = (.outside, .runs(run)) }
    for name in refused { table[name] = (.outside, .refused) }
    return table
  }()

  private static let pushed: [String: (sql: SQLFunction, javaScript: JavaScriptFunction)] = [
    "not": (.not, .runs("not")),
    "list contains": (.listContains, .runs("listContains")),
    "contains": (.contains, .runs("contains")),
    "starts with": (.startsWith, .runs("startsWith")),
    "ends with": (.endsWith, .runs("endsWith")),
    "string length": (.stringLength, .runs("stringLength")),
    "substring": (.substring, .runs("substring")),
    "substring before": (.substringBefore, .runs("substringBefore")),
    "substring after": (.substringAfter, .runs("substringAfter")),
    "string": (.string, .runs("string")),
    "abs": (.abs, .runs("abs")),
    "floor": (.round(.floor), .runs("floor")),
    "ceiling": (.round(.ceiling), .runs("ceiling")),
    "round down": (.round(.down), .runs("roundDown")),
    "round half up": (.round(.halfUp), .runs("roundHalfUp")),
    "modulo": (.modulo, .runs("modulo")),
    "odd": (.parity(odd: true), .runs("odd")),
    "even": (.parity(odd: false), .runs("even")),
    "count": (.count, .runs("count")),
    "sum": (.sum, .runs("sum")),
    "min": (.extreme(least: true), .runs("min")),
    "max": (.extreme(least: false), .runs("max")),
    "date": (.date, .runs("date")),
    "age": (.age, .asks("age")),
    "days since": (.daysSince, .asks("daysSince")),
    "today": (.outside, .asks("today")),
    "now": (.outside, .asks("now")),
    "day of year": (.part("day of year"), .runs("dayOfYear")),
    "week of year": (.part("week of year"), .runs("weekOfYear")),
    "day of week": (.named("weekday"), .runs("dayOfWeek")),
    "month of year": (.named("month"), .runs("monthOfYear")),
  ]

  /// Functions that need no store's index and no city: in the browser alone.
  private static let runOnly: [String: String] = [
    "time": "time", "date and time": "dateAndTime", "duration": "duration",
    "years and months duration": "yearsAndMonthsDuration", "number": "number", "birth of": "birthOf",
    "gender of": "genderOf", "valid credit code": "validCreditCode", "parse date": "parseDate",
    "to halfwidth": "toHalfwidth", "mask middle": "maskMiddle", "mean": "mean", "product": "product",
    "median": "median", "stddev": "stddev", "mode": "mode", "all": "all", "any": "any",
    "list replace": "listReplace", "sublist": "sublist", "partition": "partition", "append": "append",
    "concatenate": "concatenate",
    "insert before": "insertBefore", "remove": "remove", "reverse": "reverse", "index of": "indexOf",
    "union": "union", "distinct values": "distinctValues", "duplicate values": "duplicateValues",
    "flatten": "flatten", "sort": "sort", "decimal": "decimal", "round up": "roundUp",
    "round half down": "roundHalfDown", "sqrt": "sqrt", "before": "before", "after": "after",
    "meets": "meets",
    "met by": "metBy", "overlaps": "overlaps", "overlaps before": "overlapsBefore",
    "overlaps after": "overlapsAfter", "finishes": "finishes", "finished by": "finishedBy",
    "includes": "includes", "during": "during", "starts": "starts", "started by": "startedBy",
    "coincides": "coincides", "upper case": "upperCase", "lower case": "lowerCase",
    "string join": "stringJoin",
    "matches": "matches", "replace": "replace", "split": "split", "is": "is", "get value": "getValue",
    "get entries": "getEntries", "context": "context", "context put": "contextPut",
    "context merge": "contextMerge",
  ]

  private static let refused = [
    "workdays between", "add workdays", "place at", "within place", "distance", "nearest", "same person",
    "related",
    "holds role", "of class", "pinyin", "valid id card", "log", "exp", "random number", "range",
  ]
}
