package import BilateralBase

/// The days that one statement is about: a week, half a month, a month or a quarter (`settlement.period`).
///
/// Written `2026-W43`, `2026-10a` and `2026-10b`, `2026-10`, `2026-Q4`.
package struct SettlementPeriod: Hashable, Comparable, Sendable {
  /// How long it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case week
    case halfMonth = "half-month"
    case month
    case quarter
  }

  /// How long it is.
  package let kind: Kind
  /// The first day.
  package let first: CivilDate
  /// The day after the last.
  package let end: CivilDate

  /// The period of a kind that a day lies in.
  package init(_ kind: Kind, containing day: CivilDate) {
    self.kind = kind
    (first, end) = Self.days(kind, around: day)
  }

  /// Reads a period as it is written, such as `2026-10`; nil when it is none.
  package init?(_ text: String) {
    guard let kind = Self.kind(of: text), let day = Self.day(of: text, kind) else { return nil }
    self.init(kind, containing: day)
    guard description == text.uppercased().replacing("A", with: "a").replacing("B", with: "b") else {
      return nil
    }
  }

  /// The one after it.
  package var next: SettlementPeriod { SettlementPeriod(kind, containing: end) }
  /// The one before it.
  package var previous: SettlementPeriod {
    SettlementPeriod(kind, containing: CivilDate(daysSince1970: first.daysSince1970 - 1))
  }

  /// The last day.
  package var last: CivilDate { CivilDate(daysSince1970: end.daysSince1970 - 1) }

  /// From its first moment to the first one after it, by the clocks of a zone.
  ///
  /// Days are as long as the zone makes them: every moment lies in exactly one period, in the hour that comes twice too.
  package func moments(in zone: ZoneFile) -> Range<Timestamp> { zone.begin(of: first)..<zone.begin(of: end) }

  /// Whether a moment lies in it.
  package func contains(_ moment: Timestamp, in zone: ZoneFile) -> Bool { moments(in: zone).contains(moment) }

  package static func < (left: Self, right: Self) -> Bool {
    (left.first, left.end) < (right.first, right.end)
  }
}

extension SettlementPeriod {
  private static func days(_ kind: Kind, around day: CivilDate) -> (CivilDate, CivilDate) {
    switch kind {
    case .week:
      let monday = day.daysSince1970 - (day.weekday + 6) % 7
      return (CivilDate(daysSince1970: monday), CivilDate(daysSince1970: monday + 7))
    case .halfMonth:
      let middle = date(day.year, day.month, 16)
      return day < middle
        ? (date(day.year, day.month, 1), middle) : (middle, date(day.year, day.month + 1, 1))
    case .month: return (date(day.year, day.month, 1), date(day.year, day.month + 1, 1))
    case .quarter:
      let month = (day.month - 1) / 3 * 3 + 1
      return (date(day.year, month, 1), date(day.year, month + 3, 1))
    }
  }

  /// A day of a month that may lie in the next year.
  private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year + (month - 1) / 12, month: (month - 1) % 12 + 1, day: day)
      ?? CivilDate(daysSince1970: 0)
  }

  private static func kind(of text: String) -> Kind? {
    let rest = text.dropFirst(5)
    guard text.utf8.count >= 7, text.dropFirst(4).first == "-" else { return nil }
    switch rest.first {
    case "W", "w": return .week
    case "Q", "q": return .quarter
    default: return rest.count == 3 ? .halfMonth : .month
    }
  }

  private static func day(of text: String, _ kind: Kind) -> CivilDate? {
    guard let year = Int(text.prefix(4)), (1970...9998).contains(year) else { return nil }
    let rest = text.dropFirst(5)
    switch kind {
    case .week:
      guard let week = Int(rest.dropFirst()), (1...53).contains(week) else { return nil }
      // The fourth of January lies in the first week.
      return CivilDate(daysSince1970: date(year, 1, 4).daysSince1970 + (week - 1) * 7)
    case .quarter:
      guard let quarter = Int(rest.dropFirst()), (1...4).contains(quarter) else { return nil }
      return date(year, quarter * 3, 1)
    case .month, .halfMonth:
      guard let month = Int(rest.prefix(2)), (1...12).contains(month) else { return nil }
      guard kind == .halfMonth else { return date(year, month, 1) }
      switch rest.last {
      case "a", "A": return date(year, month, 1)
      case "b", "B": return date(year, month, 16)
      default: return nil
      }
    }
  }

  private static func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension SettlementPeriod: CustomStringConvertible {
  /// As it is written and read.
  package var description: String {
    let month = "\(first.year)-\(Self.digits(first.month))"
    switch kind {
    case .month: return month
    case .halfMonth: return month + (first.day == 1 ? "a" : "b")
    case .quarter: return "\(first.year)-Q\((first.month + 2) / 3)"
    case .week:
      // The year of a week is that of its Thursday.
      let thursday = CivilDate(daysSince1970: first.daysSince1970 + 3)
      let january = Self.date(thursday.year, 1, 1)
      return "\(thursday.year)-W\(Self.digits((thursday.daysSince1970 - january.daysSince1970) / 7 + 1))"
    }
  }
}

extension ZoneFile {
  /// The first moment of a day; where clocks leap over midnight, the moment of the leap.
  package func begin(of day: CivilDate) -> Timestamp {
    if let first = moments(showing: day, secondOfDay: 0).first { return first }
    let noon =
      moments(showing: day, secondOfDay: 43_200).first
      ?? Timestamp(seconds: Int64(day.daysSince1970) * 86_400)
    return Timestamp(seconds: span(at: noon).from)
  }
}
