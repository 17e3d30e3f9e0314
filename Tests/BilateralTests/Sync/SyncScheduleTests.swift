import Bilateral
import BilateralBase
import Testing

@Suite struct SyncScheduleTests {
  let start = Timestamp(seconds: 1_800_000_000)
  var random = RandomBits { 1 }

  func schedule(lastFull: Timestamp?) -> SyncSchedule {
    SyncSchedule(every: .seconds(900), fullResync: .seconds(86_400), backoff: Backoff(), lastFull: lastFull)
  }

  @Test("the first run is a full crawl")
  func firstIsFull() {
    #expect(schedule(lastFull: nil).kindDue(at: start) == .full)
  }

  @Test("after a full crawl deltas follow until the next one is due")
  mutating func deltasThenFull() {
    var plan = schedule(lastFull: nil)
    #expect(plan.next(after: .full, .success, at: start, using: &random).kind == .delta)
    #expect(plan.kindDue(at: start.adding(seconds: 86_399)) == .delta)
    #expect(plan.kindDue(at: start.adding(seconds: 86_400)) == .full)
  }

  @Test("TR-12 deltas are spread by a splay of a tenth")
  mutating func splay() {
    var plan = schedule(lastFull: start)
    #expect(plan.next(after: .delta, .success, at: start, using: &random).pause == .seconds(810))
    var high = RandomBits { .max }
    #expect(plan.next(after: .delta, .success, at: start, using: &high).pause == .seconds(990))
  }

  @Test("S-33 Retry-After is honoured and capped")
  mutating func retryAfter() {
    var plan = schedule(lastFull: start)
    let asked = plan.next(after: .delta, .failure(retryAfter: .seconds(120)), at: start, using: &random)
    #expect(asked.pause == .seconds(120))
    let greedy = plan.next(
      after: .delta, .failure(retryAfter: .seconds(1_000_000)), at: start, using: &random)
    #expect(greedy.pause == .seconds(3600))
    #expect(plan.consecutiveFailures == 2)
  }

  @Test("a success after failures returns to the normal pace")
  mutating func recovers() {
    var plan = schedule(lastFull: start)
    _ = plan.next(after: .delta, .failure(retryAfter: nil), at: start, using: &random)
    #expect(plan.consecutiveFailures == 1)
    _ = plan.next(after: .delta, .success, at: start, using: &random)
    #expect(plan.consecutiveFailures == 0)
  }
}
