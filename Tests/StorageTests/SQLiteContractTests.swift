import Core
import Storage
import TestSupport
import Testing

@Suite struct SQLiteContractTests {
  @Test(arguments: StoreContract.cases)
  func inMemory(_ contract: StoreContract) throws {
    let store = try SQLiteStore(path: nil)
    defer { store.close() }
    try contract.run(on: store)
  }

  @Test(arguments: StoreContract.cases)
  func onDisk(_ contract: StoreContract) throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.file("hutong.db"))
    defer { store.close() }
    try contract.run(on: store)
  }
}
