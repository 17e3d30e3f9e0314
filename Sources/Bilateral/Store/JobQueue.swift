import Glibc

/// A bounded queue between tasks and the plain threads that make the blocking calls.
///
/// A lock and a condition variable rather than an actor: the taker is a thread that may sleep, and the offerer
/// must know at once whether there was room.
final class JobQueue<Job: Sendable>: @unchecked Sendable {
  /// What became of an offer.
  enum Offer {
    case taken
    case full
    case closed
  }

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let capacity: Int
  // All are touched under `lock` only.
  private var waiting: [Job] = []
  private var bulk: [Job] = []
  private var isBulksTurn = false
  private var isClosed = false

  init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(lock, nil)
    pthread_cond_init(filled, nil)
  }

  deinit {
    pthread_cond_destroy(filled)
    pthread_mutex_destroy(lock)
    filled.deallocate()
    lock.deallocate()
  }

  func offer(_ job: Job, isBulk: Bool = false) -> Offer {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    guard !isClosed else { return .closed }
    guard waiting.count + bulk.count < capacity else { return .full }
    if isBulk { bulk.append(job) } else { waiting.append(job) }
    pthread_cond_signal(filled)
    return .taken
  }

  /// Waits for work and takes up to `count` jobs, oldest first; empty once the queue is closed and drained.
  ///
  /// What is bulky comes alone, in turn with all that is not.
  func take(upTo count: Int) -> [Job] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while waiting.isEmpty && bulk.isEmpty && !isClosed { pthread_cond_wait(filled, lock) }
    if !bulk.isEmpty, isBulksTurn || waiting.isEmpty {
      isBulksTurn = false
      return [bulk.removeFirst()]
    }
    isBulksTurn = true
    let taken = Array(waiting.prefix(count))
    waiting.removeFirst(taken.count)
    return taken
  }

  /// Refuses further offers; what waits already is still taken.
  func close() {
    pthread_mutex_lock(lock)
    isClosed = true
    pthread_cond_broadcast(filled)
    pthread_mutex_unlock(lock)
  }
}
