import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What must be so before a partner moves, and what is worth knowing.
struct MigrationChecks {
  let link: PartnerLink
  let order: MigrationOrder
  let draft: MigrationDraft
  let figures: MigrationFigures
  let now: Timestamp

  /// All of them, in the order in which people ask.
  var all: [PlanGuard] {
    guard order.action != .finish else { return [ended, waiting, onlyThere].compactMap { $0 } }
    return [connection, health, modules, version, hubFee, sessions, parked, onlyThere].compactMap { $0 }
  }

  // MARK: the way after

  private var target: PartnerReach? { link.reach(draft.to) }

  private var isLater: Bool { draft.move.map { $0.cutOver - now > 60 } ?? false }

  /// Something that must be mended, at once or before the moment comes.
  private func needed(_ code: String, _ message: String, help: String) -> PlanGuard {
    isLater
      ? PlanGuard(code, .warn, message, help: "\(help), before the cut-over")
      : PlanGuard(code, .refuse, message, help: "\(help); if it is meant: \(PlanGuard.override(code))")
  }

  private var connection: PlanGuard? {
    guard let target else {
      return PlanGuard(
        "BR660", .refuse, "there is no file of \(draft.to)", help: "write partners/\(draft.to.hub ?? "").toml"
      )
    }
    guard target.carrier.ownCarriesTraffic else {
      return needed(
        "BR660", "\(words(draft.to)) carries nothing: it is \(target.carrier.ownFacts.state.rawValue)",
        help: "partnerctl register \(target.carrier.id)")
    }
    let version = target.version.map { ", \($0)" } ?? ""
    return PlanGuard("BR660", .pass, "\(words(draft.to)) is registered\(version)")
  }

  private var health: PlanGuard? {
    guard let target, target.carrier.ownCarriesTraffic else { return nil }
    if target.isDown {
      return needed(
        "BR661", "nobody answers on \(words(draft.to))", help: "partnerctl check \(target.carrier.id)")
    }
    if let status = figures.statusAtHub, status != .connected {
      return needed(
        "BR661", "\(link.id) is \(status) at \(words(draft.to))", help: "ask the partner to connect there")
    }
    return nil
  }

  private var modules: PlanGuard? {
    guard let target, target.carrier.ownCarriesTraffic else { return nil }
    let served = Set([ModuleID.locations, .tariffs, .sessions, .cdrs, .tokens])
    let needs = ModuleMatrix.needs(link.terms.technical, served: served)
    let missing = ModuleMatrix.missing(needs, in: target.carrier.ownFacts.endpoints)
    guard !missing.isEmpty else { return nil }
    let list = missing.map(\.description).joined(separator: ", ")
    return needed(
      "BR662", "\(words(draft.to)) lacks \(list)", help: "ask for them, or switch them off under [sync]")
  }

  private var version: PlanGuard? {
    let before = link.reach(draft.from)?.version
    guard let before, let after = target?.version, before != after else { return nil }
    func list(_ fields: [String]) -> String {
      let shown = fields.prefix(5).joined(separator: ", ")
      return fields.count > 5 ? "\(shown) and \(fields.count - 5) more" : shown
    }
    var words = "\(before) becomes \(after)"
    if !figures.lost.isEmpty { words += "; lost: \(list(figures.lost))" }
    if !figures.won.isEmpty { words += "; won: \(list(figures.won))" }
    if figures.unfit > 0 { words += "; \(figures.unfit) objects cannot be said" }
    return PlanGuard("BR663", figures.lost.isEmpty && figures.unfit == 0 ? .pass : .warn, words)
  }

  // MARK: money

  private var hubFee: PlanGuard? {
    guard let terms = link.terms.technical.hubFee, let hub = draft.from.hub ?? draft.to.hub else {
      return nil
    }
    let fee = "\(terms.fee)"
    let bearer = terms.isPassedOn ? "borne by the partner" : "borne by us"
    let words =
      draft.to == .direct
      ? "\(hub) takes \(fee) (\(bearer)) of sessions begun before the cut-over, nothing of those begun after"
      : "\(hub) takes \(fee) (\(bearer)) of sessions begun after the cut-over"
    return PlanGuard(
      "BR664", .warn, words, help: "quotes and margins for later sessions are others: partnerctl margin")
  }

  // MARK: what is open

  private var sessions: PlanGuard? {
    let open = figures.open.filter { $0.count > 0 }
    guard !open.isEmpty, let move = draft.move else { return nil }
    let all = open.reduce(0) { $0 + $1.count }
    let staying = open.filter { $0.way.map { Way($0) == move.from } ?? true }.reduce(0) { $0 + $1.count }
    return PlanGuard(
      "BR665", .pass, "\(all) open sessions: \(staying) end on \(words(move.from)), and so do their CDRs")
  }

  private var parked: PlanGuard? {
    guard figures.parked > 0 else { return nil }
    return PlanGuard(
      "BR666", .warn, "\(figures.parked) messages to \(link.id) are parked and would be tried on the new way",
      help: "partnerctl outbox \(link.id)")
  }

  private var ended: PlanGuard? {
    guard let move = link.terms.route.move, move.phase(at: now) != .over else { return nil }
    return PlanGuard(
      "BR670", .refuse, "sessions begun before may still take \(words(move.from)) until \(move.holdUntil)",
      help: "wait, or if it is meant: \(PlanGuard.override("BR670"))")
  }

  private var waiting: PlanGuard? {
    let open = figures.open.filter { $0.way.map { Way($0) == draft.from } ?? false }.reduce(0) {
      $0 + $1.count
    }
    guard open > 0 || figures.waiting > 0 else {
      return PlanGuard("BR671", .pass, "no session is open on \(words(draft.from)), no CDR waits")
    }
    return PlanGuard(
      "BR671", .refuse,
      "\(open) sessions are open on \(words(draft.from)), \(figures.waiting) messages about sessions and CDRs wait",
      help: "wait for their CDRs, or if it is meant: \(PlanGuard.override("BR671"))")
  }

  private var onlyThere: PlanGuard? {
    let lacking = figures.received.compactMap { module, tally -> String? in
      let count = draft.to == .direct ? tally.onlyHub : tally.onlyDirect
      let isState = ReceivedKinds.named(module)?.isHistory == false
      return count > 0 && isState ? "\(count) \(module)" : nil
    }
    guard !lacking.isEmpty else { return nil }
    return PlanGuard(
      "BR673", .warn,
      "\(lacking.sorted().joined(separator: ", ")) of theirs came by \(words(draft.from)) alone",
      help: "partnerctl sync \(link.id) --full once the partner is reached on \(words(draft.to))")
  }

  private func words(_ way: Way) -> String { way.hub.map { "the hub \($0)" } ?? "their own connection" }
}
