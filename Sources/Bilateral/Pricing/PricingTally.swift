import BilateralBase

/// What was added to the volume of one charge so that a total is a whole number of steps (R8).
struct StepSurplus: Hashable, Sendable {
  /// The charge, from 0.
  let charge: Int
  /// How much was added.
  let measure: Measure
}

/// Amounts by what they are charged for and by their tax.
struct PricingSums<Amount: PricingAmount>: Sendable {
  private var amounts: [Amount]
  private let taxes: Int

  init(taxes: Int) {
    self.taxes = taxes
    amounts = Array(repeating: .nothing, count: BilledComponent.allCases.count * taxes)
  }

  /// The amount as the tariff states it, of one component under one tax.
  subscript(component: BilledComponent, tax: Int) -> Amount { amounts[component.index * taxes + tax] }

  /// All components under one tax; nil when that is too large.
  func total(tax: Int) -> Amount? {
    var sum = amounts[tax]
    for place in stride(from: tax + taxes, to: amounts.count, by: taxes) {
      guard let more = try? sum.plus(amounts[place]) else { return nil }
      sum = more
    }
    return sum
  }

  mutating func add(_ amount: Amount, to component: BilledComponent, tax: Int) throws(OutOfRange) {
    let place = component.index * taxes + tax
    amounts[place] = try amounts[place].plus(amount)
  }
}

extension BilledComponent {
  /// Its place among all.
  var index: Int {
    switch self {
    case .energy: 0
    case .time: 1
    case .parking: 2
    case .flat: 3
    case .reservation: 4
    }
  }
}

/// Turns charges into amounts: rounds totals up to their steps, multiplies, adds (R8).
struct PricingTally<Number: PricingNumber> {
  let tariffs: CompiledTariffs
  let volumes: [PeriodVolumes<Number>]
  let policy: PricingPolicy
  let charges: [Charge]
  private(set) var sums: PricingSums<Number.Amount>
  /// At most one for each of energy, time, parking and reservation; by period one for each charge that has one.
  private(set) var surpluses: [StepSurplus] = []
  /// What is not certain about the steps.
  private(set) var doubts: PricingDoubts = []

  init(
    _ tariffs: CompiledTariffs, _ volumes: [PeriodVolumes<Number>], _ policy: PricingPolicy,
    _ charges: [Charge]
  ) {
    self.tariffs = tariffs
    self.volumes = volumes
    self.policy = policy
    self.charges = charges
    sums = PricingSums(taxes: tariffs.taxes.count)
  }

  /// Works out the steps, then the amounts.
  mutating func run() throws {
    switch policy.stepSize {
    case .session: try stepTotals()
    case .perPeriod: try stepEach()
    case .off: break
    }
    for index in charges.indices { try add(index) }
  }

  /// The quantity of a charge as it was measured.
  private func quantity(_ charge: Charge) throws -> Number {
    try volumes[Int(charge.period)].quantity(charge.slot) ?? .nothing
  }

  private mutating func add(_ index: Int) throws {
    let charge = charges[index]
    let slot = charge.slot
    var quantity = try quantity(charge)
    for surplus in surpluses where surplus.charge == index {
      quantity = try quantity.plus(try Number(surplus.measure, unit: slot.unit))
    }
    let price = try Number(tariffs.price(of: charge), unit: Measure.billionths)
    try sums.add(quantity.times(price, scale: slot.scale), to: slot.component, tax: tariffs.tax(of: charge))
  }

  private mutating func stepEach() throws {
    for index in charges.indices where !charges[index].slot.isFlat {
      try round(try quantity(charges[index]), at: index)
    }
  }

