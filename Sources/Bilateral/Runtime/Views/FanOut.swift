import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Tells changes of EVSEs' status to all partners that see the EVSE: one loop for all of them.
///
/// What a partner may see of a location does not depend on the status of its EVSEs. So a change of status alone is read
/// once, and goes to those whose views show the location: the cost is changes and deliveries, not changes and partners.
/// Everything else is the business of each partner's ``ViewLoop``. Views, outbox entries and the place that the loop has
/// reached are written in one transaction, which reads what it builds on: a crash repeats nothing and loses nothing.
package struct FanOut: Service {
  /// Changes in one transaction, so that other writes get their turn.
  static let chunk = 200
  /// The partner under which the loop's own place is kept; no partner file can have that name.
  static let everybody = "*"

  package let name = "locations/fan-out"
  private let commons: Commons
  private let told: Counter

  package init(_ commons: Commons) {
    self.commons = commons
    told = commons.surroundings.metrics.counter(
      "bilateral_status_fan_out_total", "Views of partners that followed a change of an EVSE's status")
  }

  package func run() async throws {
    let bell = Wakeup()
    try await bell.whileRung(by: .statuses, of: commons.store) {
      while true {
        while try await apart({ try await step() }) {}
        try await bell.wait(atMost: nil, clock: commons.surroundings.clock)
      }
    }
  }

  /// Tells one chunk of changes; false when there was none left.
  @discardableResult
  package func step() async throws -> Bool {
    try Task.checkCancellation()
    let (links, count) = (commons.links, Self.chunk)
    let (read, followed) = try await commons.store.write { tx in
      var round = Round(links: links)
      let read = try round.run(in: tx, limit: count)
      return (read, round.followed)
    }
    told.increment(by: UInt64(followed))
    return read == count
  }

  /// One transaction.
  private struct Round {
    let links: LinkTable
    /// How many views changed.
    private(set) var followed = 0
    private var writings: [String: ViewWriting] = [:]

    init(links: LinkTable) { self.links = links }

    mutating func run(in tx: WriteTransaction, limit: Int) throws -> Int {
      let start = try tx.viewCursors.cursor("locations", for: everybody)?.change ?? 0
      let rows = try tx.own.statusChanges(after: start, limit: limit)
      guard let last = rows.last else { return 0 }
      for row in rows { try tell(row, in: tx) }
      try tx.viewCursors.save(ViewCursor(change: last.change, basis: ""), "locations", for: everybody)
      return rows.count
    }

    private mutating func tell(_ own: OwnRow, in tx: WriteTransaction) throws {
      let views = try tx.views.copies(of: own)
      guard !views.isEmpty else { return }
      let entries = try OwnStatuses(own.body).entries
      for view in views {
        guard let before = LocationCopy(text: view.copy) else { continue }
        let after = before.following(entries)
        let hash = after == before ? view.hash : after.hash
        if after == before {
          try tx.views.restamp(view, own)
        } else {
          try tx.views.follow(view, own, copy: after.text, hash: hash)
          followed += 1
        }
        // Also where the view is as it was: a sender may have read and told what came between, ahead of this loop. Back
        // to what the partner has: what waits may wait for another reason, and comes to nothing if it does not.
        guard view.acknowledgedHash != hash, let writing = writing(view.partner), writing.pushes else {
          continue
        }
        try writing.ask(for: own, acknowledgedAt: view.acknowledgedAt, in: tx)
      }
    }

    /// How entries of a partner are written; nil for one that there is no link to.
    private mutating func writing(_ partner: String) -> ViewWriting? {
      if let known = writings[partner] { return known }
      guard let link = links[partner] else { return nil }
      let sync = link.terms.technical.sync("locations")
      let writing = ViewWriting(
        partner: partner, pushes: sync.pushes && link.carriesTraffic,
        debounce: Int64(sync.debounceMilliseconds) * 1000)
      writings[partner] = writing
      return writing
    }
  }
}
