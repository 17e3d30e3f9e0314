package import BilateralBase
package import BilateralModel

extension ChargedSession {
  /// What the JSON of a CDR says was measured, without reading the rest of it: for pricing many of them.
  ///
  /// The same as reading the CDR and then ``init(_:version:policy:)``, but what a price does not depend on may be
  /// missing or wrong.
  ///
  /// - Parameters:
  ///   - node: the CDR.
  ///   - version: the version it came in.
  ///   - policy: whether hours snap to seconds.
  /// - Throws: ``PricingRefusal`` for a time or a volume that is missing or cannot be read.
  package init(
    reading node: JSONNode, version: OCPIVersion, policy: PricingPolicy = .standard
  ) throws(PricingRefusal) {
    var reader = SessionJSONReader(tape: node.tape, policy: policy)
    try reader.read(node.index)
    self = try reader.session()
  }
}

/// Picks what pricing needs from the tokens of a CDR.
private struct SessionJSONReader {
  let tape: JSONTape
  let policy: PricingPolicy
  private var start: Timestamp?
  private var end: Timestamp?
  private var currency: Currency?
  private var isCredit = false
  private var periods: [ChargedPeriod] = []
  private var findings: [PricingFinding] = []

  init(tape: JSONTape, policy: PricingPolicy) {
    self.tape = tape
    self.policy = policy
  }

  func session() throws(PricingRefusal) -> ChargedSession {
    guard let start else { throw .unreadable(path: "start_date_time") }
    guard let end else { throw .noEnd }
    return ChargedSession(
      start: start, end: end, periods: periods, currency: currency, isCredit: isCredit, findings: findings)
  }

  /// Calls with each member of an object: where its name and its value stand.
  private func members(
    of object: Int, _ body: (Int, Int) throws(PricingRefusal) -> Void
  ) throws(PricingRefusal) {
    guard tape.tokens[object].kind == .object else { return }
    let last = Int(tape.tokens[object].next)
    var name = object + 1
    while name < last {
      try body(name, name + 1)
      name = Int(tape.tokens[name + 1].next)
    }
  }

  mutating func read(_ root: Int) throws(PricingRefusal) {
    guard tape.tokens[root].kind == .object else { throw .unreadable(path: "the CDR") }
    let last = Int(tape.tokens[root].next)
    var name = root + 1
    while name < last {
      try read(name, name + 1)
      name = Int(tape.tokens[name + 1].next)
    }
  }

  private mutating func read(_ name: Int, _ value: Int) throws(PricingRefusal) {
    if tape.string(at: name, equals: "charging_periods") {
      try readPeriods(value)
    } else if tape.string(at: name, equals: "start_date_time") {
      start = moment(value)
    } else if tape.string(at: name, equals: "end_date_time")
      || tape.string(at: name, equals: "stop_date_time")
    {
      end = moment(value)
    } else if tape.string(at: name, equals: "currency") {
      currency = Currency(tape.text(of: value))
    } else if tape.string(at: name, equals: "credit") {
      isCredit = tape.tokens[value].kind == .true
    }
  }

  private func moment(_ token: Int) -> Timestamp? {
    guard tape.tokens[token].kind == .string else { return nil }
    return tape.withContent(of: token) { Timestamp.reading(ocpi: $0)?.timestamp }
  }

  private mutating func readPeriods(_ list: Int) throws(PricingRefusal) {
    guard tape.tokens[list].kind == .array else { throw .unreadable(path: "charging_periods") }
    let last = Int(tape.tokens[list].next)
    var token = list + 1
    periods.reserveCapacity((last - list) / 16)
    while token < last {
      periods.append(try period(token))
      token = Int(tape.tokens[token].next)
    }
  }

  private mutating func period(_ object: Int) throws(PricingRefusal) -> ChargedPeriod {
    var (start, dimensions, tariffID) = (Timestamp?.none, Int?.none, CiString?.none)
    try members(of: object) { name, value in
      if tape.string(at: name, equals: "start_date_time") {
        start = moment(value)
      } else if tape.string(at: name, equals: "dimensions") {
        dimensions = value
      } else if tape.string(at: name, equals: "tariff_id"), tape.tokens[value].kind == .string {
        tariffID = CiString(tape.text(of: value))
      }
    }
    let place = periods.count
    guard let start else { throw .unreadable(path: "charging_periods[\(place)].start_date_time") }
    var reading = PeriodReading(start: start, tariffID: tariffID, place: place, policy: policy)
    if let dimensions { try read(dimensions, into: &reading, place) }
    if !reading.findings.isEmpty { findings += reading.findings }
    return reading.finish()
  }

  private func read(
    _ list: Int, into reading: inout PeriodReading, _ place: Int
  ) throws(PricingRefusal) {
    guard tape.tokens[list].kind == .array else { return }
    let last = Int(tape.tokens[list].next)
    var token = list + 1
    while token < last {
      var (kind, volume) = (DimensionKind.unknown, -1)
      try members(of: token) { name, value in
        if tape.string(at: name, equals: "type") {
          kind = tape.withContent(of: value) { DimensionKind($0) }
        } else if tape.string(at: name, equals: "volume") {
          volume = value
        }
      }
      reading.take(kind, try measure(volume, kind, place))
      token = Int(tape.tokens[token].next)
    }
  }

  private func measure(
    _ token: Int, _ kind: DimensionKind, _ place: Int
  ) throws(PricingRefusal) -> Measure {
    let path = "charging_periods[\(place)].dimensions"
    guard token >= 0, [.number, .string].contains(tape.tokens[token].kind) else {
      throw .unreadable(path: path)
    }
    let unit = PeriodReading.unit(kind)
    guard let measure = tape.withContent(of: token, { Measure.read($0, unit: unit) }) else {
      throw .number(tape.text(of: token), path: path)
    }
    return measure
  }
}
