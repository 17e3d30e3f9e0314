import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting

/// One fault against our platform as CPO: a station is pushed, then a change of one of its EVSEs.
struct PushFaultRun: Sendable {
  let house: FaultHouse
  let fault: SimulatedFault

  private static let name = "locations/DE/NVO/LOC-00001"
  private static let terms = "timeout = \"30 s\"\nretry.base = \"100 ms\"\n"
  private static let sync =
    "[sync.locations]\nmode = \"push\"\ndebounce = \"0 s\"\n"
    + ["tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()

  /// The station that is pushed.
  static let location: JSON? = PartyID("DE-NVO").map { SampleNetwork($0, name: "Nordic Volt").location(0) }

  func run(_ number: Int) async throws -> FaultRun.Observed {
    let partner = try house.meet(fault, number, as: .emsp, terms: Self.terms, sync: Self.sync)
    let observed = try await observe(partner)
    await partner.stop()
    return observed
  }

  private func observe(_ partner: SimulatedPartner) async throws -> FaultRun.Observed {
    if let code = await house.register(partner) { return .otherwise("registration ends with \(code)") }
    guard await arrives(partner, { $0[Self.name] != nil }) else { return .otherwise("nothing arrived") }
    try await house.change(Self.location, to: "CHARGING")
    guard await arrives(partner, { Self.status($0) == "CHARGING" }) else {
      return .otherwise("the change did not arrive: \(partner.pushes.map(\.method))")
    }
    try await house.change(Self.location, to: "AVAILABLE")
    let isBack = await arrives(partner) { Self.status($0) == "AVAILABLE" }
    return isBack ? .as_(.pushed) : .otherwise("the second change did not arrive")
  }

  /// The status of the first EVSE, as it came last: within the station, or by itself.
  private static func status(_ received: [String: JSON]) -> String? {
    let evse = received[name]?["evses"]?[0]
    let apart = received["\(name)/\(evse?["uid"]?.string ?? "")"]
    let states = [evse, apart].compactMap { $0 }
    let newest = states.max { ($0["last_updated"]?.string ?? "") < ($1["last_updated"]?.string ?? "") }
    return newest?["status"]?.string
  }

  private func arrives(_ partner: SimulatedPartner, _ test: ([String: JSON]) -> Bool) async -> Bool {
    for _ in 0..<1500 {
      if test(partner.received) { return true }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}

extension FaultHouse {
  /// Puts a station into our own stock, or changes the status of its first EVSE.
  func change(_ location: JSON?, to status: String?) async throws {
    guard var location, var evses = location["evses"]?.elements else { throw CancellationError() }
    let now = JSON.string("\(WallClock.system.now())")
    if let status {
      evses[0]["status"] = .string(status)
      evses[0]["last_updated"] = now
    }
    location["evses"] = .array(evses)
    location["last_updated"] = now
    let office = try side.office("/own/locations/DE/NVO/LOC-00001")
    let fields: HTTPFields = [.authorization: "Bearer \(TestFleet.officeToken)"]
    let answer = try await side.makeClient().send(
      HTTPClientRequest(.put, office, fields, body: location.bytes))
    guard answer.status.isSuccess else { throw CancellationError() }
  }
}
