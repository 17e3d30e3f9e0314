import Synchronization

/// Something that happened or has not.
final class Raised: Sendable {
  private let flag = Mutex(false)
  var isUp: Bool { flag.withLock { $0 } }
  func raise() { flag.withLock { $0 = true } }
}
