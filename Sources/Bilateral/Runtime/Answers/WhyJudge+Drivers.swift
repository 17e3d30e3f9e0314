import BilateralBase
import BilateralStore

/// What became of drivers at chargers.
extension WhyJudge {
  /// Refusals, and permissions that came to nothing.
  func attempts() -> [WhyFinding] {
    facts.authorizations.compactMap { attempt in
      attempt.isAllowed ? allowed(attempt) : refused(attempt, rank: isMended(attempt) ? 6 : 1)
    }
  }

  /// Whether the same driver was let in soon after.
  private func isMended(_ attempt: AuthorizationRow) -> Bool {
    facts.authorizations.contains { other in
      other.isAllowed && other.uid.lowercased() == attempt.uid.lowercased() && other.at >= attempt.at
        && other.at - attempt.at <= 1800
    }
  }

  private func refused(_ attempt: AuthorizationRow, rank: Int) -> WhyFinding {
    let head = "\(attempt.at): refused\(place(attempt.evse))."
    let (cause, side, words) = reason(attempt)
    if cause == .partnerDown, let partner = facts.partners[attempt.partner] {
      var finding = unreachable(partner, at: attempt.at, rank: rank, correlation: attempt.correlation)
      finding.words = "\(head) \(finding.words) \(words)"
      return finding
    }
    return WhyFinding(
      cause, side, attempt.partner, at: attempt.at, rank: rank, correlation: attempt.correlation,
      "\(head) \(words)\(others(attempt))")
  }

  private func others(_ attempt: AuthorizationRow) -> String {
    let count = facts.sameToday["\(attempt.partner) \(attempt.reason) \(attempt.answer ?? "")"] ?? 0
    return count > 1 ? " Same cause today: \(count) drivers." : ""
  }

  private typealias Reason = (cause: WhyCause, side: WhyCause.Side, words: String)

  private func reason(_ attempt: AuthorizationRow) -> Reason {
    let took = "\(attempt.microseconds / 1000) ms"
    let them = name(attempt.partner)
    switch attempt.reason {
    case "partner-refused":
      let word = attempt.answer ?? "no"
      let isBlocked = word.uppercased() == "BLOCKED"
      return (
        isBlocked ? .blockedByPartner : .refusedByPartner, .partner,
        "\(them) answered \(word) in \(took): " + Self.meaning(of: word)
      )
    case "partner-unknown":
      return (.unknownToken, .partner, "\(them) does not know this token: it answered so in \(took).")
    case "unknown-token": return unknown(attempt)
    case "token-invalid" where attempt.side == .cpo:
      return (
        .blockedByPartner, .partner, "\(them) has told us that this token is not valid, so nobody was asked."
      )
    case "token-invalid":
      return (
        .blockedByUs, .us, "Our token is not valid: the contract is blocked on our side, not at the charger."
      )
    case "blocked-token":
      return (
        .blockedByUs, .us,
        "authorization.blocked_tokens of partners/\(attempt.partner).toml names this card."
      )
    case "platform-refused":
      return (
        .refusedByUs, .us,
        "Our own platform answered \(attempt.answer ?? "no"): \(Self.meaning(of: attempt.answer ?? ""))"
      )
    case "timed-out" where attempt.side == .emsp:
      return (
        .refusedByUs, .us,
        "Our own platform did not answer in time, and the partner's file says what then: no."
      )
    case "timed-out":
      return (
        .partnerSilent, .partner,
        "\(them) did not answer within \(took), and without an answer this driver is refused."
      )
    case "offline", "failed": return (.partnerDown, .partner, "Without an answer this driver is refused.")
    default:
      return (
        .refusedByUs, attempt.side == .cpo ? .partner : .us, "Reason: \(attempt.reason) by \(attempt.source)."
      )
    }
  }

  private func unknown(_ attempt: AuthorizationRow) -> Reason {
    guard attempt.side == .cpo else {
      return (.unknownToken, .us, "\(name(attempt.partner)) asked for a token that we do not have.")
    }
    return (
      .unknownToken, .partner,
      "We hold no such token of \(name(attempt.partner)), and authorization.mode says that nobody is asked."
    )
  }

