package import BilateralBase
import BilateralStore

/// The answer to a question of support: cause in words, timeline, whom to call, text for the ticket.
package struct WhyAnswer: Sendable {
  package let facts: WhyFacts
  /// All causes, the one that answers the question first.
  package let findings: [WhyFinding]

  /// Judges the facts.
  package init(_ facts: WhyFacts) {
    self.facts = facts
    findings = WhyJudge(facts).findings()
  }

  /// The cause that answers the question.
  package var first: WhyFinding { findings[0] }

  /// Whom to call; nil where it is our own matter, or the file names nobody.
  private var contact: (partner: PartnerFact, contact: PartnerFact.Contact)? {
    guard first.side == .partner || first.side == .hub || first.side == .nobody, !first.cause.isFine,
      let partner = first.partner.flatMap({ facts.partners[$0] }),
      let contact = partner.contact(for: first.cause.traits.contact)
    else { return nil }
    return (partner, contact)
  }

  /// As the control channel tells it.
  package var json: JSON {
    [
      "target": .string(facts.target.rawValue),
      "asked_at": facts.time.moment.map { .string("\($0)") } ?? .null,
      "from": .string("\(facts.time.first)"), "until": .string("\(facts.time.last)"),
      "cause": Self.json(first, isFirst: true), "call": call,
      "ticket": first.cause.isFine || first.cause.traits.request.isEmpty ? .null : .string(ticket),
      "also": .array(findings.dropFirst().prefix(20).map { Self.json($0, isFirst: false) }),
      "timeline": .array(WhyTimeline(facts).lines.suffix(200).map(Self.json)),
      "tokens": .array(facts.tokens.map(Self.json)), "sessions": .array(facts.sessions.map(Self.json)),
      "cdrs": .array(facts.cdrs.map(Self.json)), "evses": .array(facts.chargers.prefix(50).map(Self.json)),
    ]
  }

  private static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  private static func json(_ finding: WhyFinding, isFirst: Bool) -> JSON {
    [
      "word": .string(finding.cause.rawValue), "title": .string(finding.cause.traits.title),
      "side": .string(finding.side.rawValue), "partner": text(finding.partner),
      "at": text(finding.at.map { "\($0)" }), "text": .string(finding.words),
      "correlation_id": text(finding.correlation), "is_problem": .bool(!finding.cause.isFine),
    ]
  }

  private var call: JSON {
    guard let (partner, contact) = contact else { return .null }
    let steps = partner.escalation.map { step -> JSON in
      ["after": .string(step.after), "to": .string(step.to), "via": Self.text(step.via)]
    }
    return [
      "partner": .string(partner.id), "name": .string(partner.name), "role": .string(contact.role),
      "contact": Self.text(contact.name), "phone": Self.text(contact.phone),
      "email": Self.text(contact.email),
      "channel": Self.text(contact.channel), "hours": Self.text(contact.hours),
      "zone": Self.text(contact.zone),
      "escalation": .array(steps),
    ]
  }

  private static func json(_ line: WhyTimeline.Line) -> JSON {
    [
      "at": .string("\(line.at)"), "what": .string(line.what), "text": .string(line.text),
      "partner": text(line.partner), "correlation_id": text(line.correlation),
    ]
  }

  private static func json(_ token: TokenFact) -> JSON {
    [
      "owner": text(token.owner), "uid": .string(token.uid), "type": .string(token.type),
      "contract_id": .string(token.contract), "visual_number": text(token.printed),
      "issuer": .string(token.issuer),
      "valid": .bool(token.isValid && !token.isGone), "whitelist": .string(token.whitelist),
      "blocked_here": .bool(token.isBlockedHere), "last_updated": .string("\(token.lastUpdated)"),
    ]
  }

  private static func json(_ session: SessionFact) -> JSON {
    [
      "owner": text(session.owner), "partner": text(session.partner), "id": .string(session.id),
      "status": .string(session.status), "start": .string("\(session.start)"),
      "end": text(session.end.map { "\($0)" }), "kwh": .string(session.energy), "token": .string(session.uid),
      "location": .string(session.location), "evse": .string(session.evse),
      "reference": text(session.reference), "first_heard": .string("\(session.firstHeard)"),
      "last_updated": .string("\(session.lastUpdated)"),
      "told": session.isTold.map { .bool($0) } ?? .null,
      "oddities": .array(session.oddities.keys.sorted().map { .string($0.rawValue) }),
    ]
  }

  private static func json(_ cdr: CDRFact) -> JSON {
    [
      "owner": text(cdr.owner), "partner": text(cdr.partner), "id": .string(cdr.id),
      "session": text(cdr.session),
      "start": .string("\(cdr.start)"), "end": .string("\(cdr.end)"), "kwh": .string(cdr.energy),
      "net": .string(cdr.total), "currency": .string(cdr.currency), "token": .string(cdr.uid),
      "evse": .string(cdr.evse), "told": text(cdr.told.map { "\($0)" }), "due": .string("\(cdr.due)"),
      "credits": text(cdr.credits), "verdict": text(cdr.verdict), "reason": text(cdr.verdictReason),
      "ours": text(cdr.ours), "billed_by": text(cdr.billedBy), "delivery": .string(cdr.delivery.word),
    ]
  }

  private static func json(_ charger: ChargerFact) -> JSON {
    [
      "owner": text(charger.owner), "location": .string(charger.location), "uid": .string(charger.uid),
      "evse_id": text(charger.evseID), "name": .string(charger.name), "status": .string(charger.status),
      "since": .string("\(charger.since)"),
      "outages": .array(
        charger.outages.map {
          [
            "status": .string($0.status), "since": .string("\($0.since)"),
            "until": text($0.until.map { "\($0)" }),
          ]
        }),
    ]
  }
}

