import BilateralBase
import BilateralNet

extension Demo {
  /// A driver starts a session with an app.
  mutating func charge(_ pair: DemoPair, _ place: Place) throws(Failure) {
    try step("command") { _ throws(Failure) in try Self.start(pair, place) }
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
}
