/// A time zone as the operating system's database describes it (TZif, RFC 9636), versions 2 and up.
///
/// Read by our own hands because Foundation loses its zones when linked statically (ruling 6). Both fat files (a table up
/// to 2037) and slim ones (a short table, the rest by ``PosixZoneRule``) give the same answers.
package struct ZoneFile: Sendable {
  /// The zone's name: `Europe/Amsterdam`.
  package let name: String
  /// When the offset changes, in seconds since 1970, ascending.
  private let transitions: [Int64]
  /// Seconds east of UTC from each transition on; same count.
  private let offsets: [Int]
  /// Seconds east of UTC before the first transition.
  private let firstOffset: Int
  /// What holds after the last transition; without it, the last offset.
  private let rule: PosixZoneRule?

  /// Reads the bytes of a zone file.
  package init(name: String, bytes: [UInt8]) throws(ZoneFileError) {
    var reader = ZoneFileReader(bytes: bytes)
    let table = try reader.read()
    self.name = name
    transitions = table.transitions
    offsets = table.indices.map { table.offsets[Int($0)] }
    firstOffset = table.offsets[0]
    rule = table.rule
  }

  private init(name: String) {
    self.name = name
    (transitions, offsets, firstOffset, rule) = ([], [], 0, nil)
  }

  /// Universal time, which needs no file.
  package static let utc = ZoneFile(name: "UTC")

  /// Seconds east of UTC at a moment, found in O(log n).
  package func offset(at moment: Timestamp) -> Int {
    offset(atSeconds: moment.seconds)
  }

  /// What the clocks of the zone show at a moment.
  package func local(_ moment: Timestamp) -> LocalTime {
    LocalTime(moment, offset: offset(at: moment))
  }

  /// The moments at which the clocks of the zone show this time, in order.
  ///
  /// None when clocks were put forward over it, two when they were put back over it, else one.
  package func moments(showing date: CivilDate, secondOfDay: Int) -> [Timestamp] {
    let local = Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay)
    let candidates = Set([firstOffset] + offsets + (rule?.offsets ?? []))
    return candidates.map { (moment: local - Int64($0), offset: $0) }
      .filter { offset(atSeconds: $0.moment) == $0.offset }
      .map { Timestamp(seconds: $0.moment) }
      .sorted()
  }

  /// The stretch of time around a moment in which the clocks are not changed.
  package func span(at moment: Timestamp) -> Span { span(atSeconds: moment.seconds) }

  private func offset(atSeconds seconds: Int64) -> Int { span(atSeconds: seconds).offset }

  private func span(atSeconds seconds: Int64) -> Span {
    guard let last = transitions.last else {
      return rule?.span(at: Int(seconds)) ?? Span(offset: firstOffset, from: .min, until: .max)
    }
    if seconds >= last, let rule {
      let span = rule.span(at: Int(seconds))
      return Span(offset: span.offset, from: max(last, span.from), until: span.until)
    }
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return Span(
      offset: low == 0 ? firstOffset : offsets[low - 1], from: low == 0 ? .min : transitions[low - 1],
      until: low == transitions.count ? .max : transitions[low])
  }
}

/// Why a zone cannot be used.
package enum ZoneFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name has other characters than `A-Z a-z 0-9 _ + - /` or an empty part; no file was opened.
  case badName(String)
  /// The system has no such zone, or it cannot be read.
  case notFound(String)
  /// The bytes are not a zone file that we understand; where and why.
  case malformed(String)

  package var description: String {
    switch self {
    case .badName(let name):
      "'\(name.prefix(64))' cannot be the name of a time zone; write one like Europe/Amsterdam"
    case .notFound(let name):
      "this system has no time zone '\(name)'; check the name, or install the package tzdata"
    case .malformed(let why): "damaged time zone file: \(why)"
    }
  }
}