  /// What a provider means by a word.
  private static func meaning(of word: String) -> String {
    switch word.uppercased() {
    case "BLOCKED": "the contract is blocked there, it is not the charger."
    case "EXPIRED": "the contract has ended."
    case "NO_CREDIT": "the driver's credit is used up."
    case "NOT_ALLOWED": "the contract does not cover this place."
    default: "the provider gives no further reason."
    }
  }

  /// A permission after which no session was told, once there was time for one.
  private func allowed(_ attempt: AuthorizationRow) -> WhyFinding? {
    guard facts.now - attempt.at > 600, !attempt.uid.isEmpty else { return nil }
    let began = facts.sessions.contains { session in
      session.uid.lowercased() == attempt.uid.lowercased()
        && (session.reference == attempt.reference && attempt.reference != nil
          || abs(session.start - attempt.at) <= 1800)
    }
    guard !began else { return nil }
    if let charger = facts.chargers.first(where: { $0.uid.lowercased() == attempt.evse.lowercased() }),
      let fault = charger.fault(at: attempt.at)
    {
      return offline(charger, fault, at: attempt.at, rank: 2)
    }
    let owner = attempt.side == .cpo ? nil : attempt.partner
    return WhyFinding(
      .notStarted, owner == nil ? .us : .partner, owner, at: attempt.at, rank: 4,
      correlation: attempt.correlation,
      "\(attempt.at): allowed\(place(attempt.evse)), and no session was told since. "
        + "The plug was not connected, the car did not want energy, or the charger is offline.")
  }

  /// Orders that had no effect.
  func orders() -> [WhyFinding] {
    facts.orders.compactMap { order in
      guard let outcome = order.outcome, outcome != "accepted" else { return nil }
      let isRefused = ["rejected", "unknown", "canceled"].contains(outcome)
      let who = order.isTheirs ? "\(name(order.partner)) ordered" : "We ordered"
      let reason = order.reason.map { ": \($0)" } ?? ""
      return WhyFinding(
        isRefused ? .orderRefused : .orderFailed, order.isTheirs ? .us : .partner, order.partner,
        at: order.at,
        rank: 2, correlation: order.correlation,
        "\(order.at): \(who) \(order.kind)\(place(order.evse)); outcome \(outcome)\(reason).")
    }
  }

  /// Chargers that could not be used at the time asked for.
  func chargers() -> [WhyFinding] {
    let moment = facts.time.moment ?? facts.now
    return facts.chargers.compactMap { charger in
      guard let fault = charger.fault(at: moment) else { return nil }
      return offline(charger, fault, at: moment, rank: facts.chargers.count > 4 ? 5 : 3)
    }
  }

  private func offline(
    _ charger: ChargerFact, _ fault: (status: String, since: Timestamp), at: Timestamp, rank: Int
  ) -> WhyFinding {
    WhyFinding(
      .chargerOffline, charger.owner == nil ? .us : .partner, charger.owner, at: at, rank: rank,
      "\(charger.evseID ?? charger.uid)\(charger.name.isEmpty ? "" : " (\(charger.name))") is "
        + "\(fault.status) since \(fault.since).")
  }

  /// What is wrong with the token itself.
  func tokens() -> [WhyFinding] {
    guard let number = facts.question.card ?? facts.question.id else { return [] }
    guard !facts.tokens.isEmpty || !facts.authorizations.isEmpty || !facts.sessions.isEmpty else {
      let partner = facts.question.partner ?? facts.partners.keys.sorted().first
      return [
        WhyFinding(
          .unknownToken, partner == nil ? .nobody : .partner, partner, rank: 4,
          "Nobody ever sent us a token with the number \(number)"
            + (partner.map { ", and by its number it is one of \(name($0))'s." } ?? "."))
      ]
    }
    return facts.tokens.compactMap { token in
      if token.isBlockedHere {
        return WhyFinding(
          .blockedByUs, .us, token.owner, at: token.lastUpdated, rank: 5,
          "authorization.blocked_tokens of a partner file names this card.")
      }
      guard !token.isValid || token.isGone else { return nil }
      let who = token.owner == nil ? "We say" : "\(name(token.owner)) says"
      return WhyFinding(
        token.owner == nil ? .blockedByUs : .blockedByPartner, token.owner == nil ? .us : .partner,
        token.owner,
        at: token.lastUpdated, rank: 5,
        "\(who) since \(token.lastUpdated) that this token is \(token.isGone ? "gone" : "not valid").")
    }
  }
}
