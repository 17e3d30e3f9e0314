import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Finds what an order is about, as far as this partner may know of it (S-12).
struct CommandFacts: Sendable {
  let link: PartnerLink

  init(_ link: PartnerLink) { self.link = link }

  /// Reads what the judge needs.
  func read(for order: CommandOrder, from store: Store) async throws -> CommandJudge.Facts {
    try await store.read { [self] tx in
      var facts = CommandJudge.Facts()
      if let id = order.location { facts.location = try location(id, in: tx) }
      if order.kind.isAboutSession {
        facts.session = try session(order.subject, in: tx)
        facts.evse = try facts.session.flatMap { try evse(of: $0, in: tx) }
        facts.lastProfile = try lastProfile(order, in: tx)
      }
      if order.kind == .cancelReservation {
        facts.isReserved =
          try tx.commands.reservationNumber(of: order.subject, .in, partner: link.id) != nil
      }
      return facts
    }
  }

  /// The location as the partner sees it, whether or not it was told of it already.
  private func location(_ id: String, in tx: ReadTransaction) throws -> Location? {
    guard let view = try PartnerView.of(link, in: tx) else { return nil }
    for party in link.ourParties.sorted() {
      let key = ObjectKey(country: party.country, party: party.party, id: id)
      guard let row = try tx.own.object("locations", key), !row.isDeleted else { continue }
      return view.location(try OwnText.read(Location.self, row.body), shown: ShownEVSEs(text: nil))
    }
    return nil
  }

  /// Our session of an id, whoever's driver it is.
  func session(_ id: String, in tx: ReadTransaction) throws -> Session? {
    for party in link.ourParties.sorted() {
      let key = ObjectKey(country: party.country, party: party.party, id: id)
      guard let row = try tx.own.object("sessions", key), !row.isDeleted else { continue }
      return try OwnText.read(Session.self, row.body)
    }
    return nil
  }

  /// The EVSE where a session takes place, nil when we do not know it.
  func evse(of session: Session, in tx: ReadTransaction) throws -> EVSE? {
    let key = ObjectKey(
      country: session.party.country, party: session.party.party, id: session.locationID.text)
    guard let row = try tx.own.object("locations", key) else { return nil }
    return try OwnText.read(Location.self, row.body).evses.first { $0.uid == session.evseUID }
  }

  private func lastProfile(_ order: CommandOrder, in tx: ReadTransaction) throws -> Timestamp? {
    try tx.commands.about(
      order.subject,
      [CommandKind.setProfile.rawValue, CommandKind.clearProfile.rawValue, CommandKind.getProfile.rawValue],
      .in, partner: link.id, limit: 1
    ).first?.createdAt
  }
}
