import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// On which way one outbox entry goes, and whether that is to be kept for the session it is about.
struct SendWay: Sendable {
  /// The way.
  let way: Way
  /// The session whose way this becomes; nil when there is nothing to keep.
  let chosenFor: ObjectKey?

  /// Finds the way of an entry.
  ///
  /// A session stays on the way where it began, and its CDR with it; everything else takes the way of now.
  ///
  /// - Parameters:
  ///   - row: the entry.
  ///   - link: the partner.
  ///   - tx: knows the ways of sessions and the places of objects.
  /// - Throws: what the store throws.
  init(_ row: OutboxRow, to link: PartnerLink, in tx: ReadTransaction) throws {
    guard link.terms.route.hub != nil, let subject = try Subject(row, tx) else {
      way = link.way(of: .init(row.module))
      chosenFor = nil
      return
    }
    if let session = subject.session, let kept = try Self.kept(session, link, tx) {
      (way, chosenFor) = (kept, nil)
      return
    }
    way = link.way(of: subject.matter(of: row.module, link.terms.groups))
    chosenFor = subject.session
  }

  /// The way of an object of ours now, by its place where the route goes by places.
  static func way(of own: OwnRow, to link: PartnerLink) throws -> Way {
    let matter = RouteTerms.Matter(own.module)
    guard own.module == "locations", link.terms.route.isByPlace(own.module) else {
      return link.way(of: matter)
    }
    let location = try OwnText.read(Location.self, own.body)
    return link.way(of: Subject(location).matter(of: own.module, link.terms.groups))
  }

  /// The way on which a session began to be told, as long as it carries; nil for one that was not told yet.
  private static func kept<Access>(
    _ session: ObjectKey, _ link: PartnerLink, _ tx: Transaction<Access>
  ) throws -> Way? {
    let chosen = try tx.sessionWays.way(of: session, to: link.id).flatMap { Way($0) }
    let began = try chosen ?? told(session, link, tx)
    guard let began, let reach = link.reach(began), reach.carrier.ownFacts.state.carriesTraffic else {
      return nil
    }
    return began
  }

  /// The way on which the partner took a session that began before there were two.
  private static func told<Access>(
    _ session: ObjectKey, _ link: PartnerLink, _ tx: Transaction<Access>
  ) throws -> Way? {
    guard let view = try tx.views.view(of: "sessions", session, for: link.id), view.acknowledgedHash != nil
    else { return nil }
    return Way(view.ways.last)
  }

  /// What an entry is about.
  private struct Subject {
    var location: Location?
    var session: ObjectKey?
    var begun: Timestamp?

    /// A location of ours.
    init(_ location: Location) { self.location = location }

    /// Nil for entries whose way depends on their module alone.
    init?(_ row: OutboxRow, _ tx: ReadTransaction) throws {
      guard let own = try tx.own.object(row.module, row.key) else { return nil }
      let place: CiString
      switch row.module {
      case "locations":
        location = try OwnText.read(Location.self, own.body)
        return
      case "sessions":
        let read = try OwnText.read(Session.self, own.body)
        (session, begun, place) = (row.key, read.startDateTime, read.locationID)
      case "cdrs":
        let read = try OwnText.read(CDR.self, row.body ?? own.body)
        session = read.sessionID.map {
          ObjectKey(country: row.key.country, party: row.key.party, id: $0.text)
        }
        (begun, place) = (read.startDateTime, read.location.id)
      default: return nil
      }
      let key = ObjectKey(country: row.key.country, party: row.key.party, id: place.text)
      location = try tx.own.object("locations", key).map { try OwnText.read(Location.self, $0.body) }
    }

    func matter(of module: String, _ groups: LocationGroups) -> RouteTerms.Matter {
      let places = location.map { ChargePlace.all(of: $0, groups: groups) } ?? []
      return RouteTerms.Matter(
        module, country: places.first?.country, groups: Set(places.flatMap(\.groups)), begun: begun)
    }
  }
}
