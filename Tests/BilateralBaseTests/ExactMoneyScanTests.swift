import Foundation
import Testing

/// Money is exact: no binary floating point in a file that a price passes through.
@Suite struct ExactMoneyScanTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders and files of the price path, relative to the sources of the library.
  private static let pricePath = [
    "Base/Rational", "Base/Money", "Base/Currency", "Base/Energy", "Base/Power", "Base/Hours", "Base/Percent",
    "Base/BigInteger", "Model/", "Terms/",
  ]

  private static func sources() throws -> [URL] {
    let library = root.appendingPathComponent("Sources/Bilateral")
    let names = try FileManager.default.subpathsOfDirectory(atPath: library.path)
    return names.filter { name in
      name.hasSuffix(".swift") && pricePath.contains { name.hasPrefix($0) }
    }.map { library.appendingPathComponent($0) }
  }

  @Test("S-31 no Double, Float or Decimal in the price path")
  func noBinaryFloats() throws {
    let word = try Regex(#"\b(Double|Float|Float32|Float64|CGFloat|Decimal|strtod|atof)\b"#)
    let files = try Self.sources()
    #expect(!files.isEmpty)
    for file in files {
      let lines = try String(contentsOf: file, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
        #expect(!code.contains(word), "\(file.lastPathComponent):\(number + 1): \(line)")
      }
    }
  }
}