extension CDRFact.Delivery {
  /// The word for how one of ours stands.
  fileprivate var word: String {
    switch self {
    case .received: "received"
    case .toNobody: "to-nobody"
    case .told: "told"
    case .waiting: "waiting"
    case .refused: "refused"
    }
  }
}

extension WhyAnswer {
  /// What to send to the partner: what happened, by which ids it finds it, and what is asked for.
  ///
  /// The driver stands there by the contract alone, which the partner knows; the card's uid is left out.
  package var ticket: String {
    let traits = first.cause.traits
    var lines: [String] = []
    if let (partner, contact) = contact {
      let ways = [contact.email, contact.phone, contact.channel].compactMap { $0 }
      lines.append("To: \(partner.name), \(contact.name ?? contact.role) <\(ways.joined(separator: ", "))>")
    }
    let when = first.at.map { ", \($0)" } ?? ""
    lines += ["Subject: \(traits.title)\(when)", "", first.words, ""]
    if let token = facts.tokens.first { lines.append("Contract: \(token.contract) (\(token.issuer))") }
    lines += facts.sessions.prefix(4).map { "Session: \($0.id), \($0.start), \($0.energy) kWh, \($0.status)" }
    lines += facts.cdrs.prefix(4).map { "CDR: \($0.id), \($0.total) \($0.currency) net, \($0.energy) kWh" }
    lines += facts.chargers.prefix(2).map { "EVSE: \($0.evseID ?? $0.uid), \($0.name)" }
    if let id = first.correlation, !id.isEmpty { lines.append("Correlation id: \(id)") }
    let ids = facts.exchanges.compactMap(\.requestID).suffix(3)
    if !ids.isEmpty { lines.append("Request ids: \(ids.joined(separator: ", "))") }
    if !traits.request.isEmpty { lines += ["", traits.request] }
    return lines.map(hidden).joined(separator: "\n")
  }

  /// A line without the uids of cards.
  private func hidden(_ line: String) -> String {
    facts.tokens.filter { $0.uid.utf8.count >= 6 && $0.uid != $0.contract }
      .reduce(line) { $0.replacing($1.uid, with: "***") }
  }
}
