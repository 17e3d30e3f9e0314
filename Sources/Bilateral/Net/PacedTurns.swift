import BilateralBase

/// What waits for something costly: each key at its own pace, all together at another, and whoever had least comes first.
///
/// A key that asks a thousand times a second gets what its pace gives it and waits for the rest, in a queue of its own
/// that has an end; a key that comes now and then finds nobody before it. It says when to ask again and never waits itself.
package struct PacedTurns<Key: Hashable & Sendable, Element> {
  /// What is to be done now.
  package enum Turn {
    /// The turn of this one; it is taken out and paid for.
    case take(Element)
    /// Nobody's turn before this instant.
    case later(ContinuousClock.Instant)
    /// Nobody waits.
    case nobody
  }

  private let each: Pace
  private let all: Pace
  private let room: Int
  private var waiting: [Key: [Element]] = [:]
  /// One place for each key in ``waiting``.
  private var places = Heap<Place>()
  /// What keys have paid ahead; what lies behind says nothing any more.
  private var paid: [Key: ContinuousClock.Instant] = [:]
  private var paidByAll: ContinuousClock.Instant
  private var sweptAt: ContinuousClock.Instant
  private var arrivals: UInt64 = 0

  /// Nothing waits.
  ///
  /// - Parameters:
  ///   - each: the pace of a key.
  ///   - all: the pace of all keys together.
  ///   - room: how many may wait under one key.
  ///   - now: the present.
  package init(each: Pace, all: Pace, room: Int, at now: ContinuousClock.Instant) {
    self.each = each
    self.all = all
    self.room = room
    paidByAll = now
    sweptAt = now
  }

  /// Takes up what waits from now on.
  ///
  /// - Returns: false when too many wait under this key: it is not taken up.
  package mutating func add(_ element: Element, for key: Key, at now: ContinuousClock.Instant) -> Bool {
    guard let queue = waiting[key] else {
      waiting[key] = [element]
      lineUp(key, at: now)
      return true
    }
    guard queue.count < room else { return false }
    waiting[key]?.append(element)
    return true
  }

  /// Takes out whose turn it is.
  package mutating func next(at now: ContinuousClock.Instant) -> Turn {
    while let first = places.min {
      guard let element = waiting[first.key]?.first else {
        leave(first)
        continue
      }
      let opening = max(each.opening(paidUntil: first.paid), all.opening(paidUntil: paidByAll))
      guard opening <= now else { return .later(opening) }
      pay(first, at: now)
      return .take(element)
    }
    return .nobody
  }

  /// Forgets one who no longer waits; it costs the others nothing.
  package mutating func withdraw(for key: Key, where isMeant: (Element) -> Bool) {
    guard let index = waiting[key]?.firstIndex(where: isMeant) else { return }
    // A queue that became empty keeps its place until that comes up, so that no key ever has two.
    waiting[key]?.remove(at: index)
  }

  private mutating func pay(_ place: Place, at now: ContinuousClock.Instant) {
    paid[place.key] = each.paid(place.paid, onceMoreAt: now)
    paidByAll = all.paid(paidByAll, onceMoreAt: now)
    waiting[place.key]?.removeFirst()
    leave(place)
    sweep(at: now)
  }

  /// Gives up the place at the head; who has more to come lines up again.
  private mutating func leave(_ place: Place) {
    _ = places.popMin()
    guard waiting[place.key]?.isEmpty == false else { return waiting[place.key] = nil }
    lineUp(place.key, at: place.paid)
  }

  private mutating func lineUp(_ key: Key, at now: ContinuousClock.Instant) {
    arrivals &+= 1
    places.insert(Place(paid: max(paid[key] ?? now, now), order: arrivals, key: key))
  }

  private mutating func sweep(at now: ContinuousClock.Instant) {
    guard now - sweptAt > .seconds(1) else { return }
    sweptAt = now
    paid = paid.filter { $0.value > now }
  }

  /// How far a key has paid ahead when it lines up; who has paid least comes first, of equals the first that came.
  private struct Place: Comparable {
    let paid: ContinuousClock.Instant
    let order: UInt64
    let key: Key

    static func < (one: Self, other: Self) -> Bool { (one.paid, one.order) < (other.paid, other.order) }
    static func == (one: Self, other: Self) -> Bool { one.order == other.order }
  }
}
