import BilateralBase
import BilateralStore

/// Finds the cause in what was gathered: a pure decision, so that every question of support can be tried without a wire.
///
/// What kept a driver from charging comes before what went wrong later, and what is certain before what is likely. Of two
/// causes of one kind the one nearest to the time asked for counts, else the newest.
package struct WhyJudge: Sendable {
  let facts: WhyFacts

  /// A judge of these facts.
  package init(_ facts: WhyFacts) { self.facts = facts }

  /// All causes, the one that answers the question first; never empty.
  package func findings() -> [WhyFinding] {
    var found: [WhyFinding]
    switch facts.target {
    case .cdr: found = cdrs() + (facts.cdrs.isEmpty ? sessions() : doubles())
    case .session: found = sessions() + doubles() + cdrs().filter { !$0.cause.isFine }
    case .driver, .exchange:
      found = attempts() + orders() + chargers() + doubles() + sessions() + cdrs() + tokens()
    case .charger: found = attempts() + chargers() + orders() + doubles() + sessions() + cdrs()
    }
    found += refusals()
    if found.allSatisfy(\.cause.isFine) { found += lacking() }
    found = found.sorted { key($0) < key($1) }
    return found.isEmpty ? [nothing()] : found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func key(_ finding: WhyFinding) -> (Int, Int, Int64) {
    let moment = facts.time.moment ?? facts.now
    return (finding.cause.isFine ? 1 : 0, finding.rank, finding.at.map { abs($0 - moment) } ?? .max)
  }

  func name(_ partner: String?) -> String {
    partner.map { facts.partners[$0]?.name ?? $0 } ?? "our own platform"
  }

  /// Where something happened, as people say it.
  func place(_ uid: String) -> String {
    guard !uid.isEmpty else { return "" }
    let known = facts.chargers.first { $0.uid.lowercased() == uid.lowercased() }
    return " at \(known?.evseID ?? uid)" + (known.map { $0.name.isEmpty ? "" : " (\($0.name))" } ?? "")
  }

  // MARK: - nothing

  /// What a question about one thing lacks.
  private func lacking() -> [WhyFinding] {
    let asked = facts.question.id ?? facts.question.card ?? ""
    if facts.target == .session, facts.sessions.isEmpty {
      return [
        WhyFinding(
          .noSuchSession, .nobody, facts.question.partner, rank: 9,
          "Neither we nor any partner told of a session \(asked).")
      ]
    }
    if facts.target == .cdr, facts.cdrs.isEmpty {
      return [
        WhyFinding(
          .noSuchCDR, .nobody, facts.question.partner, rank: 9,
          "Neither we nor any partner told of a CDR \(asked).")
      ]
    }
    return []
  }

  private func nothing() -> WhyFinding {
    if let down = facts.partners.values.sorted(by: { $0.id < $1.id }).first(where: {
      $0.isDown || $0.hubIsDown
    }) {
      return unreachable(down, at: facts.now, rank: 8)
    }
    let (first, last) = (facts.time.first.seconds, facts.time.last.seconds)
    let span = "between \(Timestamp(seconds: first)) and \(Timestamp(seconds: last))"
    let who = facts.tokens.first?.owner ?? facts.partners.keys.sorted().first
    guard facts.target == .charger, facts.question.card == nil, let charger = facts.chargers.first else {
      return WhyFinding(
        .noTrace, .nobody, who, rank: 9,
        "Nobody asked us about this driver \(span), and there is no session and no CDR of that time. "
          + "The card was not read, or the charger decided by itself.")
    }
    return WhyFinding(
      .fine, .nobody, charger.owner, rank: 9,
      "\(charger.evseID ?? charger.uid) is \(charger.status) since \(charger.since); nothing was refused there \(span)."
    )
  }

  /// A partner, or its hub, that nobody could reach.
  func unreachable(_ partner: PartnerFact, at: Timestamp?, rank: Int, correlation: String? = nil)
    -> WhyFinding
  {
    if let hub = partner.hub, partner.hubIsDown || facts.hubFailed(hub, near: at) {
      return WhyFinding(
        .hubDown, .hub, hub, at: at, rank: rank, correlation: correlation,
        "\(name(hub)), the hub that carries messages to \(partner.name), could not be reached.")
    }
    if let hub = partner.hub, let word = partner.hubWord, word.uppercased() != "CONNECTED" {
      return WhyFinding(
        .partnerDown, .partner, partner.id, at: at, rank: rank, correlation: correlation,
        "\(name(hub)) says that \(partner.name) is \(word).")
    }
    return WhyFinding(
      .partnerDown, .partner, partner.id, at: at, rank: rank, correlation: correlation,
      "\(partner.name) could not be reached.")
  }
}

extension WhyFacts {
  /// Whether calls on a hub's connection found nobody around a moment.
  func hubFailed(_ hub: String, near moment: Timestamp?) -> Bool {
    let moment = moment ?? now
    return exchanges.contains { exchange in
      (exchange.hub == hub || exchange.partner == hub) && exchange.level == .error
        && (exchange.http == nil || (502...504).contains(exchange.http ?? 0))
        && abs(exchange.at - moment) <= 120
    }
  }
}
