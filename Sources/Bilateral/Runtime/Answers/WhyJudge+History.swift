import BilateralBase

/// What became of sessions and CDRs.
extension WhyJudge {
  /// What is odd about sessions, and CDRs that they lack.
  func sessions() -> [WhyFinding] { facts.sessions.flatMap(session) }

  private func session(_ session: SessionFact) -> [WhyFinding] {
    var found = session.oddities.keys.sorted().compactMap { oddity(session, $0) }
    if session.status.uppercased() == "INVALID" {
      found.append(
        finding(
          .voided, session, "Session \(session.id) was taken back at \(session.lastUpdated): no CDR is due."))
    } else if let end = session.end, !session.isOpen, !hasCDR(session) {
      found.append(lackingCDR(session, end))
    }
    if found.isEmpty {
      let state =
        session.isOpen ? "goes on since \(session.start)" : "ended at \(session.end ?? session.lastUpdated)"
      found.append(
        finding(
          .fine, session, "Session \(session.id)\(place(session.evse)) \(state), \(session.energy) kWh.",
          rank: 7))
    }
    return found
  }

  private func hasCDR(_ session: SessionFact) -> Bool {
    facts.cdrs.contains { $0.session?.lowercased() == session.id.lowercased() && $0.credits == nil }
  }

  private func lackingCDR(_ session: SessionFact, _ end: Timestamp) -> WhyFinding {
    let within = facts.dueWithin(session.partner)
    let due = end.adding(seconds: within)
    guard facts.now > due else {
      return finding(
        .cdrNotDue, session, "Session \(session.id) ended at \(end); its CDR is due by \(due).", rank: 7)
    }
    return finding(
      .cdrMissing, session,
      "Session \(session.id) ended at \(end), \(session.energy) kWh. Its CDR was due by \(due), and "
        + (session.owner == nil ? "our platform has not sent one." : "none came."), rank: 4)
  }

  private func finding(
    _ cause: WhyCause, _ session: SessionFact, _ words: String, rank: Int = 4
  ) -> WhyFinding {
    WhyFinding(
      cause, cause.isFine ? .nobody : session.owner == nil ? .us : .partner, session.owner ?? session.partner,
      at: session.end ?? session.start, rank: rank, words)
  }

  private func oddity(_ session: SessionFact, _ oddity: SessionStory.Oddity) -> WhyFinding? {
    let (id, since) = (session.id, session.oddities[oddity] ?? session.start)
    switch oddity {
    case .neverStarted where session.isOpen:
      return finding(.neverStarted, session, "Session \(id) waits to begin since \(session.start).", rank: 3)
    case .expiredReservation where session.isOpen:
      return finding(
        .expiredReservation, session,
        "Reservation \(id) of \(session.start) was not used and ended at \(since).")
    case .ghost where session.isOpen:
      return finding(
        .ghost, session, "Session \(id) goes on since \(session.start), longer than anybody charges.", rank: 3
      )
    case .silent where session.isOpen:
      return finding(
        .silentSession, session, "Nothing was heard of session \(id) since \(session.lastUpdated).")
    case .late, .untoldStart:
      return finding(
        .toldLate, session,
        "Session \(id) of \(session.start) was told at \(session.firstHeard): its charger was offline.",
        rank: 5)
    case .clockReversed, .clockAhead:
      return finding(
        .brokenClock, session, "The times of session \(id) cannot be right: \(oddity.rawValue).", rank: 5)
    case .energyFell, .backwards, .afterEnd:
      return finding(
        .brokenClock, session, "Session \(id) was told against its own past: \(oddity.rawValue).", rank: 6)
    default: return nil
    }
  }

  /// Two sessions of one card, or at one EVSE, at the same time.
  func doubles() -> [WhyFinding] {
    var found: [WhyFinding] = []
    for (place, one) in facts.sessions.enumerated() {
      for other in facts.sessions[(place + 1)...] {
        let isOne = one.uid.lowercased() == other.uid.lowercased()
        let isThere = !one.evse.isEmpty && one.evse.lowercased() == other.evse.lowercased()
        guard isOne || isThere, one.overlaps(other, now: facts.now) else { continue }
        let (first, second) = one.start <= other.start ? (one, other) : (other, one)
        let what = isOne ? "of one card" : "at one EVSE"
        let cause = first.isOpen ? " The first was never ended." : ""
        found.append(
          finding(
            .doubleSession, second,
            "Sessions \(first.id) and \(second.id) \(what) overlap since \(second.start).\(cause)", rank: 2))
      }
    }
    return found
  }

