package import BilateralBase

/// So many of so many, exact: a percentage is worked out when it is shown and never before.
package struct Share: Hashable, Sendable {
  /// Those that count.
  package private(set) var part = 0
  /// All of them.
  package private(set) var whole = 0

  /// None of none.
  package init() {}

  /// So many of so many.
  package init(_ part: Int, of whole: Int) { (self.part, self.whole) = (part, whole) }

  /// Counts some more.
  package mutating func add(_ counts: Bool, times: Int = 1) {
    whole &+= times
    if counts { part &+= times }
  }

  /// The share as a number from 0 to 1; nil where there is nothing to have a share in.
  package var value: Rational? { whole == 0 ? nil : Rational(part, over: whole) }

  /// The rest of the whole.
  package var rest: Share { Share(whole - part, of: whole) }

  /// The share in percent with two places, rounded half up: `99.02`; nil where there is nothing.
  package var percentText: String? { value.map { ($0 * 100).decimalText(places: 2) } }
}

/// Sizes counted by classes, so that a month of them takes no room: the p-th percentile is the bound of its class.
package struct SizeCounts: Hashable, Sendable {
  /// How many there are of each class, by its upper bound.
  private(set) var counts: [Int64: Int] = [:]
  /// How many there are.
  package private(set) var total = 0

  /// None.
  package init() {}

  /// Upper bounds: ten of each power of ten, among them what is promised: 30 s, 60 s, 500 ms, 1.5 s, 2 s.
  static let bounds: [Int64] = {
    var (bounds, power): ([Int64], Int64) = ([0, 1, 2, 3, 4, 5, 6, 8], 1)
    while power < 1_000_000_000 {
      bounds += [10, 12, 15, 20, 25, 30, 40, 50, 60, 80].map { $0 * power }
      power *= 10
    }
    return bounds + [10 * power]
  }()

  /// The class of a size.
  package static func bound(of size: Int64) -> Int64 {
    bounds.first { $0 >= size } ?? bounds[bounds.count - 1]
  }

  /// Counts some of a class.
  package mutating func add(_ bound: Int64, times: Int = 1) {
    counts[bound, default: 0] += times
    total += times
  }

  /// The size that at least `percent` of 100 do not exceed (nearest rank); nil where there are none.
  package func percentile(_ percent: Int) -> Int64? {
    guard total > 0 else { return nil }
    let rank = max(1, (total * percent + 99) / 100)
    var seen = 0
    for (bound, count) in counts.sorted(by: { $0.key < $1.key }) {
      seen += count
      if seen >= rank { return bound }
    }
    return nil
  }
}
