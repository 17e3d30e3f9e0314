import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Testing

/// Two partners with terms of their own at one EVSE: what one of them is told does not depend on the other's terms.
///
/// Everything happens in two worlds that differ in blue's terms alone, and acme asks the same in both, for blue's ids
/// too. An answer may echo the question, which tells nothing; whatever else differs tells of blue.
@Suite(.timeLimit(.minutes(2))) struct SecrecyTests {
  private static let strategic = """
    [pricing.sell]
    base = "adhoc"
    [[pricing.sell.rule]]
    id = "strategic-blue"
    discount = "37 %"
    """
  private static let dear = "[pricing.sell]\nbase = \"adhoc\"\nmarkup = \"12 %\"\n"

  @Test(
    "S-12 TR-42 ruling 15: whatever another partner's terms are, nothing that is sent or answered differs",
    arguments: OCPIVersion.allCases)
  func sameWhatever(version: OCPIVersion) async throws {
    var worlds: [SecretWorld] = []
    for blue in [Self.strategic, Self.dear, ""] {
      worlds.append(try await SecretWorld(blue: blue, version: version))
    }
    let ids = worlds.flatMap(\.ids)
    #expect(
      worlds.map(\.ids.count) == [1, 1, 0] && ids[0] != ids[1], "blue's terms made a difference to blue")
    let questions = SecretQuestion.all(asking: ids)
    let first = try await worlds[0].answers(to: questions)
    #expect(first.count { $0.hasPrefix("200") } > 20, "most questions are answered")
    #expect(worlds[0].told.count > 3 && first.contains { $0.contains("\"C1\"") }, "there is something to see")
    for world in worlds.dropFirst() {
      #expect(world.clock == worlds[0].clock && world.told.count == worlds[0].told.count)
      for (here, there) in zip(worlds[0].told, world.told) where here != there {
        Issue.record("acme was told otherwise: \(here)\n\(there)")
      }
      let answers = try await world.answers(to: questions)
      for (question, pair) in zip(questions, zip(first, answers)) where pair.0 != pair.1 {
        Issue.record("acme was answered otherwise: \(question)\n\(pair.0)\n\(pair.1)")
      }
    }
    for world in worlds { await world.close() }
  }

  @Test(
    "S-12 an id of another's answers like an id that nobody has, and no word of others is said",
    arguments: OCPIVersion.allCases)
  func likeNothing(version: OCPIVersion) async throws {
    let world = try await SecretWorld(blue: Self.strategic, version: version)
    for real in world.ids + ["CB", "SB"] {
      let none = String(real.reversed())
      let pairs = zip(SecretQuestion.about([real]), SecretQuestion.about([none]))
      for (question, other) in pairs {
        let answers = try await world.answers(to: [question, other])
        let (told, nothing) = (
          answers[0].replacing(real, with: "ID"), answers[1].replacing(none, with: "ID")
        )
        #expect(told == nothing, "\(question)")
      }
    }
    let secrets = world.ids + ["blue", "BLU", "strategic", "0.315", "37 %", "AC-1", "adhoc", "15.71"]
    let questions = SecretQuestion.all(asking: world.ids)
    let answers = zip(questions.map(\.description), try await world.answers(to: questions))
    for (question, answer) in Array(answers) + world.told.map({ ("", $0) }) {
      for secret in secrets where !question.contains(secret) && answer.contains(secret) {
        Issue.record("\(question): acme was told \"\(secret)\": \(answer)")
      }
    }
    await world.close()
  }

  @Test("S-12 a change of another's terms moves nothing: no push, no time, no count")
  func atTheChange() async throws {
    let world = try await SecretWorld(blue: Self.strategic, version: .v2_2_1)
    let questions = SecretQuestion.all(asking: world.ids)
    let before = try await world.answers(to: questions)
    let since = world.pair.house.clock.now
    try await world.pair.house.apply("blue", party: "FR-BLU", Self.dear)
    try await world.pair.house.settle("blue")
    #expect(try await world.blues() != world.ids)
    try await world.pair.tell()
    #expect(world.pair.partner.take().isEmpty)
    // What is asked later is stamped later; nothing but the stamp of the answer may differ.
    let after = try await world.answers(to: questions)
    for (question, pair) in zip(questions, zip(before, after)) {
      #expect(SecretWorld.unstamped(pair.0) == SecretWorld.unstamped(pair.1), "\(question)")
    }
    let news = SecretQuestion(.locations, .sender, query: "date_from=\(since)")
    #expect(try await world.answers(to: [news])[0].contains("\"data\":[]"))
    await world.close()
  }
}

