import CLinux
import Glibc

/// Wakes a loop from another thread: an eventfd that the loop polls with its sockets.
final class Waker: PollHandler, Sendable {
  let descriptor: Int32

  init() throws(SocketError) {
    descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw .last("eventfd") }
  }

  deinit { close(descriptor) }

  func wake() {
    var one: UInt64 = 1
    _ = Glibc.write(descriptor, &one, 8)
  }

  func becameReady(_ readiness: Readiness) {
    var count: UInt64 = 0
    _ = Glibc.read(descriptor, &count, 8)
  }
}
