import FEEL

/// Which relation somebody has to somebody else by what they are called: a code of the list `family_relation` (GB/T
/// 4761), read from the one who is so called.
package enum Kinship {
  /// The list of the codes.
  package static let list = "family_relation"
  /// The control that asks for such a code.
  package static let control = "kinship"
  /// Where a code is kept whose relation does not say it.
  package static let code = "other_kin_of.kinship_code"

  private static let spouses: Set<String> = ["10", "11", "12"]
  private static let children: Set<String> = [
    "20", "21", "22", "23", "24", "25", "26", "27", "29", "30", "31", "32", "33", "34", "35", "36", "37", "39",
  ]
  private static let parents: Set<String> = ["50", "51", "52", "57", "58", "59"]
  private static let siblings: Set<String> = ["70", "71", "73", "75", "77", "79"]
  /// The person themself, the head of the household (whom the household register names), nobody of the family.
  private static let none: Set<String> = ["01", "02", "99"]

  /// The id by which the relation is read; nil when the code says none.
  package static func relation(_ code: String) -> String? {
    if none.contains(code) { return nil }
    if spouses.contains(code) { return "spouse_of" }
    if children.contains(code) { return "child_of" }
    if parents.contains(code) { return "parent_of" }
    return siblings.contains(code) ? "sibling_of" : "other_kin_of"
  }

  private static let elders: Set<String> = ["50", "51", "52", "59", "60", "61", "62", "63", "64", "66", "67", "69"]
  private static let descendants: Set<String> = [
    "20", "21", "22", "23", "24", "25", "26", "29", "30", "31", "32", "33", "34", "35", "36", "39", "40", "41", "42", "43",
    "44", "47", "48", "49",
  ]
  private static let elderSiblings: Set<String> = ["71", "75"]
  private static let youngerSiblings: Set<String> = ["73", "77"]

  /// Whether somebody born on one day can be so called by somebody born on another: whom one descends from is older, an
  /// elder brother is not younger. Relations by marriage say nothing of it.
  package static func fits(_ code: String, born: CivilDate, toWhomBorn other: CivilDate) -> Bool {
    if elders.contains(code) { return born < other }
    if descendants.contains(code) { return born > other }
    if elderSiblings.contains(code) { return born <= other }
    return !youngerSiblings.contains(code) || born >= other
  }
}
