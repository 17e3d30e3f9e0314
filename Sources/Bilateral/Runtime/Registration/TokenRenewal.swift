package import BilateralBase
package import BilateralStore
import BilateralTerms

/// Renews the tokens of a registration when they have reached the age that the partner file names (CR-18).
///
/// Either side may do so; since an update renews both tokens, the other side's turn moves on by itself.
package struct TokenRenewal: Service {
  package let name: String
  private let link: PartnerLink
  private let commons: Commons
  private let registrar: Registrar

  /// Makes the service of one partner.
  package init(_ link: PartnerLink, commons: Commons, registrar: Registrar) {
    name = "\(link.id)/credentials/renewal"
    self.link = link
    self.commons = commons
    self.registrar = registrar
  }

  package func run() async throws {
    let bell = link.wakeup("credentials/renewal")
    while !Task.isCancelled {
      let pause = try await remaining()
      if let pause, pause <= .zero {
        commons.surroundings.log.info("renewing tokens", ["partner": link.id])
        _ = try await registrar.register(link.id, .update, telling: .silent)
      } else {
        try await bell.wait(atMost: pause, clock: commons.surroundings.clock)
      }
    }
  }

  /// Until the tokens are due; nil when nothing is due before something changes.
  private func remaining() async throws -> Duration? {
    guard link.ownCarriesTraffic, let age = link.terms.technical.security.tokenRotationSeconds else {
      return nil
    }
    let id = link.id
    let exchanged = try await commons.store.read { tx in try Self.lastExchange(tx, with: id) }
    return Self.remaining(issued: exchanged, age: age, now: commons.surroundings.wallClock.now())
  }

  /// When both sides last agreed; tokens of exchanges that failed do not count.
  package static func lastExchange<Access>(
    _ tx: Transaction<Access>, with id: String
  ) throws -> Timestamp? {
    let noted = try tx.partners.facts(of: id)[ExchangeFacts.exchangedAt].flatMap { Int64($0) }
    if let noted { return Timestamp(microseconds: noted) }
    return try tx.ourTokens.list(of: id).filter { $0.kind == .session }.map(\.createdAt).max()
  }

  /// Until tokens issued at a moment reach an age in seconds; nil when none was issued.
  package static func remaining(issued: Timestamp?, age: Int, now: Timestamp) -> Duration? {
    issued.map { .microseconds($0.adding(seconds: Int64(age)).microseconds - now.microseconds) }
  }
}
