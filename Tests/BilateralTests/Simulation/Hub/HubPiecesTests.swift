import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import BilateralTesting
import Testing

/// The smaller decisions of the simulated hub.
@Suite struct HubPiecesTests {
  private let now = HubSample.now

  @Test("the copy keeps each text as it came, two owners of one id apart (hub: TR82 TR87)")
  func copy() throws {
    var shelf = HubShelf()
    let (red, blu) = try (HubSample.party("BE-RED"), HubSample.party("FR-BLU"))
    let text =
      #"{ "id":"1", "country_code":"BE","party_id":"RED","odd":1.50,"last_updated":"2026-01-01T00:00:00Z" }"#
    shelf.replace("tariffs", of: [red], with: [text, HubSample.object("1", of: "XX-YYY")], at: now)
    shelf.replace("tariffs", of: [blu], with: [HubSample.object("1", of: "FR-BLU")], at: now)
    let all = shelf.list("tariffs", for: [])
    #expect(all.count == 2 && all.map(\.text).contains(text))
    #expect(shelf.list("tariffs", for: [red]).map(\.owner) == [blu])
    shelf.replace("tariffs", of: [red], with: [], at: now)
    #expect(shelf.list("tariffs", for: []).map(\.owner) == [blu])
  }

  @Test("sessions and CDRs are shown to the driver's provider alone")
  func drivers() throws {
    var shelf = HubShelf()
    let red = try HubSample.party("BE-RED")
    let rows = [
      HubSample.object("C1", of: "BE-RED", driver: "NL-ACM"),
      HubSample.object("C2", of: "BE-RED", driver: "DE-TWO"),
    ]
    shelf.replace("cdrs", of: [red], with: rows, at: now)
    #expect(try shelf.list("cdrs", for: [HubSample.party("NL-ACM")]).map(\.id) == ["C1"])
    #expect(shelf.list("cdrs", for: []).isEmpty)
  }

  @Test("a whole object is taken at once, a change makes the list stale")
  func pushes() throws {
    var shelf = HubShelf()
    shelf.noteRead("locations", at: now)
    #expect(!shelf.isStale("locations", at: now.adding(seconds: 9), after: 10))
    #expect(shelf.isStale("locations", at: now.adding(seconds: 10), after: 10))
    let body = try JSON.parse(HubSample.object("L1", of: "BE-RED"))
    shelf.take(HubCall(.put, .receiver, "locations", ["BE", "RED", "L1"], from: 1, RoutedParties(), body))
    #expect(try shelf.owners(of: "locations", "L1") == [HubSample.party("BE-RED")])
    #expect(!shelf.isStale("locations", at: now, after: 10))
    shelf.take(
      HubCall(.patch, .receiver, "locations", ["BE", "RED", "L1", "E"], from: 1, RoutedParties(), [:]))
    #expect(shelf.isStale("locations", at: now, after: 10))
  }

