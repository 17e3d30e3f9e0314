import BilateralBase
import Testing

@Suite struct CollectionTests {
  @Test func `a full ring drops its oldest element`() {
    var ring = RingBuffer<Int>(capacity: 3)
    #expect((1...3).allSatisfy { ring.append($0) == nil })
    #expect(ring.isFull && ring.append(4) == 1)
    #expect(ring.elements == [2, 3, 4])
    #expect(ring.popFirst() == 2 && ring.first == 3 && ring.count == 2)
    ring.append(5)
    #expect(ring.elements == [3, 4, 5])
    while ring.popFirst() != nil {}
    #expect(ring.isEmpty && ring.first == nil)
    #expect(RingBuffer<Int>(capacity: -1).capacity == 1)
  }

  @Test func `a heap gives its elements in order`() {
    var source = Seeded(state: 4)
    let numbers = (0..<200).map { _ in Int.random(in: 0..<50, using: &source) }
    var heap = Heap(numbers.prefix(100))
    for number in numbers.dropFirst(100) { heap.insert(number) }
    #expect(heap.count == 200 && heap.min == numbers.min())
    var sorted: [Int] = []
    while let next = heap.popMin() { sorted.append(next) }
    #expect(sorted == numbers.sorted())
    #expect(heap.isEmpty && heap.popMin() == nil)
  }

  @Test func `a random UUID has version 4 and the right shape`() throws {
    var source = Seeded(state: 9)
    let uuid = UUIDText.random(using: &source)
    #expect(UUIDText(uuid.description) == uuid)
    let characters = Array(uuid.description)
    #expect(characters[14] == "4" && "89ab".contains(characters[19]))
    #expect(UUIDText.random(using: &source) != uuid)
  }

  @Test func `ordered UUIDs sort by time`() throws {
    var source = Seeded(state: 10)
    let moment = try #require(Timestamp(ocpi: "2026-11-21T01:02:03Z"))
    let first = UUIDText.ordered(at: moment, using: &source).description
    let later = UUIDText.ordered(at: moment.adding(microseconds: 1_000), using: &source).description
    #expect(first < later)
    #expect(Array(first)[14] == "7")
    #expect(first.hasPrefix("01a1fb9f-e6f8-7"))
  }

  @Test(arguments: [
    "", "6ba7b810-9dad-11d1-80b4-00c04fd430c", "6ba7b810-9dad-11d1-80b4-00c04fd430c8-",
    "6ba7b810x9dad-11d1-80b4-00c04fd430c8", "gba7b810-9dad-11d1-80b4-00c04fd430c8",
  ])
  func `what is no UUID is refused`(text: String) {
    #expect(UUIDText(text) == nil)
    #expect(
      UUIDText("6BA7B810-9dad-11d1-80b4-00c04fd430c8")?.description == "6ba7b810-9dad-11d1-80b4-00c04fd430c8")
  }
}
