import Foundation

/// A register in the folder of the project, and the page that is made of it and of the names of all tests.
struct RequirementPage: Sendable {
  private static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  let shape: RegisterShape
  private let page: URL
  private let text: @Sendable (ConformanceTable) -> String

  /// The page at a path from the folder of the project.
  init(_ shape: RegisterShape, page: String, text: @escaping @Sendable (ConformanceTable) -> String) {
    (self.shape, self.text) = (shape, text)
    self.page = Self.project.appendingPathComponent(page)
  }

  /// A file of the project.
  func read(_ path: String) throws -> String {
    try String(contentsOf: Self.project.appendingPathComponent(path), encoding: .utf8)
  }

  /// The register beside the tests there are.
  func table() throws -> ConformanceTable {
    let bytes = try Data(contentsOf: Self.project.appendingPathComponent(shape.file))
    return ConformanceTable(
      RequirementRegister(parsing: Array(bytes), as: shape), tests: try NamedTest.all(in: Self.project))
  }

  /// Whether the page says what it should; with `BILATERAL_UPDATE_SNAPSHOTS` it is written first.
  func isCurrent() throws -> Bool {
    let due = text(try table())
    if ProcessInfo.processInfo.environment["BILATERAL_UPDATE_SNAPSHOTS"] != nil {
      try due.write(to: page, atomically: true, encoding: .utf8)
    }
    return try String(contentsOf: page, encoding: .utf8) == due
  }
}
