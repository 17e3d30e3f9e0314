package import BilateralBase

/// What a partnership was worth in a period: a pure value over a stream of sessions and CDRs.
package struct ValueFigures: Sendable {
  /// A session that ended, as far as figures need it.
  package struct SessionEntry: Hashable, Sendable {
    package var id: String
    package var site: String
    package var start: Timestamp
    package var end: Timestamp
    /// What it cost by its own words; nil where it does not say.
    package var worth: Money?

    package init(_ id: String, site: String, start: Timestamp, end: Timestamp, worth: Money? = nil) {
      (self.id, self.site, self.start, self.end, self.worth) = (id, site, start, end, worth)
    }
  }

  /// A CDR, as far as figures need it.
  package struct CDREntry: Hashable, Sendable {
    package var session: String?
    package var site: String
    package var start: Timestamp
    package var end: Timestamp
    /// kWh.
    package var energy: Rational
    /// Net; negative for a credit.
    package var net: Money?
    package var isCredit: Bool

    package init(
      session: String?, site: String, start: Timestamp, end: Timestamp, energy: Rational, net: Money?,
      isCredit: Bool = false
    ) {
      (self.session, self.site, self.start, self.end) = (session, site, start, end)
      (self.energy, self.net, self.isCredit) = (energy, net, isCredit)
    }
  }

  /// One day or one site.
  package struct Part: Hashable, Sendable {
    package var sessions = 0
    package var energy = Rational.zero
    /// Seconds in which a car was connected.
    package var seconds: Int64 = 0
    package var net: [Currency: Rational] = [:]
  }

  private let period: Range<Timestamp>
  private let dueBefore: Timestamp
  private let zone: ZoneFile?
  private var withCDR: Set<String> = []
  private var ended: [SessionEntry] = []

  /// All of the period.
  package private(set) var total = Part()
  /// By the day on which the session ended.
  package private(set) var days: [CivilDate: Part] = [:]
  /// By location.
  package private(set) var sites: [String: Part] = [:]
  /// How many credits there are.
  package private(set) var credits = 0

  /// Figures of a period.
  ///
  /// - Parameters:
  ///   - period: which sessions count, by their end.
  ///   - deliverWithin: seconds after which a CDR is due.
  ///   - zone: by whose clock days begin; nil for UTC.
  ///   - now: until when CDRs could have come.
  package init(_ period: Range<Timestamp>, deliverWithin: Int64, zone: ZoneFile?, now: Timestamp) {
    self.period = period
    self.zone = zone
    dueBefore = now.adding(seconds: -deliverWithin)
  }

  /// Takes a session in that ended; those of other times do not count.
  package mutating func add(_ session: SessionEntry) {
    if period.contains(session.end) { ended.append(session) }
  }

  /// Takes a CDR in.
  package mutating func add(_ cdr: CDREntry) {
    if let session = cdr.session, !cdr.isCredit { withCDR.insert(session.lowercased()) }
    guard period.contains(cdr.end) else { return }
    if cdr.isCredit { credits += 1 }
    let day =
      zone?.local(cdr.end).date ?? CivilDate(daysSince1970: Int(cdr.end.seconds.flooredQuotient(by: 86_400)))
    Self.add(cdr, to: &total)
    Self.add(cdr, to: &days[day, default: Part()])
    Self.add(cdr, to: &sites[cdr.site, default: Part()])
  }

  private static func add(_ cdr: CDREntry, to part: inout Part) {
    if let net = cdr.net {
      part.net[net.currency, default: .zero] = part.net[net.currency, default: .zero] + net.amount
    }
    // A credit takes money back; that somebody charged remains.
    guard !cdr.isCredit else { return }
    part.sessions += 1
    part.energy = part.energy + cdr.energy
    part.seconds += max(0, cdr.end - cdr.start)
  }

  /// Sessions whose CDR is due that have one.
  package var matched: Share {
    ended.reduce(into: Share()) { share, session in
      guard session.end <= dueBefore else { return }
      share.add(withCDR.contains(session.id.lowercased()))
    }
  }

  /// What sessions without a CDR are worth, by currency, and how many do not say.
  package var leakage: (money: [Money], unknown: Int) {
    var (sums, unknown): ([Currency: Rational], Int) = ([:], 0)
    for session in ended where session.end <= dueBefore && !withCDR.contains(session.id.lowercased()) {
      guard let worth = session.worth else {
        unknown += 1
        continue
      }
      sums[worth.currency, default: .zero] = sums[worth.currency, default: .zero] + worth.amount
    }
    return (sums.map { Money($0.value, $0.key) }.sorted { $0.currency.code < $1.currency.code }, unknown)
  }

  /// The share of the time in which the chargers of a site were in use; nil where nobody knows how many there are.
  package func utilisation(of site: String, ports: Int) -> Rational? {
    let time = Int128(ports) * Int128(max(0, period.upperBound - period.lowerBound))
    guard time > 0, let part = sites[site] else { return nil }
    return Rational(Int128(part.seconds), over: time)
  }
}
