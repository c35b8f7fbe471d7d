// swift-tools-version: 6.0
import PackageDescription

/// The expression language alone, built for release beside a closure tree written by hand.
let package = Package(
  name: "expressions",
  targets: [
    .target(name: "FEEL"),
    .executableTarget(name: "expressions", dependencies: ["FEEL"]),
  ],
  swiftLanguageModes: [.v6]
)
