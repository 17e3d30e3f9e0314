import BilateralBase
import BilateralModel
import BilateralStore

/// A START_SESSION or RESERVE_NOW that lets a driver in: who has ordered need not be asked (CMD-15, P-117).
struct StandingOrder: Sendable {
  /// For so long a card may be read at the EVSE of the order without a question.
  static let cardTime: Int64 = 15 * 60
  /// Tokens of apps are authorised by their order and by nothing else.
  private static let appTime: Int64 = 86_400

  /// The token as the order names it.
  let token: Token
  /// To be repeated in session and CDR; an order of 2.1.1 has none, and then its own id stands for it.
  let reference: String?

  /// What a driver does where.
  struct Driver: Sendable {
    let uid: String
    let type: TokenType
    let location: LocationReferences?
    let direction: CommandRow.Direction
    let link: PartnerLink
  }

  /// The order that covers a driver, newest first; nil when there is none.
  static func covering(_ driver: Driver, _ commons: Commons) async throws -> StandingOrder? {
    let now = commons.surroundings.wallClock.now()
    return try await commons.store.read { tx in try covering(driver, at: now, in: tx) }
  }

  /// The same within a reading that has more to ask.
  static func covering(
    _ driver: Driver, at now: Timestamp, in tx: ReadTransaction
  ) throws -> StandingOrder? {
    let isApp = [.appUser, .adHocUser].contains(driver.type)
    let since = now.adding(seconds: isApp ? -appTime : -cardTime)
    return try tx.commands.with(
      token: driver.uid, driver.direction, partner: driver.link.id, since: since
    ).lazy.filter { isStanding($0) && (isApp || isThere(driver, $0)) }.compactMap { order($0, driver) }.first
  }

  static func isStanding(_ row: CommandRow) -> Bool {
    guard let kind = row.command, CommandKind.admitting.contains(kind) else { return false }
    return CommandStory(row).outcome.map { [.accepted, .timedOut].contains($0.word) } ?? true
  }

  /// A card counts at the EVSE of the order, or at its location where the charge point may choose the EVSE.
  private static func isThere(_ driver: Driver, _ row: CommandRow) -> Bool {
    guard let place = driver.location else { return driver.direction == .out }
    guard row.place.isEmpty else {
      return place.evseUIDs.isEmpty || place.evseUIDs.contains(CiString(row.place))
    }
    let ordered = (try? JSON.parse(row.body.bytes))?["location_id"]?.string ?? ""
    let own = driver.direction == .in ? driver.link.dialect.current.ownID(ordered) : ordered
    return CiString(own) == place.locationID
  }

  /// The order of a row; an order of 2.1.1 does not say whose the token is, but its connection has one party.
  private static func order(_ row: CommandRow, _ driver: Driver) -> StandingOrder? {
    let version = row.direction == .out ? OCPIVersion.newest : OCPIVersion(row.version) ?? .v2_2_1
    let node = try? JSONDocument(parsing: row.body.bytes).root
    guard let node,
      let token = node["token"].flatMap({ node in
        try? WireReader.read(
          Token.self, from: node, version: version,
          context: WireContext(party: driver.link.theirParties.first))
      }), token.type == driver.type
    else { return nil }
    let reference = node["authorization_reference"]?.string
    return StandingOrder(token: token, reference: reference ?? (version.frame.hasReferences ? nil : row.id))
  }
}
