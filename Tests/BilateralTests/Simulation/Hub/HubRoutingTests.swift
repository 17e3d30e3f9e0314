import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

/// For whom a message is; in brackets are the requirements of hubs, without a dash: our runtime is not held to them here.
@Suite struct HubRoutingTests {
  @Test("a named party is spoken to by the one who speaks, list or not (hub: TR79)")
  func named() throws {
    let sample = try HubSample()
    #expect(try sample.decide(.get, .sender, "locations", to: "FR-BLU").words == ["NL-ACM>FR-BLU"])
    let two = try sample.decide(
      .post, .sender, "tokens", ["U", "authorize"], from: HubSample.both, as: "DE-TWO", to: "NL-ACM")
    #expect(two.words == ["DE-TWO>NL-ACM"])
  }

  @Test("who speaks is the platform's party, the only one when none is named (hub: TR80)")
  func speaker() throws {
    let sample = try HubSample()
    #expect(try sample.decide(.get, .sender, "locations", as: nil, to: "FR-BLU").words == ["NL-ACM>FR-BLU"])
    let nameless = try sample.decide(
      .get, .sender, "locations", from: HubSample.both, as: nil, to: "FR-BLU")
    #expect(nameless.words == ["2001"])
    #expect(try sample.decide(.get, .sender, "locations", as: "BE-RED", to: "FR-BLU").words == ["2001"])
  }

  @Test("without a receiver the owner of the object, or the driver's provider, is found (hub: TR81)")
  func open() throws {
    var sample = try HubSample()
    let (red, acm) = try (HubSample.party("BE-RED"), HubSample.party("NL-ACM"))
    let now = HubSample.now
    sample.shelf.replace("locations", of: [red], with: [HubSample.object("L1", of: "BE-RED")], at: now)
    sample.shelf.replace("tokens", of: [acm], with: [HubSample.object("CARD", of: "NL-ACM")], at: now)
    sample.shelf.replace(
      "sessions", of: [red], with: [HubSample.object("S1", of: "BE-RED", driver: "NL-ACM")], at: now)
    sample.reservations = ["R1": red]
    #expect(try sample.decide(.get, .sender, "locations", ["l1"]).words == ["NL-ACM>BE-RED"])
    for body: JSON in [["location_id": "L1"], ["session_id": "S1"], ["reservation_id": "R1"]] {
      #expect(try sample.decide(.post, .receiver, "commands", ["X"], body).words == ["NL-ACM>BE-RED"])
    }
    #expect(try sample.decide(.put, .receiver, "chargingprofiles", ["S1"]).words == ["NL-ACM>BE-RED"])
    let card = try sample.decide(
      .post, .sender, "tokens", ["CARD", "authorize"], from: HubSample.blu, as: "FR-BLU")
    #expect(card.words == ["FR-BLU>NL-ACM"])
    let cdr: JSON = ["cdr_token": ["country_code": "NL", "party_id": "ACM"]]
    let posted = try sample.decide(.post, .receiver, "cdrs", from: HubSample.blu, as: "FR-BLU", cdr)
    #expect(posted.words == ["FR-BLU>NL-ACM"])
    let patched = try sample.decide(
      .patch, .receiver, "sessions", ["BE", "RED", "S1"], from: HubSample.red, as: "BE-RED", ["kwh": 1])
    #expect(patched.words == ["BE-RED>NL-ACM"])
  }

  @Test("a list without a receiver, what names nobody and what names several is refused (hub: TR81 TR88)")
  func notFound() throws {
    var sample = try HubSample()
    for party in ["BE-RED", "FR-BLU"] {
      sample.shelf.replace(
        "locations", of: [try HubSample.party(party)], with: [HubSample.object("L1", of: party)],
        at: HubSample.now)
    }
    #expect(try sample.decide(.get, .sender, "locations").words == ["2001"])
    #expect(try sample.decide(.get, .sender, "locations", ["L9"]).words == ["4001"])
    #expect(try sample.decide(.get, .sender, "locations", ["L1"]).words == ["4000"])
    #expect(try sample.decide(.put, .receiver, "tokens", ["NL", "ACM", "U"]).words == ["4001"])
  }

  @Test("lists for the hub's party come from its copy (hub: TR82 CR25)")
  func everything() throws {
    let sample = try HubSample()
    #expect(try sample.decide(.get, .sender, "locations", to: "NL-HUB").words == ["collected"])
    #expect(try sample.decide(.get, .sender, "commands", to: "NL-HUB").words == ["2001"])
  }

  @Test("a push for the hub's party goes to all who take the module, as the hub's (hub: TR83)")
  func broadcast() throws {
    var sample = try HubSample()
    let tokens = try sample.decide(.put, .receiver, "tokens", ["NL", "ACM", "U"], to: "NL-HUB")
    #expect(tokens.words == ["all", "NL-HUB>BE-RED", "NL-HUB>DE-TWO", "NL-HUB>FR-BLU"])
    let place = try sample.decide(
      .patch, .receiver, "locations", ["BE", "RED", "L"], from: HubSample.red, as: "BE-RED", to: "NL-HUB")
    #expect(place.words == ["all", "NL-HUB>DE-TRE", "NL-HUB>DE-TWO", "NL-HUB>NL-ACM"])
    sample.directory.order(try HubSample.party("FR-BLU"), .offline)
    _ = sample.directory.refresh(at: HubSample.now)
    let fewer = try sample.decide(.put, .receiver, "tokens", ["NL", "ACM", "U"], to: "NL-HUB")
    #expect(fewer.words == ["all", "NL-HUB>BE-RED", "NL-HUB>DE-TWO"], "who is away reads later")
  }

  @Test("neither a GET nor sessions, CDRs and commands are for all (hub: TR84 TR85)")
  func notForAll() throws {
    let sample = try HubSample()
    let asked = try sample.decide(.get, .receiver, "tokens", ["NL", "ACM", "U"], to: "NL-HUB")
    #expect(asked.words == ["2001"])
    for module in ["sessions", "cdrs", "commands"] {
      let told = try sample.decide(
        .post, .receiver, module, ["X"], from: HubSample.red, as: "BE-RED", to: "NL-HUB", [:])
      #expect(told.words == ["2001"], "\(module)")
    }
  }

  @Test("unknown receivers are 4001, absent ones 4003, those without the module 4000 (hub: TR88)")
  func codes() throws {
    var sample = try HubSample()
    #expect(try sample.decide(.get, .sender, "locations", to: "XX-NIX").words == ["4001"])
    #expect(try sample.decide(.get, .sender, "tariffs", to: "FR-BLU").words == ["4000"])
    for status in [ConnectionStatus.offline, .suspended] {
      sample.directory.order(try HubSample.party("FR-BLU"), status)
      _ = sample.directory.refresh(at: HubSample.now)
      #expect(try sample.decide(.get, .sender, "locations", to: "FR-BLU").words == ["4003"])
      let spoken = try sample.decide(
        .get, .sender, "locations", from: HubSample.blu, as: "FR-BLU", to: "BE-RED")
      #expect(spoken.words == ["4003"], "who is away does not speak")
    }
  }
}
