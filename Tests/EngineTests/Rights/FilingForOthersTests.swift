import Core
import Testing

@testable import Engine

/// What the register fills in of a resident for whom somebody else files: who may see it, and that the resident learns of it.
@Suite struct FilingForOthersTests {
  private let town: BundleTown
  private let head: Int64
  private let far: Int64

  init() throws {
    town = try BundleTown("start", "counter")
    head = try town.staff("一号社区居民委员会", "社区主任")
    far = try town.staff("二号社区居民委员会", "社区主任")
  }

  private func form(_ service: String, for person: Int64?, by caller: Caller) -> Result<ServiceForm, Refusal> {
    do {
      return .success(try town.engine.form(service, for: person, caller: caller))
    } catch let refusal as Refusal {
      return .failure(refusal)
    } catch {
      Issue.record(error)
      return .failure(Refusal(.unavailable, Label(zh: "\(error)")))
    }
  }

  private func name(_ form: Result<ServiceForm, Refusal>) throws -> String? {
    try form.get().pages.first?.fields.first?.value.string
  }

  private func looks() throws -> [LookAtMe] { try town.engine.looksAtMe(town.caller(BundleTown.resident)) }

  @Test func aFormThatStaffFillForAResidentLeavesATrace() throws {
    #expect(try name(form("counter", for: nil, by: town.caller(BundleTown.resident)))?.isEmpty == false)
    #expect(try looks().isEmpty, "one's own")
    #expect(form("counter", for: BundleTown.resident, by: town.caller(far)).refusal == .beyondAuthority)
    #expect(try looks().isEmpty, "nothing was shown")
    #expect(try name(form("counter", for: BundleTown.resident, by: town.caller(head)))?.isEmpty == false)
    let look = try #require(try looks().first)
    #expect(look.what.zh == "代为申请时看到登记的信息 窗口代填 试验" && look.post?.zh == "一号社区居民委员会/社区主任")
    #expect(try name(form("counter", for: BundleTown.resident, by: town.caller(head)))?.isEmpty == false)
    #expect(try looks().count == 1, "the same look")
  }

  @Test func whatIsOpenToAnyoneShowsNobodyAnother() throws {
    for caller in [town.caller(head), town.caller(BundleTown.other)] {
      #expect(form("tip", for: BundleTown.resident, by: caller).refusal == .beyondAuthority)
    }
    #expect(try name(form("tip", for: nil, by: town.caller(BundleTown.other))) != nil, "for oneself it is open")
    #expect(try looks().isEmpty)
  }
}
