/// A level of the place tree, 1 (province) to 9 (door). Skipped levels are normal; a level is never inferred
/// from depth.
package enum PlaceLevel: Int, Sendable, Hashable, CaseIterable, Comparable {
  case province = 1
  case city, district, street, community, estate, building, unit, door

  /// The word of the language, English spelling.
  package var word: String {
    switch self {
    case .province: "province"
    case .city: "city"
    case .district: "district"
    case .street: "street"
    case .community: "community"
    case .estate: "estate"
    case .building: "building"
    case .unit: "unit"
    case .door: "door"
    }
  }

  /// The word of the language, Chinese spelling.
  package var alias: String {
    switch self {
    case .province: "省"
    case .city: "市"
    case .district: "区"
    case .street: "街道"
    case .community: "社区"
    case .estate: "小区"
    case .building: "楼栋"
    case .unit: "单元门"
    case .door: "门牌号"
    }
  }

  /// The next level down; nil below a door.
  package var below: PlaceLevel? { PlaceLevel(rawValue: rawValue + 1) }

  /// The next level up; nil above a province.
  package var above: PlaceLevel? { PlaceLevel(rawValue: rawValue - 1) }

  /// Characters of a place code down to this level: 2, 4, 6, 9, 12, 15, 18, 20, 25.
  package var codeLength: Int {
    switch self {
    case .province: 2
    case .city: 4
    case .district: 6
    case .street: 9
    case .community: 12
    case .estate: 15
    case .building: 18
    case .unit: 20
    case .door: 25
    }
  }

  /// The level that a word (either spelling) or a digit `1`…`9` of a table names.
  package init?(word: some StringProtocol) {
    if let number = Int(word), let level = PlaceLevel(rawValue: number) {
      self = level
      return
    }
    guard let level = Self.allCases.first(where: { $0.word == word || $0.alias == word }) else { return nil }
    self = level
  }

  package static func < (a: PlaceLevel, b: PlaceLevel) -> Bool { a.rawValue < b.rawValue }
}

/// What a node of the place tree is.
package enum PlaceKind: String, Sendable, Hashable, CaseIterable {
  /// An administrative area, or a compound, building, unit or door inside one.
  case area
  /// A point of interest: park, tower, square.
  case landmark
  /// A street, road or lane.
  case road

  /// The word of the language, Chinese spelling.
  package var alias: String {
    switch self {
    case .area: "区域"
    case .landmark: "地标"
    case .road: "道路"
    }
  }

  /// The kind that a word names, either spelling.
  package init?(word: some StringProtocol) {
    guard let kind = Self.allCases.first(where: { $0.rawValue == word || $0.alias == word }) else {
      return nil
    }
    self = kind
  }
}
