import Bilateral
import BilateralBase
import BilateralModel
import BilateralTesting
import Foundation
import Testing

/// How long a full pull takes; runs only when `BILATERAL_PULL` names a file of locations, one a line.
@Suite struct PullSpeedTests {
  private static let file = ProcessInfo.processInfo.environment["BILATERAL_PULL"]

  @Test("a full pull of a file of locations", .enabled(if: file != nil), arguments: [100, 1000])
  func speed(pageSize: Int) async throws {
    let text = try String(contentsOfFile: try #require(Self.file), encoding: .utf8)
    var script = ScriptedPartner.Script()
    script.lists["locations"] = text.split(separator: "\n").map(String.init)
    script.pageSize = pageSize
    let bench = try await PullBench.open(
      script, sync: "[sync.locations]\npage_size = \(pageSize)", parties: Self.parties(text))
    let clock = ContinuousClock()
    for round in ["first", "unchanged"] {
      let start = clock.now
      let report = await bench.pull(.full)
      print("page_size \(pageSize), \(round): \(clock.now - start), \(report.summary)")
      #expect(report.failure == nil)
    }
    await bench.close()
  }

  /// The parties that own the objects of the file.
  private static func parties(_ text: String) -> [String] {
    var found: Set<String> = []
    for line in text.split(separator: "\n") {
      guard let json = try? JSON.parse(String(line)), let country = json["country_code"]?.string,
        let party = json["party_id"]?.string
      else { continue }
      found.insert("\(country)-\(party):CPO")
    }
    return found.sorted()
  }
}
