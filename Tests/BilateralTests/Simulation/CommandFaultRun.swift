import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting

/// One fault around commands: of an operator that takes ours, or of a provider that gives its own.
struct CommandFaultRun: Sendable {
  let house: FaultHouse
  let fault: SimulatedFault

  private static let off = ["locations", "tariffs", "tokens", "sessions", "cdrs"]
    .map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()

  /// Gives an order to the operator and waits for what our platform is told.
  func give(_ number: Int) async throws -> FaultRun.Observed {
    let partner = try house.meet(fault, number, as: .cpo, terms: "timeout = \"30 s\"\n", sync: Self.off)
    if let code = await house.register(partner) { return .otherwise("registration ends with \(code)") }
    let answer = try await house.office(
      .post, "/partners/\(fault.id)/commands/STOP_SESSION", ["session_id": "S1"])
    guard let id = answer["command_id"]?.string else { return .otherwise(answer.text) }
    let wanted = fault.promise == .orderEnds("timed-out, then accepted") ? 2 : 1
    let told = try await told(id, wanted)
    await partner.stop()
    return .as_(.orderEnds(told.joined(separator: ", then ")))
  }

  /// Takes an order of the provider, answers it, and waits for what becomes of its result.
  func take(_ number: Int) async throws -> FaultRun.Observed {
    let partner = try house.meet(fault, number, as: .emsp, terms: "timeout = \"30 s\"\n", sync: Self.off)
    if let code = await house.register(partner) { return .otherwise("registration ends with \(code)") }
    try await house.hold("S-\(fault.id)", of: partner.plan.role.party)
    let body: JSON = ["session_id": .string("S-\(fault.id)")]
    guard let answer = await partner.order("STOP_SESSION", as: "one", body) else {
      return .otherwise("no answer")
    }
    guard answer.status == 1000 else { return .as_(.orderRefused("\(answer.status)")) }
    let asks = try await house.office(.get, "/asks", nil)["asks"]?.elements ?? []
    guard let ask = asks.first(where: { $0["partner"]?.string == fault.id })?["ask_id"]?.string else {
      return .otherwise("our platform was not asked")
    }
    _ = try await house.office(.post, "/asks/\(ask)", ["result": "ACCEPTED"])
    let told = try await told(nil, 1)
    await partner.stop()
    return told == ["undelivered"] ? .as_(.resultKept) : .otherwise("\(told)")
  }

  /// What our platform is told of orders with the partner; waits for so many events.
  private func told(_ id: String?, _ count: Int) async throws -> [String] {
    var found: [String] = []
    for _ in 0..<1500 {
      let rows = try await house.side.platform.commons.store.read { tx in
        try tx.events.list(after: 0, limit: 10_000)
      }
      let mine = rows.map(\.event).filter { $0.partner == fault.id && $0.type.hasPrefix("command-") }
      found = mine.filter { id == nil || $0.id == id }.compactMap(\.change)
      if found.count >= count { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    return found
  }
}

extension FaultHouse {
  /// Calls our own back office.
  func office(_ method: HTTPMethod, _ path: String, _ body: JSON?) async throws -> JSON {
    let fields: HTTPFields = [.authorization: "Bearer \(TestFleet.officeToken)"]
    let client = try side.makeClient()
    let answer = try await client.send(
      HTTPClientRequest(method, try side.office(path), fields, body: body?.bytes))
    return (try? JSON.parse(answer.body)) ?? .null
  }

  /// A running session of a partner's driver.
  func hold(_ id: String, of party: PartyID) async throws {
    let text = """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"2026-01-01T00:00:00Z","kwh":1,\
      "cdr_token":{"country_code":"\(party.country)","party_id":"\(party.party)","uid":"C","type":"RFID",\
      "contract_id":"X"},"auth_method":"COMMAND","location_id":"L1","evse_uid":"E1","connector_id":"1",\
      "currency":"EUR","status":"ACTIVE","last_updated":"2026-01-01T00:00:00Z"}
      """
    try await side.platform.commons.store.write { tx in
      _ = try tx.own.put(
        OwnObject(
          module: "sessions", key: ObjectKey(country: "DE", party: "NVO", id: id), body: JSONText(text),
          lastUpdated: tx.now, hash: Array(id.utf8)))
    }
  }
}
