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
  /// CDRs that were taken back.
  private var credited: Set<String> = []
  /// Sessions of those.
  private var mended: Set<String> = []

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
  ///   - sessions: all that ended in the period, and those around it, so that nothing at its ends lacks its match.
  ///   - cdrs: all CDRs of those sessions, whenever they came, and their credits.
  ///   - lines: the partner's statement; nil where there is none.
  ///   - terms: what was agreed.
  ///   - period: only what ended in it is told of; nil for all.
  ///   - now: until when CDRs could have come.
  package init(
    _ sessions: consuming [ReconcileSession], _ cdrs: consuming [ReconcileCDR],
    against lines: [ReconcileLine]? = nil, _ terms: ReconcileTerms, within period: Range<Timestamp>? = nil,
    at now: Timestamp
  ) {
    self.terms = terms
    self.now = now
    self.period = period ?? Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
    var (sessions, cdrs) = (sessions, cdrs)
    // Of two CDRs the one that was told first is the one that counts, whatever order they come in.
    sessions.sort { ($0.start, $0.id) < ($1.start, $1.id) }
    cdrs.sort { ($0.told ?? now, $0.id) < ($1.told ?? now, $1.id) }
    credited = Set(cdrs.lazy.compactMap(\.credits))
    if !credited.isEmpty {
      mended = Set(cdrs.lazy.filter { [credited] in credited.contains($0.id) }.compactMap(\.session))
    }
    match(sessions, cdrs)
    compareTimes(cdrs)
    for cdr in cdrs where counts(cdr) && isHome(cdr.end) {
      counted += 1
      judge(cdr)
    }
    if let lines { compare(lines, cdrs) }
    findings.sort { $0.order < $1.order }
  }

  /// Whether a CDR is neither a credit nor taken back by one.
  private func counts(_ cdr: ReconcileCDR) -> Bool {
    cdr.credits == nil && (credited.isEmpty || !credited.contains(cdr.id))
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
  private mutating func match(_ sessions: [ReconcileSession], _ cdrs: [ReconcileCDR]) {
    var places: [String: Int] = [:]
    for (place, session) in sessions.enumerated() { places[session.id] = place }
    var owner = [Int?](repeating: nil, count: sessions.count)
    var loose: [ReconcileCDR] = []
    for cdr in cdrs where counts(cdr) {
      guard let place = cdr.session.flatMap({ places[$0] }) else {
        loose.append(cdr)
        continue
      }
      if owner[place] != nil {
        tell(.duplicate, cdr, sessions[place].id, "its session has a CDR already")
      } else {
        owner[place] = 0
        compare(sessions[place], cdr)
      }
    }
    fit(loose, sessions, &owner)
    for (place, session) in sessions.enumerated() where isHome(session.end ?? session.start) {
      sessionCount += 1
      if owner[place] == nil { lacking(session) } else { matched += 1 }
    }
  }

  /// A CDR that names no session we know belongs to the free one at its EVSE, by its token, at its time.
  private mutating func fit(
    _ cdrs: [ReconcileCDR], _ sessions: [ReconcileSession], _ owner: inout [Int?]
  ) {
    guard !cdrs.isEmpty else { return }
    var byToken: [String: [Int]] = [:]
    for (place, session) in sessions.enumerated() { byToken[session.token, default: []].append(place) }
    for cdr in cdrs {
      let fitting = (byToken[cdr.token] ?? []).filter { place in
        let session = sessions[place]
        return session.evse == cdr.evse && abs(session.start - cdr.start) <= Self.slack
      }
      if let free = fitting.first(where: { owner[$0] == nil }) {
        owner[free] = 0
        compare(sessions[free], cdr)
      } else if let taken = fitting.first {
        tell(.duplicate, cdr, sessions[taken].id, "its session has a CDR already")
      } else {
        tell(.noSession, cdr, nil, "nobody told of a session at \(cdr.start)")
      }
    }
  }

  private mutating func tell(
    _ cause: ReconcileCause, _ cdr: ReconcileCDR, _ session: String?, other: String? = nil, _ words: String
  ) {
    guard isHome(cdr.end) else { return }
    findings.append(
      ReconcileFinding(cause, session: session, record: cdr.id, other: other, money: cdr.net, words))
  }

  private mutating func lacking(_ session: ReconcileSession) {
    guard !session.isVoid else { return }
    guard let end = session.end else {
      guard now - session.start > terms.openAfter else { return }
      return findings.append(
        ReconcileFinding(
          .ghost, session: session.id, money: session.worth, "it goes on since \(session.start)"))
    }
    guard now - end > terms.deliverWithin else { return }
    findings.append(
      ReconcileFinding(
        .missingCDR, session: session.id, money: session.worth, "it ended at \(end), and no CDR came"))
  }

  private mutating func compare(_ session: ReconcileSession, _ cdr: ReconcileCDR) {
    let energy = (session.energy - cdr.energy).magnitude
    if energy > terms.energyTolerance {
      tell(
        .energy, cdr, session.id,
        "the session tells \(session.energy.decimalText(atMost: 4)) kWh, the CDR \(cdr.energy.decimalText(atMost: 4))"
      )
    }
    let ends = session.end.map { abs($0 - cdr.end) } ?? 0
    if max(abs(session.start - cdr.start), ends) > terms.timeTolerance {
      tell(.time, cdr, session.id, "the session began at \(session.start), the CDR at \(cdr.start)")
    }
  }
}

// MARK: - CDRs by themselves

