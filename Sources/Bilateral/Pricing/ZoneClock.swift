import BilateralBase

/// The wall clock of a zone, looked up once for each stretch of time without a change of the clocks.
struct ZoneClock {
  /// The spans of the zone that a pricer keeps ready.
  struct Table: Sendable {
    private let spans: [ZoneFile.Span]
    let zone: ZoneFile

    /// The spans of some decades around our time; other moments are asked of the zone itself.
    init(_ zone: ZoneFile, isNeeded: Bool) {
      self.zone = zone
      var spans: [ZoneFile.Span] = []
      var at = isNeeded ? Self.first : Self.end
      while at < Self.end {
        let span = zone.span(at: Timestamp(seconds: at))
        spans.append(span)
        at = span.until
      }
      self.spans = spans
    }

    /// The span around a second since 1970.
    func span(at second: Int64) -> ZoneFile.Span {
      guard !spans.isEmpty, second >= Self.first, second < Self.end else {
        return zone.span(at: Timestamp(seconds: second))
      }
      var (low, high) = (0, spans.count)
      while low + 1 < high {
        let middle = (low + high) / 2
        if spans[middle].from <= second { low = middle } else { high = middle }
      }
      return spans[low]
    }

    /// 2010 and 2050.
    private static let first: Int64 = 1_262_304_000
    private static let end: Int64 = 2_524_608_000
  }

  private let table: Table
  private var span = ZoneFile.Span(offset: 0, from: 0, until: 0)

  init(_ table: Table) {
    self.table = table
  }

  /// Day since 1970 and second of the day that the clocks show.
  mutating func read(_ moment: Timestamp) -> (day: Int, second: Int) {
    let second = moment.seconds
    if second < span.from || second >= span.until { span = table.span(at: second) }
    let local = Int(second) + span.offset
    let day = local.flooredQuotient(by: 86_400)
    return (day, local - day * 86_400)
  }

  /// Whether the clocks are changed between the moment read last and another one.
  func isChanged(before moment: Timestamp) -> Bool { moment.seconds >= span.until }
}
