import BilateralBase

/// What some sessions cost before and after, counted exactly in millionths of the currency.
package struct ReplayTally: Hashable, Sendable {
  /// How many.
  package private(set) var sessions = 0
  /// How many cost something else.
  package private(set) var changed = 0
  /// The sum before.
  package private(set) var before = 0
  /// The sum after.
  package private(set) var after = 0
  /// How many sessions differ by each amount, after less before.
  private var differences: [Int: Int] = [:]

  /// Nothing counted.
  package init() {}

  /// The sum after less the sum before.
  package var difference: Int { after - before }

  /// Counts one session; false when the sums would be larger than anybody can owe.
  mutating func add(_ old: Int, _ new: Int) {
    sessions += 1
    before = Self.sum(before, old)
    after = Self.sum(after, new)
    differences[new &- old, default: 0] += 1
    if new != old { changed += 1 }
  }

  /// Adds what was counted elsewhere.
  mutating func merge(_ other: ReplayTally) {
    sessions += other.sessions
    changed += other.changed
    before = Self.sum(before, other.before)
    after = Self.sum(after, other.after)
    differences.merge(other.differences) { $0 + $1 }
  }

  /// Nine trillion of a currency are held as the most, instead of a wrong sum.
  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, isTooLarge) = left.addingReportingOverflow(right)
    return isTooLarge ? (right > 0 ? .max : .min) : sum
  }

  /// The difference of the session in the middle; of an even number the lower of both in the middle.
  package var median: Int? { difference(at: (sessions - 1) / 2) }
  /// The largest difference downwards.
  package var least: Int? { differences.keys.min() }
  /// The largest difference upwards.
  package var most: Int? { differences.keys.max() }

  private func difference(at position: Int) -> Int? {
    guard sessions > 0 else { return nil }
    var counted = 0
    for (difference, count) in differences.sorted(by: { $0.key < $1.key }) {
      counted += count
      if counted > position { return difference }
    }
    return nil
  }
}
