import BilateralBase
import BilateralNet

extension Demo {
  /// A driver starts a session with an app; it is updated and ends.
  mutating func charge(_ pair: DemoPair, _ place: Place) throws(Failure) {
    let reference = try step("command") { _ throws(Failure) in try Self.start(pair, place) }
    try step("session") { _ throws(Failure) in try Self.session(pair, place, reference) }
    let said = try step("cdr") { _ throws(Failure) in try Self.bill(pair, place, reference) }
    try step("retail price") { _ throws(Failure) in try Self.showRetail(pair, place, said) }
  }

  /// The provider orders, the operator's platform is asked and says yes, the provider's platform hears of it once.
  private static func start(
    _ pair: DemoPair, _ place: Place
  ) throws(Failure) -> (value: String, detail: String) {
    let begin = ContinuousClock.now
    let order: JSON = [
      "token": ["uid": .string(DemoObjects.uid(0)), "type": "RFID"],
      "location_id": .string(place.location), "evse_uid": .string(place.evse),
    ]
    let given = try pair.emsp.office.call(.post, "/partners/volt/commands/START_SESSION", order.bytes)
    guard let id = given["command_id"]?.string, let reference = given["authorization_reference"]?.string
    else {
      throw Failure(.findings, "the order was not taken: \(given.text)")
    }
    var ask: String?
    _ = try wait(for: "the question to the cpo's platform", seconds: 30, every: 5) { () throws(Failure) in
      ask = try pair.cpo.office.call(.get, "/asks")["asks"]?[0]?["ask_id"]?.string
      return ask != nil
    }
    let yes: JSON = ["result": "ACCEPTED"]
    _ = try pair.cpo.office.call(.post, "/asks/\(ask ?? "")", yes.bytes)
    var outcome: String?
    _ = try wait(for: "the result at the emsp", seconds: 30, every: 5) { () throws(Failure) in
      outcome = try pair.emsp.office.call(.get, "/commands/\(id)")["outcome"]?.string
      return outcome != nil
    }
    guard outcome == "accepted" else { throw Failure(.findings, "START_SESSION ended as \(outcome ?? "?")") }
    return (reference, "START_SESSION at \(place.evse): asked, accepted and told in \(since(begin)) ms")
  }

  /// The operator writes the session; the provider follows it to its end.
  private static func session(
    _ pair: DemoPair, _ place: Place, _ reference: String
  ) throws(Failure) -> (value: Void, detail: String) {
    let path = "/own/sessions/DE/NVO/DEMO-1"
    for (energy, status) in [("0", "ACTIVE"), ("7.5", "ACTIVE"), ("11.25", "COMPLETED")] {
      let session = session(place, reference, energy, status)
      _ = try pair.cpo.office.call(.put, path, session.bytes)
      _ = try wait(for: "the session at the emsp", seconds: 30, every: 5) { () throws(Failure) in
        let seen = try? pair.emsp.office.call(.get, "/partners/volt/sessions/DE/NVO/DEMO-1")
        let isSame = seen?["kwh"]?.numberText == energy
        return isSame && seen?["status"]?.string == status
          && seen?["authorization_reference"]?.string == reference
      }
    }
    return ((), "started by the command, updated at 7.5 kWh, completed at 11.25 kWh; the emsp saw each")
  }

  private static func session(_ place: Place, _ reference: String, _ energy: String, _ status: String) -> JSON
  {
    let now = WallClock.system.now()
    var session: JSON = [
      "country_code": "DE", "party_id": "NVO", "id": "DEMO-1", "start_date_time": .string("\(now)"),
      "kwh": .number(energy),
      "cdr_token": [
        "country_code": "NL", "party_id": "ACM", "uid": .string(DemoObjects.uid(0)), "type": "RFID",
        "contract_id": .string(DemoObjects.contract(0)),
      ],
      "auth_method": "COMMAND", "authorization_reference": .string(reference),
      "location_id": .string(place.location), "evse_uid": .string(place.evse), "connector_id": "1",
      "currency": "EUR", "status": .string(status), "last_updated": .string("\(now)"),
    ]
    if status == "COMPLETED" { session["end_date_time"] = .string("\(now)") }
    return session
  }
}
