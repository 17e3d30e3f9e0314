import Bilateral
import BilateralBase
import BilateralNet
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct AnnouncedSlashTests {
  private let location = "DE/NVO/LOC1"

  /// The addresses that the partner is told, by `module ROLE`.
  private func told(_ bench: PushBench) async throws -> [String: String] {
    let details = try #require(try await bench.call(.get, "/2.2.1").data)
    let endpoints = details["endpoints"]?.elements ?? []
    return Dictionary(
      endpoints.map {
        ("\($0["identifier"]?.string ?? "") \($0["role"]?.string ?? "")", $0["url"]?.string ?? "")
      }
    ) { first, _ in first }
  }

  @Test("P-25 a partner that glues its path to our address is told addresses that end in / from then on")
  func learns() async throws {
    let bench = try await PushBench.emsp()
    let before = try await told(bench)
    #expect(before["locations RECEIVER"]?.hasSuffix("/receiver/locations") == true)
    let glued = try await bench.send(.put, "locations" + location, SampleLocation.json(1))
    #expect(glued.http == 404 && glued.message.contains("begins with /"))
    let after = try await told(bench)
    #expect(after["locations RECEIVER"]?.hasSuffix("/receiver/locations/") == true)
    #expect(after["credentials SENDER"] == before["credentials SENDER"])
    #expect(try await bench.send(.put, "locations/" + location, SampleLocation.json(1)).http == 201)
    await bench.stop()
  }

  @Test(
    "an address of a module that nobody knows teaches nothing", arguments: ["bookings/DE", "loc", "tariff"])
  func unknown(_ path: String) async throws {
    let bench = try await PushBench.emsp()
    #expect(try await bench.send(.get, path).http == 404)
    #expect(try await told(bench)["locations RECEIVER"]?.hasSuffix("/receiver/locations") == true)
    await bench.stop()
  }
}
