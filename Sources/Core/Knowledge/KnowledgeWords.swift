/// The five classes of the city knowledge schema. Domain and range of every relation are among them.
package enum EntityClass: String, Sendable, Hashable, CaseIterable, Comparable {
  case person, place, matter, object, organization

  package static func < (a: EntityClass, b: EntityClass) -> Bool { a.rawValue < b.rawValue }
}

/// The type of a value that is stored or typed: the word group `value-type` of the language.
package enum ValueType: String, Sendable, Hashable, CaseIterable {
  case string, number, integer, boolean, date, time
  case dateTime = "date-time"
  case duration, code, codes, file, files, place, point, entity, money, context, list

  /// The Chinese spelling.
  package var alias: String {
    switch self {
    case .string: "文字"
    case .number: "数"
    case .integer: "整数"
    case .boolean: "是否"
    case .date: "日期"
    case .time: "时刻"
    case .dateTime: "时间"
    case .duration: "时长"
    case .code: "代码"
    case .codes: "多代码"
    case .file: "文件"
    case .files: "多文件"
    case .place: "地点"
    case .point: "坐标"
    case .entity: "实体"
    case .money: "金额"
    case .context: "组合"
    case .list: "列表"
    }
  }

  /// The type that a word names, either spelling.
  package init?(word: some StringProtocol) {
    guard let type = Self.allCases.first(where: { $0.rawValue == word || $0.alias == word }) else {
      return nil
    }
    self = type
  }

  /// True for types whose values are several by themselves.
  package var isMany: Bool { self == .codes || self == .files || self == .list }

  /// True for types that are kept as scaled numbers.
  package var isNumeric: Bool { self == .number || self == .integer || self == .money }
}

/// How strongly a value is protected, weakest first (PIPL art. 28, GB/T 35273).
package enum Sensitivity: Int, Sendable, Hashable, CaseIterable, Comparable {
  case `public`, `internal`, personal, sensitivePersonal

  package var word: String {
    switch self {
    case .public: "public"
    case .internal: "internal"
    case .personal: "personal"
    case .sensitivePersonal: "sensitive-personal"
    }
  }

  /// The Chinese spelling.
  package var alias: String {
    switch self {
    case .public: "公开"
    case .internal: "内部"
    case .personal: "个人"
    case .sensitivePersonal: "敏感个人"
    }
  }

  /// The level that a word names, either spelling.
  package init?(word: some StringProtocol) {
    guard let level = Self.allCases.first(where: { $0.word == word || $0.alias == word }) else { return nil }
    self = level
  }

  package static func < (a: Sensitivity, b: Sensitivity) -> Bool { a.rawValue < b.rawValue }
}

/// How many may be related at one moment, from : to. `oneToMany`: one from has many to, each to has one from.
package enum Cardinality: String, Sendable, Hashable, CaseIterable {
  case oneToOne = "1:1"
  case oneToMany = "1:N"
  case manyToOne = "N:1"
  case manyToMany = "N:M"

  /// The Chinese spelling.
  package var alias: String {
    switch self {
    case .oneToOne: "一对一"
    case .oneToMany: "一对多"
    case .manyToOne: "多对一"
    case .manyToMany: "多对多"
    }
  }

  /// The cardinality that a word names, either spelling.
  package init?(word: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0.rawValue == word || $0.alias == word }) else {
      return nil
    }
    self = found
  }

  /// True when one entity at the from end may be related to several.
  package var manyFromOne: Bool { self == .oneToMany || self == .manyToMany }

  /// True when one entity at the to end may be related to several.
  package var manyToOther: Bool { self == .manyToOne || self == .manyToMany }
}
