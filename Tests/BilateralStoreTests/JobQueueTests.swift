import Testing

@testable import BilateralStore

@Suite struct JobQueueTests {
  @Test("what is bulky comes alone, in turn with all that is not, each kind in its order")
  func bulk() {
    let queue = JobQueue<String>(capacity: 9)
    for job in ["page 1", "page 2", "page 3"] { _ = queue.offer(job, isBulk: true) }
    _ = queue.offer("push 1")
    _ = queue.offer("push 2")
    #expect(queue.take(upTo: 256) == ["push 1", "push 2"])
    _ = queue.offer("push 3")
    #expect(queue.take(upTo: 256) == ["page 1"])
    #expect(queue.take(upTo: 256) == ["push 3"])
    #expect(queue.take(upTo: 256) == ["page 2"])
    #expect(queue.take(upTo: 256) == ["page 3"])
    queue.close()
    #expect(queue.take(upTo: 256).isEmpty)
  }

  @Test("both kinds count for the queue's room, and what waits at the end is still taken")
  func room() {
    let queue = JobQueue<String>(capacity: 2)
    _ = queue.offer("page", isBulk: true)
    _ = queue.offer("push")
    guard case .full = queue.offer("more") else { return #expect(Bool(false), "the queue has no room") }
    queue.close()
    #expect(queue.take(upTo: 1) + queue.take(upTo: 1) == ["push", "page"])
  }
}
