import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Says of each EVSE whether one partner sees it, by the very view that decides what leaves the house.
struct CoverageJudge: Sendable {
  /// What the partner sees; nil when nothing may be shown to it.
  let view: PartnerView?
  /// Why there is no view, or nothing flows; nil when all is well.
  let obstacle: CoverageReason?
  /// Whether locations are pushed; a partner that pulls sees what it is offered.
  let pushes: Bool
  /// What waits for the partner, by location.
  let queue: [ObjectKey: OutboxRow]

  /// The EVSEs of a location that exist.
  ///
  /// - Parameters:
  ///   - candidate: the location, with what the partner was ever shown of it.
  ///   - delivery: what the partner has of it; nil when it was never to see it.
  /// - Returns: one entry an EVSE; one for the location when its text cannot be read.
  func entries(_ candidate: ViewCandidate, _ delivery: ViewDelivery?) -> [CoverageEntry] {
    guard !candidate.own.isDeleted else { return [] }
    do throws(WireError) {
      return entries(try OwnText.read(Location.self, candidate.own.body), candidate, delivery)
    } catch {
      let reason = CoverageReason.unfit(error, view?.version ?? .newest)
      return [CoverageEntry(location: candidate.own.key, evse: nil, coordinates: nil, reason: reason)]
    }
  }

  private func entries(
    _ own: Location, _ candidate: ViewCandidate, _ delivery: ViewDelivery?
  ) -> [CoverageEntry] {
    var barriers: [String: ShareBarrier] = [:]
    let seen = view?.location(own, shown: ShownEVSEs(text: candidate.shown)) { evse, barrier in
      barriers[evse.uid.folded] = barrier
    }
    let unfit: CoverageReason? = seen.flatMap { self.unfit($0) }
    let copy = Copy(delivery)
    let row = queue[candidate.own.key]
    return own.evses.filter { $0.status != .removed }.map { evse in
      let holds = copy.holds(evse.uid)
      let barrier = barriers[evse.uid.folded].map { CoverageReason.hidden($0) }
      let hidden: CoverageReason? = view == nil ? obstacle : barrier ?? unfit
      return CoverageEntry(
        location: candidate.own.key, evse: evse, coordinates: evse.coordinates ?? own.coordinates,
        reason: hidden ?? (holds ? nil : outstanding(row, delivery)),
        lacksTariff: view?.lacksTariff(evse, of: own) ?? false,
        refusal: hidden == nil && holds && row?.state == .parked ? row : nil)
    }
  }

  private func unfit(_ seen: Location) -> CoverageReason? {
    guard let view else { return nil }
    do throws(WireError) {
      _ = try view.text(seen)
      return nil
    } catch {
      return .unfit(error, view.version)
    }
  }

  /// Why the partner has no copy of what it may see; nil when it is offered to a partner that pulls.
  private func outstanding(_ row: OutboxRow?, _ delivery: ViewDelivery?) -> CoverageReason? {
    if let row, row.state == .parked { return .refused(row) }
    if let obstacle { return obstacle }
    if let row { return .waiting(since: row.createdAt, lastError: row.lastError) }
    let isOffered = !pushes && delivery?.view.isVisible == true
    return isOffered ? nil : .waiting(since: nil, lastError: nil)
  }

  /// What a partner has of a location.
  private struct Copy {
    private let hasSome: Bool
    private let detail: LocationCopy?

    init(_ delivery: ViewDelivery?) {
      hasSome = delivery?.view.acknowledgedHash != nil
      detail = LocationCopy(text: delivery?.acknowledgedDetail)
    }

    /// Without the words of the last delivery the copy is taken as whole.
    func holds(_ uid: CiString) -> Bool { hasSome && detail?.holds(uid) ?? true }
  }
}
