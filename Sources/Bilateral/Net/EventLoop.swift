import Synchronization

/// One thread that waits for sockets, deadlines and jobs and calls their owners back.
///
/// A turn of the loop: jobs, deferred work (the flush of what was written), the wait for events until the nearest
/// deadline, events, deadlines. Nothing on it may block for more than a millisecond. It is also a task executor:
/// a task with the loop as preferred executor runs between the callbacks, so that a hot route costs no change of
/// thread. A task like that takes default actors, `async let` and child tasks with it; ``offLoop(_:)`` is the way out.
///
/// The loop must outlive the tasks that prefer it. Jobs that arrive after ``stop()`` run on the caller's thread.
///
/// A *manual* loop (``init(manualFrom:)``) has no thread and no descriptors: a test turns it and moves its clock.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
  /// For logs and thread listings.
  package let name: String
  let poller: Poller?
  private let inbox = Mutex(Inbox())
  private let waker: Waker?
  private let thread = Atomic<UInt>(0)
  private let stall: StallWatch

  // Confined to the loop's thread.
  var timers = TimerHeap()
  var timerOrder: UInt64 = 0
  private var deferred: [() -> Void] = []
  private var leisure: [() -> Void] = []
  private var leisureDone = 0
  private var manualNow: ContinuousClock.Instant?

  /// Shared by the connections of the loop: what a socket gave, for the time of one callback.
  let receiveBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
  /// The same for what TLS decrypted; a record holds at most 16 kB.
  let decryptBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)

  /// Makes a loop; ``start()`` gives it its thread.
  ///
  /// - Parameters:
  ///   - name: for logs; up to 15 characters name the thread.
  ///   - stall: hears of callbacks that held the loop for too long.
  /// - Throws: when the system has no descriptors left.
  package init(name: String, stall: StallWatch = StallWatch()) throws(SocketError) {
    self.name = name
    self.stall = stall
    let poller = try Poller()
    let waker = try Waker()
    try poller.add(waker.descriptor, for: .read, handler: waker)
    self.poller = poller
    self.waker = waker
  }

  /// A loop for tests: no thread, every thread counts as its own, time moves by ``advance(by:)`` only.
  package init(manualFrom start: ContinuousClock.Instant) {
    name = "manual"
    poller = nil
    waker = nil
    stall = StallWatch()
    manualNow = start
  }

  deinit {
    receiveBuffer.deallocate()
    decryptBuffer.deallocate()
  }

  /// Whether the caller is on the loop's thread; once that has ended, whoever tidies up is.
  package var isCurrent: Bool {
    let owner = thread.load(ordering: .relaxed)
    return poller == nil || owner == currentThread() || owner == Self.ended
  }

  /// Stands in for the thread of a loop that has stopped.
  private static let ended = UInt.max

  /// The monotonic time by which the loop's deadlines go.
  package var now: ContinuousClock.Instant { manualNow ?? ContinuousClock.now }

  // MARK: Entering the loop

  /// Runs a closure on the loop, in the order of the calls, never before this call returns.
  package func execute(_ body: @escaping @Sendable () -> Void) { add(.closure(body)) }

  /// Runs a closure on the loop and returns its result.
  package func submit<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws
    -> Result
  {
    try await withCheckedThrowingContinuation { continuation in
      execute { continuation.resume(with: Swift.Result(catching: body)) }
    }
  }

  /// Takes a job of the Swift runtime: the requirement of `TaskExecutor`.
  package func enqueue(_ job: consuming ExecutorJob) { add(.task(UnownedJob(job))) }

  private func add(_ job: Job) {
    switch inbox.withLock({ $0.add(job) }) {
    case .queued: break
    // The loop itself looks at its jobs before it waits.
    case .wake: if thread.load(ordering: .relaxed) != currentThread() { waker?.wake() }
    case .closed: run(job)
    }
  }

  /// Does something once, at the end of this turn: flushing what several calls of the turn have written.
  func atEndOfTurn(_ body: @escaping () -> Void) { deferred.append(body) }

  /// Does something costly that can wait (a step of a handshake): what stands on the loop comes first.
  ///
  /// Each turn does at least one such step and goes on for a millisecond at most, so that a crowd of new connections
  /// holds up neither those that stand nor, for ever, itself.
  package func atLeisure(_ body: @escaping () -> Void) { leisure.append(body) }

  // MARK: The thread

  /// Starts the thread; to be called once.
  ///
  /// - Parameter niceness: by how much nicer it is than the thread that calls: that far others come first, 0 to 19.
  /// - Throws: when the system gives no thread.
  package func start(niceness: Int32 = 0) throws(SocketError) {
    try startThread(named: name, niceness: niceness) { self.main() }
  }

  /// Ends the thread after the jobs that are queued by now.
  ///
  /// Sockets that are still open are no longer served.
  package func stop() {
    execute { self.inbox.withLock { $0.isStopping = true } }
  }

  private func main() {
    thread.store(currentThread(), ordering: .relaxed)
    while true {
      runJobs()
      runDeferred()
      if closeIfDone() { return }
      poller?.wait(milliseconds: timeout()) { handler, readiness in
        stall.watch(on: name, handler) { handler.becameReady(readiness) }
      }
      runDueTimers()
      runLeisure()
    }
  }

  private func runLeisure() {
    guard !leisure.isEmpty else { return }
    let end = now + .milliseconds(1)
    repeat {
      let body = leisure[leisureDone]
      leisureDone += 1
      stall.watch(on: name, self) { body() }
    } while leisureDone < leisure.count && now < end
    guard leisureDone == leisure.count || leisureDone >= 256 else { return }
    leisure.removeFirst(leisureDone)
    leisureDone = 0
  }

  private func closeIfDone() -> Bool {
    inbox.withLock { inbox in
      guard inbox.closeIfDone() else { return false }
      thread.store(Self.ended, ordering: .relaxed)
      return true
    }
  }

  private func timeout() -> Int32 {
    guard inbox.withLock({ $0.jobs.isEmpty }), deferred.isEmpty, leisure.isEmpty else { return 0 }
    guard let next = timers.next else { return -1 }
    return Int32(clamping: max(0, (next - now).milliseconds))
  }

  /// How often jobs that jobs have left are run before the sockets are looked at again: a request that is answered here
  /// takes two.
  private static let rounds = 3

  private func runJobs() {
    for _ in 0..<Self.rounds {
      let jobs = inbox.withLock { $0.takeAll() }
      guard !jobs.isEmpty else { return }
      for job in jobs { stall.watch(on: name, self) { run(job) } }
      // What was written by now leaves before more is done: an answer that then breaks off has begun for the caller.
      runDeferred()
    }
  }

  private func run(_ job: Job) {
    switch job {
    case .closure(let body): body()
    case .task(let job): job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }

  private func runDeferred() {
    while !deferred.isEmpty {
      let batch = deferred
      deferred.removeAll(keepingCapacity: true)
      for body in batch { body() }
    }
  }

  private func runDueTimers() {
    guard timers.count > 0 else { return }
    let now = self.now
    while let timer = timers.popDue(at: now) {
      stall.watch(on: name, timer) { timer.fire() }
    }
  }

  // MARK: Manual loops

  /// Turns a manual loop until it has nothing left to do at its present time.
  package func runUntilIdle() {
    precondition(poller == nil, "only a manual loop is turned by hand")
    repeat {
      runJobs()
      runDeferred()
      runDueTimers()
      runLeisure()
    } while !deferred.isEmpty || !leisure.isEmpty || !inbox.withLock({ $0.jobs.isEmpty })
  }

  /// Moves a manual loop's clock deadline by deadline and runs what becomes due.
  package func advance(by duration: Duration) {
    precondition(poller == nil, "only a manual loop's clock can be moved")
    let end = now + duration
    runUntilIdle()
    while let next = timers.next, next <= end {
      manualNow = max(now, next)
      runUntilIdle()
    }
    manualNow = end
  }
}

/// Something to run on the loop.
private enum Job {
  case closure(@Sendable () -> Void)
  case task(UnownedJob)
}

/// The jobs that wait for the loop, behind the one lock of it.
private struct Inbox: Sendable {
  enum Outcome { case queued, wake, closed }

  var jobs: [Job] = []
  var isStopping = false
  var isClosed = false

  mutating func add(_ job: Job) -> Outcome {
    guard !isClosed else { return .closed }
    jobs.append(job)
    return jobs.count == 1 ? .wake : .queued
  }

  mutating func takeAll() -> [Job] {
    defer { jobs = [] }
    return jobs
  }

  mutating func closeIfDone() -> Bool {
    isClosed = isStopping && jobs.isEmpty
    return isClosed
  }
}
