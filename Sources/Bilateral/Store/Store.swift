import BilateralBase

/// The durable memory of one side: partners, objects, cursors, outbox, events.
///
/// Three promises. **Acknowledged is durable**: `write` returns after the commit has reached the disk. **All or
/// nothing**: a closure's changes appear together or not at all, and readers see whole commits only.
/// **One failure is one failure**: a closure that throws undoes itself and none of those that share its commit.
///
/// A write closure may run a second time when SQLite lost the first attempt, so it must do nothing but use its
/// transaction. The store never parses OCPI: it keeps texts, keys, hashes and times.
package final class Store: Sendable {
  private let writes: JobQueue<any PendingWrite>?
  private let reads: JobQueue<ReadJob>
  private let threads: [DatabaseThread]
  private let signal = CommitSignal()
  private let lock: StoreLock?
  private let clock: WallClock

  /// Opens the database for the runtime: takes the lock, makes the file if needed, brings it up to date.
  ///
  /// - Throws: `StoreError`: `locked`, `newerSchema`, `foreign`, `readOnly`, `full` or `broken`.
  package init(
    at path: String, options: StoreOptions = StoreOptions(), migrations: [Migration] = Migrations.all
  ) throws(StoreError) {
    let lock = try StoreLock(database: path)
    try StoreFile.prepare(path)
    let connection = try Self.openWriter(path, options, migrations)
    let writes = JobQueue<any PendingWrite>(capacity: options.writeQueue)
    let writer = Writer(
      connection: connection, queue: writes, options: options, signal: signal, path: path)
    let readers = try Self.openReaders(path, options)
    let reads = JobQueue<ReadJob>(capacity: options.readQueue)
    self.lock = lock
    self.writes = writes
    self.reads = reads
    clock = options.clock
    threads = [DatabaseThread { writer.run() }] + Self.start(readers, on: reads)
  }

  /// Opens the database for reading only, as the verbs of the command line do; a runtime may be writing.
  ///
  /// - Throws: `StoreError`: `missing`, `olderSchema`, `newerSchema`, `foreign` or `broken`.
  package init(
    readingOnly path: String, options: StoreOptions = StoreOptions(),
    migrations: [Migration] = Migrations.all
  ) throws(StoreError) {
    let readers = try Self.openReaders(readingOnly: path, options, migrations)
    let reads = JobQueue<ReadJob>(capacity: options.readQueue)
    self.reads = reads
    writes = nil
    lock = nil
    clock = options.clock
    threads = Self.start(readers, on: reads)
  }

  deinit { close() }

  /// Finishes what waits, empties the log and lets go of the lock; later calls throw `closed`.
  package func close() {
    reads.close()
    for thread in threads.dropFirst(writes == nil ? 0 : 1) { thread.join() }
    // The writer's connection must be the last to close: only then does SQLite empty and remove the log.
    writes?.close()
    threads.first?.join()
    signal.finish()
    lock?.release()
  }

  /// Runs `body` in a write transaction and returns once its changes are durable.
  ///
  /// - Parameters:
  ///   - isBulk: whether it writes much, such as a page of a list: it gets a commit of its own, and whatever else waits
  ///     goes before the next one of its kind.
  ///   - body: what is written.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, or `StoreError` (`busy` when too many writes wait, `full`, `closed` …).
  package func write<Value: Sendable>(
    isBulk: Bool = false, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { caller in
      submit(WriteJob(body) { caller.resume(with: $0) }, isBulk: isBulk)
    }
  }

  /// Runs `body` in a read transaction: one consistent moment, unmoved by writers.
  ///
  /// Keep it short.
  ///
  /// - Throws: what `body` throws, or `StoreError`.
  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (ReadTransaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { caller in
      submit(body) { caller.resume(with: $0) }
    }
  }

  /// `write` for callers that may block: the command line and tests, never a task or a loop.
  package func writeBlocking<Value: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) throws -> Value {
    try Handover.wait { answer in submit(WriteJob(body, answer: answer)) }
  }

  /// `read` for callers that may block: the command line and tests, never a task or a loop.
  package func readBlocking<Value: Sendable>(
    _ body: @escaping @Sendable (ReadTransaction) throws -> Value
  ) throws -> Value {
    try Handover.wait { answer in submit(body, answer: answer) }
  }

  /// A wake-up after each durable commit that touched `topic`; ends when the store closes.
  ///
  /// Subscribe before the first look at the table: then nothing falls between the look and the wait.
  package func wakeUps(of topic: StoreTopic) -> AsyncStream<Void> { signal.stream(of: topic) }

  /// Calls `wake` after each durable commit that touched `topic`, on the writer's thread: it rings a bell and returns.
  package func listen(to topic: StoreTopic, _ wake: @escaping @Sendable () -> Void) -> StoreListening {
    signal.listen(to: topic, wake)
  }

  private func submit(_ job: any PendingWrite, isBulk: Bool = false) {
    guard let writes else {
      job.settle(StoreError(.readOnly, "the database is open for reading only"))
      return
    }
    switch writes.offer(job, isBulk: isBulk) {
    case .taken: return
    case .full: job.settle(StoreError(.busy, "too many writes are waiting", help: "try again in a moment"))
    case .closed: job.settle(StoreError(.closed, "the store is closed"))
    }
  }

  private func submit<Value: Sendable>(
    _ body: @escaping @Sendable (ReadTransaction) throws -> Value,
    answer: @escaping @Sendable (Result<Value, any Error>) -> Void
  ) {
    let offer = reads.offer { [clock] connection in
      answer(Result { try Reader.transaction(on: connection, now: clock.now(), body) })
    }
    switch offer {
    case .taken: return
    case .full:
      answer(.failure(StoreError(.busy, "too many reads are waiting", help: "try again in a moment")))
    case .closed: answer(.failure(StoreError(.closed, "the store is closed")))
    }
  }
}
