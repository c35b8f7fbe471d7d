// swift-tools-version: 6.0
import PackageDescription

/// `HUTONG_CORE=1 swift test` leaves out everything that needs more than libyaml-dev and libsqlite3-dev, so that a machine
/// with those two builds and tests what checks, compiles, tests and runs a bundle.
let isCoreOnly = Context.environment["HUTONG_CORE"] != nil

let products: [Product] = [
  // Check, compile, test and run a bundle on SQLite: needs libyaml-dev and libsqlite3-dev alone.
  .library(name: "hutong-core", targets: ["FEEL", "Core", "Spec", "Compile", "Engine", "Storage"])
]

let targets: [Target] = [
  .systemLibrary(name: "CYAML", path: "Sources/CLibraries/CYAML"),
  .systemLibrary(name: "CSQLite", path: "Sources/CLibraries/CSQLite"),

  .target(name: "FEEL"),
  .target(name: "Core", dependencies: ["FEEL"]),
  .target(name: "Spec", dependencies: ["Core", "FEEL", "CYAML"]),
  .target(name: "Compile", dependencies: ["Spec", "Core", "FEEL"]),
  .target(name: "Engine", dependencies: ["Core", "FEEL"]),
  .target(name: "Storage", dependencies: ["Core", "FEEL", "CSQLite"]),

  .target(
    name: "TestSupport", dependencies: ["FEEL", "Core", "Spec", "Compile", "Engine", "Storage"],
    path: "Tests/TestSupport"),
  .testTarget(name: "FEELTests", dependencies: ["FEEL"]),
  .testTarget(name: "CoreTests", dependencies: ["Core", "FEEL"]),
  .testTarget(name: "SpecTests", dependencies: ["Spec", "Core", "FEEL"]),
  .testTarget(name: "CompileTests", dependencies: ["Compile", "Spec", "Core", "FEEL", "TestSupport"]),
  .testTarget(
    name: "EngineTests",
    dependencies: ["Engine", "Compile", "Spec", "Storage", "Core", "FEEL", "TestSupport"]
      + (isCoreOnly ? [] : ["StoragePostgres"])),
  .testTarget(name: "StorageTests", dependencies: ["Storage", "Core", "FEEL", "TestSupport"]),
]

let serverProducts: [Product] = [.executable(name: "hutong", targets: ["hutong"])]

let serverTargets: [Target] = [
  .systemLibrary(name: "CPostgres", path: "Sources/CLibraries/CPostgres"),
  .systemLibrary(name: "CMicroHTTPD", path: "Sources/CLibraries/CMicroHTTPD"),
  .systemLibrary(name: "CSodium", path: "Sources/CLibraries/CSodium"),
  .systemLibrary(name: "CArchive", path: "Sources/CLibraries/CArchive"),
  .systemLibrary(name: "CQR", path: "Sources/CLibraries/CQR"),
  .systemLibrary(name: "CPictures", path: "Sources/CLibraries/CPictures"),
  .systemLibrary(name: "CCurl", path: "Sources/CLibraries/CCurl"),
  .systemLibrary(name: "CZLib", path: "Sources/CLibraries/CZLib"),

  .target(name: "StoragePostgres", dependencies: ["Core", "FEEL", "Storage", "CPostgres"]),
  .target(
    name: "Server",
    dependencies: [
      "Core", "FEEL", "Compile", "Engine", "CMicroHTTPD", "CSodium", "CArchive", "CQR", "CPictures", "CCurl",
      "CZLib",
    ]),
  .executableTarget(
    name: "hutong",
    dependencies: [
      "FEEL", "Core", "Spec", "Compile", "Engine", "Storage", "StoragePostgres", "Server",
    ]),

  // The three targets of expressions against each other, on both stores.
  .testTarget(name: "TargetTests", dependencies: ["FEEL", "TestSupport", "CSQLite", "CPostgres"]),
  .testTarget(
    name: "StoragePostgresTests",
    dependencies: ["StoragePostgres", "Storage", "Core", "FEEL", "TestSupport"]),
  .testTarget(
    name: "ServerTests",
    dependencies: ["Server", "Engine", "Compile", "Spec", "Storage", "Core", "FEEL", "TestSupport"]),
]

/// The arrows of docs/ARCHITECTURE.md. `Tools/check-imports` holds the same table for transitive imports.
let package = Package(
  name: "hutong",
  products: products + (isCoreOnly ? [] : serverProducts),
  targets: targets + (isCoreOnly ? [] : serverTargets),
  swiftLanguageModes: [.v6]
)
