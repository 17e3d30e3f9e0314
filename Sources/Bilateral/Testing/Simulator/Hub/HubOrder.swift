package import BilateralBase
package import BilateralNet
package import BilateralTerms

/// What the simulated hub is told to do while it runs: a path of its control port.
package enum HubOrder: Sendable, Equatable {
  case show
  /// Cuts a party off, or everybody.
  case cut(PartyID?)
  /// Lets a party be there again, or everybody.
  case restore(PartyID?)
  /// Withdraws a party.
  case suspend(PartyID)
  /// Announces a party that will come.
  case plan(PartyRole)
  /// Has a fault, as on the command line.
  case spoil(String)
  /// Has it no longer.
  case mend(HubFault)
  /// What a simulated party got.
  case party(PartyID)
  /// A simulated party reads a list.
  case pull(PartyID, String)
  /// A simulated operator asks about a driver.
  case authorize(PartyID, String)
  /// A simulated operator lets a driver charge.
  case charge(PartyID, String)

  /// Reads a request's path; nil when there is no such order.
  package init?(_ method: HTTPMethod, _ path: [String]) {
    let word = path.first ?? ""
    let party = path.count > 1 ? PartyID(path[1]) : nil
    let third = path.count > 2 ? path[2] : ""
    switch (method, word, path.count) {
    case (.get, "", _): self = .show
    case (.get, "party", 2):
      guard let party else { return nil }
      self = .party(party)
    case (.post, "cut", 2) where path[1] == "hub": self = .cut(nil)
    case (.post, "restore", 2) where path[1] == "hub": self = .restore(nil)
    case (.post, "plan", 2):
      guard let role = PartyRole(path[1]) else { return nil }
      self = .plan(role)
    case (.post, "fault", 2): self = .spoil(path[1])
    case (.delete, "fault", 2):
      guard let fault = HubFault(rawValue: path[1]) else { return nil }
      self = .mend(fault)
    case (.post, _, 2...3):
      guard let party, let order = Self.of(party, word, third, path.count) else { return nil }
      self = order
    default: return nil
    }
  }

  private static func of(_ party: PartyID, _ word: String, _ third: String, _ count: Int) -> HubOrder? {
    switch (word, count) {
    case ("cut", 2): .cut(party)
    case ("restore", 2): .restore(party)
    case ("suspend", 2): .suspend(party)
    case ("pull", 3): .pull(party, third)
    case ("authorize", 3): .authorize(party, third)
    case ("charge", 3): .charge(party, third)
    default: nil
    }
  }

  /// All orders, for people.
  package static let help = [
    "GET  /                        who is connected, faults, counts",
    "POST /cut/NL-ACM              cut a party off; /cut/hub cuts everybody",
    "POST /restore/NL-ACM          it is there again; /restore/hub",
    "POST /suspend/NL-ACM          withdraw it; restore takes that back",
    "POST /plan/NL-NEW:EMSP        announce a party that will come",
    "POST /fault/restamps          have a fault, NAME or NAME=ARG; DELETE ends it",
    "GET  /party/NL-ACM            what a simulated party was told",
    "POST /pull/NL-ACM/locations   let a simulated party read everybody's list",
    "POST /authorize/FR-BLU/UID    let a simulated operator ask about a driver",
    "POST /charge/FR-BLU/UID       let a driver charge at a simulated operator: a session and a CDR",
  ]
}
