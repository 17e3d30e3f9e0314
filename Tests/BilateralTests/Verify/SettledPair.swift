import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// A registered pair whose eMSP has everything that the CPO shares with it.
struct SettledPair: Sendable {
  let pair: TestPair
  var cpo: TestSide { pair.cpo }
  var emsp: TestSide { pair.emsp }

  /// Registers, imports locations at the CPO, and waits until they have arrived and nothing is on its way.
  static func start(locations count: Int) async throws -> SettledPair {
    let made = SettledPair(
      pair: try await TestPair.start(terms: TestPair.Terms(ofCPO: TestPair.Terms.sell)))
    let now = made.cpo.platform.commons.surroundings.wallClock.now()
    try await made.cpo.put((0..<count).map { Sample.location("L\($0)", at: now) })
    let invitation = try await made.cpo.ask("/partners/acme/invite")
    let token = try #require(invitation["token"]?.string)
    try made.emsp.fleet.secret("volt/token-a", Array(token.utf8))
    #expect(try await made.emsp.ask("/partners/volt/register")["ok"]?.bool == true)
    try await made.quiet(count)
    return made
  }

  /// Waits until the eMSP has so many locations and the CPO has nothing to send.
  func quiet(_ count: Int) async throws {
    try await emsp.reaches { tx in try tx.received.count("locations", from: "volt") == count }
    try await cpo.reaches { tx in
      let cursor = try tx.viewCursors.cursor("locations", for: "acme")?.change ?? 0
      let isJudged = try tx.own.changes("locations", after: cursor, limit: 1).isEmpty
      return try isJudged && tx.views.count("locations", for: "acme") == count
        && tx.outbox.list(partner: "acme").isEmpty
    }
  }

  func stop() async { await pair.stop() }
}

extension TestSide {
  /// Asks the control channel; the last line of the answer, which is the result.
  func ask(_ path: String, _ body: String = "{}") async throws -> JSON {
    let control = HTTPClient(
      on: platform.group.next(), plain: Dialer(policy: .any), secure: nil, to: .unix(path: listening.control))
    let answer = try await control.send(
      HTTPClientRequest(.post, try HTTPURL("http://localhost\(path)"), body: Array(body.utf8)))
    let lines = answer.body.split(separator: 0x0A)
    return try JSON.parse(Array(try #require(lines.last)))
  }

  /// What the control channel answers to a question.
  func fetch(_ path: String) async throws -> JSON {
    let control = HTTPClient(
      on: platform.group.next(), plain: Dialer(policy: .any), secure: nil, to: .unix(path: listening.control))
    return try JSON.parse(
      try await control.send(HTTPClientRequest(.get, try HTTPURL("http://localhost\(path)"))).body)
  }

  /// Writes locations of ours as the back office does.
  func put(_ objects: [Sample.Object]) async throws {
    try await platform.commons.store.write { tx in
      for object in objects {
        _ = try tx.own.put(
          OwnObject(
            module: "locations", key: object.key, body: JSONText(object.text), lastUpdated: object.at,
            hash: Array(object.text.utf8)))
      }
    }
  }

  /// Returns once the store answers yes; the suite's time limit ends what never comes.
  func reaches(_ condition: @escaping @Sendable (ReadTransaction) throws -> Bool) async throws {
    while try await !platform.commons.store.read(condition) { await Task.yield() }
  }
}
