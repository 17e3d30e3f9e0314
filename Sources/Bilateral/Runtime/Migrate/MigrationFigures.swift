import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What is known of both ways to a partner at one moment.
struct MigrationFigures: Sendable {
  /// Objects of a module that are written in both versions to find what is lost.
  private static let sample = 200

  /// Sessions that have not ended, by the way on which they are told.
  var open: [OpenSessions] = []
  /// Messages about sessions and CDRs that wait to be sent.
  var waiting = 0
  /// Messages that were given up until somebody acts.
  var parked = 0
  /// What came from the partner, by module.
  var received: [String: WayTally] = [:]
  /// What the partner has of ours, by module.
  var told: [String: WayTally] = [:]
  /// Objects that would be told again, by module.
  var again: [String: Int] = [:]
  /// Fields that are told on the way before and not on the way after, such as `locations.evses.status_schedule`.
  var lost: [String] = []
  /// Fields that are told on the way after alone.
  var won: [String] = []
  /// Objects that the version of the way after cannot say.
  var unfit = 0
  /// What the hub of the way after tells of the partner; nil where it tells nothing, or there is no hub.
  var statusAtHub: ConnectionStatus?

  /// Reads them.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - draft: what is asked for.
  ///   - commons: the platform.
  /// - Throws: what the store throws.
  init(_ link: PartnerLink, _ draft: MigrationDraft, _ commons: Commons) async throws {
    self = try await commons.store.read { tx in try MigrationFigures(link, draft, tx) }
    if let hub = draft.to.hub, let party = link.theirParties.sorted().first {
      statusAtHub = await commons.hubReach(hub, party)
    }
  }

  private init(_ link: PartnerLink, _ draft: MigrationDraft, _ tx: ReadTransaction) throws {
    let id = link.id
    open = try tx.sessionWays.open(for: id)
    waiting = try tx.sessionWays.waiting(for: id)
    parked = try tx.outbox.list(partner: id, state: .parked).count
    received = try tx.wayTallies.received(from: id)
    told = try tx.wayTallies.told(to: id)
    again = draft.from == draft.to ? [:] : try tx.wayTallies.elsewhere(than: draft.to.description, for: id)
    let (before, after) = (link.reach(draft.from)?.version, link.reach(draft.to)?.version)
    guard let before, let after, before != after else { return }
    try compare(link, before, after, tx)
  }

  /// Writes what the partner sees in both versions, and notes where the texts have other fields.
  private mutating func compare(
    _ link: PartnerLink, _ before: OCPIVersion, _ after: OCPIVersion, _ tx: ReadTransaction
  ) throws {
    guard let old = try PartnerView.of(link, in: tx, before),
      let new = try PartnerView.of(link, in: tx, after)
    else { return }
    var (had, has): (Set<String>, Set<String>) = ([], [])
    for module in ["locations", "tokens"] {
      let filter = ListFilter(limit: Self.sample)
      for row in try tx.views.window(module, for: link.id, filter).rows {
        guard let text = try? old.body(row) else { continue }
        guard let other = try? new.body(row) else {
          unfit += 1
          continue
        }
        had.formUnion(Self.fields(text, module))
        has.formUnion(Self.fields(other, module))
      }
    }
    (lost, won) = (had.subtracting(has).sorted(), has.subtracting(had).sorted())
  }

  /// The names of all fields with something in them, without positions.
  private static func fields(_ text: [UInt8], _ module: String) -> Set<String> {
    guard let json = try? JSON.parse(text) else { return [] }
    var found: Set<String> = []
    collect(json, module, &found)
    return found
  }

  private static func collect(_ json: JSON, _ path: String, _ found: inout Set<String>) {
    for element in json.elements ?? [] { collect(element, path, &found) }
    for member in json.members ?? [] where !member.value.isNull {
      found.insert("\(path).\(member.name)")
      collect(member.value, "\(path).\(member.name)", &found)
    }
  }
}

extension WayTally {
  /// As programs read it.
  var json: JSON {
    [
      "equal": JSON(equal), "different": JSON(different), "only_direct": JSON(onlyDirect),
      "only_hub": JSON(onlyHub),
    ]
  }
}
