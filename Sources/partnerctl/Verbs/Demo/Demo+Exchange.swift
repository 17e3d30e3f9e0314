import BilateralBase
import BilateralNet

extension Demo {
  /// From two strangers to one network.
  mutating func exchange(_ pair: DemoPair) throws(Failure) {
    let locations = try locations()
    let count = tokenCount
    try step("cpo stations") { _ throws(Failure) in
      let told = try pair.cpo.office.importing("locations", as: "DE-NVO", locations.bytes)
      return ((), "\(told) locations imported, \(locations.source)")
    }
    try step("emsp cards") { _ throws(Failure) in
      ((), "\(try pair.emsp.office.importing("tokens", as: nil, DemoObjects.tokens(count))) tokens imported")
    }
    try register(pair)
    try step("tariffs") { report throws(Failure) in
      try pair.sync("tariffs", full: true)
      let seen = try pair.compare("tariffs", seconds: 60)
      report.set("tariffs", seen.count)
      report.isHashEqual = true
      return ((), "\(seen.count) at the emsp, made for it: 8 % off the list, \(seen.short)")
    }
    try step("locations") { report throws(Failure) in
      report.isHashEqual = false
      report.fullPullMilliseconds = try pair.sync("locations", full: true)
      let seen = try pair.compare("locations", seconds: 300)
      report.set("locations", seen.count)
      report.isHashEqual = true
      return ((), "\(seen.count) at the emsp, \(seen.short)")
    }
    try step("tokens") { report throws(Failure) in
      report.isHashEqual = false
      try pair.sync("tokens", full: true)
      let seen = try pair.compare("tokens", seconds: 120)
      report.set("tokens", seen.count)
      report.isHashEqual = true
      return ((), "\(seen.count) at the cpo, \(seen.short)")
    }
    let place = try step("tariff ids") { report throws(Failure) in try Self.checkConnectors(pair, &report) }
    try step("pushes") { _ throws(Failure) in
      let waited = try Self.wait(for: "the last acknowledgement", seconds: 120, every: 20) {
        () throws(Failure) in
        try pair.cpo.control.get("/outbox?partner=acme")["items"]?.elements?.isEmpty == true
      }
      return ((), waited == 0 ? "nothing waits to be sent" : "all acknowledged")
    }
    try authorise(pair, place)
    try changeStatus(pair, place)
    try charge(pair, place)
  }

  private mutating func register(_ pair: DemoPair) throws(Failure) {
    let invitation = try step("cpo invites") { _ throws(Failure) in
      let result = try pair.cpo.control.verb("invite", of: "acme")
      guard let token = result["token"]?.string else { throw Failure(.fault, "invite gave no token") }
      try pair.emspSide.keepSecret("volt/token-a", token)
      return (result, "token A issued, kept by the emsp as secret:volt/token-a")
    }
    try step("emsp registers") { _ throws(Failure) in
      let result = try pair.emsp.control.verb("register", of: "volt", ["update": .bool(false)])
      let version = result["version"]?.string ?? "?"
      let states = [try pair.state(of: "acme", at: pair.cpo), try pair.state(of: "volt", at: pair.emsp)]
      guard states == ["registered", "registered"] else {
        throw Failure(.findings, "the states are \(states.joined(separator: " and "))")
      }
      return ((), "OCPI \(version) at \(invitation["versions_url"]?.string ?? "?"); both sides registered")
    }
    try step("terms in force") { _ throws(Failure) in
      for (side, id) in [(pair.cpo, "acme"), (pair.emsp, "volt")] {
        _ = try side.control.verb("apply", of: id)
      }
      return ((), "applied on both sides")
    }
  }

  /// A place to charge, and the connector's tariff as the provider sees it.
  struct Place: Sendable {
    var location: String
    var evse: String
  }

  /// Every connector at the provider must name a tariff that was made for the provider.
  private static func checkConnectors(_ pair: DemoPair, _ report: inout DemoReport) throws(Failure) -> (
    value: Place, detail: String
  ) {
    let tariffs = try pair.received("tariffs", from: "volt", at: pair.emsp)
    let known = Set(tariffs.compactMap { $0["id"]?.string })
    var connectors = 0
    var evses = 0
    var place: Place?
    for location in try pair.received("locations", from: "volt", at: pair.emsp) {
      for evse in location["evses"]?.elements ?? [] {
        evses += 1
        for connector in evse["connectors"]?.elements ?? [] {
          connectors += 1
          let ids = connector["tariff_ids"]?.elements?.compactMap(\.string) ?? []
          guard !ids.isEmpty, ids.allSatisfy(known.contains) else {
            throw Failure(
              .findings,
              "a connector of \(location["id"]?.string ?? "?") names \(ids.isEmpty ? "no" : "a foreign") tariff"
            )
          }
        }
        if place == nil, let id = location["id"]?.string, let uid = evse["uid"]?.string {
          place = Place(location: id, evse: uid)
        }
      }
    }
    report.set("evses", evses)
    guard let place else { throw Failure(.findings, "the emsp has no EVSE") }
    return (place, "\(connectors) connectors of \(evses) EVSEs, each with a tariff made for the emsp")
  }

  private mutating func authorise(_ pair: DemoPair, _ place: Place) throws(Failure) {
    try step("authorisation") { _ throws(Failure) in
      let begin = ContinuousClock.now
      let body: JSON = [
        "uid": .string(DemoObjects.uid(0)), "type": "RFID",
        "location": ["location_id": .string(place.location), "evse_uids": [.string(place.evse)]],
      ]
      let answer = try pair.cpo.office.call(.post, "/partners/acme/authorize", body.bytes)
      guard answer["allowed"]?.bool == true else { throw Failure(.findings, "refused: \(answer.text)") }
      let source = answer["source"]?.string ?? "?"
      guard source == "partner" else { throw Failure(.findings, "answered by \(source), not by the partner") }
      return ((), "card \(DemoObjects.uid(0)) allowed by the emsp in \(Self.since(begin)) ms")
    }
  }

  private mutating func changeStatus(_ pair: DemoPair, _ place: Place) throws(Failure) {
    try step("status change") { report throws(Failure) in
      let path = "/own/locations/DE/NVO/\(place.location)/\(place.evse)"
      let before = try pair.cpo.office.call(.get, path)["status"]?.string
      let status = before == "CHARGING" ? "AVAILABLE" : "CHARGING"
      let change: JSON = ["status": .string(status)]
      _ = try pair.cpo.office.call(.patch, path, change.bytes)
      let there = "/partners/volt/locations/DE/NVO/\(place.location)"
      report.statusMilliseconds = try Self.wait(for: "the change at the emsp", seconds: 30, every: 2) {
        () throws(Failure) in
        let evses = try pair.emsp.control.get(there)["evses"]?.elements ?? []
        return evses.contains { $0["uid"]?.string == place.evse && $0["status"]?.string == status }
      }
      return ((), "\(place.evse) \(status), visible at the emsp after \(report.statusMilliseconds ?? 0) ms")
    }
  }
}
