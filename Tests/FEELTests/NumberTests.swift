import Testing

@testable import FEEL

@Suite struct NumberTests {
  private func n(_ text: String) -> Number { Number(text: text) ?? Number(-999) }

  @Test func readsAndPrints() {
    for text in [
      "0", "1", "-1", "36.5", "0.001", "-0.5", "12345678901234567890", "9999999999999999999999999999999999",
    ] {
      #expect(Number(text: text)?.text == text)
    }
    #expect(Number(text: "1.50")?.text == "1.5")
    #expect(Number(text: "-0")?.text == "0")
    #expect(Number(text: "1e3")?.text == "1000")
    #expect(Number(text: "1E+50")?.text == "1E+50")
    #expect(
      Number(text: "12345678901234567890123456789012345678")?.text == "12345678901234567890123456789012350000"
    )
    for text in ["", "-", ".", "1.", "1e", "1x", "１", "--1", "1.2.3"] { #expect(Number(text: text) == nil) }
  }

  @Test func countsExactly() {
    #expect(n("0.1") + n("0.2") == n("0.3"))
    // Two numbers of 34 digits whose product has 67: its last digit is rounded, not cut.
    #expect(
      n("1.945807302157368193036426212997227") * n("1.003322453832364056224154990951453")
        == n("1.952272157085462906115771624027425"))
    #expect(n("9223372036854775807") + n("1") == n("9223372036854775808"))
    #expect(n("1E+40") + n("1") == n("1E+40"))
    #expect(n("1E+33") + n("1") == n("1000000000000000000000000000000001"))
    #expect(n("1E+34") - n("1") == n("9999999999999999999999999999999999"))
    #expect(n("1E+35") - n("1") == n("1E+35"))
    #expect(n("3037000500") * n("3037000500") == n("9223372037000250000"))
    #expect(
      n("9999999999999999999999999999999999") * n("9999999999999999999999999999999999")
        == n("9.999999999999999999999999999999998E+67"))
    #expect((n("2") / n("3"))?.text == "0.6666666666666666666666666666666667")
    #expect(n("1") / n("0") == nil)
    #expect((n("-9223372036854775808") / n("-1"))?.text == "9223372036854775808")
    #expect(n("1E+6144") * n("10") == nil)
    #expect(Number.modulo(n("-5"), n("3")) == n("1"))
    #expect(n("1.0") == n("1") && n("1.0").hashValue == n("1").hashValue)
    #expect(n("-2") < n("-1.5") && n("1E+20") > n("5"))
    #expect(n("2").squareRoot?.text == "1.414213562373095048801688724209698")
  }

  @Test func scalesForTheStore() {
    #expect(n("36.5").scaled(by: 1) == 365)
    #expect(n("36.55").scaled(by: 1) == nil)
    #expect(n("36.50").scaled(by: 1) == 365)
    #expect(n("1E+20").scaled(by: 0) == nil)
    #expect(Number(scaled: -365, scale: 2).text == "-3.65")
  }

  @Test func rounds() {
    #expect(n("2.5").rescaled(to: 0, .halfEven) == n("2"))
    #expect(n("-2.5").rescaled(to: 0, .halfUp) == n("-3"))
    #expect(n("-2.5").rescaled(to: 0, .halfDown) == n("-2"))
    #expect(n("-1.1").rescaled(to: 0, .up) == n("-2"))
    #expect(n("-1.1").rescaled(to: 0, .floor) == n("-2"))
    #expect(n("1E-40").rescaled(to: 0, .ceiling) == n("1"))
    #expect(n("1234").rescaled(to: -2, .down) == n("1200"))
  }

  @Test func agreesWithMachineIntegers() {
    var state: UInt64 = 7
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(Int32(truncatingIfNeeded: state >> 33)) >> Int(state % 20)
    }
    for _ in 0..<5000 {
      let a = next()
      let b = next()
      #expect((Number(a) + Number(b))?.whole == a + b)
      #expect((Number(a) * Number(b))?.whole == a * b)
      #expect((Number(a) < Number(b)) == (a < b))
      if b != 0, let q = Number(a) / Number(b), let back = q * Number(b), let error = back - Number(a) {
        #expect(error.magnitude < Number(scaled: 1, scale: 20))
      }
    }
  }
}
