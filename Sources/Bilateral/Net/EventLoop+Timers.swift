extension EventLoop {
  /// Runs a closure on the loop once, after this time by the monotonic clock.
  ///
  /// To be called on the loop. The timer is kept until it fires or is cancelled; dropping the result does not cancel.
  /// Suspending the machine lets no deadline slip: the clock goes on meanwhile.
  @discardableResult
  package func schedule(after delay: Duration, _ body: @escaping () -> Void) -> LoopTimer {
    precondition(isCurrent, "timers are scheduled on their loop")
    timerOrder &+= 1
    let timer = LoopTimer(loop: self, deadline: now + delay, order: timerOrder, body: body)
    timers.insert(timer)
    return timer
  }

  /// The number of pending timers, for tests and figures.
  package var pendingTimers: Int { timers.count }

  /// Takes a cancelled timer out.
  func remove(_ timer: LoopTimer) { timers.remove(timer) }
}
