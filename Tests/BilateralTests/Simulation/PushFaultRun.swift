import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
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

  private let partner: SimulatedPartner

  init(house: FaultHouse, fault: SimulatedFault, _ number: Int) throws {
    (self.house, self.fault) = (house, fault)
    partner = try house.meet(fault, number, as: .emsp, terms: Self.terms, sync: Self.sync)
  }

  /// All at once through the same steps: our own station is one for all partners.
  static func observe(_ runs: [PushFaultRun], in house: FaultHouse) async throws -> [FaultTableTests.Row] {
    var lacks: [String: String] = [:]
    try await house.change(location, to: nil)
    await each(runs, &lacks) { await $0.begin() }
    let (stray, runs) = (
      runs.filter { $0.fault.promise == .parked }, runs.filter { $0.fault.promise != .parked }
    )
    for status in ["CHARGING", "AVAILABLE"] {
      try await house.change(location, to: status)
      await each(runs, &lacks) { await $0.arrives(status) }
    }
    for run in runs + stray { await run.partner.stop() }
    return (runs + stray).map { run in
      .init(fault: run.fault, observed: lacks[run.fault.id].map { .otherwise($0) } ?? .as_(run.fault.promise))
    }
  }

  /// One step of all that lack nothing yet.
  private static func each(
    _ runs: [PushFaultRun], _ lacks: inout [String: String],
    _ step: @escaping @Sendable (PushFaultRun) async -> String?
  ) async {
    let whole = runs.filter { lacks[$0.fault.id] == nil }
    await withTaskGroup(of: (String, String?).self) { group in
      for run in whole { group.addTask { (run.fault.id, await step(run)) } }
      for await (id, lack) in group { lacks[id] = lack }
    }
  }

  private func begin() async -> String? {
    if let code = await house.register(partner) { return "registration ends with \(code)" }
    if fault.promise == .parked { return await isParked() }
    return await arrives { $0[Self.name] != nil } ? nil : "nothing arrived"
  }

  /// The message is set aside with a word on what to do, and reached nobody.
  private func isParked() async -> String? {
    for _ in 0..<1500 {
      let rows = try? await house.side.platform.commons.store.read { [id = partner.plan.id] tx in
        try tx.outbox.list(partner: id)
      }
      if let row = rows?.first, row.hint != nil { return partner.received.isEmpty ? nil : "it arrived" }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return "nothing was set aside"
  }

  private func arrives(_ status: String) async -> String? {
    await arrives { Self.status($0) == status }
      ? nil : "\(status) did not arrive: \(partner.pushes.map(\.method))"
  }

  /// The status of the first EVSE, as it came last: within the station, or by itself.
  private static func status(_ received: [String: JSON]) -> String? {
    let evse = received[name]?["evses"]?[0]
    let apart = received["\(name)/\(evse?["uid"]?.string ?? "")"]
    let states = [evse, apart].compactMap { $0 }
    let newest = states.max { ($0["last_updated"]?.string ?? "") < ($1["last_updated"]?.string ?? "") }
    return newest?["status"]?.string
  }

  private func arrives(_ test: ([String: JSON]) -> Bool) async -> Bool {
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
