// swift-tools-version: 6.2
import PackageDescription

// A program of its own that embeds Bilateral. In a repository of yours the dependency is
// .package(url: "https://…/bilateral.git", from: "1.0.0").
let package = Package(
  name: "Example",
  dependencies: [.package(name: "Bilateral", path: "../..")],
  targets: [
    .executableTarget(name: "Example", dependencies: [.product(name: "Bilateral", package: "Bilateral")])
  ]
)
