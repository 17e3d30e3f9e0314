/// One deadline on an event loop; made by ``EventLoop/schedule(after:_:)``, cancelled by ``cancel()``.
///
/// Loop-confined. Cancelling, also after it fired, is always allowed and costs O(log n).
package final class LoopTimer: LoopConfined, @unchecked Sendable {
  package let loop: EventLoop
  /// When it fires.
  package let deadline: ContinuousClock.Instant
  /// Orders timers of the same deadline by age.
  fileprivate let order: UInt64
  /// Where it stands in the heap; nil when it has fired or was cancelled.
  fileprivate var slot: Int?
  fileprivate var body: (() -> Void)?

  init(loop: EventLoop, deadline: ContinuousClock.Instant, order: UInt64, body: @escaping () -> Void) {
    self.loop = loop
    self.deadline = deadline
    self.order = order
    self.body = body
  }

  /// Whether it is still going to fire.
  package var isPending: Bool { slot != nil }

  /// Keeps it from firing and releases what its closure holds.
  package func cancel() {
    assertOnLoop()
    loop.remove(self)
  }

  /// Runs the closure once.
  func fire() {
    let body = self.body
    self.body = nil
    body?()
  }

  fileprivate func precedes(_ other: LoopTimer) -> Bool {
    (deadline, order) < (other.deadline, other.order)
  }
}

/// The deadlines of one loop: a binary heap whose members know their place, so that cancelling needs no search.
struct TimerHeap {
  private var timers: [LoopTimer] = []

  /// How many are pending.
  var count: Int { timers.count }

  /// The nearest deadline.
  var next: ContinuousClock.Instant? { timers.first?.deadline }

  mutating func insert(_ timer: LoopTimer) {
    timers.append(timer)
    timer.slot = timers.count - 1
    rise(from: timers.count - 1)
  }

  mutating func remove(_ timer: LoopTimer) {
    timer.body = nil
    if let slot = timer.slot { removeEntry(at: slot) }
  }

  /// Takes out the earliest timer that is due at `now`.
  mutating func popDue(at now: ContinuousClock.Instant) -> LoopTimer? {
    guard let first = timers.first, first.deadline <= now else { return nil }
    removeEntry(at: 0)
    return first
  }

  private mutating func removeEntry(at slot: Int) {
    let last = timers.count - 1
    timers[slot].slot = nil
    guard slot != last else { return timers.removeLast(1) }
    timers[slot] = timers.removeLast()
    timers[slot].slot = slot
    rise(from: slot)
    sink(from: slot)
  }

  private mutating func rise(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard timers[child].precedes(timers[parent]) else { return }
      exchange(child, parent)
      child = parent
    }
  }

  private mutating func sink(from start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < timers.count && timers[child].precedes(timers[least]) {
        least = child
      }
      guard least != parent else { return }
      exchange(parent, least)
      parent = least
    }
  }

  private mutating func exchange(_ a: Int, _ b: Int) {
    timers.swapAt(a, b)
    timers[a].slot = a
    timers[b].slot = b
  }
}
