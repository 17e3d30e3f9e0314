package import BilateralBase

/// One value of a partner file or fleet file after its unit and form are checked.
package indirect enum TermValue: Hashable, Sendable {
  case text(String)
  case integer(Int)
  case flag(Bool)
  case date(CivilDate)
  case money(Money)
  case energyPrice(EnergyPrice)
  case timePrice(TimePrice)
  case sessionPrice(SessionPrice)
  case percent(Percent)
  case duration(TermDuration)
  case energy(Energy)
  case power(Power)
  case rate(TermRate)
  case window(TimeWindow)
  case role(PartyRole)
  case secret(SecretReference)
  case list([TermValue])
}

/// A time of day range in the location's local time, such as `22:00-06:00`; it may cross midnight.
package struct TimeWindow: Hashable, Sendable {
  /// Minutes after midnight at which the window begins, 0 to 1439.
  package let start: Int
  /// Minutes after midnight at which it ends, 0 to 1440.
  package let end: Int

  /// Reads `HH:MM-HH:MM`; nil for anything else, and for a window without length.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let start = Self.minutes(parts[0]), let end = Self.minutes(parts[1]),
      start < 1440, start != end
    else { return nil }
    self.start = start
    self.end = end
  }

  private static func minutes(_ text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = Int(text.prefix(2)),
      let minute = Int(text.suffix(2)), (0...23).contains(hour) || (hour == 24 && minute == 0),
      (0...59).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }
}

/// How many requests a partner allows in a span: `200 requests/min`.
package struct TermRate: Hashable, Sendable {
  /// How many requests.
  package let count: Int
  /// In how many seconds.
  package let seconds: Int
}

/// A party in one of its roles: `NL-ACM:EMSP`.
package struct PartyRole: Hashable, Sendable, CustomStringConvertible {
  /// What a party does in roaming.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case cpo = "CPO"
    case emsp = "EMSP"
    case hub = "HUB"
    case nsp = "NSP"
    case nap = "NAP"
    case scsp = "SCSP"
    case ptp = "PTP"
    case other = "OTHER"
  }

  /// Who.
  package let party: PartyID
  /// As what.
  package let kind: Kind

  /// A party in a role.
  package init(_ party: PartyID, _ kind: Kind) {
    self.party = party
    self.kind = kind
  }

  /// Reads the strict form `NL-ACM:EMSP` of the unit grammar, in upper case.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let party = PartyID(parts[0]), party.description == parts[0],
      let kind = Kind(rawValue: String(parts[1]))
    else { return nil }
    self.init(party, kind)
  }

  /// Whether the two roles can do business: a CPO with an EMSP, a hub with anyone.
  package func isComplementary(to other: PartyRole) -> Bool {
    switch (kind, other.kind) {
    case (.cpo, .emsp), (.emsp, .cpo), (.hub, _), (_, .hub): true
    case (.cpo, .nsp), (.nsp, .cpo), (.cpo, .nap), (.nap, .cpo): true
    case (.cpo, .scsp), (.scsp, .cpo), (.emsp, .scsp), (.scsp, .emsp), (.cpo, .ptp), (.ptp, .cpo): true
    default: kind == .other || other.kind == .other
    }
  }

  /// The form it is read from.
  package var description: String { "\(party):\(kind.rawValue)" }
}
