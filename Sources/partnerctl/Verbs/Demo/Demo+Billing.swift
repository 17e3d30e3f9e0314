import BilateralBase
import BilateralNet

extension Demo {
  /// The operator's platform tells what was measured; the runtime bills it, and the provider re-rates it.
  static func bill(
    _ pair: DemoPair, _ place: Place, _ reference: String
  ) throws(Failure) -> (value: JSON, detail: String) {
    let own = try pair.cpo.office.call(.get, "/own/locations/DE/NVO/\(place.location)")
    let evse = own["evses"]?.elements?.first { $0["uid"]?.string == place.evse }
    guard let evse, let connector = evse["connectors"]?[0] else {
      throw Failure(.findings, "the operator does not know \(place.evse)")
    }
    let cdr = cdr(at: at(own, evse, connector), reference)
    let billed = try pair.cpo.office.call(.post, "/own/cdrs", cdr.bytes)
    guard let net = billed["price"]?["net"]?.string, let currency = billed["price"]?["currency"]?.string
    else {
      throw Failure(.findings, "the CDR was not billed: \(billed.text)")
    }
    var verdict: JSON?
    _ = try wait(for: "the CDR at the emsp", seconds: 30, every: 5) { () throws(Failure) in
      verdict = try? pair.emsp.office.call(.get, "/partners/volt/cdrs/DE/NVO/DEMO-C1?explain=1")
      return verdict?["verdict"] != nil
    }
    let word = verdict?["verdict"]?.string ?? "?"
    guard word == "exact" else { throw Failure(.findings, "the emsp says \(verdict?.text ?? word)") }
    let gross = billed["price"]?["gross"]?.string.map { ", \($0) with tax" } ?? ""
    return (
      verdict ?? .null,
      "11.25 kWh billed at \(net) \(currency)\(gross) from the published tariff; the emsp says exact"
    )
  }

  /// What an app of the provider shows at the connector, what the driver pays for the session, and what is left of it.
  static func showRetail(
    _ pair: DemoPair, _ place: Place, _ said: JSON
  ) throws(Failure) -> (value: Void, detail: String) {
    let shown = try pair.emsp.office.call(
      .get, "/partners/volt/locations/DE/NVO/\(place.location)?view=retail")
    let evse = shown["evses"]?.elements?.first { $0["uid"]?.string == place.evse }
    let lines = evse?["connectors"]?[0]?["prices"]?[0]?["lines"]?.elements ?? []
    let fees = lines.filter { $0["roaming"]?.bool == true }
    guard let energy = lines.first(where: { $0["component"]?.string == "energy" })?["price"]?.string,
      let name = fees.first?["name"]?.string, let currency = said["retail"]?["currency"]?.string,
      let gross = said["retail"]?["gross"]?.string, let margin = said["margin"]?["amount"]?.string
    else { throw Failure(.findings, "the emsp has no retail price: \(said.text) \(shown.text)") }
    let parts = fees.map { "\($0["price"]?.string ?? "?") \(currency)/\($0["unit"]?.string ?? "?")" }
    return (
      (),
      "the app shows \(energy) \(currency)/kWh and as \(name) \(parts.joined(separator: ", ")); "
        + "the driver pays \(gross) \(currency) with tax, margin \(margin) \(currency) net"
    )
  }

  /// A connector as a CDR names it.
  static func at(_ location: JSON, _ evse: JSON, _ connector: JSON) -> JSON {
    var members: [JSONMember] = []
    for name in ["id", "name", "address", "city", "postal_code", "country", "coordinates"] {
      if let value = location[name] { members.append(.init(name, value)) }
    }
    members.append(.init("evse_uid", evse["uid"] ?? .null))
    members.append(.init("evse_id", evse["evse_id"] ?? evse["uid"] ?? .null))
    for name in ["id", "standard", "format", "power_type"] {
      members.append(.init("connector_\(name)", connector[name] ?? .null))
    }
    return .object(members)
  }

  /// What was measured, without any amount: what it costs follows from the terms.
  private static func cdr(at location: JSON, _ reference: String) -> JSON {
    let start = WallClock.system.now()
    let end = start.adding(seconds: 5400)
    let measured: JSON = [
      ["type": "ENERGY", "volume": .number("11.25")], ["type": "TIME", "volume": .number("1.5")],
    ]
    return [
      "country_code": "DE", "party_id": "NVO", "id": "DEMO-C1", "session_id": "DEMO-1",
      "start_date_time": .string("\(start)"), "end_date_time": .string("\(end)"),
      "cdr_token": [
        "country_code": "NL", "party_id": "ACM", "uid": .string(DemoObjects.uid(0)), "type": "RFID",
        "contract_id": .string(DemoObjects.contract(0)),
      ],
      "auth_method": "COMMAND", "authorization_reference": .string(reference), "cdr_location": location,
      "currency": "EUR",
      "charging_periods": [["start_date_time": .string("\(start)"), "dimensions": measured]],
      "total_energy": .number("11.25"), "total_time": .number("1.5"), "last_updated": .string("\(end)"),
    ]
  }
}
