// swift-tools-version: 6.0
import PackageDescription

/// Inputs of any bytes against the expression language, guided by what they reach. Apart from the product, whose
/// packages take no unsafe flags. `Tools/fuzz/run` says where the runtime of libFuzzer is.
let instrumented: [SwiftSetting] = [
  // Without -disable-cmo a release build inlines across targets what was never instrumented.
  .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library", "-Xfrontend", "-disable-cmo"])
]

let package = Package(
  name: "fuzz",
  targets: [
    .target(name: "FEEL", swiftSettings: instrumented),
    .systemLibrary(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["FEEL", "CFuzzer"], swiftSettings: instrumented,
      linkerSettings: [.unsafeFlags([Context.environment["FUZZER_RUNTIME"] ?? "", "-lstdc++"])]),
  ],
  swiftLanguageModes: [.v6]
)
