import Bilateral
import BilateralBase
import BilateralModel
import BilateralTesting

/// One fault against our platform as eMSP while it renews its tokens, or ends the registration.
struct RenewalFaultRun: Sendable {
  let house: FaultHouse
  let fault: SimulatedFault

  private static let sync = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }
    .joined()

  func run(_ number: Int) async throws -> FaultRun.Observed {
    let partner = try house.meet(fault, number, as: .cpo, terms: "timeout = \"30 s\"\n", sync: Self.sync)
    let observed = try await observe(partner)
    await partner.stop()
    try house.side.fleet.removeFile("partners/\(fault.id).toml")
    return observed
  }

  private func observe(_ partner: SimulatedPartner) async throws -> FaultRun.Observed {
    if let code = await house.register(partner) { return .otherwise("registration ends with \(code)") }
    switch fault.promise {
    case .ends, .endsAgain: return await ending(partner)
    default: return await renewal(partner)
    }
  }

  private func renewal(_ partner: SimulatedPartner) async -> FaultRun.Observed {
    let before = partner.memory.theirToken
    let first = await house.renew(partner)
    guard let first else { return .otherwise("renewed at once") }
    let pulled = await house.pull(partner, .full)
    if let failure = pulled.failure { return .otherwise("the old tokens do not work: \(failure.diagnostic)") }
    if await house.renew(partner) != nil { return .as_(.renewalEnds(first)) }
    guard partner.memory.theirToken != before, await house.pull(partner, .full).failure == nil else {
      return .otherwise("the new tokens do not work")
    }
    return .as_(.renewsAgain(after: first))
  }

  private func ending(_ partner: SimulatedPartner) async -> FaultRun.Observed {
    guard let first = await house.unregister(partner) else {
      return hasEnded(partner) ? .as_(.ends) : .otherwise("it has not ended")
    }
    if let code = await house.unregister(partner) { return .otherwise("\(first), then \(code)") }
    return hasEnded(partner) ? .as_(.endsAgain(after: first)) : .otherwise("it has not ended")
  }

  private func hasEnded(_ partner: SimulatedPartner) -> Bool {
    let link = house.side.link(partner.plan.id)
    return link.facts.state == .ended && !link.carriesTraffic
  }
}

extension FaultHouse {
  /// Renews the tokens; the code it ended with, or nil.
  func renew(_ partner: SimulatedPartner) async -> String? {
    var registrar = side.platform.registrar
    registrar.patience = 0
    let id = partner.plan.id
    return await controlFailure { try await registrar.register(id, update: true, telling: .silent) }?.code
  }

  /// Ends the registration; the code it ended with, or nil.
  func unregister(_ partner: SimulatedPartner) async -> String? {
    let (registrar, id) = (side.platform.registrar, partner.plan.id)
    return await controlFailure { try await registrar.unregister(id, telling: .silent) }?.code
  }
}
