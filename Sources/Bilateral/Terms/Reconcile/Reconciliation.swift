package import BilateralBase

/// Holds sessions against CDRs, CDRs against what they should cost, and both against the partner's statement.
///
/// A CDR belongs to the session that it names; where it names none that we know, to the one at its EVSE by its token at
/// its time. What was taken back by a credit counts for nothing more, and neither does the credit.
package struct Reconciliation: Sendable {
  /// So many seconds two tellings of one start may lie apart where no id binds them.
  static let slack: Int64 = 120

  private let terms: ReconcileTerms
  private let now: Timestamp
  private let period: Range<Timestamp>
  /// CDRs that were taken back, all of them.
  private var credited: Set<TextTable.Number> = []
  /// What was taken back of CDRs that stand for the rest.
  private var reduced: [TextTable.Number: Rational] = [:]
  /// Sessions of those.
  private var mended: Set<TextTable.Number> = []
  /// CDRs that tell what another one told.
  private var doubled: Set<TextTable.Number> = []

  /// What does not agree, by cause, then by id.
  package private(set) var findings: [ReconcileFinding] = []
  /// Sessions of the period.
  package private(set) var sessionCount = 0
  /// Sessions of the period that have their CDR.
  package private(set) var matched = 0
  /// CDRs of the period that were looked at: neither credits nor what credits took back.
  package private(set) var counted = 0

  /// Reconciles.
  ///
  /// - Parameters:
  ///   - book: all sessions that ended in the period, and those around it, so that nothing at its ends lacks its match;
  ///     all CDRs of those sessions, whenever they came, and their credits.
  ///   - lines: the partner's statement; nil where there is none.
  ///   - terms: what was agreed.
  ///   - period: only what ended in it is told of; nil for all.
  ///   - now: until when CDRs could have come.
  package init(
    _ book: consuming ReconcileBook, against lines: [ReconcileLine]? = nil, _ terms: ReconcileTerms,
    within period: Range<Timestamp>? = nil, at now: Timestamp
  ) {
    self.terms = terms
    self.now = now
    self.period = period ?? Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
    book.sort(at: now)
    takeCredits(book)
    if !credited.isEmpty {
      mended = Set(book.cdrs.lazy.filter { [credited] in credited.contains($0.id) }.map(\.session))
      mended.remove(.none)
    }
    match(book)
    compareTimes(book)
    for cdr in book.cdrs where counts(cdr) && isHome(cdr.end) {
      counted += 1
      judge(cdr, book)
    }
    if let lines { compare(lines, book) }
    findings.sort { $0.order < $1.order }
  }

  /// A credit of less than the whole takes nothing off the list: its CDR stands for the rest.
  private mutating func takeCredits(_ book: ReconcileBook) {
    var sums: [TextTable.Number: Rational] = [:]
    for cdr in book.cdrs where cdr.credits != .none {
      sums[cdr.credits, default: .zero] += book.number(cdr.net)
    }
    credited = Set(sums.keys)
    guard !sums.isEmpty else { return }
    for cdr in book.cdrs where cdr.credits == .none {
      guard let sum = sums[cdr.id], let net = book.net(of: cdr)?.amount, sum.isNegative,
        sum.magnitude < net.magnitude
      else { continue }
      credited.remove(cdr.id)
      reduced[cdr.id] = sum
    }
  }

  /// Reconciles sessions and CDRs that are at hand.
  package init(
    _ sessions: [ReconcileSession], _ cdrs: [ReconcileCDR], against lines: [ReconcileLine]? = nil,
    _ terms: ReconcileTerms, within period: Range<Timestamp>? = nil, at now: Timestamp
  ) {
    self.init(ReconcileBook(sessions, cdrs), against: lines, terms, within: period, at: now)
  }

  /// Whether a CDR is neither a credit nor taken back by one.
  private func counts(_ cdr: ReconcileBook.Charge) -> Bool {
    cdr.credits == .none && (credited.isEmpty || !credited.contains(cdr.id))
  }

  private func isHome(_ moment: Timestamp) -> Bool { period.contains(moment) }

  /// Says what sessions without a CDR are worth, where that was not known when they were read.
  package mutating func appraise(_ worth: (_ session: String) throws -> Money?) rethrows {
    for place in findings.indices where findings[place].money == nil && findings[place].record == nil {
      guard let session = findings[place].session, let money = try worth(session) else { continue }
      findings[place].money = money
    }
  }

  /// What is earned and not billed: sessions without a CDR.
  package var leakage: [Money] {
    var sums: [Currency: Rational] = [:]
    for finding in findings where finding.cause == .missingCDR {
      if let money = finding.money {
        sums[money.currency, default: .zero] = sums[money.currency, default: .zero] + money.amount
      }
    }
    return sums.map { Money($0.value, $0.key) }.sorted { $0.currency.code < $1.currency.code }
  }
}

// MARK: - sessions and CDRs

