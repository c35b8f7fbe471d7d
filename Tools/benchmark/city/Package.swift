// swift-tools-version: 6.0
import PackageDescription

/// The engine on SQLite alone, built for release beside SQL written by hand over the same file.
let package = Package(
  name: "city",
  targets: [
    .systemLibrary(name: "CYAML"),
    .systemLibrary(name: "CSQLite"),
    .target(name: "FEEL"),
    .target(name: "Core", dependencies: ["FEEL"]),
    .target(name: "Spec", dependencies: ["Core", "FEEL", "CYAML"]),
    .target(name: "Compile", dependencies: ["Spec", "Core", "FEEL"]),
    .target(name: "Engine", dependencies: ["Core", "FEEL"]),
    .target(name: "Storage", dependencies: ["Core", "FEEL", "CSQLite"]),
    .executableTarget(
      name: "city", dependencies: ["Engine", "Compile", "Spec", "Storage", "Core", "FEEL", "CSQLite"]),
  ],
  swiftLanguageModes: [.v6]
)
