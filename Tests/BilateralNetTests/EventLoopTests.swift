import BilateralNet
import Testing

@Suite struct EventLoopTests {
  @Test func `a job from outside runs on the loop's thread, in order`() async throws {
    let loop = try EventLoop(name: "test")
    try loop.start()
    defer { loop.stop() }
    let order = Recorder<Int>()
    for number in 1...100 { loop.execute { order.add(number) } }
    let isCurrent = try await loop.submit { loop.isCurrent }
    #expect(isCurrent)
    #expect(!loop.isCurrent)
    #expect(order.values == Array(1...100))
  }

  @Test func `an error thrown on the loop reaches who asked`() async throws {
    let loop = try EventLoop(name: "test")
    try loop.start()
    defer { loop.stop() }
    await #expect(throws: SocketError("connect", code: 111)) {
      try await loop.submit { throw SocketError("connect", code: 111) }
    }
  }

  @Test func `a task that prefers the loop runs on it, and offLoop leaves it and returns`() async throws {
    let loop = try EventLoop(name: "test")
    try loop.start()
    let (before, outside, after) = await withTaskExecutorPreference(loop) {
      let before = loop.isCurrent
      let outside = await offLoop { loop.isCurrent }
      return (before, outside, loop.isCurrent)
    }
    #expect(before && !outside && after)
    loop.stop()
  }

  @Test("S-32 jobs come between costly steps that can wait")
  func leisure() async throws {
    let loop = try EventLoop(name: "test")
    try loop.start()
    defer { loop.stop() }
    let order = Recorder<Int>()
    await withCheckedContinuation { done in
      loop.execute {
        for step in 1...3 {
          loop.atLeisure {
            let end = loop.now + .milliseconds(2)
            while loop.now < end {}
            order.add(step)
            if step == 1 { loop.execute { order.add(0) } }
            if step == 3 { done.resume() }
          }
        }
      }
    }
    #expect(order.values == [1, 0, 2, 3])
  }

  @Test func `a real loop fires a timer`() async throws {
    let loop = try EventLoop(name: "test")
    try loop.start()
    await withCheckedContinuation { done in
      loop.execute { loop.schedule(after: .milliseconds(2)) { done.resume() } }
    }
    loop.stop()
  }

  @Test func `a callback that holds the loop is reported with its holder`() async throws {
    let reports = Recorder<String>()
    let watch = StallWatch(limit: .zero) { loop, _, _ in reports.add(loop) }
    let loop = try EventLoop(name: "slow", stall: watch)
    try loop.start()
    try await loop.submit {}
    try await loop.submit {}
    #expect(reports.values.first == "slow")
    loop.stop()
  }

  @Test func `a stopped loop finishes what was queued and lets the caller run the rest`() async throws {
    let loop = try EventLoop(name: "test")
    try loop.start()
    let ran = Recorder<Int>()
    loop.stop()
    loop.execute { ran.add(1) }
    try await loop.submit { ran.add(2) }
    #expect(ran.values == [1, 2])
  }

  @Test func `a group hands its loops out in turn`() throws {
    let group = try EventLoopGroup(count: 2)
    let names = (0..<4).map { _ in group.next().name }
    #expect(names == ["loop-0", "loop-1", "loop-0", "loop-1"])
    group.stop()
  }
}
