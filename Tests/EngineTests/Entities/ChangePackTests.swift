import Core
import Testing

@testable import Engine

@Suite struct ChangePackTests {
  static let changes = [
    PackedChange(1, old: .one(.null), new: .one(.text("张三·阿卜杜"))),
    PackedChange(-26, old: .one(.int(111)), new: .one(.int(.min))),
    PackedChange(965, old: .many([]), new: .many([.text("01"), .text("02")])),
    PackedChange(300, old: .one(.blob([0, 255])), new: .one(.int(.max))),
  ]

  @Test func comesBackAsItWas() {
    #expect(ChangePack.decode(ChangePack.encode(Self.changes)) == Self.changes)
    #expect(ChangePack.decode(ChangePack.encode([])) == [])
    #expect(ChangePack.decode(side: ChangePack.encode(.many([.int(-1)]))) == .many([.int(-1)]))
  }

  @Test func brokenBytesAreRefusedAndNeverTrap() {
    let whole = ChangePack.encode(Self.changes)
    for cut in 0..<whole.count { #expect(ChangePack.decode(Array(whole.prefix(cut))) == nil) }
    for at in whole.indices {
      var bent = whole
      bent[at] ^= 0xFF
      _ = ChangePack.decode(bent)
    }
    #expect(ChangePack.decode([1] + [UInt8](repeating: 0xFF, count: 40)) == nil)
  }
}
