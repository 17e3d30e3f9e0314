import Glibc
import Synchronization

/// Holds the writer's thread at a point until the test lets it go.
final class Gate: Sendable {
  private let isOpen = Atomic(false)
  private let arrival = AsyncStream.makeStream(of: Void.self)

  /// Called on the writer's thread.
  func wait() {
    arrival.continuation.yield()
    while !isOpen.load(ordering: .acquiring) { usleep(500) }
  }

  /// Returns once the writer waits.
  func reached() async {
    for await _ in arrival.stream { return }
  }

  func open() { isOpen.store(true, ordering: .releasing) }
}
