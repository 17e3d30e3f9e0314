package import BilateralBase
package import BilateralModel
import Glibc

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
    let tape = node.tape
    self = try tape.withBuffers { bytes, tokens throws(PricingRefusal) in
      var reader = SessionJSONReader(CDRTokens(tape: tape, bytes: bytes, tokens: tokens), policy)
      try reader.read(node.index)
      return try reader.session()
    }
  }
}

/// The tokens of a CDR and the bytes they stand in, as long as they are lent.
private struct CDRTokens {
  let tape: JSONTape
  let bytes: UnsafeBufferPointer<UInt8>
  let tokens: UnsafeBufferPointer<JSONToken>

  /// The members of an object or the elements of an array, each as the place of its first token.
  struct Places: Sequence, IteratorProtocol {
    let tokens: UnsafeBufferPointer<JSONToken>
    var place: Int
    let end: Int
    /// Tokens before the value of each: 1 for the name of a member.
    let ahead: Int

    mutating func next() -> Int? {
      guard place < end else { return nil }
      defer { place = Int(tokens[place &+ ahead].next) }
      return place
    }
  }

  /// Where the names of members stand, each before its value; none for what is no object.
  func names(_ object: Int) -> Places { places(object, isObject(object), ahead: 1) }

  /// Where the elements of an array stand; none for what is no array.
  func elements(_ array: Int) -> Places { places(array, isArray(array), ahead: 0) }

  private func places(_ container: Int, _ isRight: Bool, ahead: Int) -> Places {
    Places(
      tokens: tokens, place: container + 1, end: isRight ? Int(tokens[container].next) : 0, ahead: ahead)
  }

  func isObject(_ place: Int) -> Bool { if case .object = tokens[place].kind { true } else { false } }
  func isArray(_ place: Int) -> Bool { if case .array = tokens[place].kind { true } else { false } }
  func isString(_ place: Int) -> Bool { if case .string = tokens[place].kind { true } else { false } }

  func isNumber(_ place: Int) -> Bool {
    switch tokens[place].kind {
    case .number, .string: true
    default: false
    }
  }

  /// Whether a string says that; without making a text of it in the usual case.
  func says(_ place: Int, _ text: StaticString) -> Bool {
    let token = tokens[place]
    guard !token.hasEscapes else { return tape.string(at: place, equals: text) }
    guard Int(token.length) == text.utf8CodeUnitCount else { return false }
    guard let start = bytes.baseAddress else { return false }
    return memcmp(start + Int(token.offset), text.utf8Start, Int(token.length)) == 0
  }

  /// Whether two strings have the same bytes.
  func isSame(_ place: Int, _ other: Int) -> Bool {
    guard tokens[place].length == tokens[other].length, let start = bytes.baseAddress else { return false }
    return memcmp(
      start + Int(tokens[place].offset), start + Int(tokens[other].offset), Int(tokens[place].length))
      == 0
  }

  /// The bytes of a string or number.
  func content(_ place: Int) -> UnsafeBufferPointer<UInt8> {
    let start = Int(tokens[place].offset)
    return UnsafeBufferPointer(rebasing: bytes[start..<start &+ Int(tokens[place].length)])
  }

  func moment(_ place: Int) -> Timestamp? {
    isString(place) ? Timestamp.reading(ocpi: content(place))?.timestamp : nil
  }
}

/// Picks what pricing needs from the tokens of a CDR.
private struct SessionJSONReader {
  private let tokens: CDRTokens
  private let policy: PricingPolicy
  private var start: Timestamp?
  private var end: Timestamp?
  private var currency: Currency?
  private var isCredit = false
  private var periods: [ChargedPeriod] = []
  private var findings: [PricingFinding] = []
  /// The tariff that the period before names, and where: most name the same.
  private var tariff: (id: CiString, place: Int)?

  init(_ tokens: CDRTokens, _ policy: PricingPolicy) {
    self.tokens = tokens
    self.policy = policy
  }

