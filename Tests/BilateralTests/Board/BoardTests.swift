import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralStore
import BilateralTerms
import BilateralTestTools
import BilateralTesting
import Testing

@testable import Bilateral

/// The pages for people, over real sockets.
@Suite(.timeLimit(.minutes(2))) struct BoardTests {
  private static let partner = """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME <b>&\\"Co\\"</b>"
    status = "test"
    [agreement]
    zone = "Europe/Berlin"
    [them]
    roles = ["NL-ACM:EMSP"]
    [connection]
    registration = "they-start"
    [pricing.sell]
    base = "adhoc"
    discount = "8 %"
    [contacts.operations]
    name = "ACME NOC"
    phone = "+31205550199"
    email = "noc@acme.example"
    """

  /// A browser of one platform: knows one cookie at most.
  private struct Browser {
    let side: TestSide
    var cookie: String?

    func ask(
      _ method: HTTPMethod, _ path: String, body: String? = nil, _ fields: [(HTTPFieldName, String)] = []
    ) async throws -> (status: Int, text: String, fields: HTTPFields) {
      var request = HTTPClientRequest(method, try side.office(path))
      if let cookie { request.fields.set("Cookie", cookie) }
      for (name, value) in fields { request.fields.set(name, value) }
      if let body { request.body = Array(body.utf8) }
      let client = try side.makeClient()
      defer { client.close() }
      let answer = try await client.send(request)
      return (answer.status.code, String(decoding: answer.body, as: UTF8.self), answer.fields)
    }

    mutating func login(_ token: String = TestFleet.officeToken, next: String = "/") async throws -> Int {
      let body = "token=\(token)&next=\(HTTPURL.encoded(next))"
      let answer = try await ask(.post, "/board/login", body: body)
      cookie = answer.fields["Set-Cookie"].map { String($0.prefix { $0 != ";" }) }
      return answer.status
    }
  }

  private static func open() async throws -> Browser {
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: try TestFleet.makeCertificates())
    try fleet.partner("acme", partner)
    try fleet.write(
      "tariffs/adhoc.json",
      """
      [{"country_code": "DE", "party_id": "NVO", "id": "AC", "currency": "EUR", "tax_included": "NO",
        "elements": [{"price_components": [{"type": "ENERGY", "price": 0.59, "step_size": 1}]}],
        "last_updated": "2026-01-01T00:00:00Z"}]
      """)
    return Browser(side: try await TestSide.start(fleet), cookie: nil)
  }

  /// Who asks for the first page under a name of the host, as whom the board sees them.
  private static func viewer(_ host: String, from address: String, _ browser: Browser) throws -> Board.Viewer
  {
    let platform = browser.side.platform
    var head = try HTTPRequestHead(firstLine: Array("GET / HTTP/1.1".utf8))
    head.fields.set(.host, host)
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: SocketAddress(address)), parameters: HTTPParameters(),
      body: HTTPRequestBody([]))
    return Board(platform.commons, exchanges: nil, key: platform.officeKey).viewer(of: request)
  }

  private static func close(_ browser: Browser) async {
    await browser.side.stop()
    browser.side.fleet.remove()
  }

  @Test(
    "the first page is open on this machine; every other one wants a login, under no other name than this machine's"
  )
  func admission() async throws {
    var browser = try await Self.open()
    let first = try await browser.ask(.get, "/")
    #expect(first.status == 200 && first.text.contains("/board/partners/acme"))
    for (host, viewer) in [
      ("127.0.0.1:8444", Board.Viewer.local), ("LOCALHOST:8444", .local), ("[::1]:8444", .local),
      ("evil.example:8444", .stranger), ("127.0.0.1.evil.example", .stranger),
    ] {
      #expect(try Self.viewer(host, from: "127.0.0.1:50000", browser) == viewer, "\(host)")
    }
    #expect(try Self.viewer("127.0.0.1:8444", from: "192.0.2.1:50000", browser) == .stranger)
    for path in ["/board/partners/acme", "/board/alarms", "/board/why?card=1"] {
      let answer = try await browser.ask(.get, path)
      #expect(answer.status == 303 && answer.fields[.location]?.hasPrefix("/board/login?next=") == true)
    }
    #expect(try await browser.login("wrong") == 401)
    #expect(try await browser.ask(.get, "/board/alarms").status == 303)

    #expect(try await browser.login() == 303)
    #expect(try await browser.ask(.get, "/board/alarms").status == 200)
    let mine = browser.cookie
    #expect(try await browser.ask(.post, "/board/logout", body: "").status == 303)
    browser.cookie = mine
    #expect(try await browser.ask(.get, "/board/alarms").status == 303)
    browser.cookie = nil
    let bearer = try await browser.ask(
      .get, "/board/alarms", [(.authorization, "Bearer \(TestFleet.officeToken)")])
    #expect(bearer.status == 200)
    await Self.close(browser)
  }

  @Test("a login keeps no token in the browser, takes no form of another page, and leads nowhere else")
  func login() async throws {
    let browser = try await Self.open()
    let body = "token=\(TestFleet.officeToken)&next="
    let answer = try await browser.ask(.post, "/board/login", body: body + "%2Fboard%2Fwhy")
    let cookie = try #require(answer.fields["Set-Cookie"])
    #expect(answer.fields[.location] == "/board/why")
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    #expect(!cookie.contains(TestFleet.officeToken))
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Fa%0D%0AX%3A1"]
    {
      #expect(try await browser.ask(.post, "/board/login", body: body + next).fields[.location] == "/")
    }
    let foreign = try await browser.ask(
      .post, "/board/login", body: body, [("Sec-Fetch-Site", "cross-site")])
    #expect(foreign.status == 403 && foreign.fields["Set-Cookie"] == nil)
    await Self.close(browser)
  }

  @Test("pages hold nothing from outside and nothing inline, escape what partners say, and show no secret")
  func content() async throws {
    var browser = try await Self.open()
    _ = try await browser.login()
    for path in [
      "/", "/board/partners/acme", "/board/alarms", "/board/why", "/board/why?card=C-1", "/board/login",
    ] {
      let page = try await browser.ask(.get, path)
      #expect(page.status == 200)
      let policy = page.fields["Content-Security-Policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
      for word in ["<script>", " style=", " onclick", "javascript:", "src=\"http", "href=\"http"] {
        #expect(!page.text.contains(word), "\(path) has \(word)")
      }
      #expect(!page.text.contains("<b>&") && !page.text.contains(TestFleet.officeToken))
      #expect(page.text.contains("<html lang=\"en\">") && page.text.contains("<main id=\"main\""))
    }
    let page = try await browser.ask(.get, "/board/partners/acme").text
    #expect(page.contains("ACME &lt;b&gt;&amp;&quot;Co&quot;&lt;/b&gt;"))
    #expect(page.contains("tel:+31205550199") && page.contains("What is agreed"))
    // 20 kWh × 0.59 − 8 % = 10.856
    #expect(page.contains("10.86 EUR net"))
    #expect(try await browser.ask(.get, "/board/partners/nobody").status == 404)
    await Self.close(browser)
  }

  @Test("the style, the script and the mark are served, each as what it is")
  func files() async throws {
    let browser = try await Self.open()
    for (name, type) in [
      ("board.css", "text/css"), ("board.js", "text/javascript"), ("icon.svg", "image/svg+xml"),
    ] {
      let answer = try await browser.ask(.get, "/board/\(name)")
      #expect(answer.status == 200 && answer.fields[.contentType]?.hasPrefix(type) == true)
      #expect(!answer.text.contains("http://") || name == "icon.svg")
    }
    await Self.close(browser)
  }

  @Test("why says what is missing in the question, and what it found")
  func why() async throws {
    var browser = try await Self.open()
    _ = try await browser.login()
    let answered = try await browser.ask(.get, "/board/why?card=NL-ACM-C0023&near=Main+Street").text
    #expect(answered.contains("value=\"NL-ACM-C0023\"") && answered.contains("value=\"Main Street\""))
    #expect(answered.contains("class=\"note"))
    let unknown = try await browser.ask(.get, "/board/why?card=1&partner=nobody").text
    #expect(unknown.contains("role=\"alert\"") && unknown.contains("nobody"))
    #expect(!(try await browser.ask(.get, "/board/why?at=20:10").text.contains("class=\"note")))
    await Self.close(browser)
  }

  @Test("the table finds partners by name and role, and shows those with problems first")
  func table() throws {
    let wish = FleetWishCase.self
    #expect(wish.rank(status: "live", state: "registered", alarms: 0) == 2)
    #expect(wish.rank(status: "live", state: "failed", alarms: 0) == 0)
    #expect(wish.rank(status: "test", state: "registered", alarms: 1) == 1)
    #expect(wish.rank(status: "draft", state: "new", alarms: 0) == 4)
    #expect(BoardWords.duration(119) == "119 s" && BoardWords.duration(120) == "2 min")
    #expect(BoardWords.duration(7200) == "2 h" && BoardWords.duration(200_000) == "2 d")
  }

  private enum FleetWishCase {
    static func rank(status: String, state: String, alarms: Int) -> Int {
      FleetRow.rank(["status": .string(status), "state": .string(state), "alarms": JSON(alarms)])
    }
  }
}

/// Logins of browsers.
struct BoardSessionsTests {
  @Test("a session ends after twelve hours, with the token, and when somebody logs out")
  func ends() {
    let clock = TestClock()
    let start = clock.now
    let sessions = BoardSessions(random: SecureRandom()) { start.duration(to: clock.now) }
    let name = sessions.begin(generation: 1)
    #expect(sessions.isOpen(name, generation: 1) && !sessions.isOpen(name, generation: 2))
    #expect(!sessions.isOpen("another", generation: 1))
    let second = sessions.begin(generation: 1)
    #expect(second != name)
    sessions.end(second)
    #expect(!sessions.isOpen(second, generation: 1))
    clock.advance(by: .seconds(12 * 3600))
    #expect(!sessions.isOpen(name, generation: 1))
  }

  @Test("another token of the back office ends every session, the same one none")
  func replacing() {
    let key = OfficeKey.bearer("one") { .zero }
    let before = key.generation
    key.replace(with: "one")
    #expect(key.generation == before)
    key.replace(with: "two")
    #expect(key.generation == before + 1)
  }
}