extension Reconciliation {
  private mutating func match(_ book: ReconcileBook) {
    var places = [Int32](repeating: -1, count: book.texts.places)
    for (place, session) in book.sessions.enumerated() {
      places[session.id.place] = Int32(truncatingIfNeeded: place)
    }
    var hasCDR = [Bool](repeating: false, count: book.sessions.count)
    var loose: [Int] = []
    for (number, cdr) in book.cdrs.enumerated() where counts(cdr) {
      let place = cdr.session == .none ? -1 : Int(places[cdr.session.place])
      guard place >= 0 else {
        loose.append(number)
        continue
      }
      give(cdr, to: place, hasCDR[place], book)
      hasCDR[place] = true
    }
    fit(loose, book, &hasCDR)
    for (place, session) in book.sessions.enumerated() where isHome(session.end.time ?? session.start) {
      sessionCount += 1
      if hasCDR[place] { matched += 1 } else { lacking(session, book) }
    }
  }

  /// The first CDR of a session is held against it; others are one too many.
  private mutating func give(
    _ cdr: ReconcileBook.Charge, to place: Int, _ hasOne: Bool, _ book: ReconcileBook
  ) {
    let session = book.sessions[place]
    guard hasOne else { return compare(session, cdr, book) }
    if isHome(cdr.end) { doubled.insert(cdr.id) }
    tell(.duplicate, cdr, session.id, book, "its session has a CDR already")
  }

  /// A CDR that names no session we know belongs to the free one at its EVSE, by its token, at its time.
  private mutating func fit(_ loose: [Int], _ book: ReconcileBook, _ hasCDR: inout [Bool]) {
    guard !loose.isEmpty else { return }
    let tokens = Set(loose.lazy.map { book.cdrs[$0].token })
    var byToken: [TextTable.Number: [Int]] = [:]
    for (place, session) in book.sessions.enumerated() where tokens.contains(session.token) {
      byToken[session.token, default: []].append(place)
    }
    for cdr in loose.lazy.map({ book.cdrs[$0] }) {
      let fitting = (byToken[cdr.token] ?? []).filter { place in
        let session = book.sessions[place]
        return session.evse == cdr.evse && abs(session.start - cdr.start) <= Self.slack
      }
      guard let place = fitting.first(where: { !hasCDR[$0] }) ?? fitting.first else {
        tell(.noSession, cdr, .none, book, "nobody told of a session at \(cdr.start)")
        continue
      }
      give(cdr, to: place, hasCDR[place], book)
      hasCDR[place] = true
    }
  }

  private mutating func tell(
    _ cause: ReconcileCause, _ cdr: ReconcileBook.Charge, _ session: TextTable.Number,
    other: TextTable.Number = .none, _ book: ReconcileBook, _ words: @autoclosure () -> String
  ) {
    guard isHome(cdr.end) else { return }
    findings.append(
      ReconcileFinding(
        cause, session: book.text(session), record: book.text(cdr.id), other: book.text(other),
        money: book.net(of: cdr), words()))
  }

  private mutating func lacking(_ session: ReconcileBook.Session, _ book: ReconcileBook) {
    guard !session.isVoid else { return }
    func finding(_ cause: ReconcileCause, _ words: String) -> ReconcileFinding {
      ReconcileFinding(cause, session: book.text(session.id), money: book.worth(of: session), words)
    }
    if let end = session.end.time {
      guard now - end > terms.deliverWithin else { return }
      findings.append(finding(.missingCDR, "it ended at \(end), and no CDR came"))
    } else if now - session.start > terms.openAfter {
      findings.append(finding(.ghost, "it goes on since \(session.start)"))
    }
  }

  private mutating func compare(
    _ session: ReconcileBook.Session, _ cdr: ReconcileBook.Charge, _ book: ReconcileBook
  ) {
    if session.energy != cdr.energy {
      let (told, billed) = (book.number(session.energy), book.number(cdr.energy))
      if (told - billed).magnitude > terms.energyTolerance {
        let words = "the session tells \(told.decimalText(atMost: 4)) kWh, the CDR"
        tell(.energy, cdr, session.id, book, "\(words) \(billed.decimalText(atMost: 4))")
      }
    }
    let ends = session.end.time.map { abs($0 - cdr.end) } ?? 0
    if max(abs(session.start - cdr.start), ends) > terms.timeTolerance {
      tell(
        .time, cdr, session.id, book, "the session began at \(session.start), the CDR at \(cdr.start)")
    }
  }
}

// MARK: - CDRs by themselves

extension Reconciliation {
  private mutating func judge(_ cdr: ReconcileBook.Charge, _ book: ReconcileBook) {
    let told = cdr.told.time
    let late = (told ?? now) - cdr.end
    // What takes the place of another comes when it comes.
    if late > terms.deliverWithin, !mended.contains(cdr.session) {
      tell(
        told != nil ? .late : .undelivered, cdr, cdr.session, book,
        told != nil
          ? "it came \(late / 3600) h after the end" : "they do not have it \(late / 3600) h after the end")
    }
    let said = book.said(of: cdr)
    for cause in said?.objections ?? [] {
      tell(cause, cdr, cdr.session, book, cause.rawValue.replacing("-", with: " "))
    }
    if let agreed = terms.currency, let currency = book.currency(of: cdr), currency != agreed {
      tell(.currency, cdr, cdr.session, book, "\(currency) instead of \(agreed)")
    }
    switch said?.verdict ?? .agrees {
    case .agrees: break
    case .unpriceable(let reason): tell(.unpriceable, cdr, cdr.session, book, reason)
    case .differs(let ours, let reason):
      var difference = book.net(of: cdr).flatMap { net in ours.flatMap { try? net - $0 } }
      if let part = reduced[cdr.id], let whole = difference {
        // What was too much may have been taken back.
        difference = Money(whole.amount + part, whole.currency)
        if difference?.amount.isZero == true { return }
      }
      findings.append(
        ReconcileFinding(
          .price, session: book.text(cdr.session), record: book.text(cdr.id), money: difference, reason))
    }
  }

