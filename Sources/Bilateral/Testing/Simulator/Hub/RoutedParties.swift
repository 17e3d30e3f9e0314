package import BilateralBase
package import BilateralNet

/// Between whom a message goes, as a simulated side reads and writes the four headers (TR-77).
///
/// The simulator says this itself, so that a mistake of the runtime is not repeated here.
package struct RoutedParties: Sendable, Equatable {
  /// Who asks.
  package var from: PartyID?
  /// Who is asked.
  package var to: PartyID?

  package init(from: PartyID? = nil, to: PartyID? = nil) { (self.from, self.to) = (from, to) }

  /// Reads the headers; what is absent or no party is nil.
  package init(_ fields: HTTPFields) {
    from = Self.party(fields["OCPI-from-country-code"], fields["OCPI-from-party-id"])
    to = Self.party(fields["OCPI-to-country-code"], fields["OCPI-to-party-id"])
  }

  private static func party(_ country: String?, _ party: String?) -> PartyID? {
    guard let country, let party else { return nil }
    return PartyID(country: country, party: party)
  }

  /// The other way round, for the answer (TR-79).
  package var swapped: RoutedParties { RoutedParties(from: to, to: from) }

  /// Sets the headers; who is nil is not named.
  package func set(in fields: inout HTTPFields) {
    if let from {
      fields.set("OCPI-from-country-code", from.country)
      fields.set("OCPI-from-party-id", from.party)
    }
    if let to {
      fields.set("OCPI-to-country-code", to.country)
      fields.set("OCPI-to-party-id", to.party)
    }
  }
}
