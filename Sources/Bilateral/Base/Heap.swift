/// A priority queue: the smallest element is always at hand (a binary heap in an array).
package struct Heap<Element: Comparable> {
  private var nodes: [Element] = []

  /// An empty heap.
  package init() {}

  /// A heap of these elements.
  ///
  /// O(n).
  package init(_ elements: some Sequence<Element>) {
    nodes = Array(elements)
    for place in (0..<nodes.count / 2).reversed() { sink(from: place) }
  }

  /// Number of elements.
  package var count: Int { nodes.count }
  /// Whether it has no elements.
  package var isEmpty: Bool { nodes.isEmpty }
  /// The smallest element.
  ///
  /// O(1).
  package var min: Element? { nodes.first }

  /// Adds an element.
  ///
  /// O(log n).
  package mutating func insert(_ element: Element) {
    nodes.append(element)
    var place = nodes.count - 1
    while place > 0, nodes[place] < nodes[(place - 1) / 2] {
      nodes.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the smallest element out.
  ///
  /// O(log n).
  package mutating func popMin() -> Element? {
    guard !nodes.isEmpty else { return nil }
    nodes.swapAt(0, nodes.count - 1)
    let smallest = nodes.removeLast()
    sink(from: 0)
    return smallest
  }

  private mutating func sink(from start: Int) {
    var place = start
    while true {
      var smallest = place
      for child in [2 * place + 1, 2 * place + 2] where child < nodes.count && nodes[child] < nodes[smallest]
      {
        smallest = child
      }
      guard smallest != place else { return }
      nodes.swapAt(place, smallest)
      place = smallest
    }
  }
}

extension Heap: Sendable where Element: Sendable {}
