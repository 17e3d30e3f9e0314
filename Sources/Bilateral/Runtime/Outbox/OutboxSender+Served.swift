import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What the partner has read itself is not pushed.
extension OutboxSender {
  /// Acknowledges what of the served pages is still as it was served, and takes it out of the queue.
  func settleServed() async throws {
    var rest = link.servedPages(module).takeArrived()[...]
    while !rest.isEmpty {
      try await settle(Array(rest.prefix(Self.servedChunk)))
      rest = rest.dropFirst(Self.servedChunk)
    }
  }

  /// Objects in one transaction.
  private static let servedChunk = 250

  /// An object that the partner has: as it stands, or, without a hash, in some older state.
  private struct Arrival: Sendable {
    let key: ObjectKey
    var hash: [UInt8]?
    var detail: String?
  }

  private func settle(_ entries: [ServedPages.Entry]) async throws {
    let module = module.rawValue
    let (view, rows) = try await commons.store.read { [link] tx in
      let view = try PartnerView.of(link, in: tx)
      return (view, try entries.map { try tx.views.delivery(of: module, $0.key, for: link.id) })
    }
    guard let view else { return }
    let arrivals = zip(entries, rows).compactMap { entry, row in row.map { arrival(entry, $0, view) } }
    let way = link.way(of: .init(module))
    try await commons.store.write { [link] tx in
      for arrival in arrivals { try Self.acknowledge(arrival, module, link.id, way, tx) }
    }
    count(arrivals.count { $0.hash != nil }, as: "read")
  }

  private static func acknowledge(
    _ arrival: Arrival, _ module: String, _ partner: String, _ way: Way,
    _ tx: WriteTransaction
  ) throws {
    guard let hash = arrival.hash else {
      return try tx.views.noteSomeCopy(module, arrival.key, at: partner, on: way.description)
    }
    let isCurrent = try tx.views.acknowledgeServed(
      module, arrival.key, by: partner, hash: hash, detail: arrival.detail,
      on: way.description)
    if isCurrent { try tx.outbox.forgetRead(arrival.key, in: module, for: partner) }
  }

  /// Without a hash when the object has changed since, showed other than its view says, or was pushed meanwhile, perhaps
  /// in an older state that came after the page: then it is pushed.
  private func arrival(_ entry: ServedPages.Entry, _ row: ViewDelivery, _ view: PartnerView) -> Arrival {
    guard row.own.change == entry.change, row.view.hash == entry.hash, row.view.isVisible,
      row.view.acknowledgedAt == entry.acknowledgedAt,
      let delivery = try? Delivery.state(row, in: view),
      delivery.hash == entry.hash
    else { return Arrival(key: entry.key) }
    return Arrival(key: entry.key, hash: entry.hash, detail: delivery.detail)
  }
}
