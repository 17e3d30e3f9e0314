import BilateralBase

extension CDRDimension {
  /// Whether a version knows the dimension; what no version knows passes as it is.
  func canBeSaid(in version: OCPIVersion) -> Bool { !type.isKnown || type.isKnown(in: version) }

  /// A dimension is never passed off as another one.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    canBeSaid(in: writer.version) ? nil : "\(writer.version) has no dimension \(type)"
  }
}

extension [ChargingPeriod] {
  /// Joins periods of which the version can say no dimension to their neighbours, the one before if there is one.
  mutating func merge(for writer: inout WireWriter) {
    let version = writer.version
    guard contains(where: { $0.isUnsayable(in: version) }) else { return }
    var merged: [ChargingPeriod] = []
    var beginning: Timestamp?
    for (place, var period) in enumerated() {
      if period.isUnsayable(in: version) {
        let reason = "\(version) has none of its dimensions, so it is joined to its neighbour"
        writer.note(.approximated, reason, at: "charging_periods", place)
        if merged.isEmpty { beginning = beginning ?? period.startDateTime }
        continue
      }
      if merged.isEmpty, let beginning { period.startDateTime = beginning }
      merged.append(period)
    }
    self = merged
  }
}

extension ChargingPeriod {
  /// Whether a version knows none of the dimensions.
  fileprivate func isUnsayable(in version: OCPIVersion) -> Bool {
    !dimensions.isEmpty && !dimensions.contains { $0.canBeSaid(in: version) }
  }
}
