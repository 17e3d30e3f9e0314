import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Foundation
import Testing

/// One partner that hangs and one that floods us: what it costs the others.
@Suite(.serialized, .timeLimit(.minutes(3))) struct NeighboursTests {
  private static let off = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }
    .joined()

  /// So many correct partners, registered, told apart by id.
  private func meet(_ count: Int, _ house: FaultHouse) async throws -> [SimulatedPartner] {
    var partners: [SimulatedPartner] = []
    for number in 0..<count {
      let partner = try house.meet(
        nil, 600 + number, as: .cpo, terms: "timeout = \"60 s\"\n", sync: Self.off, id: "calm-\(number)")
      #expect(await house.register(partner) == nil)
      partners.append(partner)
    }
    return partners
  }

  private func meet(_ fault: String, _ number: Int, _ house: FaultHouse) async throws -> SimulatedPartner {
    let fault = SimulatedFault.all.first { $0.id == fault }
    let partner = try house.meet(
      fault, number, as: .cpo, terms: "timeout = \"60 s\"\n", sync: Self.off, id: "bad-\(number)")
    #expect(await house.register(partner) == nil)
    return partner
  }

  /// Asks us for versions over many connections at once until the task is cancelled; how often 429 came.
  private func flood(_ partner: SimulatedPartner, connections: Int, _ house: FaultHouse) async throws -> Int {
    let (url, token) = try Self.door(partner)
    return try await withThrowingTaskGroup(of: Int.self) { group in
      let client = try house.client(connections: connections)
      for _ in 0..<connections {
        group.addTask {
          var refusals = 0
          while !Task.isCancelled {
            let answer = try? await client.send(HTTPClientRequest(.get, url, [.authorization: token]))
            if answer?.status == .tooManyRequests { refusals += 1 }
          }
          return refusals
        }
      }
      defer { client.close() }
      return try await group.reduce(0, +)
    }
  }

  /// Our versions URL and the header that the partner presents.
  private static func door(_ partner: SimulatedPartner) throws -> (HTTPURL, String) {
    let memory = partner.memory
    let token = TokenForm.base64.header(for: SecretText(memory.theirToken ?? ""))
    return (try HTTPURL(memory.theirVersionsURL ?? ""), token)
  }

  @Test("S-32 while one partner hangs and one floods us, the others are pulled from and answered")
  func others() async throws {
    let house = try await FaultHouse.openEMSP()
    let calm = try await meet(3, house)
    let (hanging, flooding) = (try await meet("hangs", 650, house), try await meet("slow", 651, house))
    let hang = Task { await house.pull(hanging, .full) }
    let flood = Task { try await self.flood(flooding, connections: 64, house) }
    for partner in calm {
      let report = await house.pull(partner, .full)
      #expect(report.failure == nil && report.hasCompletedFull)
      let (url, token) = try Self.door(partner)
      let client = try house.client(connections: 1)
      let answer = try await client.send(HTTPClientRequest(.get, url, [.authorization: token]))
      #expect(answer.status == .ok)
      client.close()
    }
    flood.cancel()
    hang.cancel()
    _ = try? await flood.value
    _ = await hang.value
    for partner in calm + [hanging, flooding] { await partner.stop() }
    await house.close()
  }

  @Test(
    "figures: the latency of eight calm partners, alone and beside one that hangs and one that floods",
    .enabled(if: ProcessInfo.processInfo.environment["BILATERAL_BENCH"] != nil))
  func figures() async throws {
    let house = try await FaultHouse.openEMSP()
    let calm = try await meet(8, house)
    let alone = try await latencies(calm, house)
    let (hanging, flooding) = (try await meet("hangs", 650, house), try await meet("slow", 651, house))
    let hang = Task { await house.pull(hanging, .full) }
    let flood = Task { try await self.flood(flooding, connections: 200, house) }
    let beside = try await latencies(calm, house)
    flood.cancel()
    hang.cancel()
    let refused = (try? await flood.value) ?? 0
    print("alone: \(Self.words(alone)); beside: \(Self.words(beside)); \(refused) requests refused with 429")
    _ = await hang.value
    for partner in calm + [hanging, flooding] { await partner.stop() }
    await house.close()
  }

  /// Each partner asks 500 times, one after the other, a request every few milliseconds.
  private func latencies(_ partners: [SimulatedPartner], _ house: FaultHouse) async throws -> [Duration] {
    try await withThrowingTaskGroup(of: [Duration].self) { group in
      for partner in partners {
        group.addTask {
          let (url, token) = try Self.door(partner)
          let client = try house.client(connections: 1)
          defer { client.close() }
          var times: [Duration] = []
          for _ in 0..<500 {
            let time = try await ContinuousClock().measure {
              _ = try await client.send(HTTPClientRequest(.get, url, [.authorization: token]))
            }
            times.append(time)
            try await Task.sleep(for: .milliseconds(5))
          }
          return times
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
  }

  private static func words(_ sorted: [Duration]) -> String {
    "p50 \(sorted[sorted.count / 2]), p99 \(sorted[sorted.count * 99 / 100]), most \(sorted[sorted.count - 1])"
  }
}
