import BilateralBase
import BilateralNet
import BilateralStore

/// Brings what happens to a host in the same process, and its answers back.
///
/// How far the host has heard is written after it took each page, so that a crash repeats and loses nothing.
struct HostLoop: Sendable {
  /// Under which name the place in the events is kept; no partner file can have it.
  static let name = "*host"

  let host: any PlatformHost
  let platform: Platform
  private let asked = HostQuestions()

  init(_ host: any PlatformHost, on platform: Platform) { (self.host, self.platform) = (host, platform) }

  private var commons: Commons { platform.commons }

  /// Runs until cancelled.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await repeating { try await tell() } }
      group.addTask { await repeating { try await ask() } }
    }
  }

  /// Does a thing again and again; after an error, once the backoff is over.
  private func repeating(_ body: @Sendable () async throws -> Void) async {
    var (backoff, bits) = (Backoff(), commons.surroundings.bits)
    while !Task.isCancelled, !commons.closing.isOpen {
      do {
        try await body()
        backoff.reset()
      } catch is CancellationError {
        return
      } catch {
        commons.surroundings.log.warning("host.failed", ["error": "\(error)"])
        try? await commons.surroundings.clock.sleep(for: backoff.next(using: &bits))
      }
    }
  }

  // MARK: - events

  private func tell() async throws {
    let wakeUps = commons.store.wakeUps(of: .events)
    let (after, rows, oldest) = try await commons.store.read { tx in
      let after = try tx.viewCursors.cursor("events", for: Self.name)?.change ?? 0
      return (after, try tx.events.list(after: after, limit: 100), try tx.events.oldest())
    }
    guard let first = rows.first else {
      _ = try await StoreWait.next(wakeUps, atMost: .seconds(60), in: commons)
      return
    }
    if let oldest, after > 0, oldest > after + 1 {
      try await host.receive(HostEvent(missedBefore: first))
    }
    for row in rows {
      try await host.receive(HostEvent(row))
      try await note(row.seq)
    }
  }

  private func note(_ number: Int64) async throws {
    try await commons.store.write { tx in
      try tx.viewCursors.save(ViewCursor(change: number, basis: ""), "events", for: Self.name)
    }
  }

  // MARK: - questions

  /// Hands over all questions that wait, each in a task of its own: a slow answer holds up no other.
  private func ask() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      while !commons.closing.isOpen {
        let wakeUps = commons.store.wakeUps(of: .asks)
        let rows = try await commons.store.read { tx in try tx.asks.open(limit: 1000) }
        for row in rows where asked.begin(row.id) {
          group.addTask {
            defer { asked.end(row.id) }
            try await settle(row)
          }
        }
        _ = try await StoreWait.next(wakeUps, atMost: .seconds(5), in: commons)
      }
    }
  }

  private func settle(_ row: AskRow) async throws {
    guard let answer = await host.answer(HostQuestion(row)) else {
      // Nobody answers: the fallback speaks at the deadline, and we ask no second time.
      return asked.pass(row.id)
    }
    let given = try await platform.call("POST", "/asks/\(HTTPURL.encoded(row.id))", body: answer.json.bytes)
    guard given.status >= 400 else { return }
    asked.pass(row.id)
    commons.surroundings.log.warning(
      "host.answer-refused", ["ask": row.id, "answer": String(decoding: given.body, as: UTF8.self)])
  }
}

extension HostQuestion {
  init(_ row: AskRow) {
    (id, kind, partner) = (row.id, row.kind, row.partner)
    json = row.question.bytes
    deadline = row.deadline.description
  }
}

extension HostEvent {
  init(_ row: EventRow) {
    number = row.seq
    at = row.at.description
    (type, partner, module, id) = (row.event.type, row.event.partner, row.event.module, row.event.id)
    (change, json) = (row.event.change, row.event.object?.bytes)
  }

  init(missedBefore row: EventRow) {
    number = row.seq - 1
    at = row.at.description
    type = "missed"
    (partner, module, id, change, json) = (nil, nil, nil, nil, nil)
  }
}
