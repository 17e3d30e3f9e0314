import BilateralBase

extension Connector {
  package init(blank: Blank) {
    self.init(
      id: CiString(blank: blank), standard: ConnectorType(blank: blank),
      format: ConnectorFormat(blank: blank), powerType: PowerType(blank: blank),
      maxVoltage: Int(blank: blank), maxAmperage: Int(blank: blank), lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("id", &id, .ci(36))
    try w.field("standard", &standard)
    try w.field("format", &format)
    try w.field("power_type", &powerType)
    try w.field("max_voltage", &maxVoltage, .any.was("voltage"))
    try w.field("max_amperage", &maxAmperage, .any.was("amperage"))
    try w.optional("max_electric_power", &maxElectricPower, .since(.v2_2_1))
    try w.list("tariff_ids", &tariffIDs, .ci(36).was("tariff_id", single: true))
    try w.optional("terms_and_conditions", &termsAndConditions, .url)
    try w.list("capabilities", &capabilities, .since(.v2_3_0))
    try w.field("last_updated", &lastUpdated)
  }
}

extension Connector {
  /// Whether the version can name the plug; a plug is never passed off as another one.
  func canBeSaid(in writer: WireWriter) -> Bool {
    standard.canBeSaid(in: writer)
  }

  /// Says the connector in 2.1.1 without promising more power than it has.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard canBeSaid(in: writer) else { return "\(writer.version) has no plug \(standard)" }
    guard writer.version == .v2_1_1, let fitting = fittingAmperage, fitting < maxAmperage else { return nil }
    writer.note(
      .approximated, "\(maxAmperage) A cut to \(fitting) A, as 2.1.1 has no max_electric_power",
      member: "amperage")
    maxAmperage = fitting
    return nil
  }

  /// The most amperes whose product with voltage and phases stays within `max_electric_power`.
  private var fittingAmperage: Int? {
    guard let power = maxElectricPower, power >= 0, maxVoltage > 0 else { return nil }
    let phases = powerType == .ac3Phase ? 3 : 1
    let (product, overflow) = maxVoltage.multipliedReportingOverflow(by: phases)
    return overflow ? nil : power / product
  }

  /// A connector without power figures is of no use to a driver (LOC-29).
  package func checkTogether(_ checker: inout WireChecker) {
    if maxVoltage <= 0 || maxAmperage <= 0 {
      checker.note(
        .warning, .contradiction, "should have a voltage and an amperage above 0", requirement: "LOC-29")
    } else if let power = maxElectricPower, let promised, power > promised / 20 * 21 {
      checker.note(
        .warning, .contradiction, "should be below voltage times amperage, which give \(promised) W",
        requirement: "LOC-29", member: "max_electric_power")
    }
  }

  /// Watts by voltage, amperage and phases.
  private var promised: Int? {
    let (product, overflow) = maxVoltage.multipliedReportingOverflow(by: maxAmperage)
    let (power, isTooMuch) = product.multipliedReportingOverflow(by: powerType == .ac3Phase ? 3 : 1)
    return overflow || isTooMuch ? nil : power
  }
}
