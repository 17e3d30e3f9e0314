import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What all entries of one round have in common, read once: the partner's view, and how far its views are judged.
struct SendDesk {
  let link: PartnerLink
  let tx: ReadTransaction
  /// Whether locations go as a PUT whatever has changed.
  let wholly: Bool
  private var views: [Way: PartnerView?] = [:]
  private var judged: Int64??

  init(_ link: PartnerLink, _ tx: ReadTransaction, wholly: Bool) {
    self.link = link
    self.tx = tx
    self.wholly = wholly
  }

  /// The view on a way; nil when nothing may be shown.
  mutating func view(on way: Way) throws -> PartnerView? {
    if let known = views[way] { return known }
    let view = try PartnerView.of(link, in: tx, link.reach(way)?.version)
    views[way] = .some(view)
    return view
  }

  /// The shape up to which the views of locations are judged by the terms in force; nil when they are not, when it
  /// travels on another way than the one for which they are, or when the partner takes no PATCH.
  mutating func judged(on way: Way) throws -> Int64? {
    guard !wholly, way == link.way(of: .init("locations")), link.dialect.current.isOn(.patchSupported)
    else { return nil }
    if let judged { return judged }
    let found = try ViewLoop.judged("locations", link, tx)
    judged = .some(found)
    return found
  }
}
