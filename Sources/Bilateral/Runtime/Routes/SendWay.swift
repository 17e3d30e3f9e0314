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
    guard link.terms.route.usesHub, let subject = try Subject(row, tx) else {
      way = link.way(of: .init(row.module))
      chosenFor = nil
      return
    }
    if let session = subject.session,
      let kept = try tx.sessionWays.way(of: session, to: link.id).flatMap({ Way($0) }),
      link.reach(kept) != nil
    {
      (way, chosenFor) = (kept, nil)
      return
    }
    way = link.way(of: subject.matter(of: row.module, link.terms.groups))
    chosenFor = subject.session
  }

  /// What an entry is about.
  private struct Subject {
    var location: Location?
    var session: ObjectKey?
    var begun: Timestamp?

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
