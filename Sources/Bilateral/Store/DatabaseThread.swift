import Glibc
import Synchronization

/// A plain thread of its own for blocking SQLite calls, which must never sit on the cooperative pool or a loop.
final class DatabaseThread: @unchecked Sendable {
  private var thread = pthread_t()
  private let isJoined = Atomic(false)

  /// Starts the thread; `body` runs once and ends it.
  init(body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    let code = pthread_create(&thread, nil, Self.main, box.toOpaque())
    // Without a thread no answer would ever come; out of threads at start is not an input to survive.
    precondition(code == 0, "cannot start a database thread: error \(code)")
  }

  /// Waits for the end; called from the thread itself (the last reference died in a job) it only lets go.
  func join() {
    guard !isJoined.exchange(true, ordering: .acquiringAndReleasing) else { return }
    if pthread_equal(thread, pthread_self()) != 0 {
      pthread_detach(thread)
    } else {
      pthread_join(thread, nil)
    }
  }

  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { raw in
    guard let raw else { return nil }
    Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
    return nil
  }
}
