import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

/// Figures, not judgements: run with BILATERAL_BENCH=1 in a release build.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["BILATERAL_BENCH"] != nil))
struct FirstSightBench {
  @Test("first sight of 9,690 locations, a page of 500, a walk of the list")
  func firstSight() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Sample.discount)])
    try await house.register("acme")
    let count = 9690
    let objects = (0..<count).map { Sample.location("L\($0)", at: house.clock.now, powers: [22, 150, 150]) }
    for start in stride(from: 0, to: count, by: 1000) {
      try await house.put("locations", Array(objects[start..<min(start + 1000, count)]))
    }
    let clock = ContinuousClock()
    let sight = try await clock.measure { try await house.settle("acme") }
    let page = try await clock.measure {
      _ = try await house.get("locations?limit=500&offset=4000", as: "acme")
    }
    let walk = try await clock.measure {
      for offset in stride(from: 0, to: count, by: 1000) {
        _ = try await house.get("locations?offset=\(offset)", as: "acme")
      }
    }
    let again = try await clock.measure {
      try await house.commons.store.write { tx in try tx.viewCursors.forget(partner: "acme") }
      try await house.settle("acme")
    }
    print("first sight \(sight), page of 500 \(page), walk \(walk), recomputation \(again)")
    #expect(try await house.get("locations?limit=1", as: "acme").http.fields["X-Total-Count"] == "\(count)")
    house.close()
  }
}
