import Bilateral
import BilateralTesting
import BilateralTestTools
import Testing

@Suite struct WakeupTests {
  @Test("a ring before the wait is not slept through")
  func remembered() async throws {
    let bell = Wakeup()
    bell.ring()
    bell.ring()
    #expect(try await bell.wait(atMost: nil, clock: TestClock()))
  }

  @Test("without a ring the limit ends the wait")
  func limit() async throws {
    let clock = TestClock()
    let bell = Wakeup()
    let task = Task { try await bell.wait(atMost: .seconds(5), clock: clock) }
    await clock.sleepers(atLeast: 1)
    clock.advance(by: .seconds(5))
    #expect(try await !task.value)
  }

  @Test("a limit that has passed does not end the next wait, and a ring after it is not lost")
  func limitPassed() async throws {
    let clock = TestClock()
    let bell = Wakeup()
    let first = Task { try await bell.wait(atMost: .seconds(5), clock: clock) }
    await clock.sleepers(atLeast: 1)
    clock.advance(by: .seconds(5))
    #expect(try await !first.value)
    let second = Task { try await bell.wait(atMost: nil, clock: clock) }
    bell.ring()
    #expect(try await second.value)
  }

  @Test("a ring ends a wait with a limit")
  func rings() async throws {
    let clock = TestClock()
    let bell = Wakeup()
    let task = Task { try await bell.wait(atMost: .seconds(5), clock: clock) }
    await clock.sleepers(atLeast: 1)
    bell.ring()
    #expect(try await task.value)
  }

  @Test("cancelling a wait ends it with CancellationError")
  func cancelled() async {
    let bell = Wakeup()
    let task = Task { try await bell.wait(atMost: nil, clock: TestClock()) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