  /// What is wrong with CDRs.
  func cdrs() -> [WhyFinding] {
    let credited = Set(facts.cdrs.compactMap { $0.credits?.lowercased() })
    return facts.cdrs.filter { $0.credits == nil }.flatMap { cdr -> [WhyFinding] in
      if credited.contains(cdr.id.lowercased()) {
        return [finding(.credited, cdr, "CDR \(cdr.id) was taken back by a credit.", rank: 6)]
      }
      var found = [delivery(cdr), duplicate(cdr, credited), price(cdr), lateness(cdr)].compactMap { $0 }
      if found.isEmpty {
        let billed = cdr.billedBy.map { ", by \($0)" } ?? cdr.verdict.map { ", checked: \($0)" } ?? ""
        found.append(
          finding(
            .fine, cdr, "CDR \(cdr.id): \(cdr.energy) kWh, \(cdr.total) \(cdr.currency)\(billed).", rank: 7))
      }
      return found
    }
  }

  private func finding(_ cause: WhyCause, _ cdr: CDRFact, _ words: String, rank: Int) -> WhyFinding {
    let isOurs = cdr.owner == nil && cause != .cdrRefusedByPartner && cause != .cdrWaits
    return WhyFinding(
      cause, cause.isFine ? .nobody : isOurs ? .us : .partner, cdr.partner ?? cdr.owner,
      at: cdr.told ?? cdr.end,
      rank: rank, words)
  }

  private func delivery(_ cdr: CDRFact) -> WhyFinding? {
    switch cdr.delivery {
    case .refused(let error, let hint):
      let advice = hint.map { " \($0)" } ?? ""
      return finding(
        .cdrRefusedByPartner, cdr, "\(name(cdr.partner)) refused CDR \(cdr.id): \(error).\(advice)", rank: 3)
    case .waiting(let attempts, let error):
      if let partner = cdr.partner.flatMap({ facts.partners[$0] }), partner.isDown || partner.hubIsDown {
        var down = unreachable(partner, at: facts.now, rank: 3)
        down.words = "CDR \(cdr.id) waits to be sent. \(down.words)"
        return down
      }
      let reason = error.map { "; the last try failed: \($0)" } ?? ""
      return finding(
        .cdrWaits, cdr,
        "CDR \(cdr.id) waits to be sent to \(name(cdr.partner)), tried \(attempts) times\(reason).",
        rank: 4)
    case .received, .toNobody, .told: return nil
    }
  }

  private func duplicate(_ cdr: CDRFact, _ credited: Set<String>) -> WhyFinding? {
    let twin = facts.cdrs.first { other in
      other.id.lowercased() != cdr.id.lowercased() && other.credits == nil
        && !credited.contains(other.id.lowercased()) && other.owner == cdr.owner
        && (other.session.map { $0.lowercased() == cdr.session?.lowercased() } ?? false
          || (other.uid.lowercased() == cdr.uid.lowercased() && other.start == cdr.start
            && other.evse == cdr.evse))
    }
    guard let twin, (twin.told ?? twin.end, twin.id) < (cdr.told ?? cdr.end, cdr.id) else { return nil }
    return finding(
      .duplicateCDR, cdr, "CDRs \(twin.id) and \(cdr.id) are for one session: the second was told later.",
      rank: 2)
  }

  private func price(_ cdr: CDRFact) -> WhyFinding? {
    let reason = cdr.verdictReason.map { ": \($0)" } ?? ""
    switch cdr.verdict {
    case "mismatch":
      let ours = cdr.ours.map { ", by the prices agreed it is \($0) \(cdr.currency)" } ?? ""
      return finding(
        .wrongPrice, cdr, "CDR \(cdr.id) asks for \(cdr.total) \(cdr.currency)\(ours)\(reason).", rank: 3)
    case "unpriceable":
      return finding(
        .unpriceable, cdr,
        "CDR \(cdr.id) asks for \(cdr.total) \(cdr.currency); we cannot check it\(reason).", rank: 5)
    default: return nil
    }
  }

  private func lateness(_ cdr: CDRFact) -> WhyFinding? {
    guard let told = cdr.told, told > cdr.due else { return nil }
    return finding(
      .cdrLate, cdr,
      "CDR \(cdr.id) of a session that ended at \(cdr.end) came at \(told), \(Self.span(told - cdr.due)) after it was due.",
      rank: 4)
  }

  /// What we did not take of a partner's.
  func refusals() -> [WhyFinding] {
    facts.refusals.map { refusal in
      WhyFinding(
        refusal.module == "cdrs" ? .cdrRefusedByUs : .brokenClock, .partner, refusal.partner, at: refusal.at,
        rank: refusal.module == "cdrs" ? 2 : 6,
        "\(refusal.identity) of \(name(refusal.partner)) lies in quarantine since \(refusal.at): "
          + "\(refusal.code) \(refusal.message). partnerctl quarantine show \(refusal.number)")
    }
  }

  /// A span of time in its largest unit.
  static func span(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) days"
    }
  }
}

extension WhyFacts {
  /// Seconds within which a CDR is due after its session, as agreed with a partner.
  func dueWithin(_ partner: String?) -> Int64 {
    partner.flatMap { partners[$0]?.cdrDueWithin } ?? 86_400
  }
}
