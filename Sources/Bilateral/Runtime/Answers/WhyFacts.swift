package import BilateralBase
package import BilateralStore
import BilateralTerms

/// Everything that is known about one question, gathered before anybody judges.
package struct WhyFacts: Sendable {
  /// What the question turned out to be about.
  package enum Target: String, Hashable, Sendable { case session, cdr, driver, charger, exchange }

  package var now: Timestamp
  package var question: WhyQuestion
  package var target: Target
  package var time: WhyTime
  package var tokens: [TokenFact] = []
  /// Newest first.
  package var authorizations: [AuthorizationRow] = []
  package var sessions: [SessionFact] = []
  package var cdrs: [CDRFact] = []
  package var refusals: [RefusalFact] = []
  package var orders: [OrderFact] = []
  package var chargers: [ChargerFact] = []
  /// Who is concerned, by the ids of their files.
  package var partners: [String: PartnerFact] = [:]
  package var exchanges: [ExchangeRow] = []
  /// How many other drivers met the same refusal today, by partner and reason.
  package var sameToday: [String: Int] = [:]

  /// Facts that are still empty.
  package init(_ question: WhyQuestion, _ target: Target, time: WhyTime, now: Timestamp) {
    self.question = question
    self.target = target
    self.time = time
    self.now = now
  }

  /// Whether anything at all was found.
  package var isEmpty: Bool {
    tokens.isEmpty && authorizations.isEmpty && sessions.isEmpty && cdrs.isEmpty && refusals.isEmpty
      && orders.isEmpty && chargers.isEmpty
  }
}

/// A card or an app's token, as one side holds it.
package struct TokenFact: Hashable, Sendable {
  /// The partner whose it is; nil for ours.
  package var owner: String?
  package var uid: String
  package var type: String
  package var contract: String
  package var printed: String?
  package var issuer: String
  package var isValid: Bool
  package var whitelist: String
  /// Whether a partner file of ours blocks it at our chargers.
  package var isBlockedHere: Bool
  /// Whether it was taken back.
  package var isGone: Bool
  package var lastUpdated: Timestamp
}

/// A session, ours or a partner's.
package struct SessionFact: Hashable, Sendable {
  /// The partner whose session it is; nil for ours.
  package var owner: String?
  /// The partner that it is between: the owner, or the one whose driver charged.
  package var partner: String?
  package var id: String
  package var uid: String
  package var location: String
  package var evse: String
  package var status: String
  package var start: Timestamp
  package var end: Timestamp?
  package var energy: String
  package var reference: String?
  package var firstHeard: Timestamp
  package var lastUpdated: Timestamp
  /// What is or was odd about it.
  package var oddities: [SessionStory.Oddity: Timestamp] = [:]
  /// Whether the partner was told of its newest state; nil where nobody is to be told.
  package var isTold: Bool?

  /// Whether it goes on.
  package var isOpen: Bool { !SessionStory.Phase(status).isFinal }

  /// Whether two sessions share a moment.
  package func overlaps(_ other: SessionFact, now: Timestamp) -> Bool {
    start < other.end ?? now && other.start < end ?? now
  }
}

/// A CDR, ours or a partner's.
package struct CDRFact: Hashable, Sendable {
  /// How one of ours stands with the partner.
  package enum Delivery: Hashable, Sendable {
    /// It is a partner's.
    case received
    /// Nobody is to get it.
    case toNobody
    case told(Timestamp)
    case waiting(attempts: Int, error: String?)
    case refused(error: String, hint: String?)
  }

  /// The partner whose CDR it is; nil for ours.
  package var owner: String?
  package var partner: String?
  package var id: String
  package var session: String?
  package var uid: String
  package var evse: String
  package var start: Timestamp
  package var end: Timestamp
  /// When it came, or went; nil while it has not.
  package var told: Timestamp?
  package var total: String
  package var currency: String
  package var energy: String
  /// The CDR that it takes back.
  package var credits: String?
  package var delivery: Delivery
  /// What we say of the amount; nil for ours.
  package var verdict: String?
  package var verdictReason: String?
  package var ours: String?
  /// How ours was billed; nil where our platform set the amount.
  package var billedBy: String?
  /// Seconds after the end of the session within which it was due.
  package var dueWithin: Int64

  /// When it was due.
  package var due: Timestamp { end.adding(seconds: dueWithin) }
}

/// An object of a partner that we did not take, or one of ours that is held.
package struct RefusalFact: Hashable, Sendable {
  package var partner: String
  package var module: String
  package var identity: String
  package var at: Timestamp
  package var code: String
  package var message: String
  package var number: Int64
}

