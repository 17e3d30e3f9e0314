/// What waits for its turn: the keys take turns, and what waits under one key keeps its order.
///
/// A key with a thousand entries delays the first entry of another key by one.
package struct FairTurns<Key: Hashable, Element> {
  private var waiting: [Key: [Element]] = [:]
  private var round: [Key] = []
  private var position = 0

  /// Nothing waits.
  package init() {}

  /// Takes up what waits from now on.
  package mutating func add(_ element: Element, for key: Key) {
    if waiting[key] == nil { round.append(key) }
    waiting[key, default: []].append(element)
  }

  /// Takes out whose turn it is; nil when nothing waits.
  package mutating func next() -> Element? {
    guard position < round.count, let first = waiting[round[position]]?.removeFirst() else { return nil }
    let key = round[position]
    position += 1
    if waiting[key]?.isEmpty == true { waiting[key] = nil } else { round.append(key) }
    if position == round.count || position >= 256 {
      round.removeFirst(position)
      position = 0
    }
    return first
  }
}