  /// A CDR on the line of its EVSE, or of its token.
  private struct Span {
    let line: TextTable.Number
    let start: Timestamp
    let place: Int32
  }

  /// Two CDRs of one EVSE, or of one token at two of them, at the same time.
  private mutating func compareTimes(_ book: ReconcileBook) {
    var told: Set<[Int32]> = []
    let nameless = book.texts.known("")
    for line in [\ReconcileBook.Charge.evse, \.token] {
      var spans: [Span] = []
      for (place, cdr) in book.cdrs.enumerated() where cdr.end > cdr.start && counts(cdr) {
        let line = cdr[keyPath: line]
        guard line != .none, line != nameless, !doubled.contains(cdr.id) else { continue }
        spans.append(Span(line: line, start: cdr.start, place: Int32(truncatingIfNeeded: place)))
      }
      spans.sort { ($0.line.place, $0.start, $0.place) < ($1.line.place, $1.start, $1.place) }
      overlaps(book, spans, &told)
    }
  }

  private mutating func overlaps(_ book: ReconcileBook, _ spans: [Span], _ told: inout Set<[Int32]>) {
    var last: Span?
    for span in spans {
      guard let before = last, before.line == span.line else {
        last = span
        continue
      }
      let (cdr, other) = (book.cdrs[Int(span.place)], book.cdrs[Int(before.place)])
      // Clocks are set within a session: some seconds are no overlap.
      if span.start.adding(seconds: terms.timeTolerance) < other.end,
        told.insert([before.place, span.place]).inserted
      {
        let shared = other.evse == cdr.evse ? "EVSE" : "token"
        tell(
          .overlap, cdr, cdr.session, other: other.id, book,
          "\(book.text(other.id) ?? "") has the same \(shared) until \(other.end)")
      }
      if cdr.end > other.end { last = span }
    }
  }
}

// MARK: - the partner's statement

extension Reconciliation {
  private mutating func compare(_ lines: [ReconcileLine], _ book: ReconcileBook) {
    var places = [Int32](repeating: -1, count: book.texts.places)
    var bySession = places
    for (place, cdr) in book.cdrs.enumerated() {
      places[cdr.id.place] = Int32(truncatingIfNeeded: place)
      if cdr.session != .none, cdr.credits == .none {
        bySession[cdr.session.place] = Int32(truncatingIfNeeded: place)
      }
    }
    func place(_ id: String?, _ places: [Int32]) -> Int? {
      id.flatMap { book.texts.known($0) }.map { Int(places[$0.place]) }.flatMap { $0 < 0 ? nil : $0 }
    }
    var sums = ReconcileBook.Sums(count: book.cdrs.count)
    for line in lines {
      let place = place(line.cdr, places) ?? place(line.session, bySession)
      guard let place, book.currency(of: book.cdrs[place]).map({ $0 == line.net.currency }) ?? true else {
        let words = place == nil ? "we have no such CDR" : "the line is in \(line.net.currency)"
        findings.append(
          ReconcileFinding(
            .onlyTheirs, session: line.session, record: line.cdr ?? line.place, other: line.place,
            money: line.net, words))
        continue
      }
      sums.add(line.net.amount, at: place)
    }
    for (place, cdr) in book.cdrs.enumerated() {
      // A pair that takes itself back may be left out together.
      guard let stated = sums[place] else {
        if counts(cdr) { tell(.notOnTheirs, cdr, cdr.session, book, "their statement does not list it") }
        continue
      }
      compare(stated, cdr, book)
    }
  }

  private mutating func compare(_ stated: Rational, _ cdr: ReconcileBook.Charge, _ book: ReconcileBook) {
    guard let net = book.net(of: cdr) else { return }
    let difference = Money(stated - net.amount, net.currency)
    let tolerance = terms.amountTolerance.map { $0.currency == net.currency ? $0.amount : .zero } ?? .zero
    guard difference.amount.magnitude > tolerance else { return }
    findings.append(
      ReconcileFinding(
        .statementAmount, session: book.text(cdr.session), record: book.text(cdr.id), money: difference,
        "their statement says \(Money(stated, net.currency)), the CDR \(net)"))
  }
}

extension ReconcileFinding {
  fileprivate var order: (ReconcileCause, String, String, String) {
    (cause, session ?? "", record ?? "", other ?? "")
  }
}
