import BilateralBase

/// The members of sessions and CDRs that billing looks at, under the names that they have in the versions.
///
/// A month has millions of them, so nothing else of the text is decoded.
struct BilledFields {
  private let root: JSONNode

  /// The fields of a text; nil when it is no JSON.
  init?(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(parsing: bytes, limits: .wire) else { return nil }
    root = document.root
  }

  var start: Timestamp? { time(["start_date_time", "start_datetime"]) }
  var end: Timestamp? { time(["end_date_time", "end_datetime", "stop_date_time"]) }
  var session: String? { text("session_id") }
  var token: String { text("cdr_token", "uid") ?? text("auth_id") ?? "" }
  var credits: String? { text("credit_reference_id") }
  var status: String? { text("status") }
  var currency: Currency? { text("currency").flatMap { Currency($0.uppercased()) } }

  /// kWh.
  var energy: Rational? { number(root["total_energy"] ?? root["kwh"]) }

  /// The total before taxes.
  var net: Money? {
    guard let cost = root["total_cost"], let currency else { return nil }
    let node = cost.kind == .object ? cost["excl_vat"] ?? cost["before_taxes"] : cost
    return number(node).map { Money($0, currency) }
  }

  /// The location and its EVSE by our peer's ids; nil where no EVSE is named.
  var evse: String? {
    let place = root["cdr_location"]
    let within = root["location"]
    let location = place?["id"]?.string ?? within?["id"]?.string ?? text("location_id")
    let evse = place?["evse_uid"]?.string ?? within?["evses"]?[0]?["uid"]?.string ?? text("evse_uid")
    guard let location, let evse, !evse.hasPrefix("#NA") else { return nil }
    return "\(location)/\(evse)"
  }

  /// The revision that a CDR of ours says it is.
  var revision: JSONNode? { root["bilateral_revision"] }

  private func text(_ name: String, _ inner: String? = nil) -> String? {
    let node = root[name]
    return inner.map { node?[$0]?.string } ?? node?.string
  }

  private func time(_ names: [String]) -> Timestamp? {
    for name in names {
      if let text = root[name]?.string { return Timestamp(ocpi: text) }
    }
    return nil
  }

  private func number(_ node: JSONNode?) -> Rational? {
    (node?.numberText ?? node?.string).flatMap { Rational(decimalText: $0) }
  }
}
