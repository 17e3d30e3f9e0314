import BilateralBase

/// When a commit is observed by a test: just before it, or just after it became durable and nobody was told.
package enum CommitMoment: Hashable, Sendable {
  case before(Int)
  case after(Int)
}

/// The one thread that writes: it takes all waiting closures, runs each in a savepoint, commits once.
///
/// A closure that throws takes nothing with it but its own changes. When SQLite itself gives the transaction up
/// (full disk, I/O error), the batch is repeated closure by closure, so that one oversized write does not fail
/// its neighbours. Callers are answered after the commit: acknowledged means durable (S-34).
final class Writer: @unchecked Sendable {
  private let connection: SQLiteConnection
  private let queue: JobQueue<any PendingWrite>
  private let options: StoreOptions
  private let signal: CommitSignal
  private let log: LogFile
  private let checkpointer: Checkpointer
  private var care: LogCare
  private var commits = 0
  /// Whether a commit failed and nothing was committed since: the log may hold all of it, for the next start to find.
  private var isInDoubt = false
  /// Batches to come before the log is looked at again.
  private var unasked = 0

  init(
    connection: SQLiteConnection, queue: JobQueue<any PendingWrite>, options: StoreOptions,
    signal: CommitSignal, path: String
  ) {
    self.connection = connection
    self.queue = queue
    self.options = options
    self.signal = signal
    log = LogFile(path: path + "-wal", limit: options.logLimit)
    checkpointer = Checkpointer(path: path, files: options.files)
    care = LogCare(passAt: options.logPass, restartAt: options.logRestart)
    connection.watchLog()
  }

  /// Works until the queue is closed and drained.
  func run() {
    while true {
      let batch = queue.take(upTo: options.batch)
      // The writer's connection must be the last to close, so the other one ends here.
      guard !batch.isEmpty else { return checkpointer.close() }
      work(batch)
      moveLog()
    }
  }

  /// Keeps the log short, once the callers have their answers.
  private func moveLog() {
    care.committed(connection.logPages)
    if let progress = checkpointer.takeProgress() { care.passed(progress) }
    // Two cannot move it at once, and the writer does not wait.
    guard !checkpointer.isWorking else { return }
    switch care.step() {
    case .pass: checkpointer.pass()
    case .finish:
      let (fill, startsAnew) = connection.restartLog()
      care.finished(fill, startsAnew: startsAnew)
    case .nothing: emptyLog()
    }
  }

  /// Empties a large log.
  ///
  /// While somebody reads for long, as a backup does, that is refused after a wait of 50 ms: then
  /// the next batches go on without asking.
  private func emptyLog() {
    guard log.isLarge else { return }
    guard unasked == 0 else { return unasked -= 1 }
    if !connection.truncateLog() { unasked = 50 }
  }

  private func work(_ batch: [any PendingWrite]) {
    do {
      let errors = try commit(batch)
      for (job, error) in zip(batch, errors) { job.settle(error) }
    } catch {
      rollback()
      guard batch.count > 1 else {
        disown()
        for job in batch { job.settle(error) }
        return
      }
      for job in batch { work([job]) }
    }
  }

  /// Runs and commits a batch; returns each closure's own error, throws when the whole batch is undone.
  private func commit(_ batch: [any PendingWrite]) throws -> [(any Error)?] {
    let now = options.clock.now()
    var (topics, acts): (Set<StoreTopic>, Set<String>) = ([], [])
    try connection.run("BEGIN IMMEDIATE")
    let errors = try batch.map { job -> (any Error)? in
      let signals = PendingSignals()
      let transaction = WriteTransaction(connection: connection, signals: signals, now: now)
      // A job that is alone needs no savepoint: what it leaves when it fails is undone with the whole transaction.
      guard batch.count > 1 else {
        try job.run(in: transaction)
        topics.formUnion(signals.topics)
        acts.formUnion(signals.acts)
        return nil
      }
      let error = try runInSavepoint(job, transaction)
      if error == nil {
        topics.formUnion(signals.topics)
        acts.formUnion(signals.acts)
      }
      return error
    }
    commits += 1
    observe(.before(commits), acts)
    isInDoubt = true
    try connection.run("COMMIT")
    isInDoubt = false
    observe(.after(commits), acts)
    signal.send(topics)
    return errors
  }

  private func observe(_ moment: CommitMoment, _ acts: Set<String>) {
    options.onCommit?(moment)
    if !acts.isEmpty { options.onActs?(moment, acts) }
  }

  private func runInSavepoint(_ job: any PendingWrite, _ transaction: WriteTransaction) throws -> (any Error)?
  {
    try connection.run("SAVEPOINT job")
    do {
      try job.run(in: transaction)
      try connection.run("RELEASE job")
      return nil
    } catch {
      guard connection.isInTransaction else { throw error }
      try connection.run("ROLLBACK TO job")
      try connection.run("RELEASE job")
      return error
    }
  }

  /// Writes over what a failed commit left in the log, before its callers hear that it failed.
  ///
  /// SQLite itself would do that with the next write only: whoever kills the process before it finds what was refused.
  /// While the disk takes nothing this fails too.
  private func disown() {
    guard isInDoubt else { return }
    let same = "PRAGMA application_id = \(Migrator.applicationID)"
    isInDoubt = (try? connection.run(same)) == nil
  }

  private func rollback() {
    guard connection.isInTransaction else { return }
    // If even this fails, the next BEGIN fails and its caller hears of it.
    try? connection.run("ROLLBACK")
  }
}
