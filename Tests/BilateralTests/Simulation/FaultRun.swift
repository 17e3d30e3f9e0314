import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting

/// One fault against our platform as eMSP: register, pull everything twice, then a change.
struct FaultRun: Sendable {
  let house: FaultHouse
  let fault: SimulatedFault

  /// What came of it, in the words of promises; any other text tells what went wrong.
  enum Observed: Equatable, CustomStringConvertible {
    case as_(FaultPromise)
    case otherwise(String)

    var description: String {
      switch self {
      case .as_(let promise): promise.description
      case .otherwise(let text): text
      }
    }
  }

  /// Calls to a partner that hangs are given up soon; all others have all the time they need.
  private var terms: String {
    fault.promise == .pullEnds("BR102") ? "timeout = \"1 s\"\n" : "timeout = \"30 s\"\n"
  }

  func run(_ number: Int) async throws -> Observed {
    let partner = try house.meet(fault, number, as: .cpo, terms: terms, sync: sync)
    let observed = try await observe(partner)
    await partner.stop()
    // Every registration reads the whole folder.
    try house.side.fleet.removeFile("partners/\(fault.id).toml")
    return observed
  }

  /// No loop pulls within the test; where registration is to end, the modules are wanted.
  private var sync: String {
    if case .registrationEnds = fault.promise { return "" }
    return ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\npage_size = 2\n" }.joined()
  }

  private func observe(_ partner: SimulatedPartner) async throws -> Observed {
    if fault.isOfTheirStart {
      if let code = await house.invite(partner) { return .otherwise(code) }
    } else if let code = await house.register(partner) {
      let isOver = await house.register(partner) != nil
      return .as_(isOver ? .registrationEnds(code) : .registersAgain(after: code))
    }
    let first = await house.pull(partner, .full)
    if let code = first.failure?.diagnostic.code {
      let again = await house.pull(partner, .full)
      guard again.failure == nil, try await lacks(partner) == nil else { return ended(code) }
      return .as_(.recovers(after: code))
    }
    if let path = try await held(partner) { return try await quarantined(path, partner) }
    return try await whole(partner)
  }

  private func ended(_ code: String) -> Observed {
    if case .needs(let key, code) = fault.promise { return .as_(.needs(dialect: key, ends: code)) }
    return .as_(.pullEnds(code))
  }

  private func quarantined(_ path: String, _ partner: SimulatedPartner) async throws -> Observed {
    let count = try await store { try $0.received.count("locations", from: partner.plan.id) }
    guard count == partner.owned("locations") - 1 else { return .otherwise("\(count) objects arrived") }
    return .as_(.quarantined(path))
  }

  /// Everything has arrived once: it must do so again, and changes too.
  private func whole(_ partner: SimulatedPartner) async throws -> Observed {
    if let lack = try await lacks(partner) { return .otherwise(lack) }
    let second = await house.pull(partner, .full)
    if second.brake != nil { return try await braked(partner) }
    if let lack = try await lacks(partner) { return .otherwise("second crawl: \(lack)") }
    partner.edit("locations", "LOC-00001") { $0["name"] = "Changed" }
    let delta = await house.pull(partner, .delta)
    if let failure = delta.failure { return .otherwise("delta: \(failure.diagnostic)") }
    if let lack = try await lacks(partner) { return .otherwise("delta: \(lack)") }
    guard case .tokenForm = fault.promise else { return .as_(.tolerated) }
    return .as_(.tokenForm(house.side.link(partner.plan.id).facts.tokenForm.rawValue))
  }

  private func braked(_ partner: SimulatedPartner) async throws -> Observed {
    let third = await house.pull(partner, .full)
    let count = try await store { try $0.received.count("locations", from: partner.plan.id) }
    guard third.brake != nil, count == partner.owned("locations") else {
      return .otherwise("\(count) objects are left")
    }
    return .as_(.heldBack)
  }

  /// What is missing of what the partner has shown; nil when all is here as it was shown last.
  private func lacks(_ partner: SimulatedPartner) async throws -> String? {
    let shown = partner.served("locations")
    guard shown.count == partner.owned("locations") else { return "\(shown.count) objects were asked for" }
    let rows = try await store { try $0.received.list("locations", from: partner.plan.id, ListFilter()).rows }
    let kept = Dictionary(rows.map { ($0.key.id, String(decoding: $0.body.bytes, as: UTF8.self)) }) { $1 }
    let odd = shown.filter { kept[$0.key] != $0.value }.keys.sorted()
    return odd.isEmpty && kept.count == shown.count
      ? nil : "\(odd.count) of \(shown.count) objects are not as shown, \(kept.count) are kept"
  }

  private func held(_ partner: SimulatedPartner) async throws -> String? {
    try await store { try $0.quarantine.list(partner: partner.plan.id).first?.findings.first?.path }
  }

  private func store<T: Sendable>(_ read: @escaping @Sendable (ReadTransaction) throws -> T) async throws -> T
  {
    try await house.side.platform.commons.store.read { try read($0) }
  }
}

extension SimulatedFault {
  /// Whether it shows only where the partner begins the handshake.
  fileprivate var isOfTheirStart: Bool { id == "credentials-twice" }
}
