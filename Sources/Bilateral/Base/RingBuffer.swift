/// A queue with a fixed number of places: appending to a full one drops the oldest element.
package struct RingBuffer<Element> {
  private var places: [Element?]
  private var head = 0
  /// Number of elements held.
  package private(set) var count = 0

  /// A buffer with room for that many elements, at least one.
  package init(capacity: Int) {
    places = Array(repeating: nil, count: max(1, capacity))
  }

  /// The number of places.
  package var capacity: Int { places.count }
  /// Whether nothing is held.
  package var isEmpty: Bool { count == 0 }
  /// Whether the next append drops an element.
  package var isFull: Bool { count == places.count }
  /// The oldest element.
  package var first: Element? { count == 0 ? nil : places[head] }

  /// Appends an element; the one it pushed out, if any.
  ///
  /// O(1).
  @discardableResult
  package mutating func append(_ element: Element) -> Element? {
    let dropped = isFull ? popFirst() : nil
    places[(head + count) % places.count] = element
    count += 1
    return dropped
  }

  /// Takes the oldest element out.
  ///
  /// O(1).
  package mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    defer { head = (head + 1) % places.count }
    count -= 1
    return places[head].take()
  }

  /// The elements, oldest first.
  package var elements: [Element] {
    (0..<count).compactMap { places[(head + $0) % places.count] }
  }
}

extension RingBuffer: Sendable where Element: Sendable {}
