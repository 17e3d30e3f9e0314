extension ZoneFile {
  /// A stretch of time without a change of the clocks.
  package struct Span: Hashable, Sendable {
    /// Seconds east of UTC within it.
    package let offset: Int
    /// From that second since 1970 on.
    package let from: Int64
    /// Before that second since 1970.
    package let until: Int64

    /// A stretch of time.
    package init(offset: Int, from: Int64, until: Int64) {
      self.offset = offset
      self.from = from
      self.until = until
    }
  }
}

extension PosixZoneRule {
  /// The stretch without a change around a moment given in seconds since 1970.
  ///
  /// The switches of the year before and after are looked at too, because a switch at hour -1 or 30 may fall into
  /// another year. At a tie daylight time wins, which is how "daylight time all year" is written.
  func span(at seconds: Int) -> ZoneFile.Span {
    guard let daylight else { return ZoneFile.Span(offset: standard, from: .min, until: .max) }
    let year = CivilDate(daysSince1970: (seconds + standard).flooredQuotient(by: 86_400)).year
    var latest = (moment: Int.min, offset: standard)
    var next = Int.max
    for year in year - 1...year + 1 {
      let end = daylight.ends.localSeconds(in: year) - daylight.offset
      if end <= seconds, end > latest.moment { latest = (end, standard) }
      if end > seconds { next = min(next, end) }
      let begin = daylight.begins.localSeconds(in: year) - standard
      if begin <= seconds, begin >= latest.moment { latest = (begin, daylight.offset) }
      if begin > seconds { next = min(next, begin) }
    }
    return ZoneFile.Span(offset: latest.offset, from: Int64(latest.moment), until: Int64(next))
  }
}
