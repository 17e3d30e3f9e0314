import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTestTools
import Glibc
import Testing

/// The pricer against the slow one, on pairs that nobody thought of.
@Suite struct PricersAgreeTests {
  private static let isSoak = getenv("BILATERAL_SOAK") != nil

  @Test(
    "R1 R14 two pricers that share no code agree on random tariffs and CDRs", arguments: OCPIVersion.allCases)
  func agree(in version: OCPIVersion) async throws {
    let count: UInt64 = Self.isSoak ? 100_000 : 667
    let halves = [0..<count / 2, count / 2..<count]
    let outcomes = await withTaskGroup(of: Outcome.self) { group in
      for half in halves { group.addTask { Self.compare(half, version) } }
      return await group.reduce(into: Outcome()) { $0.add($1) }
    }
    #expect(outcomes.differences.isEmpty, "\(outcomes.differences.prefix(10).joined(separator: "\n"))")
    #expect(outcomes.costly > count / 2, "most sessions cost something")
  }

  private struct Outcome {
    var costly: UInt64 = 0
    var differences: [String] = []

    mutating func add(_ other: Outcome) {
      costly += other.costly
      differences += other.differences
    }
  }

  private static func compare(_ seeds: Range<UInt64>, _ version: OCPIVersion) -> Outcome {
    let catalog = ZoneCatalog()
    var outcome = Outcome()
    for seed in seeds {
      guard let pair = DealtPair(version: version, seed: seed), let zone = try? catalog.zone(pair.zone),
        let slow = SlowPricer(tariffs: pair.tariffs, zone: pair.zone, version: version)?.price(pair.cdr)
      else {
        outcome.differences.append("\(version) seed \(seed): nothing was dealt")
        continue
      }
      do throws(PricingRefusal) {
        let fast = try Pricer(tariffs: pair.tariffs, zone: zone, version: version)
          .price(try ChargedSession(pair.cdr, version: version))
        if let difference = slow.difference(from: fast) {
          outcome.differences.append("\(version) seed \(seed): \(difference)")
        }
      } catch {
        outcome.differences.append("\(version) seed \(seed): \(error)")
      }
      if slow.total != .nothing { outcome.costly += 1 }
    }
    return outcome
  }
}

extension SlowPricer.Result {
  /// The first amount that the fast pricer sees otherwise.
  func difference(from fast: PricedSession) -> String? {
    let parts: [(BilledComponent, Rational?, SlowAmount)] = [
      (.energy, energy.billed, energy.cost), (.time, time.billed, time.cost),
      (.parking, parking.billed, parking.cost), (.reservation, reservation.billed, reservation.cost),
      (.flat, nil, flat),
    ]
    for (component, billed, cost) in parts {
      let part = fast.parts[component]
      if let billed, billed != part?.billed ?? .zero {
        return "\(component) billed \(billed), fast \(part?.billed ?? .zero)"
      }
      if cost.net != part.map(\.net) ?? .zero { return "\(component) costs \(cost), fast \(part as Any)" }
    }
    if total.net == fast.net, total.gross == fast.gross { return nil }
    return "the whole is \(total), fast \(fast.net as Any) \(fast.gross as Any)"
  }
}
