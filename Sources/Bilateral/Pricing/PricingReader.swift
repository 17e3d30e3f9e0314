package import BilateralBase
package import BilateralModel

/// Reads tariffs and CDRs as far as prices need them: a CDR without a token has a price, one without a volume has none.
package enum PricingReader {
  /// A member that prices need and that cannot be read.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it stands.
    package let path: String
    /// What is wrong with it.
    package let message: String

    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
  }

  /// A CDR with what it did not say filled in.
  package struct ReadCDR: Sendable {
    /// The CDR.
    package var cdr: CDR
    /// Whether it states a total cost to be checked.
    package var statesTotal: Bool
  }

  /// Reads a tariff or an array of them.
  ///
  /// - Parameters:
  ///   - node: an object or an array.
  ///   - version: the version they are in.
  /// - Returns: at least one tariff.
  /// - Throws: the first member that cannot be read, or that there is none.
  package static func tariffs(_ node: JSONNode, version: OCPIVersion) throws(Fault) -> [Tariff] {
    let nodes = node.kind == .array ? Array(node.elements) : [node]
    guard !nodes.isEmpty else { throw Fault(path: "", message: "there is no tariff") }
    var tariffs: [Tariff] = []
    for (place, node) in nodes.enumerated() {
      let path = nodes.count == 1 ? "tariff" : "tariffs[\(place)]"
      let needed = ["currency", "elements", "min_price", "max_price", "start_date_time", "end_date_time"]
      tariffs.append(try read(Tariff.self, node, version, needed, path))
    }
    return tariffs
  }

  /// Reads a CDR; its currency is that of the tariffs and its start and end those of its periods where it says none.
  ///
  /// - Parameters:
  ///   - node: an object.
  ///   - version: the version it is in.
  ///   - currency: that of the tariffs.
  /// - Returns: the CDR, and whether it states a total cost.
  /// - Throws: the first member that cannot be read.
  package static func cdr(_ node: JSONNode, version: OCPIVersion, currency: String?) throws(Fault) -> ReadCDR
  {
    let end = version == .v2_1_1 ? "stop_date_time" : "end_date_time"
    let statesTotal = node["total_cost"] != nil
    var needed = ["charging_periods"]
    needed += ["start_date_time", end, "currency", "total_cost"].filter { node[$0] != nil }
    var cdr = try read(CDR.self, node, version, needed, "cdr")
    if node["currency"] == nil, let currency { cdr.currency = currency }
    let starts = cdr.chargingPeriods.map(\.startDateTime)
    if node["start_date_time"] == nil, let first = starts.min() { cdr.startDateTime = first }
    if node[end] == nil, node["end_date_time"] == nil, let last = starts.max() { cdr.endDateTime = last }
    fillTotals(&cdr, node)
    return ReadCDR(cdr: cdr, statesTotal: statesTotal)
  }

  /// Totals that are not stated are those of the periods, so that nobody takes them for stated as zero (R20).
  private static func fillTotals(_ cdr: inout CDR, _ node: JSONNode) {
    if node["total_energy"] == nil {
      let volumes = cdr.chargingPeriods.flatMap(\.dimensions).filter { $0.type == .energy }
      let sum = volumes.reduce(Rational.zero) { $0 + ($1.volume.rational ?? .zero) }
      cdr.totalEnergy = WireNumber(sum) ?? 0
    }
    if node["total_time"] == nil {
      let hours = Rational(Int(cdr.endDateTime - cdr.startDateTime), over: 3600) ?? .zero
      cdr.totalTime = .fourDecimals(hours)
    }
  }

  private static func read<T: WireValue>(
    _ type: T.Type, _ node: JSONNode, _ version: OCPIVersion, _ needed: [String], _ path: String
  ) throws(Fault) -> T {
    let (value, findings) = WireReader.inspect(type, from: node, version: version)
    for finding in findings where finding.severity == .error || finding.code == .dropped {
      guard case .member(let member)? = finding.path.steps.first, needed.contains(member) else { continue }
      throw Fault(path: "\(path).\(finding.path)", message: finding.message)
    }
    guard let value else { throw Fault(path: path, message: findings.last?.message ?? "is no object") }
    return value
  }
}
