import BilateralNet
import Testing

@Suite struct PacedTurnsTests {
  private let start = ContinuousClock.now

  private typealias Turns = PacedTurns<String, Int>

  private func turns(
    each: Pace = Pace(perSecond: 10, burst: 3), all: Pace = Pace(perSecond: 1000, burst: 1000),
    room: Int = 100
  ) -> Turns {
    Turns(each: each, all: all, room: room, at: start)
  }

  /// What gets its turn by now.
  private func taken(_ turns: inout Turns, after time: Duration = .zero) -> [Int] {
    var taken: [Int] = []
    while case .take(let element) = turns.next(at: start + time) { taken.append(element) }
    return taken
  }

  /// How long after the start the next turn is.
  private func wait(_ turns: inout Turns, after time: Duration = .zero) -> Duration? {
    guard case .later(let instant) = turns.next(at: start + time) else { return nil }
    return instant - start
  }

  /// Whether one is taken up.
  private func comes(_ number: Int, _ turns: inout Turns, as key: String, after time: Duration = .zero)
    -> Bool
  {
    turns.add(number, for: key, at: start + time)
  }

  private func crowd(_ turns: inout Turns, _ numbers: Range<Int>, as key: String = "crowd") -> Int {
    numbers.count { turns.add($0, for: key, at: start) }
  }

  @Test func `a key has its burst at once and then its pace, in its own order`() {
    var turns = turns()
    #expect(crowd(&turns, 0..<10) == 10)
    #expect(taken(&turns) == [0, 1, 2])
    #expect(wait(&turns) == .milliseconds(100))
    #expect(taken(&turns, after: .milliseconds(99)) == [])
    #expect(taken(&turns, after: .milliseconds(100)) == [3])
    #expect(taken(&turns, after: .milliseconds(350)) == [4, 5])
    #expect(wait(&turns, after: .milliseconds(350)) == .milliseconds(400))
  }

  @Test func `a rest gives no more than the burst, and an emptied queue forgives nothing`() {
    var turns = turns()
    #expect(crowd(&turns, 0..<3) == 3)
    #expect(taken(&turns) == [0, 1, 2])
    #expect(crowd(&turns, 3..<10) == 7)
    #expect(taken(&turns) == [])
    #expect(taken(&turns, after: .seconds(3600)) == [3, 4, 5])
  }

  @Test func `whoever had least comes first, however many wait under another key`() {
    var turns = turns(all: Pace(perSecond: 100, burst: 1))
    #expect(crowd(&turns, 0..<10) == 10)
    #expect(taken(&turns) == [0])
    #expect(comes(100, &turns, as: "calm", after: .milliseconds(5)))
    #expect(taken(&turns, after: .milliseconds(10)) == [100])
    #expect(taken(&turns, after: .milliseconds(20)) == [1])
  }

  @Test func `all keys together have a pace, too, and share it in turn`() {
    var turns = turns(all: Pace(perSecond: 1000, burst: 4))
    for number in 0..<12 {
      #expect(comes(number, &turns, as: "key \(number % 6)"))
    }
    #expect(taken(&turns) == [0, 1, 2, 3])
    #expect(wait(&turns) == .milliseconds(1))
    #expect(taken(&turns, after: .milliseconds(3)) == [4, 5, 6])
  }

  @Test func `beyond its room a key is turned away, another key is not`() {
    var turns = turns(room: 5)
    #expect(crowd(&turns, 0..<8) == 5)
    #expect(crowd(&turns, 10..<12, as: "other") == 2)
    #expect(taken(&turns) == [0, 10, 1, 11, 2])
    #expect(crowd(&turns, 8..<20) == 3)
  }

  @Test func `who no longer waits costs nothing and makes room`() {
    var turns = turns(room: 4)
    #expect(crowd(&turns, 0..<4) == 4)
    turns.withdraw(for: "crowd") { $0 < 2 }
    turns.withdraw(for: "crowd") { $0 < 2 }
    turns.withdraw(for: "nobody") { _ in true }
    #expect(crowd(&turns, 4..<9) == 2)
    #expect(taken(&turns) == [2, 3, 4])
    turns.withdraw(for: "crowd") { $0 == 5 }
    guard case .nobody = turns.next(at: start) else {
      Issue.record("somebody waits")
      return
    }
    #expect(comes(6, &turns, as: "crowd"))
    #expect(wait(&turns) == .milliseconds(100))
  }

  @Test func `many keys that come and go keep their accounts`() {
    var turns = turns()
    for second in 0..<5 {
      for key in 0..<50 {
        for number in 0..<4 { _ = turns.add(number, for: "key \(key)", at: start + .seconds(second)) }
      }
      let count = taken(&turns, after: .seconds(second)).count
      #expect(count == 150)
      #expect(taken(&turns, after: .seconds(second) + .milliseconds(100)).count == 50)
    }
  }
}