/// An order to start, stop, reserve or unlock, from either side.
package struct OrderFact: Hashable, Sendable {
  package var partner: String
  /// Whether the partner ordered us.
  package var isTheirs: Bool
  package var kind: String
  package var at: Timestamp
  package var response: String?
  /// `accepted`, `rejected`, `timed-out` …; nil while it is not known.
  package var outcome: String?
  package var reason: String?
  package var evse: String
  package var correlation: String
}

/// A charger, ours or a partner's.
package struct ChargerFact: Hashable, Sendable {
  /// The partner whose it is; nil for ours.
  package var owner: String?
  package var location: String
  package var uid: String
  package var evseID: String?
  package var name: String
  package var status: String
  package var since: Timestamp
  /// When it could not be used, within the time asked for.
  package var outages: [Outage] = []
  package var zone: String?

  /// The status that kept it from being used at a moment; nil when nothing did.
  package func fault(at moment: Timestamp) -> (status: String, since: Timestamp)? {
    for outage in outages where outage.since <= moment && moment < outage.until ?? .distant {
      return (outage.status, outage.since)
    }
    return ChargerFact.isFault(status) && since <= moment ? (status, since) : nil
  }

  /// Whether a charger of that status cannot be used, for no reason of a driver.
  package static func isFault(_ status: String) -> Bool {
    ["INOPERATIVE", "OUTOFORDER", "UNKNOWN"].contains(status.uppercased())
  }
}

/// A partner as far as support needs to know it.
package struct PartnerFact: Hashable, Sendable {
  package var id: String
  package var name: String
  /// How registration stands.
  package var state: String
  package var status: String
  /// The hub that carries its messages; nil where it has a connection of its own.
  package var hub: String?
  package var isDown: Bool
  package var hubIsDown = false
  /// What the hub says of it, such as `OFFLINE`.
  package var hubWord: String?
  /// Seconds within which a CDR is due after the end of its session.
  package var cdrDueWithin: Int64 = 86_400
  /// Seconds after which a session that goes on is a ghost.
  package var ghostAfter: Int64 = 72 * 3600
  package var contacts: [String: Contact] = [:]
  package var escalation: [Escalation] = []

  /// When nobody answers.
  package struct Escalation: Hashable, Sendable {
    package var after: String
    package var to: String
    package var via: String?
  }

  /// Somebody to call.
  package struct Contact: Hashable, Sendable {
    package var role: String
    package var name: String?
    package var email: String?
    package var phone: String?
    package var hours: String?
    package var zone: String?
    package var channel: String?

    /// Role, name, telephone and mail, as far as they are known: `operations: Kim Berg, +4930…, ops@…`.
    package var words: String {
      let known = [name, phone, email ?? (phone == nil ? channel : nil)].compactMap { $0 }
      return "\(role): \(known.joined(separator: ", "))"
    }
  }
}

extension Timestamp {
  /// Later than anything that will happen.
  package static let distant = Timestamp(microseconds: .max)
}

extension PartnerFact {
  /// What a partner file says of its contacts.
  static func contacts(_ file: PartnerFile) -> [String: Contact] {
    let names = ["technical", "operations", "finance", "commercial", "privacy", "security", "driver_hotline"]
    var found: [String: Contact] = [:]
    for name in names {
      func text(_ field: String) -> String? { file.text("contacts.\(name).\(field)") }
      let contact = Contact(
        role: name, name: text("name"), email: text("email"), phone: text("phone"), hours: text("hours"),
        zone: text("zone"), channel: text("channel"))
      guard contact.email != nil || contact.phone != nil || contact.channel != nil else { continue }
      found[name] = contact
    }
    return found
  }

  /// Whom to turn to next, in the order of the file.
  static func escalation(_ file: PartnerFile) -> [Escalation] {
    (0..<file.count("contacts.escalation")).compactMap { place in
      let path = "contacts.escalation[\(place)]"
      guard let to = file.text("\(path).to"), let after = file.entry("\(path).after")?.text else {
        return nil
      }
      return Escalation(after: after, to: to, via: file.text("\(path).via"))
    }
  }

  /// The contact for a matter: the one named, else operations, else technical, else any.
  package func contact(for role: String) -> Contact? {
    let order = [role, "operations", "technical"]
    return order.lazy.compactMap { contacts[$0] }.first ?? contacts.values.min { $0.role < $1.role }
  }
}
