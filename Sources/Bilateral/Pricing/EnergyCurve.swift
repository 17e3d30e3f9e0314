import BilateralBase

/// How much energy had been taken at each moment of a stay, as a line through the readings.
///
/// Between two readings power flowed evenly over the seconds in which it flowed at all, so that none of it falls into a
/// pause. The line never falls.
struct EnergyCurve {
  /// A corner of the line: seconds since 1970, and Wh since the first reading.
  private struct Corner {
    var at: Int64
    var energy: Rational
  }

  private var corners: [Corner] = []

  /// A line from a moment on, with nothing taken yet.
  init(from start: Int64) {
    corners = [Corner(at: start, energy: .zero)]
  }

  /// All that was taken.
  var total: Rational { corners.last?.energy ?? .zero }

  /// Goes on to a moment: so many Wh more, evenly over the spans in which power flowed, which are in order and end by
  /// then; where they are empty, all at once.
  mutating func rise(by energy: Rational, until end: Int64, over flows: [Range<Int64>]) {
    guard let last = corners.last else { return }
    let seconds = flows.reduce(Int64(0)) { $0 + Int64($1.count) }
    var risen = last.energy
    for flow in flows where seconds > 0 {
      if flow.lowerBound > (corners.last?.at ?? end) {
        corners.append(Corner(at: flow.lowerBound, energy: risen))
      }
      let share = (try? energy * Rational(flow.count) / Rational(seconds)) ?? .zero
      risen += share
      corners.append(Corner(at: flow.upperBound, energy: risen))
    }
    let reached = last.energy + energy
    if corners.last?.at != end || corners.last?.energy != reached {
      corners.append(Corner(at: end, energy: reached))
    }
  }

  /// Wh taken up to a moment.
  func energy(at moment: Int64) -> Rational {
    guard let after = corners.firstIndex(where: { $0.at > moment }) else { return total }
    guard after > 0 else { return .zero }
    let (left, right) = (corners[after - 1], corners[after])
    guard let part = Rational(Int(moment - left.at), over: Int(right.at - left.at)) else {
      return left.energy
    }
    return left.energy + (right.energy - left.energy) * part
  }

  /// The first whole second at which so many Wh had been taken; nil when it never was so much.
  func second(reaching energy: Rational) -> Int64? {
    guard let after = corners.firstIndex(where: { $0.energy >= energy }) else { return nil }
    guard after > 0 else { return corners[0].at }
    let (left, right) = (corners[after - 1], corners[after])
    let span = Rational(right.at - left.at)
    guard let part = try? (energy - left.energy) / (right.energy - left.energy) else { return right.at }
    return left.at + Int64((part * span).rounded(toPlaces: 0, .ceiling).asInt ?? 0)
  }
}