extension Reconciliation {
  private mutating func judge(_ cdr: ReconcileCDR) {
    let late = (cdr.told ?? now) - cdr.end
    // What takes the place of another comes when it comes.
    let isMended = !mended.isEmpty && cdr.session.map { mended.contains($0) } ?? false
    if late > terms.deliverWithin, !isMended {
      let isThere = cdr.told != nil
      tell(
        isThere ? .late : .undelivered, cdr, cdr.session,
        isThere
          ? "it came \(late / 3600) h after the end" : "they do not have it \(late / 3600) h after the end")
    }
    for cause in cdr.objections { tell(cause, cdr, cdr.session, cause.rawValue.replacing("-", with: " ")) }
    if let agreed = terms.currency, let net = cdr.net, net.currency != agreed {
      tell(.currency, cdr, cdr.session, "\(net.currency) instead of \(agreed)")
    }
    switch cdr.verdict {
    case .agrees: break
    case .unpriceable(let reason): tell(.unpriceable, cdr, cdr.session, reason)
    case .differs(let ours, let reason):
      let difference = cdr.net.flatMap { net in ours.flatMap { try? net - $0 } }
      findings.append(
        ReconcileFinding(.price, session: cdr.session, record: cdr.id, money: difference, reason))
    }
  }

  /// Two CDRs of one EVSE, or of one token at two of them, at the same time.
  private mutating func compareTimes(_ cdrs: [ReconcileCDR]) {
    let doubled = Set(findings.lazy.filter { $0.cause == .duplicate }.compactMap(\.record))
    var told: Set<[String]> = []
    for key in [\ReconcileCDR.evse, \ReconcileCDR.heldToken] {
      var numbers: [String: Int32] = [:]
      var spans: [(key: Int32, start: Int64, place: Int32)] = []
      for (place, cdr) in cdrs.enumerated() where cdr.end > cdr.start && counts(cdr) {
        guard let text = cdr[keyPath: key], !doubled.contains(cdr.id) else { continue }
        let number = numbers[text, default: Int32(truncatingIfNeeded: numbers.count)]
        numbers[text] = number
        spans.append((number, cdr.start.microseconds, Int32(truncatingIfNeeded: place)))
      }
      spans.sort { ($0.key, $0.start, $0.place) < ($1.key, $1.start, $1.place) }
      overlaps(cdrs, spans, &told)
    }
  }

  private mutating func overlaps(
    _ cdrs: [ReconcileCDR], _ spans: [(key: Int32, start: Int64, place: Int32)], _ told: inout Set<[String]>
  ) {
    var last: (key: Int32, end: Int64, place: Int32)?
    for span in spans {
      let cdr = cdrs[Int(span.place)]
      let end = cdr.end.microseconds
      guard let before = last, before.key == span.key else {
        last = (span.key, end, span.place)
        continue
      }
      let other = cdrs[Int(before.place)]
      // Clocks are set within a session: some seconds are no overlap.
      if span.start + terms.timeTolerance * 1_000_000 < before.end, told.insert([other.id, cdr.id]).inserted {
        tell(
          .overlap, cdr, cdr.session, other: other.id,
          "\(other.id) has the same \(other.evse == cdr.evse ? "EVSE" : "token") until \(other.end)")
      }
      if end > before.end { last = (span.key, end, span.place) }
    }
  }
}

extension ReconcileCDR {
  fileprivate var heldToken: String? { token.isEmpty ? nil : token }
}

// MARK: - the partner's statement

extension Reconciliation {
  private mutating func compare(_ lines: [ReconcileLine], _ all: [ReconcileCDR]) {
    var places: [String: Int] = [:]
    var bySession: [String: Int] = [:]
    for (place, cdr) in all.enumerated() {
      places[cdr.id] = place
      if let session = cdr.session, cdr.credits == nil { bySession[session] = place }
    }
    var sums: [Int: Rational] = [:]
    for line in lines {
      let place = line.cdr.flatMap { places[$0] } ?? line.session.flatMap { bySession[$0] }
      guard let place, all[place].net.map({ $0.currency == line.net.currency }) ?? true else {
        let words = place == nil ? "we have no such CDR" : "the line is in \(line.net.currency)"
        findings.append(
          ReconcileFinding(
            .onlyTheirs, session: line.session, record: line.cdr ?? line.place, other: line.place,
            money: line.net, words))
        continue
      }
      sums[place] = sums[place, default: .zero] + line.net.amount
    }
    for (place, cdr) in all.enumerated() {
      // A pair that takes itself back may be left out together.
      guard let stated = sums[place] else {
        if counts(cdr) { tell(.notOnTheirs, cdr, cdr.session, "their statement does not list it") }
        continue
      }
      compare(stated, cdr)
    }
  }

  private mutating func compare(_ stated: Rational, _ cdr: ReconcileCDR) {
    guard let net = cdr.net else { return }
    let difference = Money(stated - net.amount, net.currency)
    let tolerance = terms.amountTolerance.map { $0.currency == net.currency ? $0.amount : .zero } ?? .zero
    guard difference.amount.magnitude > tolerance else { return }
    findings.append(
      ReconcileFinding(
        .statementAmount, session: cdr.session, record: cdr.id, money: difference,
        "their statement says \(Money(stated, net.currency)), the CDR \(net)"))
  }
}

extension ReconcileFinding {
  fileprivate var order: (ReconcileCause, String, String, String) {
    (cause, session ?? "", record ?? "", other ?? "")
  }
}
