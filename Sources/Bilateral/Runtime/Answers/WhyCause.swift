/// Why something is as it is, as far as support needs to tell.
package enum WhyCause: String, Hashable, Sendable, CaseIterable {
  case refusedByPartner = "refused-by-partner"
  case blockedByPartner = "blocked-by-partner"
  case refusedByUs = "refused-by-us"
  case blockedByUs = "blocked-by-us"
  case unknownToken = "unknown-token"
  case partnerSilent = "partner-silent"
  case partnerDown = "partner-down"
  case hubDown = "hub-down"
  case chargerOffline = "charger-offline"
  case orderRefused = "order-refused"
  case orderFailed = "order-failed"
  case notStarted = "allowed-not-started"
  case neverStarted = "never-started"
  case expiredReservation = "expired-reservation"
  case ghost
  case silentSession = "silent-session"
  case toldLate = "told-late"
  case brokenClock = "broken-clock"
  case voided = "session-void"
  case doubleSession = "double-session"
  case cdrMissing = "cdr-missing"
  case cdrLate = "cdr-late"
  case cdrNotDue = "cdr-not-due"
  case cdrWaits = "cdr-waits"
  case cdrRefusedByPartner = "cdr-refused-by-partner"
  case cdrRefusedByUs = "cdr-refused-by-us"
  case duplicateCDR = "duplicate-cdr"
  case wrongPrice = "wrong-price"
  case unpriceable
  case credited
  case noSuchSession = "no-such-session"
  case noSuchCDR = "no-such-cdr"
  case noTrace = "no-trace"
  case fine

  /// Whose matter it is.
  package enum Side: String, Hashable, Sendable { case partner, us, hub, nobody }

  /// What there is to know of each cause beside its words.
  package struct Traits: Sendable {
    /// The cause in three or four words.
    package let title: String
    /// The contact of the partner file who can do something about it.
    package let contact: String
    /// What the ticket asks for.
    package let request: String
  }

  /// Title, contact and request.
  package var traits: Traits {
    switch self {
    case .refusedByPartner:
      Traits("refused by the driver's provider", "driver_hotline", "Why was this driver refused?")
    case .blockedByPartner:
      Traits("blocked by the driver's provider", "driver_hotline", "Is the contract meant to be blocked?")
    case .refusedByUs: Traits("refused by us", "operations", "")
    case .blockedByUs: Traits("blocked by us", "operations", "")
    case .unknownToken:
      Traits(
        "token unknown to its provider", "operations",
        "Please send us this token, or tell us why it is unknown.")
    case .partnerSilent:
      Traits("partner did not answer in time", "operations", "Why was our question not answered?")
    case .partnerDown: Traits("partner was not reachable", "operations", "Is your platform up again?")
    case .hubDown: Traits("hub was not reachable", "operations", "Is the hub up again?")
    case .chargerOffline: Traits("charger out of order", "operations", "Please look after this charger.")
    case .orderRefused: Traits("order refused", "operations", "Why was this order refused?")
    case .orderFailed: Traits("order had no effect", "operations", "What became of this order?")
    case .notStarted:
      Traits(
        "allowed, but nothing began", "operations", "What did the charger see after the driver was allowed?")
    case .neverStarted:
      Traits("session never began", "operations", "Please end this session or tell us of its start.")
    case .expiredReservation:
      Traits("reservation not used", "operations", "Please end this reservation.")
    case .ghost: Traits("session that nobody ends", "operations", "Please end this session and send its CDR.")
    case .silentSession:
      Traits(
        "session without updates", "operations", "Is the charger connected? Please send the session's state.")
    case .toldLate: Traits("told late: charger offline", "operations", "Was the charger offline?")
    case .brokenClock: Traits("clock wrong", "technical", "Please check the clock of this charger.")
    case .voided: Traits("session taken back", "operations", "Why was this session taken back?")
    case .doubleSession:
      Traits("two sessions at once", "operations", "Which of these sessions is the right one?")
    case .cdrMissing: Traits("CDR overdue", "finance", "Please send the CDR of this session.")
    case .cdrLate: Traits("CDR came late", "finance", "Why did this CDR come after the time agreed?")
    case .cdrNotDue: Traits("CDR not due yet", "finance", "")
    case .cdrWaits:
      Traits("CDR not delivered yet", "technical", "Your side does not take our CDR at the moment.")
    case .cdrRefusedByPartner:
      Traits("CDR refused by the partner", "technical", "Please take this CDR, or say what to mend.")
    case .cdrRefusedByUs:
      Traits("CDR refused by us", "technical", "Please send this CDR again without the fault named above.")
    case .duplicateCDR: Traits("charged twice", "finance", "Please credit one of these CDRs.")
    case .wrongPrice:
      Traits("price is not the one agreed", "finance", "Please correct this CDR: see both amounts above.")
    case .unpriceable:
      Traits("price cannot be checked", "finance", "Please send what is missing to check this amount.")
    case .credited: Traits("taken back by a credit", "finance", "")
    case .noSuchSession: Traits("no such session", "operations", "Do you know this session?")
    case .noSuchCDR: Traits("no such CDR", "finance", "Do you know this CDR?")
    case .noTrace: Traits("nothing reached us", "operations", "Do you see an attempt of this driver?")
    case .fine: Traits("nothing is wrong", "operations", "")
    }
  }

  /// Whether it asks nobody to do anything.
  package var isFine: Bool { [.fine, .cdrNotDue, .credited].contains(self) }
}

extension WhyCause.Traits {
  init(_ title: String, _ contact: String, _ request: String) {
    (self.title, self.contact, self.request) = (title, contact, request)
  }
}