  @Test("addresses of a platform become the hub's, others stay")
  func addresses() throws {
    let address = HubAddress(
      try HTTPURL("https://volt.example/ocpi/cpo/locations"), at: "http://hub/locations")
    #expect(
      address.ours("https://volt.example/ocpi/cpo/locations?offset=2") == "http://hub/locations?offset=2")
    #expect(address.ours("/ocpi/cpo/locations/7") == "http://hub/locations/7")
    #expect(address.ours("https://volt.example/ocpi/cpo/locationsx") == nil)
    #expect(address.ours("https://else.example/ocpi/cpo/locations") == nil)
    let link = #"<https://volt.example/ocpi/cpo/locations?offset=2>; rel="next""#
    #expect(address.link(link) == #"<http://hub/locations?offset=2>; rel="next""#)
  }

  @Test("a result is told by the platform that was ordered, and nobody else")
  func errands() {
    var errands = HubErrands()
    let errand = HubErrands.Errand(asker: 1, url: "http://a/1", teller: 2, routing: RoutedParties())
    let number = errands.add(errand)
    #expect(errands.errand(number, of: 2) == errand)
    #expect(errands.errand(number, of: 1) == nil && errands.errand("x", of: 2) == nil)
  }

  @Test("a platform that was silent for long is asked, and asked again as long after (hub: HCI08)")
  func silence() {
    var watch = HubWatch(patience: 300)
    #expect(watch.due([1, 2], at: now).isEmpty, "who was never heard of counts from now")
    watch.note(2, at: now.adding(seconds: 200))
    #expect(watch.due([1, 2], at: now.adding(seconds: 300)) == [1])
    watch.note(1, at: now.adding(seconds: 300))
    #expect(watch.due([1, 2], at: now.adding(seconds: 499)).isEmpty)
    #expect(watch.due([1, 2], at: now.adding(seconds: 600)) == [1, 2])
  }

  @Test("a broadcast succeeds when one took it or nobody was there (hub: TR83 TR88)")
  func verdicts() {
    #expect(HubVerdict([]).status == 1000)
    #expect(HubVerdict([(2003, "unknown"), (1000, nil)]).status == 1000)
    let refused = HubVerdict([(2003, "unknown"), (4002, "late")])
    #expect(refused.status == 2003 && refused.message == "unknown")
  }

  @Test("faults are read as they are typed, and only they touch a body (hub: TR87)")
  func faults() throws {
    var faults = HubFaults()
    let body = Array(#"{"country_code":"NL", "a":[{"last_updated":"old","x":1.0}]}"#.utf8)
    #expect(faults.passing(body, at: now) == body)
    let known = ["no-such-fault", "restamps", "drops-fields=x", "lower-case", "every-nth-lost"].map {
      faults.add($0)
    }
    #expect(known == [false, true, true, true, true])
    #expect(faults.names == ["drops-fields", "every-nth-lost", "lower-case", "restamps"])
    let spoiled = String(decoding: faults.passing(body, at: now), as: UTF8.self)
    #expect(spoiled == #"{"country_code":"nl","a":[{"last_updated":"\#(now)"}]}"#)
    faults.remove(.restamps)
    #expect(!faults.has(.restamps) && faults.has(.lowerCase))
    #expect(faults.number(.everyNthLost) == 3)
    #expect(Set(HubFault.allCases.map(\.summary)).count == HubFault.allCases.count)
  }

  @Test(
    "orders are paths",
    arguments: [
      (.get, "", true), (.post, "cut/NL-ACM", true), (.post, "cut/hub", true),
      (.post, "restore/NL-ACM", true), (.post, "suspend/NL-ACM", true), (.post, "plan/NL-NEW:CPO", true),
      (.post, "fault/late=3", true), (.delete, "fault/late", true), (.get, "party/NL-ACM", true),
      (.post, "pull/NL-ACM/locations", true), (.post, "authorize/FR-BLU/U1", true),
      (.post, "charge/FR-BLU/U1", true), (.post, "cut/nobody", false), (.get, "cut/NL-ACM", false),
      (.delete, "fault/none", false), (.post, "plan/NL-NEW", false), (.post, "dance/NL-ACM", false),
      (.post, "pull/NL-ACM", false),
    ] as [(HTTPMethod, String, Bool)])
  func orders(_ method: HTTPMethod, _ path: String, _ isOrder: Bool) {
    #expect((HubOrder(method, path.split(separator: "/").map(String.init)) != nil) == isOrder)
  }

  @Test("the four headers are read together, written, and swapped (hub: TR77 TR79)")
  func headers() throws {
    var fields: HTTPFields = ["ocpi-FROM-country-code": "nl", "OCPI-from-party-id": "acm"]
    let half = RoutedParties(fields)
    #expect(try half == RoutedParties(from: HubSample.party("NL-ACM")))
    RoutedParties(to: try HubSample.party("FR-BLU")).set(in: &fields)
    #expect(try RoutedParties(fields).swapped.from == HubSample.party("FR-BLU"))
    #expect(RoutedParties(["OCPI-to-party-id": "ACM"]) == RoutedParties())
  }
}
