import BilateralBase
import BilateralNet
import BilateralStore

/// Liveness, readiness and metrics.
extension OfficeRouter {
  mutating func addHealth() {
    on(.get, "/healthz", Router.Options(runsOnLoop: true)) { _ in HTTPResponse(.ok, text: "ok\n") }
    on(.get, "/readyz") { call in
      _ = try await call.commons.store.read { tx in try tx.events.newest() }
      return HTTPResponse(.ok, text: "ready\n")
    }
    on(.get, "/metrics") { call in
      let text =
        call.commons.surroundings.metrics.exposition + (try await StoreFigures.exposition(call.commons))
      return HTTPResponse(
        .ok, [.contentType: "text/plain; version=0.0.4; charset=utf-8"], body: Array(text.utf8))
    }
  }
}

/// Figures that are counted in the store when they are asked for.
enum StoreFigures {
  /// The figures in Prometheus' text format.
  static func exposition(_ commons: Commons) async throws -> String {
    let registry = MetricRegistry()
    let partners = commons.links.all.map(\.id)
    try await commons.store.read { tx in
      outbox(try tx.outbox.backlog(), in: registry, at: tx.now)
      untold(try tx.outbox.oldestUntold("locations"), partners, in: registry, at: tx.now)
      cursors(try tx.cursors.list(), in: registry, at: tx.now)
      try quarantine(tx, partners, in: registry)
      let verdicts = registry.gauge(
        "bilateral_cdr_verdicts", "Received CDRs by what we say of their amounts",
        labels: ["partner", "verdict"])
      for row in try tx.cdrVerdicts.counts() { verdicts.set(Double(row.count), row.partner, row.verdict) }
      let odd = registry.gauge(
        "bilateral_odd_sessions", "Sessions that go on and should not, by what is odd",
        labels: ["owner", "oddity"])
      for row in try tx.sessionNotes.counts() { odd.set(Double(row.count), row.owner, row.word) }
      service(try ServiceFigures.ofThirtyDays(tx), in: registry)
      let grades = registry.gauge(
        "bilateral_cdr_grades", "Received CDRs by what becomes of them", labels: ["partner", "grade"])
      for row in try tx.cdrVerdicts.grades() { grades.set(Double(row.count), row.partner, row.grade) }
      registry.gauge("bilateral_events_newest", "Number of the newest event")
        .set(Double(try tx.events.newest()))
    }
    return registry.exposition
  }

  private static func outbox(_ backlog: [OutboxBacklog], in registry: MetricRegistry, at now: Timestamp) {
    let labels = ["partner", "module"]
    let waiting = registry.gauge("bilateral_outbox_waiting", "Deliveries that wait", labels: labels)
    let parked = registry.gauge("bilateral_outbox_parked", "Deliveries that were refused", labels: labels)
    let age = registry.gauge("bilateral_outbox_age_seconds", "Age of the oldest delivery", labels: labels)
    for entry in backlog {
      waiting.set(Double(entry.waiting), entry.partner, entry.module)
      parked.set(Double(entry.parked), entry.partner, entry.module)
      if let oldest = entry.oldest { age.set(Double(max(0, now - oldest)), entry.partner, entry.module) }
    }
  }

  private static func untold(
    _ since: [String: Timestamp], _ partners: [String], in registry: MetricRegistry, at now: Timestamp
  ) {
    let age = registry.gauge(
      "bilateral_untold_seconds", "Age of the oldest change of a location that the partner was not told",
      labels: ["partner"])
    for partner in partners { age.set(Double(since[partner].map { max(0, now - $0) } ?? 0), partner) }
  }

  /// What was measured in thirty days; a figure that nothing was measured for is absent.
  private static func service(_ figures: [String: ServiceFigures], in registry: MetricRegistry) {
    let shares: [(name: String, says: String, share: (ServiceFigures) -> Share)] = [
      ("authorization_success", "Drivers let in, of those nobody refused by decision", { $0.authorization }),
      ("cdr_acceptance", "The partner's CDRs that were taken at first", { $0.acceptance }),
      ("cdr_acceptance_ours", "Our CDRs that the partner took at first", { $0.sentAcceptance }),
      ("cdr_lateness", "The partner's CDRs that came after they were due", { $0.lateness }),
      ("cdr_lateness_ours", "Our CDRs that the partner took after they were due", { $0.sentLateness }),
      ("price_deviation", "CDRs with another amount than agreed, of those checked", { $0.deviation }),
      ("fault_share", "Calls that failed", { $0.faults }),
    ]
    for (name, says, share) in shares {
      let gauge = registry.gauge("bilateral_\(name)_ratio", says + ", thirty days", labels: ["partner"])
      for (partner, figures) in figures {
        let share = share(figures)
        if share.whole > 0 { gauge.set(Double(share.part) / Double(share.whole), partner) }
      }
    }
    let age = registry.gauge(
      "bilateral_status_age_p95_seconds", "Age at arrival of 95 of 100 changes of status, thirty days",
      labels: ["partner"])
    for (partner, figures) in figures {
      if let seconds = figures.freshness { age.set(Double(seconds), partner) }
    }
  }

  private static func cursors(_ cursors: [CursorRow], in registry: MetricRegistry, at now: Timestamp) {
    let labels = ["partner", "module"]
    let lag = registry.gauge(
      "bilateral_pull_lag_seconds", "Time since the last complete walk", labels: labels)
    let errors = registry.gauge(
      "bilateral_pull_errors", "Failed attempts since the last success", labels: labels)
    for (place, rows) in Dictionary(grouping: cursors, by: { [$0.partner, $0.module] }) {
      if let success = rows.compactMap(\.lastSuccess).max() {
        lag.set(Double(max(0, now - success)), place[0], place[1])
      }
      errors.set(Double(rows.map(\.consecutiveErrors).max() ?? 0), place[0], place[1])
    }
  }

  private static func quarantine(
    _ tx: ReadTransaction, _ partners: [String], in registry: MetricRegistry
  ) throws {
    let gauge = registry.gauge(
      "bilateral_quarantine_objects", "Objects refused", labels: ["partner", "module"])
    for partner in partners {
      for module in ["locations", "tariffs", "tokens", "sessions", "cdrs"] {
        gauge.set(Double(try tx.quarantine.count(partner: partner, module: module)), partner, module)
      }
    }
  }
}
