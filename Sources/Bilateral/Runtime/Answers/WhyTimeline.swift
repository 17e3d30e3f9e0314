import BilateralBase
import BilateralStore

/// What happened, in the order in which it did.
struct WhyTimeline {
  /// One thing that happened.
  struct Line: Hashable {
    var at: Timestamp
    /// What kind of thing: `authorization`, `session`, `cdr`, `order`, `charger`, `exchange`.
    var what: String
    var text: String
    var partner: String?
    var correlation: String?
  }

  /// The lines, oldest first.
  let lines: [Line]

  init(_ facts: WhyFacts) {
    var lines = facts.authorizations.map { Self.line($0, facts) }
    lines += facts.sessions.flatMap(Self.lines)
    lines += facts.cdrs.flatMap(Self.lines)
    lines += facts.orders.map(Self.line)
    lines += facts.chargers.flatMap { Self.lines($0, facts) }
    lines += facts.refusals.map { refusal in
      Line(
        at: refusal.at, what: refusal.module,
        text: "\(refusal.identity) was not taken: \(refusal.code) \(refusal.message)",
        partner: refusal.partner)
    }
    lines += facts.exchanges.filter { $0.level != .info }.map(Self.line)
    self.lines = lines.sorted { ($0.at, $0.what, $0.text) < ($1.at, $1.what, $1.text) }
  }

  private static func line(_ row: AuthorizationRow, _ facts: WhyFacts) -> Line {
    let who = facts.partners[row.partner]?.name ?? row.partner
    let asked = row.side == .cpo ? "may a driver of \(who) charge" : "\(who) asks for our driver"
    let place = row.evse.isEmpty ? row.location : row.evse
    let answer = [row.answer, row.reason, "by \(row.source)"].compactMap { $0 }.joined(separator: ", ")
    return Line(
      at: row.at, what: "authorization",
      text: "\(asked)\(place.isEmpty ? "" : " at \(place)"): \(row.isAllowed ? "yes" : "no") (\(answer), "
        + "\(row.microseconds / 1000) ms)", partner: row.partner, correlation: row.correlation)
  }

  private static func lines(_ session: SessionFact) -> [Line] {
    let place = session.evse.isEmpty ? session.location : session.evse
    var lines = [
      Line(
        at: session.start, what: "session", text: "session \(session.id) began at \(place)",
        partner: session.partner)
    ]
    if let end = session.end, !session.isOpen {
      lines.append(
        Line(
          at: end, what: "session",
          text: "session \(session.id) ended: \(session.status), \(session.energy) kWh",
          partner: session.partner))
    } else {
      lines.append(
        Line(
          at: session.lastUpdated, what: "session",
          text: "session \(session.id) is \(session.status), \(session.energy) kWh", partner: session.partner)
      )
    }
    for (oddity, since) in session.oddities {
      lines.append(
        Line(
          at: since, what: "session", text: "session \(session.id): \(oddity.rawValue)",
          partner: session.partner))
    }
    return lines
  }

  private static func lines(_ cdr: CDRFact) -> [Line] {
    let credit = cdr.credits.map { " takes back \($0)" } ?? ""
    let amount = "\(cdr.total) \(cdr.currency) net, \(cdr.energy) kWh"
    let verdict = cdr.verdict.map { ", checked: \($0)" } ?? ""
    switch cdr.delivery {
    case .received:
      return [
        Line(
          at: cdr.told ?? cdr.end, what: "cdr", text: "CDR \(cdr.id)\(credit) came: \(amount)\(verdict)",
          partner: cdr.partner)
      ]
    case .told(let at):
      return [
        Line(at: at, what: "cdr", text: "CDR \(cdr.id)\(credit) delivered: \(amount)", partner: cdr.partner)
      ]
    case .waiting(let attempts, let error):
      let reason = error.map { ": \($0)" } ?? ""
      return [
        Line(
          at: cdr.end, what: "cdr",
          text: "CDR \(cdr.id)\(credit) waits, tried \(attempts) times\(reason); \(amount)",
          partner: cdr.partner)
      ]
    case .refused(let error, _):
      return [
        Line(
          at: cdr.end, what: "cdr", text: "CDR \(cdr.id)\(credit) was refused: \(error)", partner: cdr.partner
        )
      ]
    case .toNobody:
      return [
        Line(at: cdr.end, what: "cdr", text: "CDR \(cdr.id)\(credit) goes to nobody: \(amount)", partner: nil)
      ]
    }
  }

  private static func line(_ order: OrderFact) -> Line {
    let outcome = order.outcome ?? order.response ?? "no answer yet"
    return Line(
      at: order.at, what: "order",
      text: "\(order.isTheirs ? "they order" : "we order") \(order.kind): \(outcome)",
      partner: order.partner, correlation: order.correlation)
  }

  private static func lines(_ charger: ChargerFact, _ facts: WhyFacts) -> [Line] {
    let name = charger.evseID ?? charger.uid
    var lines: [Line] = []
    for outage in charger.outages {
      lines.append(
        Line(at: outage.since, what: "charger", text: "\(name) is \(outage.status)", partner: charger.owner))
      if let until = outage.until {
        lines.append(
          Line(at: until, what: "charger", text: "\(name) can be used again", partner: charger.owner))
      }
    }
    if charger.outages.isEmpty, facts.chargers.count <= 4 {
      lines.append(
        Line(at: charger.since, what: "charger", text: "\(name) is \(charger.status)", partner: charger.owner)
      )
    }
    return lines
  }

  private static func line(_ row: ExchangeRow) -> Line {
    let status = row.http.map { "HTTP \($0)" } ?? "no answer"
    let ocpi = row.ocpi.map { ", OCPI \($0)" } ?? ""
    let arrow = row.direction == .inbound ? "they call" : "we call"
    let by = row.hub.map { " by \($0)" } ?? ""
    return Line(
      at: row.at, what: "exchange",
      text:
        "\(arrow)\(by) \(row.method) \(row.module ?? ""): \(status)\(ocpi)\(row.error.map { ", \($0)" } ?? "")",
      partner: row.partner, correlation: row.correlation)
  }
}
