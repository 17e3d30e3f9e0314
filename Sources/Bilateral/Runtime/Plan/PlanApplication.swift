import BilateralBase
import BilateralCrypto
import BilateralStore
import BilateralTerms

/// Carries out exactly what a plan says, or refuses: nothing in between.
package struct PlanApplication: Sendable {
  private let keeper: LinkKeeper
  private var commons: Commons { keeper.commons }

  /// Makes the verb.
  package init(_ keeper: LinkKeeper) { self.keeper = keeper }

  /// What is to be done.
  package struct Order: Sendable {
    package var plan: TermsPlan
    /// Reasons for what guards refuse, by code.
    package var overrides: [String: String] = [:]
    /// Who answers for it.
    package var actor = "operator"
    /// Whether to wait until the partner has been told, telling how far that is.
    package var follows = false
    /// What else the audit record says, such as what the change is part of; null for nothing.
    package var note = JSON.null

    /// An order for a plan.
    package init(_ plan: TermsPlan) { self.plan = plan }

    /// Reads `{"plan":{…},"overrides":{CODE: reason},"actor":"…","follow":bool}`.
    ///
    /// - Throws: BR551 when the plan is none.
    init(_ json: JSON) throws(ControlFailure) {
      do throws(TermsPlan.Unreadable) {
        plan = try TermsPlan(json["plan"] ?? .null)
      } catch {
        throw ControlFailure("BR551", error.description, help: "make a new one: partnerctl plan", exit: 65)
      }
      for member in json["overrides"]?.members ?? [] { overrides[member.name] = member.value.string }
      if let name = json["actor"]?.string, !name.isEmpty { actor = "operator \(name)" }
      follows = json["follow"]?.bool ?? false
      note = json["note"] ?? .null
    }
  }

  /// One partner of a plan, checked and ready.
  private struct Part: Sendable {
    var entry: PartnerFolder.Entry
    var plan: PartnerPlan
    var basis: PlanBasis
  }

  /// Puts all partners of the plan into force; nothing of it when one of them is stale or refused.
  ///
  /// - Throws: `ControlFailure` 6 when the plan is stale, 7 when a guard refuses, or what the store throws.
  package func apply(_ order: Order, telling steps: StepStream) async throws -> ControlReply {
    let fleet = try PartnerFolder(commons).fresh()
    guard order.plan.json["env"]?.string == fleet.file.environment.rawValue else {
      throw ControlFailure("BR551", "the plan is of another environment", exit: 65)
    }
    var parts: [Part] = []
    for part in order.plan.parts { parts.append(try await check(part, fleet, order)) }
    var changed = 0
    for part in parts where try await put(part, fleet, order, steps) { changed += 1 }
    if order.follows { await follow(parts.map(\.entry.file.id), commons, steps) }
    let text =
      changed == 0
      ? "nothing to do: these files are in force already"
      : parts.count == 1 ? "in force" : "\(changed) of \(parts.count) partners have other terms now"
    return ControlReply(text, [.init("changed", JSON(changed)), .init("plan", .string(order.plan.digest))])
  }

  private func check(
    _ part: (partner: String, basis: PlanBasis), _ fleet: LoadedFleet, _ order: Order
  ) async throws -> Part {
    let entry: PartnerFolder.Entry
    do {
      entry = try PartnerFolder(commons).entry(part.partner, in: fleet)
    } catch {
      throw Self.stale(part.partner, error.message)
    }
    let plan = try await Planner(commons).plan(entry, in: fleet)
    if let reason = part.basis.staleness(against: plan.basis) { throw Self.stale(part.partner, reason) }
    let refusals = plan.guards.filter { $0.state == .refuse && order.overrides[$0.code] == nil }
    if let first = refusals.first { throw Self.refused(part.partner, first, refusals) }
    return Part(entry: entry, plan: plan, basis: part.basis)
  }

  /// The first refusal, and what to write for all of them.
  private static func refused(
    _ partner: String, _ first: PlanGuard, _ refusals: [PlanGuard]
  ) -> ControlFailure {
    let codes = refusals.map(\.code)
    let each = codes.indices.filter { codes.firstIndex(of: codes[$0]) == $0 }.map { codes[$0] }
    let more = refusals.count > 1 ? ", and \(refusals.count - 1) more (partnerctl plan \(partner))" : ""
    return ControlFailure(
      first.code, "\(partner): \(first.message)\(more)",
      help: each.count == 1
        ? first.help : "if all of it is meant: " + each.map(PlanGuard.override).joined(separator: " "),
      exit: 7)
  }

  static func stale(_ partner: String, _ reason: String) -> ControlFailure {
    ControlFailure(
      "BR550", "\(partner): the plan is stale, \(reason)", help: "make a new one: partnerctl plan \(partner)",
      exit: 6)
  }

  private func put(
    _ part: Part, _ fleet: LoadedFleet, _ order: Order, _ steps: StepStream
  ) async throws -> Bool {
    let id = part.entry.file.id
    PartnerFolder(commons).take(id, from: fleet)
    for refusal in part.plan.guards where refusal.state == .refuse {
      let reason = order.overrides[refusal.code] ?? ""
      steps.step("override \(refusal.code)", ok: nil, detail: "\(refusal.message): \(reason)")
    }
    let (basis, planned) = (part.basis, part.basis.applied)
    let former = part.entry.file.route.former(of: id)
    return try await TermsApplication(keeper).put(
      part.entry, actor: order.actor, particulars: Self.particulars(order, part.plan, basis),
      guarding: { tx in
        let current = try tx.snapshots.current(of: id).map { Hex.encode($0.hash) }
        guard current == planned else { throw Self.stale(id, "other terms were put into force") }
        if let former { try tx.received.retire(of: id, on: former) }
      }, telling: steps)
  }

  /// What the audit record says beside the hashes of before and after.
  private static func particulars(_ order: Order, _ plan: PartnerPlan, _ basis: PlanBasis) -> [JSONMember] {
    let raised = Set(plan.guards.filter { $0.state == .refuse }.map(\.code))
    let reasons = order.overrides.filter { raised.contains($0.key) }.sorted { $0.key < $1.key }
    return [
      .init("plan", .string(order.plan.digest)), .init("files", basis.json["files"] ?? .null),
      .init("overrides", .object(reasons.map { JSONMember($0.key, .string($0.value)) })),
    ] + (order.note.isNull ? [] : [.init("note", order.note)])
  }
}
