import BilateralNet
import Testing

@Suite struct FairTurnsTests {
  private func order(_ entries: [(String, Int)]) -> [Int] {
    var turns = FairTurns<String, Int>()
    for (key, element) in entries { turns.add(element, for: key) }
    var taken: [Int] = []
    while let next = turns.next() { taken.append(next) }
    return taken
  }

  @Test func `keys take turns, and each keeps its own order`() {
    let entries = [("a", 1), ("a", 2), ("a", 3), ("b", 11), ("c", 21), ("b", 12)]
    #expect(order(entries) == [1, 11, 21, 2, 12, 3])
  }

  @Test func `whoever comes to a crowd waits for one of them`() {
    var turns = FairTurns<String, Int>()
    for number in 0..<1000 { turns.add(number, for: "crowd") }
    #expect((0..<300).map { _ in turns.next() } == (0..<300).map { $0 })
    turns.add(-1, for: "other")
    #expect([turns.next(), turns.next(), turns.next()] == [300, -1, 301])
  }

  @Test func `a key comes again after it was empty`() {
    var turns = FairTurns<String, Int>()
    #expect(turns.next() == nil)
    for number in 0..<600 {
      turns.add(number, for: "a")
      #expect(turns.next() == number)
      #expect(turns.next() == nil)
    }
  }
}
