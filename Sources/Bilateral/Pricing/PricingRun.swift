import BilateralBase

/// A component that was found for a slot of a period.
struct Charge: Hashable, Sendable {
  /// The period, from 0.
  let period: Int32
  /// The tariff, from 0.
  let tariff: Int16
  /// The slot.
  let slot: PricingSlot
  /// The candidate for that slot, from 0.
  let candidate: Int32

  init(period: Int, tariff: Int, slot: PricingSlot, candidate: Int) {
    self.period = Int32(truncatingIfNeeded: period)
    self.tariff = Int16(truncatingIfNeeded: tariff)
    self.slot = slot
    self.candidate = Int32(truncatingIfNeeded: candidate)
  }

  /// The slot as its raw value.
  var slotNumber: Int { slot.rawValue }
}

/// What is not certain about a price; each is followed up when somebody asks for findings.
struct PricingDoubts: OptionSet, Sendable {
  let rawValue: UInt8
  /// Somebody should have measured current or power.
  static let unmeasured = PricingDoubts(rawValue: 1)
  /// A range of current or power lies across a bound.
  static let straddles = PricingDoubts(rawValue: 2)
  /// Power was worked out of energy and time.
  static let estimated = PricingDoubts(rawValue: 4)
  /// A period may lie across a boundary of time, duration or energy.
  static let spans = PricingDoubts(rawValue: 8)
  /// A period names no tariff although several were supplied.
  static let unnamed = PricingDoubts(rawValue: 16)
  /// A period names a tariff that was not supplied.
  static let unknownTariff = PricingDoubts(rawValue: 32)
  /// A component without step has a quantity.
  static let zeroStep = PricingDoubts(rawValue: 64)
  /// The other reading of the rule for times would round something else.
  static let timeStep = PricingDoubts(rawValue: 128)
}

/// Finds for each period the components that price it (R2 to R6, R9 to R12).
struct PricingRun<Number: PricingNumber> {
  let tariffs: CompiledTariffs
  let session: ChargedSession
  let volumes: [PeriodVolumes<Number>]
  let policy: PricingPolicy
  private(set) var charges: [Charge] = []
  private(set) var doubts: PricingDoubts = []
  /// A bit for each slot in which something was measured that has no price.
  private(set) var unpriced: UInt8 = 0
  /// The first period to which one of the doubts belongs.
  private(set) var doubtfulPeriod: Int?

  /// Whether, in periods that lie across a change, all components that may count are collected (R6).
  var collectsOptions = false
  /// What was collected.
  var options: [PriceOptions] = []
  /// Whether the state at the beginning of each period is kept, for explaining.
  var keepsMoments = false
  /// What was kept, by period.
  private(set) var moments: [Int: PricingMoment<Number>] = [:]

  private var clock: ZoneClock
  private let starts: SessionStarts
  private var energy = Number.nothing
  private var hasFlat = false
  private var hasReservedFlat = false

  init(_ tariffs: CompiledTariffs, _ session: ChargedSession, _ policy: PricingPolicy) throws(OutOfRange) {
    self.tariffs = tariffs
    self.session = session
    volumes = try PeriodVolumes.all(of: session)
    self.policy = policy
    clock = ZoneClock(tariffs.zone)
    starts = SessionStarts(session, policy)
    charges.reserveCapacity(session.periods.count * 2 + 1)
  }

  /// Looks at all periods in the order of time.
  mutating func run() throws {
    for index in volumes.indices { try look(at: index) }
  }

  private mutating func look(at index: Int) throws {
    let period = volumes[index]
    if let tariff = try tariffIndex(of: index) {
      let moment = moment(of: period)
      if keepsMoments { moments[index] = moment }
      try price(period, index, tariff, moment)
      if isChanging(within: period, moment, tariff) {
        doubt(.spans, index)
        if collectsOptions { try collectOptions(session.periods[index], index, tariff, moment) }
      }
    } else {
      try markUnpriced(period)
    }
    if let taken = period.energy { energy = try energy.plus(taken) }
  }

  /// What the clocks show.
  mutating func read(_ moment: Timestamp) -> (day: Int, second: Int) { clock.read(moment) }

  private mutating func doubt(_ doubt: PricingDoubts, _ index: Int) {
    doubts.insert(doubt)
    if doubtfulPeriod == nil { doubtfulPeriod = index }
  }

  /// The tariff of a period (R2).
  private mutating func tariffIndex(of index: Int) throws -> Int? {
    guard tariffs.rules.periodsNameTariffs else { return 0 }
    let isSingle = tariffs.all.count == 1
    guard let id = session.periods[index].tariffID else {
      if isSingle, policy.unnamedTariff != .unpriced { return 0 }
      if session.tariffType != nil || policy.unnamedTariff == .sessionTariff {
        return try tariffs.sessionTariff(of: session)
      }
      doubt(.unnamed, index)
      return nil
    }
    if let place = tariffs.place(of: id) { return place }
    guard isSingle else { throw PricingRefusal.unknownTariff(id, period: index) }
    doubt(.unknownTariff, index)
    return 0
  }

  private mutating func moment(of period: PeriodVolumes<Number>) -> PricingMoment<Number> {
    var moment = PricingMoment(energy: energy)
    if tariffs.needsClock { (moment.day, moment.second) = clock.read(period.start) }
    moment.elapsed = starts.elapsed(at: period.start, isReservation: period.isReservation)
    return moment
  }

