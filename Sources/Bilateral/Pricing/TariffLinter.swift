import BilateralBase
import BilateralModel

/// Walks a tariff and notes what its author may not have meant.
struct TariffLinter {
  let tariff: Tariff
  let mode: TaxMode
  private(set) var findings: [TariffLint] = []
  /// For each kind of component the conditions of earlier elements.
  private var earlier: [Kind: [TariffCondition]] = [:]

  /// A dimension, apart for reservations.
  private struct Kind: Hashable {
    let dimension: TariffDimensionType
    let reservation: ReservationRestrictionType?
  }

  init(_ tariff: Tariff, _ version: OCPIVersion) {
    self.tariff = tariff
    mode = VersionRules.of(version).tax(of: tariff)
  }

  mutating func note(_ code: TariffLint.Code, _ message: String, at path: String) {
    findings.append(TariffLint(code, message, at: path))
  }

  mutating func run() {
    checkWhole()
    for (place, element) in tariff.elements.enumerated() { check(element, "elements[\(place)]") }
    checkTogether()
  }

  private mutating func checkWhole() {
    if tariff.elements.isEmpty { note(.noElements, "nothing has a price", at: "elements") }
    if let start = tariff.startDateTime, let end = tariff.endDateTime, end <= start {
      note(.neverActive, "it ends before it starts", at: "end_date_time")
    }
    if let least = tariff.minPrice?.beforeTaxes.rational, let most = tariff.maxPrice?.beforeTaxes.rational,
      least > most
    {
      note(.limitsContradict, "min_price is above max_price; the latter is applied", at: "min_price")
    }
    for (place, text) in tariff.altTexts.enumerated() where Self.namesAmount(text.text) {
      note(.priceInText, "the text names an amount", at: "tariff_alt_text[\(place)]")
    }
  }

  private mutating func check(_ element: TariffElement, _ path: String) {
    var condition = TariffCondition()
    if let restrictions = element.restrictions {
      condition = check(restrictions, path + ".restrictions")
    }
    let reservation = element.restrictions?.reservation
    var seen: Set<TariffDimensionType> = []
    for (place, component) in element.priceComponents.enumerated() {
      let path = "\(path).price_components[\(place)]"
      check(component, path)
      if !seen.insert(component.type).inserted {
        note(.duplicateDimension, "\(component.type) stands twice; the first one counts", at: path)
        continue
      }
      if reservation != nil, component.type == .energy || component.type == .parkingTime {
        note(.reservationDimension, "a reservation has no \(component.type)", at: path)
      }
      let kind = Kind(dimension: component.type, reservation: reservation)
      if earlier[kind, default: []].contains(where: { $0.covers(condition) }) {
        note(
          .unreachableComponent, "an earlier element has \(component.type) wherever this one holds", at: path)
      }
      earlier[kind, default: []].append(condition)
    }
  }

  private mutating func check(_ component: PriceComponent, _ path: String) {
    if !component.type.isKnown {
      note(.unknownDimension, "nothing measures \(component.type)", at: path + ".type")
    }
    if component.stepSize == 0, component.type != .flat {
      note(.stepSizeZero, "nothing is rounded up; write 1 for the smallest step", at: path + ".step_size")
    }
    if component.stepSize > 1, component.type == .flat {
      note(.stepOnFlat, "a flat fee has no step", at: path + ".step_size")
    }
    checkTax(component, path)
    for (name, number) in [("price", component.price), ("vat", component.vat)] {
      guard let number, Self.hasManyDecimals(number) else { continue }
      note(.tooManyDecimals, "\(number) has more than four decimals", at: "\(path).\(name)")
    }
  }

  private mutating func checkTax(_ component: PriceComponent, _ path: String) {
    switch (mode, component.vat) {
    case (.none, .some): note(.rateWithoutTax, "no tax applies, so vat means nothing", at: path + ".vat")
    case (.within, nil):
      note(.taxWithoutRate, "the price holds a tax of unknown rate; the net price is unknown", at: path)
    default: break
    }
    if let rate = component.vat?.rational, rate.isNegative || rate > 100 {
      note(.rateOutOfRange, "\(rate) is no percentage of VAT", at: path + ".vat")
    }
  }

  /// What is priced only at times, and steps that never count.
  private mutating func checkTogether() {
    for kind in earlier.keys.sorted(by: { $0.dimension.rawValue < $1.dimension.rawValue })
    where kind.reservation == nil && kind.dimension.isKnown {
      if !(earlier[kind] ?? []).contains(where: { $0.isOpen }) {
        note(.noFallback, "\(kind.dimension) is free where no element with it holds", at: "elements")
      }
    }
    let parking = Kind(dimension: .parkingTime, reservation: nil)
    guard earlier[parking] != nil else { return }
    for (place, element) in tariff.elements.enumerated() where element.restrictions?.reservation == nil {
      for (position, component) in element.priceComponents.enumerated()
      where component.type == .time && component.stepSize > 1 {
        note(
          .deadTimeStep, "of sessions with priced parking only PARKING_TIME is rounded up",
          at: "elements[\(place)].price_components[\(position)].step_size")
      }
    }
  }

  private static func hasManyDecimals(_ number: WireNumber) -> Bool {
    guard let dot = number.text.firstIndex(of: ".") else { return false }
    return number.text[dot...].utf8.count > 5
  }

  /// Whether a text has a number with decimals, or one beside a sign of money.
  private static func namesAmount(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    for place in bytes.indices.dropFirst().dropLast()
    where (bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ","))
      && ASCII.isDigit(bytes[place - 1]) && ASCII.isDigit(bytes[place + 1])
    {
      return true
    }
    let hasDigit = bytes.contains { ASCII.isDigit($0) }
    return hasDigit && ["€", "$", "£", "EUR", "ct", "cent"].contains { text.contains($0) }
  }
}
