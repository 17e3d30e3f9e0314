package import BilateralBase
package import BilateralModel
package import BilateralNet

/// A partner's request that has been recognised: who, in which version, about what.
package struct OCPICall: Sendable {
  package let request: HTTPRequest
  /// By whose terms the call is answered: whose connection it came on, or who is behind that.
  package var link: PartnerLink
  /// Whose connection it came on; another than the link where a hub forwards the message of a party with a file.
  package let carrier: PartnerLink
  package let caller: TokenDirectory.Caller
  package let version: OCPIVersion
  /// Which of our roles the address names, where it does.
  package let door: OCPIAddress.Door?
  /// Between whom the message says that it goes.
  package let routing: RoutingHeaders
  /// `X-Request-ID`, or a fresh one.
  package let requestID: String
  /// `X-Correlation-ID`, or a fresh one.
  package let correlationID: String
  package let now: Timestamp

  package init(
    request: HTTPRequest, link: PartnerLink, carrier: PartnerLink? = nil, caller: TokenDirectory.Caller,
    version: OCPIVersion,
    door: OCPIAddress.Door? = nil, routing: RoutingHeaders = RoutingHeaders(), requestID: String,
    correlationID: String, now: Timestamp
  ) {
    (self.door, self.routing) = (door, routing)
    self.request = request
    (self.link, self.carrier) = (link, carrier ?? link)
    self.caller = caller
    self.version = version
    self.requestID = requestID
    self.correlationID = correlationID
    self.now = now
  }

  /// The body as JSON.
  ///
  /// - Throws: a refusal with HTTP 400 when it is none (TR-20).
  package func json() throws(OCPIRefusal) -> JSONNode {
    do {
      return try JSONDocument(parsing: request.body.bytes, limits: .wire).root
    } catch {
      throw OCPIRefusal(.badRequest, .clientError, "the body is not JSON: \(error)")
    }
  }

  /// Checks that a party in the path speaks through this connection (TR-53, S-11).
  ///
  /// - Returns: the party.
  /// - Throws: a refusal with HTTP 404.
  @discardableResult
  package func theirParty(_ country: String, _ party: String) throws(OCPIRefusal) -> PartyID {
    guard let party = PartyID(country: country, party: party), carries(party) else {
      throw .notFound("\(country)-\(party) is not a party of this connection")
    }
    return party
  }
}
