import BilateralNet
import Testing

@Suite struct TimerTests {
  private let loop = EventLoop(manualFrom: .now)

  @Test func `timers fire in the order of their deadlines, equal ones in the order of their making`() {
    var fired: [Int] = []
    for delay in [30, 10, 20, 10, 0] {
      loop.schedule(after: .seconds(delay)) { fired.append(delay) }
    }
    loop.advance(by: .seconds(15))
    #expect(fired == [0, 10, 10])
    loop.advance(by: .seconds(15))
    #expect(fired == [0, 10, 10, 20, 30])
    #expect(loop.pendingTimers == 0)
  }

  @Test func `a timer set by a timer counts from that moment`() {
    var fired: [Duration] = []
    let start = loop.now
    loop.schedule(after: .seconds(1)) {
      loop.schedule(after: .seconds(2)) { fired.append(loop.now - start) }
    }
    loop.advance(by: .seconds(10))
    #expect(fired == [.seconds(3)])
    #expect(loop.now - start == .seconds(10))
  }

  @Test func `a cancelled timer does not fire and leaves nothing behind, whichever is cancelled`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      var expected: [Int] = []
      var fired: [Int] = []
      let delays = (0..<40).map { _ in Int.random(in: 0..<20, using: &random) }
      let timers = delays.map { delay in loop.schedule(after: .seconds(delay)) { fired.append(delay) } }
      for (timer, delay) in zip(timers, delays) {
        if Bool.random(using: &random) { timer.cancel() } else { expected.append(delay) }
      }
      loop.advance(by: .seconds(20))
      #expect(fired == expected.sorted())
      #expect(loop.pendingTimers == 0)
    }
  }

  @Test func `cancelling after the fact does nothing`() {
    var count = 0
    let timer = loop.schedule(after: .zero) { count += 1 }
    #expect(timer.isPending)
    loop.advance(by: .zero)
    timer.cancel()
    loop.advance(by: .seconds(1))
    #expect(count == 1)
    #expect(!timer.isPending)
  }
}
