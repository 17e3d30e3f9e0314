package import BilateralBase
package import BilateralNet
import BilateralTerms

/// The parties that a message of 2.2.1 and later goes between, as its four headers name them (TR-77, TR-79).
package struct RoutingHeaders: Sendable, Equatable {
  /// Who asks.
  package var from: PartyID?
  /// Who is asked; absent in an open routing request to a hub (TR-81).
  package var to: PartyID?

  package init(from: PartyID? = nil, to: PartyID? = nil) { (self.from, self.to) = (from, to) }

  /// Reads a message's headers; a pair that is absent is nil (TR-80).
  ///
  /// - Throws: a refusal with 2001 when half of a pair is missing, or one is no party.
  package init(_ fields: HTTPFields) throws(OCPIRefusal) {
    from = try Self.fromNames.party(in: fields)
    to = try Self.toNames.party(in: fields)
  }

  private static let fromNames = Pair(country: "OCPI-from-country-code", party: "OCPI-from-party-id")
  private static let toNames = Pair(country: "OCPI-to-country-code", party: "OCPI-to-party-id")

  /// The two headers of one party.
  private struct Pair: Sendable {
    let country: HTTPFieldName
    let party: HTTPFieldName

    func party(in fields: HTTPFields) throws(OCPIRefusal) -> PartyID? {
      guard fields[country] != nil || fields[party] != nil else { return nil }
      guard let country = fields[country], let party = fields[party],
        let found = PartyID(country: country, party: party)
      else { throw .invalid("\(self.country) and \(self.party) must name a party together") }
      return found
    }

    func set(_ named: PartyID?, in fields: inout HTTPFields) {
      guard let named else { return }
      fields.set(country, named.country)
      fields.set(party, named.party)
    }
  }

  /// The other way round, for the answer (TR-79).
  package var swapped: RoutingHeaders { RoutingHeaders(from: to, to: from) }

  /// Sets the headers; absent parties set none.
  package func set(in fields: inout HTTPFields) {
    Self.fromNames.set(from, in: &fields)
    Self.toNames.set(to, in: &fields)
  }

  /// Checks that the parties named are those of a connection (P-70); a hub speaks for others and to others.
  ///
  /// - Throws: a refusal with 2001.
  package func check(_ link: PartnerLink) throws(OCPIRefusal) {
    let file = link.terms.technical
    if let from, !link.theirParties.contains(from), !file.theirRoles.contains(where: { $0.kind == .hub }) {
      throw .invalid("the message is from \(from), which is no party of this connection")
    }
    if let to, !link.ourParties.contains(to), !file.ourRoles.contains(where: { $0.kind == .hub }) {
      throw .invalid("the message is for \(to), which is no party of ours on this connection")
    }
  }
}