  mutating func session() throws(PricingRefusal) -> ChargedSession {
    guard let start else { throw .unreadable(path: "start_date_time") }
    guard let end else { throw .noEnd }
    var given: [ChargedPeriod] = []
    swap(&given, &periods)
    return ChargedSession(
      start: start, end: end, periods: given, currency: currency, isCredit: isCredit, findings: findings)
  }

  mutating func read(_ root: Int) throws(PricingRefusal) {
    guard tokens.isObject(root) else { throw .unreadable(path: "the CDR") }
    for name in tokens.names(root) { try read(name, name + 1) }
  }

  private mutating func read(_ name: Int, _ value: Int) throws(PricingRefusal) {
    if tokens.says(name, "charging_periods") {
      try readPeriods(value)
    } else if tokens.says(name, "start_date_time") {
      start = tokens.moment(value)
    } else if tokens.says(name, "end_date_time") || tokens.says(name, "stop_date_time") {
      end = tokens.moment(value)
    } else if tokens.says(name, "currency") {
      currency = Currency(tokens.tape.text(of: value))
    } else if tokens.says(name, "credit") {
      isCredit = tokens.tape.tokens[value].kind == .true
    }
  }

  private mutating func readPeriods(_ list: Int) throws(PricingRefusal) {
    guard tokens.isArray(list) else { throw .unreadable(path: "charging_periods") }
    periods.reserveCapacity((tokens.elements(list).end - list) / 16)
    for place in tokens.elements(list) { try readPeriod(place) }
  }

  private mutating func readPeriod(_ object: Int) throws(PricingRefusal) {
    var (start, dimensions, tariffID) = (Timestamp?.none, -1, -1)
    for name in tokens.names(object) {
      if tokens.says(name, "start_date_time") {
        start = tokens.moment(name + 1)
      } else if tokens.says(name, "dimensions") {
        dimensions = name + 1
      } else if tokens.says(name, "tariff_id"), tokens.isString(name + 1) {
        tariffID = name + 1
      }
    }
    let number = periods.count
    guard let start else { throw .unreadable(path: "charging_periods[\(number)].start_date_time") }
    var reading = PeriodReading(start: start, tariffID: tariff(tariffID), place: number, policy: policy)
    if dimensions >= 0 {
      for place in tokens.elements(dimensions) { try read(place, into: &reading, number) }
    }
    if !reading.findings.isEmpty { findings += reading.findings }
    periods.append(reading.finish())
  }

  private mutating func tariff(_ place: Int) -> CiString? {
    guard place >= 0 else { return nil }
    if let tariff, tokens.isSame(tariff.place, place) { return tariff.id }
    let id = CiString(tokens.tape.text(of: place))
    tariff = (id, place)
    return id
  }

  private func read(
    _ object: Int, into reading: inout PeriodReading, _ number: Int
  ) throws(PricingRefusal) {
    var (kind, volume) = (DimensionKind.unknown, -1)
    for name in tokens.names(object) {
      if tokens.says(name, "type") {
        kind = DimensionKind(tokens.content(name + 1))
      } else if tokens.says(name, "volume") {
        volume = name + 1
      }
    }
    reading.take(kind, try measure(volume, kind, number))
  }

  private func measure(
    _ place: Int, _ kind: DimensionKind, _ number: Int
  ) throws(PricingRefusal) -> Measure {
    let unit = PeriodReading.unit(kind)
    if place >= 0, tokens.isNumber(place), let measure = Measure.read(tokens.content(place), unit: unit) {
      return measure
    }
    throw refusal(place, number)
  }

  private func refusal(_ place: Int, _ number: Int) -> PricingRefusal {
    let path = "charging_periods[\(number)].dimensions"
    guard place >= 0, tokens.isNumber(place) else { return .unreadable(path: path) }
    return .number(tokens.tape.text(of: place), path: path)
  }
}
