import BilateralBase
import BilateralModel
import BilateralNet
package import BilateralStore
import Synchronization

/// Keeps what was said between us and each partner, redacted, for support and for proof.
///
/// Taking an exchange costs a lock and a copy of at most 8 kB; what comes faster than it can be written is dropped and
/// counted. Redaction and writing happen in a service of their own, into a database of their own.
package final class ExchangeLog: Sendable {
  /// Exchanges that may wait to be written.
  package static let queueLimit = 2048

  private struct Waiting {
    var exchanges: [Exchange] = []
    var dropped = 0
    var listeners: [Int: AsyncStream<ExchangeRow>.Continuation] = [:]
    var nextListener = 0
    /// Whether somebody writes what waits.
    var isWritten = false
    /// Who waits until all that was said by now is written.
    var readers: [Wakeup] = []
  }

  private let shelf: Mutex<Store?>
  private let bell = Wakeup()
  /// Rings when so much waits that gathering more of it is of no use.
  private let crowd = Wakeup()
  private let waiting = Mutex(Waiting())
  private let drops: Counter

  /// A log over its database; without one exchanges wait until there is one.
  package init(_ store: Store?, metrics: MetricRegistry) {
    shelf = Mutex(store)
    drops = metrics.counter(
      "bilateral_exchange_log_dropped_total", "Exchanges that came faster than the log could keep them")
  }

  /// Takes an exchange; returns at once.
  package func take(_ exchange: Exchange) {
    let count = waiting.withLock { waiting -> Int? in
      guard waiting.exchanges.count < Self.queueLimit else {
        waiting.dropped += 1
        return nil
      }
      waiting.exchanges.append(exchange)
      return waiting.exchanges.count
    }
    guard let count else { return drops.increment() }
    if count == 1 { bell.ring() }
    if count == Self.queueLimit / 4 { crowd.ring() }
  }

  /// How many were dropped since the start.
  package var dropped: Int { waiting.withLock { $0.dropped } }

  /// Opens the database, unless it is open.
  ///
  /// Not part of opening the platform, which runs without this log should its file be damaged.
  ///
  /// - Throws: `StoreError`.
  func open(_ path: String, _ surroundings: Surroundings) throws {
    guard shelf.withLock({ $0 == nil }) else { return }
    var options = StoreOptions()
    options.clock = surroundings.wallClock
    options.readers = 1
    options.waitsForDisk = false
    // Nothing of it waits for the disk but this: in small parts, since the other database waits for the same disk.
    options.logPass = 250
    options.copiesBeforeUpgrade = false
    let store = try Store(at: path, options: options, migrations: Migrations.exchanges)
    shelf.withLock { $0 = store }
  }

  private func store() throws(StoreError) -> Store {
    guard let store = shelf.withLock({ $0 }) else {
      throw StoreError(.closed, "the exchange log is not open")
    }
    return store
  }

  /// The newest exchanges that fit, oldest first.
  package func list(_ filter: ExchangeFilter, limit: Int) async throws -> [ExchangeRow] {
    await settle()
    return try await store().read { tx in try tx.exchanges.list(filter, limit: limit) }
  }

  /// Waits until what was said by now is written: who asks after a call finds it.
  private func settle() async {
    let done = Wakeup()
    let isWritten = waiting.withLock { waiting in
      if waiting.isWritten { waiting.readers.append(done) }
      return waiting.isWritten
    }
    guard isWritten else { return }
    bell.ring()
    crowd.ring()
    _ = try? await done.wait(atMost: .seconds(2), clock: ContinuousClock())
  }

  /// Says whether somebody writes what waits.
  func isBeingWritten(_ isWritten: Bool) { waiting.withLock { $0.isWritten = isWritten } }

  /// Exchanges as they are kept from now on; a slow reader misses the oldest of those that wait for it.
  package func live() -> AsyncStream<ExchangeRow> {
    let (stream, source) = AsyncStream.makeStream(
      of: ExchangeRow.self, bufferingPolicy: .bufferingNewest(1000))
    let id = waiting.withLock { waiting in
      waiting.nextListener += 1
      waiting.listeners[waiting.nextListener] = source
      return waiting.nextListener
    }
    source.onTermination = { [weak self] _ in
      _ = self?.waiting.withLock { $0.listeners.removeValue(forKey: id) }
    }
    return stream
  }

  /// Writes into the log's database.
  func write<Value: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> Value) async throws
    -> Value
  {
    try await store().write(body)
  }

  /// Closes the database; what still waits is lost.
  package func close() {
    for listener in waiting.withLock({ Array($0.listeners.values) }) { listener.finish() }
    shelf.withLock { $0 }?.close()
  }

  /// Writes what waits.
  ///
  /// - Parameter links: by which partner's rules it is redacted.
  /// - Returns: what was written.
  /// - Throws: what the store throws.
  @discardableResult
  package func flush(_ links: LinkTable) async throws -> [ExchangeRow] {
    let (batch, readers) = waiting.withLock { waiting in
      defer {
        waiting.exchanges.removeAll(keepingCapacity: true)
        waiting.readers = []
      }
      return (waiting.exchanges, waiting.readers)
    }
    defer { for reader in readers { reader.ring() } }
    guard !batch.isEmpty else { return [] }
    var desk = RedactionDesk()
    let rows = batch.map { Self.row($0, links, &desk) }
    let numbers: [Int64]
    do {
      numbers = try await store().write { tx in try rows.map { row in try tx.exchanges.append(row) } }
    } catch {
      putBack(batch)
      throw error
    }
    let listeners = waiting.withLock { Array($0.listeners.values) }
    guard !listeners.isEmpty else { return rows }
    for (var row, number) in zip(rows, numbers) {
      row.seq = number
      for listener in listeners { listener.yield(row) }
    }
    return rows
  }

  /// What could not be written waits for the next time, before what came since; what is too much is dropped and counted.
  private func putBack(_ batch: [Exchange]) {
    let dropped = waiting.withLock { waiting in
      let kept = batch.suffix(max(0, Self.queueLimit - waiting.exchanges.count))
      waiting.exchanges.insert(contentsOf: kept, at: 0)
      waiting.dropped += batch.count - kept.count
      return batch.count - kept.count
    }
    if dropped > 0 { drops.increment(by: UInt64(dropped)) }
  }

  /// How long exchanges are gathered: a busy moment is a few transactions and not one for each call.
  private static let gathering = Duration.milliseconds(50)

  /// Waits until something is to be written, and a moment for what comes with it; at most so long.
  func wait(atMost pause: Duration, clock: any Clock<Duration>) async throws {
    guard try await bell.wait(atMost: pause, clock: clock) else { return }
    try await crowd.wait(atMost: Self.gathering, clock: clock)
  }

  /// Forgets what is too old or too much.
  package func trim(keepingSeconds seconds: Int, bytes: Int) async throws {
    var gone = 2000
    while gone >= 2000 {
      gone = try await store().write { tx in
        try tx.exchanges.trim(before: tx.now.adding(seconds: -Int64(seconds)), largerThan: bytes)
      }
    }
  }

  private static func row(
    _ exchange: Exchange, _ links: LinkTable, _ desk: inout RedactionDesk
  ) -> ExchangeRow {
    let link = links[exchange.partner]
    let behind = link.flatMap { partner(behind: $0, in: exchange, links) }
    let (module, path) = place(of: exchange, link)
    let redaction = desk.redaction(hidden(on: link) + (behind.map(hidden(on:)) ?? []))
    var secrets = desk.secrets(in: exchange.requestFields)
    if let token = link?.facts.theirToken?.revealed { secrets.append(token) }
    if let card = redaction.card(at: path, of: module) { secrets.append(card) }
    let (seconds, attoseconds) = exchange.took.components
    var row = ExchangeRow(
      at: exchange.at, partner: behind?.id ?? exchange.partner, direction: exchange.direction, module: module,
      method: exchange.method.name, path: redaction.path(path, of: module, secrets: secrets),
      http: exchange.http, ocpi: exchange.ocpi, level: exchange.level,
      requestID: exchange.requestFields[.requestID],
      correlation: exchange.requestFields[.correlationID],
      microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000,
      requestSize: exchange.request.size, responseSize: exchange.response.size,
      request: redaction.text(exchange.request, of: module, secrets: secrets),
      response: redaction.text(exchange.response, of: module, secrets: secrets),
      error: exchange.error.map { redaction.words($0, secrets: secrets) })
    row.hub = behind == nil ? nil : exchange.partner
    return row
  }

  /// What a partner's file says is not kept.
  private static func hidden(on link: PartnerLink?) -> [String] {
    link?.terms.technical.texts("security.log_redact") ?? ["tokens", "contract_ids"]
  }

  /// The partner that an exchange on a hub's connection was with: the one with a file whose party its headers name.
  private static func partner(
    behind hub: PartnerLink, in exchange: Exchange, _ links: LinkTable
  ) -> PartnerLink? {
    guard hub.isHub, let named = try? RoutingHeaders(exchange.requestFields),
      let party = exchange.direction == .inbound ? named.from : named.to
    else { return nil }
    return links.counterparty(of: party, on: hub.id)
  }

  /// The module by the partner's endpoints, and the address as it is shown.
  private static func place(of exchange: Exchange, _ link: PartnerLink?) -> (module: String?, path: String) {
    if exchange.module != nil { return (exchange.module, exchange.address) }
    let endpoints = link?.facts.endpoints.filter { exchange.address.hasPrefix($0.url) } ?? []
    if let nearest = endpoints.max(by: { $0.url.utf8.count < $1.url.utf8.count }) {
      return (nearest.identifier.rawValue, exchange.address)
    }
    let path = exchange.address.prefix { $0 != "?" }.split(separator: "/")
    let known = ["credentials", "locations", "tariffs", "tokens", "sessions", "cdrs", "commands"]
    return (known.first { path.contains(Substring($0)) } ?? "versions", exchange.address)
  }
}

/// What exchanges of one batch have in common, made once.
private struct RedactionDesk {
  private var redactions: [[String]: ExchangeRedaction] = [:]
  private var known: [String: [String]] = [:]

  /// The rules for what a partner's file says.
  mutating func redaction(_ words: [String]) -> ExchangeRedaction {
    if let known = redactions[words] { return known }
    let redaction = ExchangeRedaction(words)
    redactions[words] = redaction
    return redaction
  }

  /// The texts of an exchange's headers that are hidden.
  mutating func secrets(in fields: HTTPFields) -> [String] {
    fields.all(.authorization).flatMap { value in
      if let texts = known[value] { return texts }
      let texts = ExchangeRedaction.secrets(in: value)
      known[value] = texts
      return texts
    }
  }
}