/// A CPO with two partners whose drivers charged at one EVSE, and what acme was told of it.
private struct SecretWorld: Sendable {
  let pair: HistoryPair
  let version: OCPIVersion
  /// What acme was pushed.
  let told: [String]
  /// The ids of blue's tariffs.
  private(set) var ids: [String] = []

  var clock: Timestamp { pair.house.clock.now }

  init(blue: String, version: OCPIVersion) async throws {
    self.version = version
    pair = try await HistoryPair(
      CDRBillingTests.sell, others: ["blue": Sample.partner("blue", party: "FR-BLU", blue)], version: version)
    let house = pair.house
    try await house.register("blue")
    try await house.put("locations", [Sample.location("LOC1", at: house.clock.now)])
    try await house.put("tokens", [Sample.token("T1", at: house.clock.now)])
    for id in ["acme", "blue"] { try await house.settle(id) }
    house.clock.advance(seconds: 60)
    try await Self.charge(pair)
    for id in ["blue", "acme"] { try await house.settle(id) }
    house.clock.advance(seconds: 10)
    try await house.deliver("acme")
    told = pair.partner.take().map(Self.text)
    ids = try await blues()
  }

  /// A session and a CDR of a driver of each, both with what our own price list says.
  private static func charge(_ pair: HistoryPair) async throws {
    let session = HistorySample.session(
      periods: [
        """
        {"start_date_time":"2026-01-01T09:00:00Z","tariff_id":"AC-1","dimensions":[{"type":"ENERGY","volume":1.5}]}
        """
      ], more: "\"total_cost\":{\"excl_vat\":15.71},")
    let cdr = CDRBillingTests.cdr(pair)
    let calls: [(HTTPMethod, String, String)] = [
      (.put, "/own/sessions/DE/NVO/S1", session),
      (.put, "/own/sessions/DE/NVO/SB", blues(session, "S1", "SB")),
      (.post, "/own/cdrs", cdr), (.post, "/own/cdrs", blues(cdr, "C1", "CB")),
    ]
    for (method, target, body) in calls {
      let answer = try await pair.house.office(method, target, body)
      #expect(answer.status == 201, "\(target): \(answer.json.text)")
    }
  }

  private static func blues(_ text: String, _ id: String, _ other: String) -> String {
    let token = HistorySample.token.replacing("ACM", with: "BLU").replacing("\"NL\"", with: "\"FR\"")
    return text.replacing(HistorySample.token, with: token).replacing("\"\(id)\"", with: "\"\(other)\"")
  }

  func blues() async throws -> [String] { try await pair.house.get("tariffs", as: "blue").ids }

  func close() async { await pair.close() }

  private static func text(_ message: RecordingPartner.Message) -> String {
    let own: Set<String> = ["x-request-id", "x-correlation-id", "host", "authorization", "date"]
    let fields = message.fields.filter { !own.contains("\($0.name)".lowercased()) }
      .map { "\($0.name): \($0.value)" }
    return "\(message.method) \(message.path)\n\(fields.joined(separator: "\n"))\n\(message.body?.text ?? "")"
  }

  /// What acme is answered: status, fields and text.
  func answers(to questions: [SecretQuestion]) async throws -> [String] {
    var answers: [String] = []
    for question in questions { answers.append(try await answer(to: question)) }
    #expect(!answers.contains { $0.hasPrefix("429") })
    return answers
  }

