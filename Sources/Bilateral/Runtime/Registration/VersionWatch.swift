import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Looks now and then whether a partner offers other versions, and moves the connection with it (VE-10, VE-13).
///
/// A newer version is told to our people, who decide; with `connection.upgrade = "auto-in-window"` it is taken over in
/// the maintenance hours of the file. When the version in force is gone, the best that is left is taken at once.
package struct VersionWatch: Service {
  /// How long between two looks.
  package static let every = Duration.seconds(6 * 3600)
  /// The fact of a partner that keeps what it was last told about.
  private static let fact = "version.offered"

  package let name: String
  private let link: PartnerLink
  private let commons: Commons
  private let registrar: Registrar

  /// Makes the service of one partner.
  package init(_ link: PartnerLink, commons: Commons, registrar: Registrar) {
    name = "\(link.id)/versions"
    (self.link, self.commons, self.registrar) = (link, commons, registrar)
  }

  package func run() async throws {
    var (bits, pause) = (commons.surroundings.bits, Self.every / 36)
    while !Task.isCancelled {
      try await commons.surroundings.clock.sleep(for: pause / 1000 * Int.random(in: 900...1100, using: &bits))
      pause = Self.every
      do {
        _ = try await look()
      } catch let error as ControlFailure {
        commons.surroundings.log.warning("no other version yet", ["partner": link.id, "reason": "\(error)"])
      } catch is OCPIFailure {
        // Nobody there: the loops that need the partner tell so.
      } catch is RegistrationProblem {}
    }
  }

  /// Looks once, tells what is new, and moves when it may.
  ///
  /// - Returns: what the partner's list means.
  /// - Throws: `RegistrationProblem`, `OCPIFailure`, `ControlFailure`, or what the store throws.
  @discardableResult
  package func look() async throws -> VersionMove {
    let id = link.id
    guard link.ownCarriesTraffic, let current = link.ownFacts.version,
      let token = link.ownFacts.theirTokens.inUse,
      let url = try await commons.store.read({ tx in try tx.partners.partner(id)?.versionsURL })
        .flatMap({ try? HTTPURL($0) })
    else { return .stay }
    var survey = PartnerSurvey(
      client: link.client, origin: PartnerOrigin([url]), token: token.text, form: token.form,
      isFormKnown: true)
    let offered = try await survey.versions(at: url)
    let move = VersionMove.judge(current, offered: offered, link.terms.technical.connection)
    try await tell(move, current)
    if mayMove(move) { _ = try await registrar.register(id, .move, telling: .silent) }
    return move
  }

  /// A version that is gone leaves no choice; to a better one only when the file says so, in the agreed hours.
  private func mayMove(_ move: VersionMove) -> Bool {
    switch move {
    case .stay, .lost: return false
    case .fallback: return true
    case .upgrade:
      let file = link.terms.technical
      let now = commons.surroundings.wallClock.now()
      return file.text("connection.upgrade") == "auto-in-window" && file.maintenanceHours.contain(now)
    }
  }

  /// Notes what holds, and makes an event of what was not known before.
  private func tell(_ move: VersionMove, _ current: OCPIVersion) async throws {
    let (change, version): (String?, OCPIVersion?) =
      switch move {
      case .stay: (nil, nil)
      case .upgrade(let version): ("version-offered", version)
      case .fallback(let version): ("version-gone", version)
      case .lost: ("version-lost", nil)
      }
    link.noteOffer(change == "version-offered" ? version : nil)
    let id = link.id
    let word = change.map { "\($0) \(version?.description ?? "")" }
    try await commons.store.write { tx in
      guard try tx.partners.facts(of: id)[Self.fact] != word else { return }
      try tx.partners.learn(Self.fact, word, of: id)
      guard let change else { return }
      let detail: JSON = [
        "version": .string("\(current)"), "offered": version.map { .string("\($0)") } ?? .null,
      ]
      try tx.events.append(
        Event(type: "partner", partner: id, id: id, change: change, object: JSONText(detail.bytes)))
    }
  }
}
