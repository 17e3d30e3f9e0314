import BilateralBase
import BilateralStore

/// Writes the exchange log and keeps it within its bounds, until the platform ends.
struct ExchangeWriter: Service {
  let name = "exchanges/write"
  let log: ExchangeLog
  let commons: Commons
  /// Time between two rounds of forgetting.
  var pause: Duration = .seconds(60)

  func run() async throws {
    try log.open("\(commons.fleet().stateFolder)/exchanges.db", commons.surroundings)
    log.isBeingWritten(true)
    defer { log.isBeingWritten(false) }
    var counts = CallCounts(since: commons.surroundings.elapsed())
    do {
      try await write(&counts)
    } catch is CancellationError {
      counts.add(try await log.flush(commons.links), of: commons.links)
      try await counts.keep(commons)
      throw CancellationError()
    }
  }

  private func write(_ counts: inout CallCounts) async throws {
    let surroundings = commons.surroundings
    var trimmed = surroundings.elapsed()
    try await trim()
    while true {
      counts.add(try await log.flush(commons.links), of: commons.links)
      let now = surroundings.elapsed()
      if counts.areDue(now) { try await counts.keep(commons) }
      if now - trimmed > pause {
        try await trim()
        trimmed = now
      }
      try await log.wait(atMost: counts.isEmpty ? pause : CallCounts.pause, clock: surroundings.clock)
      try Task.checkCancellation()
    }
  }

  private func trim() async throws {
    let file = commons.fleet().file
    try await log.trim(keepingSeconds: file.exchangesKeptSeconds, bytes: file.exchangesSizeMB << 20)
  }
}

/// Calls and those that failed, by partner, gathered for the figures: they are no reason for a commit of their own at every
/// call.
private struct CallCounts {
  /// How long they are gathered.
  static let pause = Duration.seconds(1)

  private var calls: [String: (all: Int, failed: Int)] = [:]
  private var kept: Duration

  init(since now: Duration) { kept = now }

  var isEmpty: Bool { calls.isEmpty }

  func areDue(_ now: Duration) -> Bool { !isEmpty && now - kept >= Self.pause }

  /// Only of partners that we have.
  mutating func add(_ rows: [ExchangeRow], of links: LinkTable) {
    for row in rows where links[row.partner] != nil {
      calls[row.partner, default: (0, 0)].all += 1
      if row.level == .error { calls[row.partner, default: (0, 0)].failed += 1 }
    }
  }

  mutating func keep(_ commons: Commons) async throws {
    kept = commons.surroundings.elapsed()
    guard !isEmpty else { return }
    try await commons.store.write { [calls] tx in
      for (partner, count) in calls {
        let book = MeasureBook(tx: tx, partner: partner)
        try book.count(.calls, times: count.all)
        try book.count(.failedCalls, times: count.failed)
      }
    }
    calls = [:]
  }
}
