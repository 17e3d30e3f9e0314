import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

/// What somebody is told who has no token of ours, a wrong one, or one that opens little.
@Suite struct StrangerTests {
  private func house() async throws -> PublishHouse {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    return house
  }

  private func base64(_ text: String) -> String { "Token " + Base64.encode(Array(text.utf8)) }

  @Test("S-06 whatever is wrong with a token, the answer is the same to the byte")
  func sameAnswer() async throws {
    let house = try await house()
    let now = house.clock.now
    try await house.issue(
      "token-of-an-old-invitation", to: "acme", .registration, expires: now.adding(seconds: 1))
    try await house.issue("token-that-was-given-up", to: "acme")
    house.clock.advance(seconds: 2)
    let rows = try await house.commons.store.write { tx in
      try tx.ourTokens.list(of: "acme").filter { $0.hash == SHA256.hash("token-acme") }
    }
    house.commons.tokens.refresh("acme", with: rows)
    let door = Knocking(house)
    #expect(try await door.ask(["versions"], authorization: "Token token-acme").http == 200)
    let headers: [String?] = [
      nil, "", "Token", "Token ", "Bearer token-acme", "token-acme", "Basic dG9rZW4tYWNtZQ==",
      "Token nobody-has-this",
      base64("nobody-has-this"), "Token token-acmf", "Token token-acm", "Token token-acmee",
      "Token TOKEN-ACME",
      "Token token-of-an-old-invitation", "Token token-that-was-given-up", base64("token-that-was-given-up"),
      "Token token-acme token-acme", "Token %74oken-acme", "Token ' OR 1=1 --",
      "Token " + String(repeating: "a", count: 5000), "Token \(Hex.encode(SHA256.hash("token-acme")))",
    ]
    for path in [["versions"], ["2.2.1", "credentials"], ["2.2.1", "sender", "locations"], ["nowhere"]] {
      let first = try await Knocking(house).ask(path, authorization: headers[0])
      #expect(first.http == 401 && first.ocpi == 2000 && first.fields["WWW-Authenticate"] == "Token")
      for header in headers {
        let answer = try await Knocking(house).ask(path, authorization: header)
        #expect(answer.text == first.text, "\(path): \(header ?? "none")")
      }
    }
    house.close()
  }

  @Test(
    "S-07 TR-92 who guesses gets 429 with Retry-After after a burst, by address and by beginning, a right token is let in"
  )
  func guessing() async throws {
    let house = try await house()
    let door = Knocking(house)
    let burst = OCPIServer.wrongTokenLimit / 10
    func knock(_ token: String, from address: String) async throws -> Int {
      try await door.ask(["versions"], authorization: "Token \(token)", from: address).http
    }
    for number in 0..<burst { #expect(try await knock("guess-\(number)", from: "192.0.2.1") == 401) }
    let limited = try await door.ask(["versions"], authorization: "Token another-guess", from: "192.0.2.1")
    #expect(limited.http == 429 && limited.ocpi == 2000 && limited.fields[.retryAfter] == "1")
    #expect(try await door.ask(["versions"], from: "192.0.2.1").http == 429, "without any token, too")
    #expect(try await knock("token-acme", from: "192.0.2.1") == 200, "partners may share an address")
    #expect(try await knock("some-other-guess", from: "192.0.2.2") == 401, "another address is another one's")
    // Many addresses that know how a token begins.
    for number in 0..<burst {
      #expect(try await knock("token-ac\(number)", from: "198.51.100.\(number)") == 401)
    }
    #expect(try await knock("token-acx", from: "203.0.113.7") == 429)
    let encoded = Base64.encode(Array("token-acx".utf8))
    #expect(try await knock(encoded, from: "203.0.113.8") == 429, "in whatever form it comes")
    #expect(try await knock("token-acme", from: "203.0.113.7") == 200)
    // Who goes on all the same does not pile up a debt: a second later some are answered as usual.
    for _ in 0..<1000 { _ = try await knock("guess", from: "192.0.2.1") }
    house.clock.advance(seconds: 1)
    #expect(try await knock("one-more-guess", from: "192.0.2.1") == 401)
    house.close()
  }

  @Test(
    "S-07 an IPv6 customer is one, whatever address of its network it takes; a flood of addresses costs bounded memory"
  )
  func manyAddresses() async throws {
    let house = try await house()
    let door = Knocking(house)
    var answers: [Int: Int] = [:]
    for number in 0..<100 {
      let address = "2001:470:1:2::\(String(number + 1, radix: 16))"
      answers[
        try await door.ask(["versions"], authorization: "Token g\(number)-x", from: address).http, default: 0] +=
        1
    }
    #expect(answers == [401: 60, 429: 40])
    #expect(
      try await door.ask(["versions"], authorization: "Token other-one", from: "2001:470:1:3::1").http == 401)
    for number in 0..<5000 {
      let address = "10.\(number / 256).\(number % 256).1"
      #expect(try await door.ask(["versions"], from: address).http == 401)
    }
    house.close()
  }

