import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// `check` against real sockets and real TLS: each failure in its own step, with exit code, cause and line.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConnectionCheckTests {
  /// A partner's server and the fleet that knows it as "volt".
  private struct Bench {
    let fleet: TestFleet
    let partner: OddPartner
    let platform: Platform
    let toml: String

    init(
      _ change: (String) -> String = { $0 },
      server: ((inout TLSConfiguration, CertificateMaker) throws -> Void)? = nil,
      certificate: ((inout CertificateMaker.Request) -> Void)? = nil, isPlain: Bool = false,
      surroundings: Surroundings = .system(log: .silent),
      answer: @escaping OddPartner.Answer = Sound().answer
    ) async throws {
      let maker = try TestFleet.makeCertificates()
      fleet = try TestFleet("ACME Mobility", parties: ["NL-ACM:EMSP"], certificatesBy: maker)
      let now = WallClock.system.now()
      var request = CertificateMaker.Request(
        name: "partner", notBefore: now.adding(seconds: -7200), notAfter: now.adding(seconds: 86_400))
      request.ipAddresses = ["127.0.0.1"]
      certificate?(&request)
      let pair = try maker.issue(request)
      var configuration = TLSConfiguration()
      configuration.identity = TLSIdentity(chain: pair.certificate, key: pair.key)
      try server?(&configuration, maker)
      let tls = isPlain ? nil : TLSContextBox(try TLSContext(configuration, role: .server))
      partner = try OddPartner(tls: tls, answer)
      let base = isPlain ? partner.base.replacing("http:", with: "https:") : partner.base
      toml = change(TestPair.volt("\(base)/versions"))
      try fleet.partner("volt", toml)
      try fleet.secret("volt/token-a", Array("token-a-of-the-partner".utf8))
      platform = try await Platform.open(fleet.folder, surroundings: surroundings)
    }

    /// Checks; gives the step that failed, the exit code, and the key of the line it points to.
    func fails(_ lines: ConnectionVerbsTests.Lines = .init()) async -> (
      step: String?, failure: ControlFailure?, key: String?
    ) {
      let failure = await controlFailure { try await platform.check.check("volt", telling: lines.stream) }
      let line = failure?.place.map {
        toml.split(separator: "\n", omittingEmptySubsequences: false)[$0.line - 1]
      }
      let step = lines.signs.first { $0.hasPrefix("-") }.map { String($0.dropFirst()) }
      return (step, failure, line.map { String($0.prefix { $0 != " " && $0 != "=" }) })
    }

    func close() async {
      await partner.stop()
      platform.commons.store.close()
      platform.group.stop()
      fleet.remove()
    }
  }

  /// A sound platform, reduced to versions and details.
  struct Sound: Sendable {
    var versions = ["2.2.1"]
    var modules = ["locations", "tariffs", "tokens", "sessions", "cdrs"]
    var form: TokenForm?
    var token = "token-a-of-the-partner"
    var fields: HTTPFields = [:]
    var delay: Duration?
    var scheme = "https"

    var answer: OddPartner.Answer {
      { request in
        if let delay, request.fields[.authorization] != nil { try? await ContinuousClock().sleep(for: delay) }
        let forms = form.map { [$0] } ?? TokenForm.allCases
        guard forms.contains(where: { request.fields[.authorization] == $0.header(for: SecretText(token)) })
        else {
          return OddAnswer.envelope("null", http: .unauthorized, status: 2001)
        }
        let base = "\(scheme)://127.0.0.1:\(request.fields["Host"]?.split(separator: ":").last ?? "")"
        var fields = fields
        if fields.count == 0 { fields.set("Date", HTTPDate.text(WallClock.system.now())) }
        return OddAnswer.envelope(request.target.path == "/versions" ? list(base) : details(base), fields)
      }
    }

    private func list(_ base: String) -> String {
      "[" + versions.map { "{\"version\":\"\($0)\",\"url\":\"\(base)/\($0)\"}" }.joined(separator: ",") + "]"
    }

    private func details(_ base: String) -> String {
      let endpoints = (modules + ["credentials"]).flatMap { module in
        ["SENDER", "RECEIVER"].map {
          "{\"identifier\":\"\(module)\",\"role\":\"\($0)\",\"url\":\"\(base)/\($0)/\(module)\"}"
        }
      }
      return "{\"version\":\"2.2.1\",\"endpoints\":[\(endpoints.joined(separator: ","))]}"
    }
  }

  @Test("a name that does not resolve, a closed port: exit 3 with the line of versions_url")
  func transport() async throws {
    for (target, step) in [
      ("https://no-such-host.invalid/versions", "name resolves"), ("https://127.0.0.1:1/v", "TCP 1"),
    ] {
      let bench = try await Bench { text in
        text.split(separator: "\n").map { $0.hasPrefix("versions_url") ? "versions_url = \"\(target)\"" : $0 }
          .joined(separator: "\n") + "\n"
      }
      let seen = await bench.fails()
      #expect(seen.step == step && seen.failure?.exit == 3 && seen.key == "versions_url")
      await bench.close()
    }
  }

  @Test(
    "a certificate for another host, an expired one, one of an unknown authority: exit 3 at TLS, each with its cause"
  )
  func certificates() async throws {
    let name = try await Bench(certificate: { ($0.ipAddresses, $0.dnsNames) = ([], ["other.example"]) })
    let wrongName = await name.fails()
    #expect(wrongName.step == "TLS" && wrongName.failure?.exit == 3 && wrongName.key == "versions_url")
    #expect(wrongName.failure?.message.contains("other.example") == true)
    await name.close()
    let old = try await Bench(certificate: { $0.notAfter = $0.notBefore.adding(seconds: 60) })
    let expired = await old.fails()
    #expect(
      expired.step == "TLS" && expired.failure?.message.contains("expired") == true && expired.key == nil)
    await old.close()
    let stranger = try await Bench({ $0.replacing("tls/ca.pem", with: "tls/other.pem") })
    try stranger.fleet.write("tls/other.pem", try TestFleet.makeCertificates().authority.certificate)
    let unknown = await stranger.fails()
    #expect(unknown.failure?.exit == (unknown.step == nil ? 65 : 3))
    await stranger.close()
  }

  @Test("a wrong pin and a partner without TLS point to their lines")
  func pinAndPlain() async throws {
    let pin = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    let pinned = try await Bench({ $0 + "pinned_spki_sha256 = [\"\(pin)\"]\n" })
    let wrong = await pinned.fails()
    #expect(wrong.step == "pin" && wrong.failure?.exit == 3 && wrong.key == "pinned_spki_sha256")
    await pinned.close()
    let plain = try await Bench(isPlain: true)
    let seen = await plain.fails()
    #expect(seen.step == "TLS" && seen.failure?.exit == 3 && seen.key == "versions_url")
    await plain.close()
  }

  @Test("a partner that demands a client certificate says so in that step, though TLS 1.3 tells it late")
  func clientCertificate() async throws {
    let bench = try await Bench(server: { configuration, maker in
      configuration.clientCertificates = .required
      configuration.authorities = .only(maker.authority.certificate)
    })
    let seen = await bench.fails()
    #expect(seen.step == "client certificate" && seen.failure?.exit == 3)
    #expect(seen.failure?.help?.contains("security.client_cert") == true && seen.key == "[security]")
    await bench.close()
  }

  @Test("a wrong token is exit 4 with the line of token_a or its section")
  func wrongToken() async throws {
    let bench = try await Bench(answer: Sound(token: "another-token").answer)
    let seen = await bench.fails()
    #expect(seen.step == "versions" && seen.failure?.exit == 4 && seen.key == "[connection]")
    #expect(seen.failure?.help?.contains("connection.token_a") == true)
    await bench.close()
  }

  @Test(
    "P-01 a token form that the file gets wrong is told with the form that works, and learned; detect finds it"
  )
  func tokenForm() async throws {
    let stated = try await Bench(
      { $0 + "[dialect]\ntoken_header_base64 = true\n" }, answer: Sound(form: .raw).answer)
    let seen = await stated.fails()
    #expect(seen.step == "versions" && seen.failure?.exit == 4 && seen.key == "token_header_base64")
    #expect(seen.failure?.help?.hasPrefix("write dialect.token_header_base64 = false") == true)
    #expect(stated.platform.commons.dialects["volt"].learned.first?.standing == .contradicted)
    await stated.close()
    let detecting = try await Bench(answer: Sound(form: .raw).answer)
    #expect(await detecting.fails().failure == nil)
    #expect(detecting.platform.commons.dialects["volt"].current.tokenForm == .raw)
    await detecting.close()
  }

  @Test("no versions endpoint there, a page in place of JSON: exit 5 with the line of versions_url")
  func notOCPI() async throws {
    let answers: [OddPartner.Answer] = [
      { _ in HTTPResponse(.notFound) }, { _ in OddAnswer.raw("<html>hello</html>") },
      { _ in OddAnswer.envelope("[]") },
      { _ in HTTPResponse(HTTPStatus(302) ?? .ok, ["Location": "/login"]) },
    ]
    for answer in answers {
      let bench = try await Bench(answer: answer)
      let seen = await bench.fails()
      #expect(seen.step == "versions" && seen.failure?.exit == 5 && seen.key == "versions_url", "\(seen)")
      await bench.close()
    }
  }

  @Test("no common version and missing modules are exit 4 with the field that decides")
  func versionsAndModules() async throws {
    let old = try await Bench(answer: Sound(versions: ["2.0"]).answer)
    let version = await old.fails()
    #expect(version.step == "endpoints" && version.failure?.code == "BR211" && version.failure?.exit == 4)
    #expect(version.key == "[connection]")
    await old.close()
    let few = try await Bench(
      { $0 + "[sync.locations]\nmode = \"pull\"\n" }, answer: Sound(modules: ["tariffs", "tokens"]).answer)
    let module = await few.fails()
    #expect(module.step == "endpoints" && module.failure?.code == "BR212" && module.key == "mode")
    await few.close()
  }

  @Test("P-46 a clock that differs by minutes is told by the Date header, exit 1")
  func clock() async throws {
    let ahead = HTTPDate.text(WallClock.system.now().adding(seconds: 600))
    let bench = try await Bench(answer: Sound(fields: ["Date": ahead]).answer)
    let lines = ConnectionVerbsTests.Lines()
    let seen = await bench.fails(lines)
    #expect(seen.step == "clock skew" && seen.failure?.code == "BR223" && seen.failure?.exit == 1)
    #expect(seen.failure?.message.contains("+600") == true || seen.failure?.message.contains("+599") == true)
    await bench.close()
  }

  @Test("an answer that never comes is exit 3 with the line of the timeout, a slow one exit 1")
  func slow() async throws {
    let dead = try await Bench(
      { $0.replacing("[security]", with: "timeout = \"1 s\"\n[security]") },
      answer: Sound(delay: .seconds(20)).answer
    )
    let never = await dead.fails()
    #expect(never.step == "versions" && never.failure?.exit == 3 && never.key == "timeout")
    await dead.close()
    let time = Mutex(Duration.zero)
    var surroundings = Surroundings.system(log: .silent)
    surroundings.elapsed = {
      time.withLock { time in
        time += .seconds(6)
        return time
      }
    }
    let bench = try await Bench(surroundings: surroundings)
    let seen = await bench.fails()
    #expect(seen.step == "latency" && seen.failure?.code == "BR241" && seen.failure?.exit == 1)
    await bench.close()
  }

  @Test("with a registration each list is read and nothing stored; what is odd in it is learned")
  func lists() async throws {
    let odd = SampleLocation.json(1).replacing("20Z", with: "20.1234567Z")
    let bench = try await OddBench.open { request in
      switch request.target.path {
      case "/versions", "/2.2.1":
        var sound = Sound(token: "token-of-the-partner")
        sound.scheme = "http"
        return await sound.answer(request)
      case "/locations": return OddAnswer.envelope("[\(odd)]")
      case "/tariffs": return HTTPResponse(.methodNotAllowed)
      default: return OddAnswer.list([])
      }
    }
    let lines = ConnectionVerbsTests.Lines()
    let failure = await controlFailure {
      try await bench.platform.check.check("volt", learns: true, telling: lines.stream)
    }
    #expect(failure?.help?.contains("dialect.no_get = [\"tariffs\"]") == true && failure?.exit == 5)
    #expect(lines.signs.contains("+list of locations") && lines.signs.contains("-list of tariffs"))
    #expect(
      bench.learned == [
        "date_format = any applied", "no_get = tariffs proposed", "total_count_header = false applied",
      ])
    #expect(try bench.stored() == 0)
    #expect(bench.partner.take().allSatisfy { $0.hasPrefix("GET ") })
    await bench.close()
  }
}
