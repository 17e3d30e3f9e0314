import Foundation
import Testing

/// Who reads the clock on the wall, which can be set.
@Suite struct ClockScanTests {
  /// Files that name the system's clock, with the reason: everywhere else the time is handed in.
  private static let readers: [String: String] = [
    "Base/WallClock.swift": "it is that clock",
    "Runtime/Prices/WorkedPrices.swift": "the day of prices, unless it is said",
    "Crypto/CertificateMaker.swift": "the validity of a certificate that is made now",
  ]

  private static let rooms = ["Base", "Crypto", "Model", "Net", "Pricing", "Terms", "Store", "Runtime"]
  private static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("S-36 no pause and no deadline reads a clock that can be set, and no exception is idle")
  func readers() throws {
    let words = [
      "CLOCK_REALTIME", "gettimeofday", "Date()", "Date.now", "WallClock.system.", " time(nil)", "NSDate",
    ]
    var found: Set<String> = []
    for room in Self.rooms {
      let folder = Self.project.appendingPathComponent("Sources/Bilateral/\(room)")
      for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        let code = text.split(separator: "\n").map { $0.components(separatedBy: "//")[0] }
        guard code.contains(where: { line in words.contains { line.contains($0) } }) else { continue }
        found.insert("\(room)/\(file)")
      }
    }
    #expect(found == Set(Self.readers.keys))
  }

  @Test("S-36 what waits in the network waits on the continuous clock")
  func waiting() throws {
    for file in [
      "Net/TimerHeap.swift", "Net/PacedTurns.swift", "Net/EventLoop.swift", "Runtime/Life/Surroundings.swift",
    ] {
      let path = Self.project.appendingPathComponent("Sources/Bilateral/\(file)")
      let text = try String(contentsOf: path, encoding: .utf8)
      #expect(text.contains("ContinuousClock") && !text.contains("SuspendingClock"), "\(file)")
    }
  }
}