  @Test("S-05 TR-07 a first token opens versions and credentials, and no side of any module in any version")
  func firstToken() async throws {
    let house = try await house()
    try await house.issue("first-token", to: "acme", .registration)
    let ids = house.platform.ocpiModules().map { (id: $0.id, role: $0.role) }
      .filter { ![.versions, .credentials].contains($0.id) }
    #expect(ids.count == 16)
    var asked = 0
    for version in OCPIVersion.allCases {
      for (module, role) in ids {
        let path = OCPIAddress(module, role, in: version).segments
        for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
          for rest in [[], ["NL", "ACM", "X1"]] {
            let answer = try await Knocking(house).ask(
              method, path + rest, authorization: "Token first-token", body: "{}")
            #expect(answer.http == 401 && answer.ocpi == 2000, "\(method.name) \(path + rest)")
            asked += 1
          }
        }
      }
      let own = try await Knocking(house).ask(
        ["\(version)", "credentials"], authorization: "Token first-token")
      #expect(own.http == 200 || version != .v2_2_1)
    }
    #expect(asked == 480)
    #expect(try await Knocking(house).ask(["versions"], authorization: "Token first-token").http == 200)
    house.close()
  }

  private struct Oops: Error, CustomStringConvertible {
    let description = "SQLite error 1: no such table: our_tokens at /srv/volt/state/prod/bilateral.db"
  }

  private struct Failing: OCPIModule {
    let id = ModuleID.locations
    let role = InterfaceRole.sender
    let offeredAs: [PartyRole.Kind] = []
    func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply { throw Oops() }
  }

  private static let nowhere: [[String]] = [
    [], ["nowhere"], ["9.9.9"], ["2.2.1", "nonsense"], ["2.2.1", "sender"], ["2.2.1", "sender", "nonsense"],
    ["2.2.1", "SENDER", "locations"], ["2.2.1", "sender", "locations", "a", "b", "c", "d"],
    ["2.2.1", "receiver", "locations", "NL"], ["2.2.1", "receiver", "locations", "NL", "ACM"],
    ["2.2.1", "sender", "..", "credentials"], ["2.2.1", "credentials", "more"], ["versions", "more"],
    ["2.2.1", "sender", "locations\u{0}"], [".git", "config"], ["partners"], ["metrics"],
    ["own", "locations"],
    ["2.2.1", "sender", "locations", "'; DROP TABLE own; --"], ["2.3.0", "sender", "payments"],
    ["2.2.1", "receiver", "cdrs", "NL", "ACM", "C9"], [String(repeating: "x", count: 4000)],
  ]

  @Test("S-14 TR-14 what does not exist is answered with an envelope and no word of how we are made")
  func nothingThere() async throws {
    let house = try await house()
    let words = [
      ".swift", "Sources/", "SQL", "sqlite", "Bilateral", "OCPIRefusal", "Optional(", "/tmp", "0x",
      house.folder,
    ]
    for path in Self.nowhere {
      for method in [HTTPMethod.get, .post, .put, .patch, .delete] {
        let answer = try await Knocking(house).ask(
          method, path, authorization: "Token token-acme", body: "{}")
        #expect(
          [404, 405].contains(answer.http) && answer.ocpi != nil, "\(method.name) \(path): \(answer.http)")
        #expect(answer.message.count < 200, "\(path)")
        for word in words { #expect(!answer.text.contains(word), "\(path): \(answer.text)") }
      }
    }
    let failed = try await Knocking(house, modules: [Failing()])
      .ask(["2.2.1", "sender", "locations"], authorization: "Token token-acme")
    #expect(failed.http == 200 && failed.ocpi == 3000 && failed.message == "our fault; quote request R1")
    #expect(!failed.text.contains("SQLite") && !failed.text.contains("/srv"))
    house.close()
  }
}
