// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target shares: Swift 6 mode, imports that say what they use, warnings that stop the build.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// One room of the house: a target in its own folder below `Sources/Bilateral`.
func room(_ name: String, in folder: String, imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports, path: "Sources/Bilateral/\(folder)", swiftSettings: house)
}

/// A C library of the system, seen through a module map and a shim header.
func system(_ name: String, apt: String? = nil) -> Target {
  .systemLibrary(
    name: name, path: "Sources/Bilateral/System/\(name)", providers: apt.map { [.apt([$0])] })
}

/// The tests of one room; fixtures lie in the folder and are read from there.
func tests(_ name: String, of imports: [Target.Dependency], fixtures: Bool = false) -> Target {
  .testTarget(
    name: name, dependencies: imports + ["BilateralTestTools"], path: "Tests/\(name)",
    exclude: fixtures ? ["Fixtures"] : [], swiftSettings: house)
}

let package = Package(
  name: "Bilateral",
  products: [
    .library(name: "Bilateral", targets: ["Bilateral"]),
    .executable(name: "partnerctl", targets: ["partnerctl"]),
  ],
  targets: [
    system("CLinux"),
    system("COpenSSL", apt: "libssl-dev"),
    system("CSQLite", apt: "libsqlite3-dev"),

    room("BilateralBase", in: "Base"),
    room("BilateralCrypto", in: "Crypto", imports: ["BilateralBase", "COpenSSL"]),
    room("BilateralModel", in: "Model", imports: ["BilateralBase"]),
    room("BilateralNet", in: "Net", imports: ["BilateralBase", "BilateralCrypto", "COpenSSL", "CLinux"]),
    room("BilateralPricing", in: "Pricing", imports: ["BilateralBase", "BilateralModel"]),
    room(
      "BilateralTerms", in: "Terms",
      imports: ["BilateralBase", "BilateralCrypto", "BilateralModel", "BilateralPricing"]),
    room(
      "BilateralStore", in: "Store",
      imports: ["BilateralBase", "BilateralCrypto", "BilateralModel", "CSQLite"]),
    room(
      "Bilateral", in: "Runtime",
      imports: [
        "BilateralBase", "BilateralCrypto", "BilateralModel", "BilateralNet", "BilateralPricing",
        "BilateralTerms", "BilateralStore",
      ]),
    // Small tools every test may use without waiting for the whole house to compile.
    room(
      "BilateralTestTools", in: "TestTools",
      imports: ["BilateralBase", "BilateralModel", "BilateralNet"]),
    // Whole sides, pairs and the simulator: what `simulate`, the demo and the outer tests run.
    room(
      "BilateralTesting", in: "Testing",
      imports: [
        "Bilateral", "BilateralBase", "BilateralCrypto", "BilateralModel", "BilateralNet",
        "BilateralPricing", "BilateralStore", "BilateralTerms", "BilateralTestTools",
      ]),
    .executableTarget(
      name: "partnerctl",
      dependencies: [
        "Bilateral", "BilateralBase", "BilateralCrypto", "BilateralModel", "BilateralNet",
        "BilateralPricing", "BilateralTerms", "BilateralStore", "BilateralTesting",
      ],
      path: "Sources/partnerctl", swiftSettings: house),

    // `make bench`; no product, so nobody installs it.
    .executableTarget(
      name: "bench", dependencies: ["BilateralBase", "BilateralModel", "BilateralPricing", "BilateralTerms"],
      path: "Tests/Bench/Program", swiftSettings: house),

    tests("BilateralBaseTests", of: ["BilateralBase"], fixtures: true),
    tests("BilateralCryptoTests", of: ["BilateralCrypto", "BilateralBase"]),
    tests("BilateralModelTests", of: ["BilateralModel", "BilateralBase"]),
    tests("BilateralNetTests", of: ["BilateralNet", "BilateralBase", "BilateralCrypto"]),
    tests(
      "BilateralPricingTests", of: ["BilateralPricing", "BilateralBase", "BilateralModel"], fixtures: true),
    tests(
      "BilateralTermsTests", of: ["BilateralTerms", "BilateralBase", "BilateralModel", "BilateralPricing"],
      fixtures: true),
    // A disk that fails when told to, seen by SQLite; in C, since SQLite asks for tables of C functions.
    .target(name: "FaultyDisk", path: "Tests/FaultyDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "FailingDisk", dependencies: ["FaultyDisk"], path: "Tests/FailingDisk", swiftSettings: house),
    tests(
      "BilateralStoreTests",
      of: ["BilateralStore", "BilateralBase", "BilateralCrypto", "BilateralModel", "FailingDisk"],
      fixtures: true),
    tests(
      "BilateralTests",
      of: [
        "Bilateral", "BilateralBase", "BilateralCrypto", "BilateralModel", "BilateralNet",
        "BilateralPricing", "BilateralTerms", "BilateralStore", "BilateralTesting", "FailingDisk",
      ]),
    tests(
      "partnerctlTests",
      of: ["partnerctl", "BilateralBase", "BilateralNet", "BilateralPricing", "BilateralTesting"],
      fixtures: true),
  ],
  swiftLanguageModes: [.v6]
)
