import Bilateral
import BilateralTesting
import BilateralTestTools
import Synchronization
import Testing

/// Counts who is inside, who was inside at most, and who has been.
private final class Turnstile: Sendable {
  private let counts = Mutex((now: 0, most: 0, done: 0))

  var most: Int { counts.withLock { $0.most } }
  var done: Int { counts.withLock { $0.done } }

  func enter() {
    counts.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
  }

  func leave() {
    counts.withLock {
      $0.now -= 1
      $0.done += 1
    }
  }
}

@Suite struct GateTests {
  @Test("no more than the allowed requests are in flight, and all pass in the end")
  func limitsInFlight() async throws {
    let clock = TestClock()
    let gate = Gate(maxInFlight: 2, rate: nil, clock: clock, elapsed: { clock.now.offset })
    let turnstile = Turnstile()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await gate.pass {
            turnstile.enter()
            await Task.yield()
            turnstile.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(turnstile.most <= 2)
    #expect(turnstile.done == 20)
  }

  @Test("TR-92 a pause asked for by the partner holds the next request back")
  func pauses() async throws {
    let clock = TestClock()
    let gate = Gate(maxInFlight: 2, rate: nil, clock: clock, elapsed: { clock.now.offset })
    gate.pause(for: .seconds(30))
    let task = Task { try await gate.pass { clock.now.offset } }
    await clock.sleepers(atLeast: 1)
    clock.advance(by: .seconds(30))
    #expect(try await task.value == .seconds(30))
  }

  @Test("the rate bucket lets a burst pass and then spaces requests")
  func bucket() {
    var bucket = RateBucket(requests: 60, per: .seconds(60), now: .zero)
    for _ in 0..<6 { #expect(bucket.take(now: .zero) == .zero) }
    #expect(bucket.take(now: .zero) == .seconds(1))
    #expect(bucket.take(now: .zero) == .seconds(2))
    #expect(bucket.take(now: .seconds(3)) == .zero)
  }
}
