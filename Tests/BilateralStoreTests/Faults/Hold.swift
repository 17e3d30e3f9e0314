import Glibc
import Synchronization

/// Holds the writer at the moment when it asks for the time, before its first call of SQLite: a batch gathers.
final class Hold: Sendable {
  private let isClosed = Atomic(false)

  func close() { isClosed.store(true, ordering: .releasing) }

  func open() { isClosed.store(false, ordering: .releasing) }

  func pass() {
    while isClosed.load(ordering: .acquiring) { usleep(100) }
  }
}
