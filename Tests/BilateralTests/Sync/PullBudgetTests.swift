import Bilateral
import BilateralTestTools
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct PullBudgetTests {
  private let clock = TestClock()

  private func budget(_ objects: Int) -> PullBudget {
    let clock = clock
    return PullBudget(objects: objects, clock: clock, elapsed: { clock.now.offset })
  }

  /// Lets each in when its turn comes, notes who it was and goes again.
  private func passes(_ partners: [String], _ budget: PullBudget) -> (Task<Void, any Error>, Order) {
    let order = Order()
    let task = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (place, partner) in partners.enumerated() {
          group.addTask {
            let share = try await budget.take(100, for: partner)
            order.value.withLock { $0.append(partner) }
            share.end()
          }
          // Each stands in the line before the next one comes; the last may be through before anybody looks.
          if place + 1 < partners.count { await clock.sleepers(atLeast: place + 1) }
        }
        try await group.waitForAll()
      }
    }
    return (task, order)
  }

  @Test("partners take turns, however many pages one of them waits for")
  func turns() async throws {
    let budget = budget(100)
    let held = try await budget.take(100, for: "first")
    let (task, order) = passes(["large", "large", "large", "large", "small"], budget)
    await clock.sleepers(atLeast: 5)
    held.end()
    try await task.value
    #expect(order.value.withLock { $0 } == ["large", "large", "small", "large", "large"])
    #expect(budget.held == 0)
  }

  @Test("whoever lets us wait does not take others' turn, and counts again when the page is there")
  func patience() async throws {
    let budget = budget(100)
    let hanging = try await budget.take(100, for: "hanging")
    let (task, order) = passes(["other"], budget)
    await clock.sleepers(atLeast: 1)
    clock.advance(by: .seconds(1))
    try await task.value
    #expect(order.value.withLock { $0 } == ["other"])
    #expect(budget.held == 0)
    hanging.arrived()
    #expect(budget.held == 100)
    hanging.end()
    #expect(budget.held == 0)
  }

  @Test("a page larger than the budget comes alone")
  func large() async throws {
    let budget = budget(100)
    let share = try await budget.take(1000, for: "large")
    #expect(budget.held == 100)
    share.end()
  }

  @Test("who gives up waiting takes no turn, and a share that nobody holds goes back")
  func cancelled() async throws {
    let budget = budget(100)
    let held = try await budget.take(100, for: "first")
    let waiting = Task { try await budget.take(100, for: "impatient") }
    await clock.sleepers(atLeast: 1)
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    held.end()
    do { _ = try await budget.take(100, for: "next") }
    #expect(budget.held == 0)
  }
}

/// In which order partners had their turn.
private final class Order: Sendable {
  let value: Mutex<[String]> = Mutex([])
}
