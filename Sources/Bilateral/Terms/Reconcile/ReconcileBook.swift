import BilateralBase

/// Sessions and CDRs of a month, held so tightly that millions of each fit into memory: texts as numbers of one table,
/// amounts in eight bytes where they are short, and what few rows have beside them.
package struct ReconcileBook: Sendable {
  /// A session.
  struct Session {
    var id, evse, token: TextTable.Number
    var isVoid: Bool
    var start: Timestamp
    var end: Moment
    var energy: Amount
  }

  /// A CDR.
  struct Charge {
    var id, session, evse, token, credits: TextTable.Number
    /// Where what was said of it stands; 0 where nothing was.
    var said: UInt32
    /// The place of its currency; its net is none without one.
    var currency: UInt16
    var start, end: Timestamp
    var told: Moment
    var energy, net: Amount
  }

  /// A time that may be unknown.
  struct Moment {
    private let raw: Int64
    init(_ time: Timestamp?) { raw = time?.microseconds ?? .min }
    var time: Timestamp? { raw == .min ? nil : Timestamp(microseconds: raw) }
  }

  /// A number: in hundred-millionths, or the place of one that is too long for that.
  struct Amount: Equatable {
    fileprivate static let unit: Int64 = 100_000_000
    fileprivate let raw: Int64
    fileprivate let isLong: Bool
  }

  /// What few CDRs have: what re-rating said, what stands against them.
  struct Said {
    let verdict: ReconcileCDR.Verdict
    let objections: [ReconcileCause]
  }

  /// All texts.
  private(set) var texts = TextTable()
  /// The sessions.
  private(set) var sessions: [Session] = []
  /// The CDRs.
  private(set) var cdrs: [Charge] = []
  private var long: [Rational] = []
  private var notes: [Said] = []
  private var currencies: [Currency] = []
  private var worths: [TextTable.Number: Money] = [:]

  /// An empty book.
  package init() {}

  /// A book of these.
  package init(_ sessions: [ReconcileSession], _ cdrs: [ReconcileCDR]) {
    add(sessions, cdrs)
  }

  /// Whether nothing is in it.
  package var isEmpty: Bool { sessions.isEmpty && cdrs.isEmpty }

  /// The ids of its CDRs, as they are now.
  package var knownCDRs: Known {
    var isCDR = [Bool](repeating: false, count: texts.places)
    for cdr in cdrs { isCDR[cdr.id.place] = true }
    return Known(texts: texts, isKnown: isCDR)
  }

  /// Ids of one kind.
  package struct Known {
    fileprivate let texts: TextTable
    fileprivate let isKnown: [Bool]

    /// Whether an id is one of them.
    package func contains(_ id: String) -> Bool { texts.known(id).map { isKnown[$0.place] } ?? false }
  }
}

// MARK: - writing

extension ReconcileBook {
  /// Adds sessions and CDRs.
  package mutating func add(_ sessions: [ReconcileSession], _ cdrs: [ReconcileCDR]) {
    for session in sessions { add(session) }
    for cdr in cdrs { add(cdr) }
  }

  private mutating func add(_ session: ReconcileSession) {
    let id = texts.number(of: session.id)
    if let worth = session.worth { worths[id] = worth }
    sessions.append(
      Session(
        id: id, evse: texts.number(of: session.evse), token: texts.number(of: session.token),
        isVoid: session.isVoid, start: session.start, end: Moment(session.end),
        energy: packed(session.energy)))
  }

  private mutating func add(_ cdr: ReconcileCDR) {
    cdrs.append(
      Charge(
        id: texts.number(of: cdr.id), session: texts.number(of: cdr.session),
        evse: texts.number(of: cdr.evse), token: texts.number(of: cdr.token),
        credits: texts.number(of: cdr.credits), said: noted(cdr.verdict, cdr.objections),
        currency: numbered(cdr.net?.currency), start: cdr.start, end: cdr.end, told: Moment(cdr.told),
        energy: packed(cdr.energy), net: packed(cdr.net?.amount ?? .zero)))
  }

  private mutating func noted(_ verdict: ReconcileCDR.Verdict, _ objections: [ReconcileCause]) -> UInt32 {
    if case .agrees = verdict, objections.isEmpty { return 0 }
    notes.append(Said(verdict: verdict, objections: objections))
    return UInt32(truncatingIfNeeded: notes.count)
  }

  private mutating func numbered(_ currency: Currency?) -> UInt16 {
    guard let currency else { return 0 }
    if let place = currencies.firstIndex(of: currency) { return UInt16(truncatingIfNeeded: place + 1) }
    currencies.append(currency)
    return UInt16(truncatingIfNeeded: currencies.count)
  }

  private mutating func packed(_ number: Rational) -> Amount {
    if let raw = number.whole(of: Amount.unit) { return Amount(raw: raw, isLong: false) }
    long.append(number)
    return Amount(raw: Int64(long.count - 1), isLong: true)
  }

  /// Puts them in order: sessions as they began; of CDRs the one that was told first counts, whatever order they came in.
  mutating func sort(at now: Timestamp) {
    let texts = texts
    sessions.sort { $0.start == $1.start ? texts.isLess($0.id, $1.id) : $0.start < $1.start }
    cdrs.sort {
      let (one, other) = ($0.told.time ?? now, $1.told.time ?? now)
      return one == other ? texts.isLess($0.id, $1.id) : one < other
    }
  }
}

// MARK: - reading

extension ReconcileBook {
  /// The text of a number; nil for none.
  func text(_ number: TextTable.Number) -> String? { texts[number] }

  /// A number as it was put in.
  func number(_ amount: Amount) -> Rational {
    amount.isLong ? long[Int(amount.raw)] : amount.short
  }

  /// What a session was said to be worth.
  func worth(of session: Session) -> Money? { worths[session.id] }

  /// The currency of a CDR's net; nil where it states no net.
  func currency(of cdr: Charge) -> Currency? { cdr.currency == 0 ? nil : currencies[Int(cdr.currency) - 1] }

  /// The net of a CDR.
  func net(of cdr: Charge) -> Money? { currency(of: cdr).map { Money(number(cdr.net), $0) } }

  /// What was said of a CDR; nil where nothing was.
  func said(of cdr: Charge) -> Said? { cdr.said == 0 ? nil : notes[Int(cdr.said) - 1] }
}

extension ReconcileBook {
  /// What the lines of a statement add up to, for each CDR.
  struct Sums {
    private var short: [Amount?]
    private var long: [Int: Rational] = [:]

    /// No line was seen of any of so many CDRs.
    init(count: Int) { short = Array(repeating: nil, count: count) }

    /// The sum of the lines about a CDR; nil where there was none.
    subscript(place: Int) -> Rational? {
      guard let amount = short[place] else { return nil }
      return amount.isLong ? long[place] : amount.short
    }

    /// Adds a line.
    mutating func add(_ amount: Rational, at place: Int) {
      let sum = (self[place] ?? .zero) + amount
      let raw = sum.whole(of: Amount.unit)
      short[place] = Amount(raw: raw ?? 0, isLong: raw == nil)
      if raw == nil { long[place] = sum }
    }
  }
}

extension ReconcileBook.Amount {
  /// The number, where it is short.
  fileprivate var short: Rational { Rational(Int(raw), over: Int(Self.unit)) ?? .zero }
}
