import CLinux
import Glibc

/// What a file descriptor is ready for.
struct Readiness: OptionSet {
  let rawValue: UInt32
  /// Bytes, a connection or the end of input wait.
  static let read = Readiness(rawValue: EPOLLIN.rawValue)
  /// There is room to write.
  static let write = Readiness(rawValue: EPOLLOUT.rawValue)
  /// An error waits (always reported, whether asked for or not).
  static let error = Readiness(rawValue: EPOLLERR.rawValue)
  /// Both directions ended (always reported).
  static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
}

/// Someone who waits for a file descriptor.
protocol PollHandler: AnyObject {
  /// Called on the loop when the descriptor is ready for what was asked, or failed.
  func becameReady(_ readiness: Readiness)
}

/// One epoll instance, level-triggered: bookkeeping and system calls, no policy.
///
/// Every registration has a generation, so that an event that was fetched before its descriptor was closed and
/// given out again cannot reach the new owner.
final class Poller {
  private struct Slot {
    var handler: (any PollHandler)?
    var generation: UInt32 = 0
  }

  private let epoll: Int32
  private var slots: [Slot] = []
  private var events = [epoll_event](repeating: epoll_event(), count: 128)

  init() throws(SocketError) {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw .last("epoll_create1") }
  }

  deinit { close(epoll) }

  func add(_ fd: Int32, for interest: Readiness, handler: any PollHandler) throws(SocketError) {
    let index = Int(fd)
    while slots.count <= index { slots.append(Slot()) }
    slots[index].generation &+= 1
    try control(EPOLL_CTL_ADD, fd, interest)
    slots[index].handler = handler
  }

  func change(_ fd: Int32, to interest: Readiness) throws(SocketError) {
    try control(EPOLL_CTL_MOD, fd, interest)
  }

  /// Forgets a descriptor; to be called before it is closed.
  func remove(_ fd: Int32) {
    guard Int(fd) < slots.count, slots[Int(fd)].handler != nil else { return }
    slots[Int(fd)].handler = nil
    slots[Int(fd)].generation &+= 1
    _ = epoll_ctl(epoll, EPOLL_CTL_DEL, fd, nil)
  }

  /// Waits for events, at most this long (-1: without end), and hands each to `dispatch`.
  func wait(milliseconds: Int32, _ dispatch: (any PollHandler, Readiness) -> Void) {
    let count = epoll_wait(epoll, &events, Int32(events.count), milliseconds)
    guard count > 0 else { return }
    for index in 0..<Int(count) {
      let event = events[index]
      let slot = slots[Int(event.data.u64 & 0xffff_ffff)]
      guard let handler = slot.handler, slot.generation == UInt32(event.data.u64 >> 32) else { continue }
      dispatch(handler, Readiness(rawValue: event.events))
    }
  }

  private func control(_ operation: Int32, _ fd: Int32, _ interest: Readiness) throws(SocketError) {
    var event = epoll_event()
    event.events = interest.rawValue
    event.data.u64 = UInt64(UInt32(bitPattern: fd)) | UInt64(slots[Int(fd)].generation) << 32
    guard epoll_ctl(epoll, operation, fd, &event) == 0 else { throw .last("epoll_ctl") }
  }
}