  private func answer(to question: SecretQuestion) async throws -> String {
    // The clock stands still, so a server of its own for each question: none earns its rate anew.
    let commons = pair.house.commons
    let server = OCPIServer(
      modules: pair.house.platform.ocpiModules(), links: commons.links, tokens: commons.tokens,
      surroundings: commons.surroundings, firstUse: { _, _ in })
    let path = question.path(in: version)
    let query = question.query.map { "?\($0)" } ?? ""
    var head = try HTTPRequestHead(
      firstLine: Array(
        "\(question.method.name) /ocpi/\(path.joined(separator: "/"))\(query) HTTP/1.1".utf8))
    head.fields = ["X-Request-ID": "R1", "X-Correlation-ID": "R2", .contentType: "application/json"]
    head.fields.set(.authorization, "Token token-acme")
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(),
      body: HTTPRequestBody(Array(question.body.utf8)))
    let answer = await server.answer(request, path: path)
    guard case .bytes(let body) = answer.content else { throw Sample.Unexpected() }
    let fields = answer.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    return Self.unmarked("\(answer.status.code)\n\(fields)\n\(String(decoding: body, as: UTF8.self))")
  }

  /// Without the reference of an authorisation, which is drawn by lot.
  private static func unmarked(_ text: String) -> String {
    text.replacing(/"authorization_reference":"[^"]*"/, with: "\"authorization_reference\":\"…\"")
  }

  /// Without the time of the answer.
  static func unstamped(_ text: String) -> String {
    text.replacing(/"timestamp":"[^"]*"/, with: "\"timestamp\":\"…\"")
  }
}

/// Something that acme may ask.
private struct SecretQuestion: Sendable, CustomStringConvertible {
  var module: ModuleID
  var role: InterfaceRole?
  var rest: [String]
  var query: String?
  var method: HTTPMethod = .get
  var body = ""

  init(_ module: ModuleID, _ role: InterfaceRole? = nil, _ rest: [String] = [], query: String? = nil) {
    (self.module, self.role, self.rest, self.query) = (module, role, rest, query)
  }

  var description: String {
    "\(method.name) \(module.rawValue) \(role.map { "\($0)" } ?? "") \(rest.joined(separator: "/"))?\(query ?? "")"
  }

  /// The segments of its address; in 2.1.1 through the door of the side that is meant.
  func path(in version: OCPIVersion) -> [String] {
    let isOperator = (role == .sender) != (module == .tokens)
    let address = OCPIAddress(
      module, role, in: query == "list" ? nil : version, through: isOperator ? .cpo : .emsp)
    return address.segments + rest
  }

  /// Everything, and everything about these ids.
  static func all(asking ids: [String]) -> [SecretQuestion] {
    var all = [SecretQuestion(.versions), SecretQuestion(.versions, query: "list")]
    for module in [ModuleID.locations, .tariffs, .tokens, .sessions, .cdrs] {
      for query in [
        nil, "limit=1", "offset=1&limit=1", "date_from=2020-01-01T00:00:00Z",
        "date_from=2020-01-01T00:00:00Z&limit=1&offset=1",
      ] {
        all.append(SecretQuestion(module, .sender, query: query))
      }
    }
    for rest in [["LOC1"], ["LOC1", "LOC1-0"], ["LOC1", "LOC1-0", "1"]] {
      all.append(SecretQuestion(.locations, .sender, rest))
    }
    for uid in ["T1", "U1"] {
      var question = SecretQuestion(.tokens, .sender, [uid, "authorize"])
      (question.method, question.body) = (.post, #"{"location_id":"LOC1","evse_uids":["LOC1-0"]}"#)
      all.append(question)
    }
    return all + about(ids + ["S1", "SB", "C1", "CB", "AC-1", "adhoc"])
  }

  /// Everything about these ids.
  static func about(_ ids: [String]) -> [SecretQuestion] {
    let modules = [ModuleID.tariffs, .sessions, .cdrs, .tokens, .locations]
    return ids.flatMap { id in
      modules.flatMap { module in
        [
          SecretQuestion(module, .sender, [id]), SecretQuestion(module, .receiver, ["DE", "NVO", id]),
          SecretQuestion(module, .receiver, ["FR", "BLU", id]),
        ]
      }
    }
  }
}
