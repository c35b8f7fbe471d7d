import Core
import Spec
import Testing

@testable import Compile

/// A service that nobody can process is said where the step names who acts.
@Suite struct HandlingCheckTests {
  private func warnings(_ text: String) throws -> [Diagnostic] {
    let table = try #require(Bundles.table)
    let bundle = "hutong: bundle/1\nid: case\ntitle: 例子\nuses: [t-city]\n"
    let files = [
      BundleFile(path: "case.yaml", bytes: Array(text.utf8)), BundleFile(path: "bundle.yaml", bytes: Array(bundle.utf8)),
    ]
    let documents = BundleDocuments(folder: "", files: files, table: table).documents
    let result = try Bundles.compiler().compile(GoldenTests.city + documents)
    #expect(result.program != nil, "\(Bundles.print(result.diagnostics, documents + GoldenTests.city))")
    return result.diagnostics.filter { $0.severity == .warning }
  }

  private func service(_ flow: String, also: String = "") -> String {
    """
    hutong: service/1
    id: hall
    title: {zh: 借会议室, en: hall}
    open: {to: self}
    form:
      - 事由: {control: text, local: 试验}
    \(flow)
    """ + also
  }

  @Test func aStepOfARoleThatMayNotHandleIsSaid() throws {
    let found = try warnings(service("flow:\n  - 初审: 社区主任\n  - 复核: {by: 值班员}"))
    #expect(found.map(\.code) == [.roleUnheld])
    #expect(found.map(\.range.start.line) == [9])
    #expect(found.first?.message.zh == "步骤「复核」没有人能办：担任「值班员」的岗位都没有对「借会议室」的办理权")
  }

  @Test func oneWhoMayIsEnoughWhereAnyDecidesAndNotWhereAllDo() throws {
    #expect(try warnings(service("flow:\n  - 初审: {by: [值班员, 社区主任]}")).isEmpty)
    let all = try warnings(service("flow:\n  - 会签: {by: [值班员, 社区主任], mode: all}"))
    #expect(all.map(\.code) == [.roleUnheld])
  }

  @Test func whomTheDispatchNamesAndStepsOfBranchesCount() throws {
    let dispatched = try warnings(service("dispatch:\n  - {by: 值班员}\nflow:\n  - 办理: {by: holder}"))
    #expect(dispatched.map(\.range.start.line) == [10])
    let branches = "flow:\n  - 会办:\n      do: parallel\n      branches:\n        - 甲: [核: 社区主任]\n        - 乙: [查: 值班员]"
    #expect(try warnings(service(branches)).map(\.range.start.line) == [12])
  }

  @Test func anotherRoleOfThePostOrARoleThatAddsToItGivesTheRight() throws {
    let added = """

      ---
      hutong: role/1
      id: duty-more
      title: 值班员加办
      base: 值班员
      may:
        - {do: handle, what: hall, scope: territory}
      """
    #expect(try warnings(service("flow:\n  - 初审: 值班员", also: added)).isEmpty)
    let twice = """

      ---
      hutong: role/1
      id: lender
      title: 出借员
      may:
        - {do: read, what: hall}
      ---
      hutong: directory/1
      id: hall-directory
      title: 会议室
      organizations:
        - 会议中心:
            governs: 测试市
            posts:
              - 柜台: {role: [出借员, 社区主任]}
      """
    #expect(try warnings(service("flow:\n  - 初审: 出借员", also: twice)).isEmpty)
  }
}
