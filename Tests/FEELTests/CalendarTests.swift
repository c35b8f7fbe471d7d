import Testing

@testable import FEEL

@Suite struct CalendarTests {
  @Test func dates() {
    for text in [
      "1970-01-01", "2000-02-29", "1850-12-31", "-0001-03-01", "0000-01-01", "9999-12-31", "123456-01-01",
    ] {
      #expect(CivilDate(text: text)?.text == text)
    }
    for text in [
      "2026-02-30", "2026-13-01", "2026-1-1", "20260101", "2026-01-01x", "01-01-2026", "", "1900-02-29",
    ] {
      #expect(CivilDate(text: text) == nil)
    }
    #expect(CivilDate(text: "1970-01-01")?.days == 0 && CivilDate(text: "2026-03-01")?.weekday == 7)
    #expect(CivilDate(text: "2026-01-31")?.adding(months: 1)?.text == "2026-02-28")
    #expect(CivilDate(days: Int64.max).year < 1_000_000_001)
    for days in stride(from: Int64(-800_000), to: 800_000, by: 997) {
      let date = CivilDate(days: days)
      #expect(CivilDate(text: date.text) == date)
    }
  }

  @Test func zones() {
    #expect(CivilDateTime(milliseconds: 0).text == "1970-01-01T08:00:00@Asia/Shanghai")
    #expect(CivilDateTime(text: "1990-07-01T09:00:00@Asia/Shanghai")?.milliseconds() == 646_790_400_000)
    #expect(CivilDateTime(text: "2026-03-01T08:00:00")?.milliseconds() == 1_772_323_200_000)
    #expect(CivilDateTime(text: "2026-03-01T24:00:00") == nil)
    #expect(CivilTime(text: "08:00:00+15:00") == nil && CivilTime(text: "08:00:00@Nowhere/City") == nil)
    #expect(CivilTime(text: "08:00:00.250Z")?.text == "08:00:00.25Z")
  }

  @Test func durations() {
    for text in ["P1D", "PT1H", "P1DT2H3M4.5S", "-P3D", "P1Y2M", "-P14M", "PT0S", "P0M"] {
      #expect(Temporal.duration(text) != nil, "\(text)")
    }
    for text in ["P", "PT", "P1Y1D", "1D", "P1H", "P1.5D", "P1M1Y", "PT1S1M"] {
      #expect(Temporal.duration(text) == nil, "\(text)")
    }
    #expect(Temporal.duration("-P14M")?.text == "-P1Y2M")
    #expect(Temporal.duration("PT36H")?.text == "P1DT12H")
  }

  @Test func texts() {
    #expect(Text.normalized("e\u{301}") == "é" && Text.length(Text.normalized("e\u{301}")) == 1)
    #expect(Text.length("𠮷野家") == 3)
    #expect(!Text.same("e\u{301}", "é"))
    #expect(Text.order("\u{FF5E}", "𠮷") == -1)
    #expect(Value.string("e\u{301}").same(as: .string("é")) == false)
    #expect(Suggestion.nearest(to: "出声日期", among: ["出生日期", "登记日期"]) == "出生日期")
    #expect(Suggestion.nearest(to: "完全不同", among: ["出生日期"]) == nil)
  }
}
