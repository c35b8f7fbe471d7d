extension PlaceLevel {
  /// What a name says of its level by how it ends: 8号楼 a building, 3单元 a unit, 101室 and 12号 doors, 幸福里小区 an estate;
  /// nil where it says nothing.
  package init?(named name: String) {
    let found = Self.endings.first { name.hasSuffix($0.ending) && name.count > $0.ending.count }
    guard let found else { return nil }
    self = found.level
  }

  /// Under a place of some level: what the name says, as far as that lies below it; else the next one down.
  package static func guessed(_ name: String, under above: PlaceLevel) -> PlaceLevel? {
    PlaceLevel(named: name).flatMap { $0 > above ? $0 : nil } ?? above.below
  }

  /// The longer ones first where one ends like another.
  private static let endings: [(ending: String, level: PlaceLevel)] = [
    ("街道", .street), ("镇", .street), ("乡", .street), ("社区", .community), ("居委会", .community), ("村委会", .community),
    ("号院", .estate), ("小区", .estate), ("家园", .estate), ("花园", .estate), ("公寓", .estate), ("新村", .estate),
    ("家属院", .estate), ("大院", .estate), ("号楼", .building), ("栋", .building), ("幢", .building), ("座", .building),
    ("楼", .building), ("单元门", .unit), ("单元", .unit), ("门洞", .unit), ("室", .door), ("户", .door), ("号", .door),
  ]
}
