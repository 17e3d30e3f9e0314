import Synchronization

/// Moves the write-ahead log into the database on a thread and a connection of its own, while the writer goes on.
///
/// Nothing depends on it: what it fails to move stays in the log, and the writer empties a log that became too large.
/// Thread and connection come with the first pass; a small store never needs them. Only the writer calls it.
final class Checkpointer {
  private struct Progress {
    var isWorking = false
    var told: LogFill?
  }

  /// One pass to make.
  private struct Pass {}

  /// The thread's part.
  private final class Worker: Sendable {
    let path: String
    let files: String?
    let passes = JobQueue<Pass>(capacity: 1)
    let progress = Mutex(Progress())

    init(path: String, files: String?) {
      (self.path, self.files) = (path, files)
    }

    func run() {
      var connection: SQLiteConnection?
      while !passes.take(upTo: 1).isEmpty {
        // One that cannot be opened now may be at the next pass.
        if connection == nil { connection = try? open() }
        let told = connection?.moveLog()
        progress.withLock { $0 = Progress(told: told) }
      }
    }

    private func open() throws(SQLiteError) -> SQLiteConnection {
      let connection = try SQLiteConnection(path: path, mode: .readWrite, files: files)
      // A connection that has read nothing does not know of the log and would move none of it.
      try connection.run("PRAGMA schema_version")
      return connection
    }
  }

  private let worker: Worker
  private var thread: DatabaseThread?

  /// For the database at `path`; `files` is SQLite's name of the file system to use.
  init(path: String, files: String?) {
    worker = Worker(path: path, files: files)
  }

  /// Whether a pass is under way.
  var isWorking: Bool { worker.progress.withLock { $0.isWorking } }

  /// How far the last pass came, told once.
  func takeProgress() -> LogFill? {
    worker.progress.withLock { progress in
      defer { progress.told = nil }
      return progress.told
    }
  }

  /// Begins a pass; not while one is under way.
  func pass() {
    worker.progress.withLock { $0.isWorking = true }
    _ = worker.passes.offer(Pass())
    if thread == nil { thread = DatabaseThread { [worker] in worker.run() } }
  }

  /// Ends the thread after the pass that it is at; then its connection is closed.
  func close() {
    worker.passes.close()
    thread?.join()
  }
}