  /// One total for energy, one for the times, one for reservations.
  private mutating func stepTotals() throws {
    var totals = StepTotals<Number>()
    for index in charges.indices where !charges[index].slot.isFlat {
      let group = StepGroup(charges[index].slot, policy)
      try totals.add(try quantity(charges[index]), to: group, at: index)
    }
    if policy.stepsUnpriced { try addUnpriced(to: &totals) }
    try round(totals, .energy)
    try round(totals, .reservation)
    let byRule = totals.last(.parking) == nil ? StepGroup.time : .parking
    let byOrder =
      totals.last(.parking) ?? -1 > totals.last(.time) ?? -1 ? StepGroup.parking : .time
    try round(totals, policy.timeStep == .parkingFirst ? byRule : byOrder)
    if byRule != byOrder { doubts.insert(.timeStep) }
  }

  /// Volumes that no component prices, for who counts them.
  private func addUnpriced(to totals: inout StepTotals<Number>) throws {
    for (index, period) in volumes.enumerated() {
      for slot in [PricingSlot.energy, .time, .parking, .reservedTime] {
        let isPriced = charges.contains {
          Int($0.period) == index && StepGroup($0.slot, policy) == StepGroup(slot, policy) && !$0.slot.isFlat
        }
        guard !isPriced, let quantity = try period.quantity(slot) else { continue }
        try totals.add(quantity, to: StepGroup(slot, policy), at: nil)
      }
    }
  }

  private mutating func round(_ totals: StepTotals<Number>, _ group: StepGroup) throws {
    guard let last = totals.last(group) else { return }
    try round(totals.total(group), at: last)
  }

  /// Rounds a total up to the step of a charge, which takes what is added; below zero nothing is rounded.
  private mutating func round(_ total: Number, at index: Int) throws {
    let charge = charges[index]
    guard let step = tariffs.step(of: charge) else {
      doubts.insert(.zeroStep)
      return
    }
    guard total > .nothing else { return }
    let unit = charge.slot.unit
    let surplus = try total.steppedUp(to: try Number(step, unit: unit)).minus(total)
    guard surplus != .nothing else { return }
    surpluses.append(StepSurplus(charge: index, measure: surplus.measure(unit: unit)))
  }
}

/// What shares a total.
private enum StepGroup: Int {
  case energy, time, parking, reservation

  init(_ slot: PricingSlot, _ policy: PricingPolicy) {
    switch slot.component {
    case .energy: self = .energy
    case .parking: self = .parking
    case .reservation: self = policy.stepsReservationApart ? .reservation : .time
    case .time, .flat: self = .time
    }
  }
}

/// Totals with the last charge of each.
private struct StepTotals<Number: PricingNumber> {
  private var energy = (total: Number.nothing, last: -1)
  private var time = (total: Number.nothing, last: -1)
  private var parking = (total: Number.nothing, last: -1)
  private var reservation = (total: Number.nothing, last: -1)

  mutating func add(_ quantity: Number, to group: StepGroup, at charge: Int?) throws {
    switch group {
    case .energy: try Self.add(quantity, charge, &energy)
    case .time: try Self.add(quantity, charge, &time)
    case .parking: try Self.add(quantity, charge, &parking)
    case .reservation: try Self.add(quantity, charge, &reservation)
    }
  }

  private static func add(_ quantity: Number, _ charge: Int?, _ group: inout (total: Number, last: Int))
    throws
  {
    group.total = try group.total.plus(quantity)
    group.last = charge ?? group.last
  }

  private func group(_ group: StepGroup) -> (total: Number, last: Int) {
    switch group {
    case .energy: energy
    case .time: time
    case .parking: parking
    case .reservation: reservation
    }
  }

  func total(_ asked: StepGroup) -> Number { group(asked).total }

  /// The charge that came last; nil when there was none.
  func last(_ asked: StepGroup) -> Int? { group(asked).last < 0 ? nil : group(asked).last }
}

extension ChargedPeriod {
  /// What was measured for a slot; once for a flat fee.
  func measure(_ slot: PricingSlot) -> Measure? {
    switch slot {
    case .energy: energyMeasure
    case .time: chargingMeasure
    case .parking: parkingMeasure
    case .reservedTime, .expiredTime: reservationMeasure
    case .flat, .reservedFlat, .expiredFlat: .whole(1)
    }
  }
}
