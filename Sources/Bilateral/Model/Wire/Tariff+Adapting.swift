package import BilateralBase

extension Tariff {
  /// A tariff whose price would come out wrong in the version is not sent.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    if writer.version < .v2_3_0, let refusal = statePricesWithoutTax(&writer) { return refusal }
    guard writer.version == .v2_1_1 else { return nil }
    if minPrice != nil || maxPrice != nil { return "2.1.1 has no min_price and max_price" }
    if let type, type != .regular { return "2.1.1 has no tariff type \(type)" }
    if startDateTime != nil || endDateTime != nil, !isValid(at: writer.style.now) {
      return "2.1.1 has no start and end of a tariff, and it is not known to be valid now"
    }
    return refusalOfElements
  }

  /// Whether the tariff is valid at a moment; not known without one.
  package func isValid(at moment: Timestamp?) -> Bool {
    guard let moment else { return false }
    return (startDateTime.map { moment >= $0 } ?? true) && (endDateTime.map { moment < $0 } ?? true)
  }

  /// Elements for reservations are left out; left without any, or with a limit by current, the tariff is not sent.
  private var refusalOfElements: String? {
    let sayable = elements.filter { $0.restrictions?.reservation == nil }
    if sayable.isEmpty { return "2.1.1 has no reservation restriction, and there is nothing else in it" }
    let isByCurrent = sayable.contains {
      $0.restrictions?.minCurrent != nil || $0.restrictions?.maxCurrent != nil
    }
    return isByCurrent ? "2.1.1 has no restriction by current" : nil
  }

  /// Older versions read every price as one without tax (TAR-15, TAR-16).
  private mutating func statePricesWithoutTax(_ writer: inout WireWriter) -> String? {
    switch taxIncluded {
    case nil: return nil
    case .no: taxIncluded = nil
    case .notApplicable: dropRates(&writer)
    case .yes:
      guard takeTaxOut(&writer) else {
        return "\(writer.version) knows only prices without tax, and a rate is missing"
      }
    default: return "\(writer.version) knows only prices without tax"
    }
    return nil
  }

  private mutating func dropRates(_ writer: inout WireWriter) {
    changeComponents { component, path in
      guard component.vat != nil, writer.version >= .v2_2_1 else { return }
      component.vat = nil
      writer.note(.dropped, "no tax applies", at: path.appending("vat"))
    }
  }

  /// Whether each price could be divided by its rate; four decimals are kept, as in published prices.
  private mutating func takeTaxOut(_ writer: inout WireWriter) -> Bool {
    var isComplete = true
    changeComponents { component, path in
      guard let net = component.netPrice else { return isComplete = false }
      component.price = net
      writer.note(.approximated, "the price without tax", at: path.appending("price"))
    }
    return isComplete
  }

  private mutating func changeComponents(_ change: (inout PriceComponent, JSONPath) -> Void) {
    for element in elements.indices {
      let path = JSONPath().appending("elements").appending(element).appending("price_components")
      for place in elements[element].priceComponents.indices {
        change(&elements[element].priceComponents[place], path.appending(place))
      }
    }
  }
}

extension PriceComponent {
  /// The price without the tax that is in it; nothing when the rate is not known.
  fileprivate var netPrice: WireNumber? {
    guard let gross = price.rational, let rate = vat?.rational, !rate.isNegative,
      let net = try? gross / (1 + rate / 100)
    else { return nil }
    return WireNumber(net.decimalText(atMost: 4))
  }
}