  private mutating func price(
    _ period: PeriodVolumes<Number>, _ index: Int, _ tariff: Int, _ moment: PricingMoment<Number>
  ) throws {
    try fill(.energy, period.energy, index, tariff, moment)
    try fill(.time, period.time, index, tariff, moment)
    try fill(.parking, period.parking, index, tariff, moment)
    if !hasFlat, !period.isReservation {
      hasFlat = try charge(.flat, index, tariff, moment)
    }
    guard let reservation = period.reservation else { return }
    let isExpired = session.reservationExpired
    var moment = moment
    moment.elapsed = starts.elapsed(at: period.start, isReservation: true)
    try fill(isExpired ? .expiredTime : .reservedTime, reservation, index, tariff, moment)
    if !hasReservedFlat {
      hasReservedFlat = try charge(isExpired ? .expiredFlat : .reservedFlat, index, tariff, moment)
    }
  }

  private mutating func fill(
    _ slot: PricingSlot, _ quantity: Number?, _ index: Int, _ tariff: Int, _ moment: PricingMoment<Number>
  ) throws {
    guard let quantity, quantity != .nothing else { return }
    if try !charge(slot, index, tariff, moment) { unpriced |= 1 << UInt8(slot.rawValue) }
  }

  private mutating func markUnpriced(_ period: PeriodVolumes<Number>) throws(OutOfRange) {
    for slot in [PricingSlot.energy, .time, .parking, .reservedTime] {
      guard let quantity = try period.quantity(slot), quantity != .nothing else { continue }
      unpriced |= 1 << UInt8(slot.rawValue)
    }
  }

  /// Adds what the first candidate that holds charges; false when none does.
  private mutating func charge(
    _ slot: PricingSlot, _ index: Int, _ tariff: Int, _ moment: PricingMoment<Number>
  ) throws -> Bool {
    guard let candidate = try candidate(slot, tariff, moment, index) else { return false }
    charges.append(Charge(period: index, tariff: tariff, slot: slot, candidate: candidate))
    return true
  }

  /// The place of the first candidate that holds.
  mutating func candidate(
    _ slot: PricingSlot, _ tariff: Int, _ moment: PricingMoment<Number>, _ index: Int
  ) throws -> Int? {
    let only = policy.lookup == .perElement ? try firstElement(tariff, moment, slot, index) : nil
    if policy.lookup == .perElement, only == nil { return nil }
    let candidates = tariffs.all[tariff].candidates[slot.rawValue]
    for place in candidates.indices {
      if let only, candidates[place].element != only { continue }
      let condition = candidates[place].condition
      if condition < 0 { return place }
      if try holds(tariffs.all[tariff].conditions[condition], moment, index) { return place }
    }
    return nil
  }

  /// The first element that holds, whatever it prices, among those for reservations or those for charging (R3).
  private mutating func firstElement(
    _ tariff: Int, _ moment: PricingMoment<Number>, _ slot: PricingSlot, _ index: Int
  ) throws -> Int? {
    let slots: [PricingSlot] =
      slot.component == .reservation
      ? [slot, slot.isFlat ? .reservedTime : .reservedFlat]
      : [.energy, .time, .parking, .flat]
    var first: Int?
    for slot in slots {
      for candidate in tariffs.all[tariff].candidates[slot.rawValue] where candidate.element < first ?? .max {
        let isHolding =
          candidate.condition < 0
          ? true : try holds(tariffs.all[tariff].conditions[candidate.condition], moment, index)
        if isHolding { first = candidate.element }
      }
    }
    return first
  }

  private mutating func holds(
    _ condition: TariffCondition, _ moment: PricingMoment<Number>, _ index: Int
  ) throws -> Bool {
    guard try condition.holds(moment) else { return false }
    guard condition.isElectrical else { return true }
    let check = ElectricalCheck<Number>(policy: policy)
    let answer = try check.answer(condition, session.periods[index])
    if !condition.power.isOpen, check.estimates(session.periods[index]) { doubt(.estimated, index) }
    switch answer {
    case .holds: return true
    case .fails: return false
    case .straddles:
      doubt(.straddles, index)
      return false
    case .unmeasured:
      doubt(.unmeasured, index)
      return policy.unmeasured == .holds
    }
  }

  /// Whether a boundary of time, duration or energy may lie within the period: fast, and too often rather than never.
  private func isChanging(
    within period: PeriodVolumes<Number>, _ moment: PricingMoment<Number>, _ tariff: Int
  ) -> Bool {
    guard !tariffs.all[tariff].changes.isEmpty else { return false }
    return isClockChanging(within: period, moment, tariffs.all[tariff].changes.times)
      || isTimeUp(within: period, moment, tariffs.all[tariff].changes.durations)
      || isCrossing(period, tariffs.all[tariff].changes.energies)
  }

  private func isClockChanging(
    within period: PeriodVolumes<Number>, _ moment: PricingMoment<Number>, _ times: [Int]
  ) -> Bool {
    guard !times.isEmpty else { return false }
    let seconds = Int(period.length / 1_000_000)
    if seconds >= 86_400 || clock.isChanged(before: period.start.adding(microseconds: period.length)) {
      return true
    }
    let end = moment.second + seconds
    for time in times where (time > moment.second && time < end) || time + 86_400 < end { return true }
    return false
  }

  private func isTimeUp(
    within period: PeriodVolumes<Number>, _ moment: PricingMoment<Number>, _ durations: [Int64]
  ) -> Bool {
    let (end, overflow) = moment.elapsed.addingReportingOverflow(period.length)
    for bound in durations where bound > moment.elapsed && (overflow || bound < end) { return true }
    return false
  }

  private func isCrossing(_ period: PeriodVolumes<Number>, _ bounds: [Measure]) -> Bool {
    guard !bounds.isEmpty, let more = period.energy, let end = try? energy.plus(more) else { return false }
    for measure in bounds {
      guard let bound = try? Number(measure, unit: Measure.billionths) else { return true }
      if bound > energy && bound < end || bound < energy && bound > end { return true }
    }
    return false
  }
}
