import Glibc

/// Lets a plain thread wait for an answer from another thread.
enum Handover {
  /// Gives `start` a closure to answer with, and blocks until it was called.
  static func wait<Value: Sendable>(
    _ start: (@escaping @Sendable (Result<Value, any Error>) -> Void) -> Void
  ) throws -> Value {
    let slot = Slot<Value>()
    start { slot.fill($0) }
    return try slot.take().get()
  }

  /// The semaphore orders the one write before the one read, hence unchecked.
  private final class Slot<Value: Sendable>: @unchecked Sendable {
    private let filled = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private var result: Result<Value, any Error>?

    init() { sem_init(filled, 0, 0) }

    deinit {
      sem_destroy(filled)
      filled.deallocate()
    }

    func fill(_ value: Result<Value, any Error>) {
      result = value
      sem_post(filled)
    }

    func take() -> Result<Value, any Error> {
      while sem_wait(filled) != 0 {}
      return result ?? .failure(StoreError(.closed, "the store is closed"))
    }
  }
}
