import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
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
    let questions = SecretQuestion.all(asking: ids, in: version)
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
    for real in world.ids + ["CB", "SB", "RB", "OB"] {
      let none = String(real.reversed())
      // That there is a session of somebody else's driver is answered as OCPI asks (CMD-20), see below.
      let orders = real == "SB" ? [] : [real, none].map { SecretQuestion.orders([$0], in: version) }
      let pairs = zip(
        SecretQuestion.about([real]) + (orders.first ?? []),
        SecretQuestion.about([none]) + (orders.last ?? []))
      for (question, other) in pairs {
        let answers = try await world.answers(to: [question, other])
        let (told, nothing) = (
          answers[0].replacing(real, with: "ID"), answers[1].replacing(none, with: "ID")
        )
        #expect(told == nothing, "\(question)")
      }
    }
    let secrets = world.ids + ["blue", "BLU", "strategic", "0.315", "37 %", "AC-1", "adhoc", "15.71"]
    let questions = SecretQuestion.all(asking: world.ids, in: version)
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
    let questions = SecretQuestion.all(asking: world.ids, in: .v2_2_1)
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

extension SecrecyTests {
  @Test(
    "S-12 CMD-20 CPR-10 of another's session an order tells that there is one, and nothing of it",
    arguments: OCPIVersion.allCases)
  func sessions(version: OCPIVersion) async throws {
    let world = try await SecretWorld(blue: Self.strategic, version: version)
    let house = world.pair.house
    let kinds: Set<CommandKind> = [.stopSession, .setProfile, .clearProfile, .getProfile]
    let questions = SecretQuestion.orders(["SB"], in: version)
      .filter { $0.order.map(kinds.contains) ?? false }
    let before = try await world.answers(to: questions)
    #expect(!before.isEmpty && before.allSatisfy { $0.contains("is not of your drivers") }, "\(before)")
    let ended = try await house.office(.patch, "/own/sessions/DE/NVO/SB", #"{"status":"COMPLETED"}"#)
    #expect(ended.status == 200, "\(ended.json.text)")
    #expect(try await world.answers(to: questions) == before)
    await world.close()
  }

  @Test("S-12 HCI-02 a hub reads of us what it told itself, and nothing that another hub told")
  func hubs() async throws {
    let files = ["acme", "blue"].map { id in
      (
        id,
        Sample.partner(id).replacing(
          #"["NL-ACM:EMSP", "NL-ACM:CPO"]"#, with: #"["NL-\#(id.prefix(3).uppercased()):HUB"]"#)
      )
    }
    let house = try await PublishHouse(Dictionary(uniqueKeysWithValues: files))
    for id in ["acme", "blue"] { try await house.register(id) }
    func party(_ id: String) -> Sample.Object {
      let text = """
        {"country_code":"FR","party_id":"\(id)","role":"CPO","status":"CONNECTED",\
        "last_updated":"2026-01-01T00:00:00Z"}
        """
      return Sample.Object(key: ObjectKey(country: "FR", party: id, id: "CPO"), text: text, at: .epoch)
    }
    try await house.receive("hubclientinfo", from: "acme", party("AAA"))
    try await house.receive("hubclientinfo", from: "blue", party("BBB"))
    var answers: [String: String] = [:]
    for id in ["AAA", "BBB", "CCC"] {
      let question = SecretQuestion(.hubClientInfo, .receiver, ["FR", id])
      answers[id] = try await SecretWorld.answer(to: question, of: house, in: .v2_2_1)
        .replacing(id, with: "ID")
    }
    #expect(answers["AAA"]?.hasPrefix("200") == true && answers["AAA"]?.contains("CONNECTED") == true)
    #expect(answers["BBB"]?.hasPrefix("404") == true && answers["BBB"] == answers["CCC"], "\(answers)")
    house.close()
  }
}

extension SecrecyTests {
  @Test("S-12 every side of every module that we serve is among what is asked of another's, a new one too")
  func everySide() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    let served = Set(house.platform.ocpiModules().map { "\($0.id) \($0.role)" })
    let asked = OCPIVersion.allCases.flatMap { SecretQuestion.all(asking: ["X"], in: $0) }
    #expect(Set(asked.map { "\($0.module) \($0.role ?? .sender)" }) == served)
    #expect(served.count == 18)
    house.close()
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
    let allowed = "[authorization]\nreserve = true\nprofile_interval = \"0 s\"\n"
    pair = try await HistoryPair(
      allowed + CDRBillingTests.sell,
      others: ["blue": Sample.partner("blue", party: "FR-BLU", allowed + blue)], version: version)
    let house = pair.house
    try await house.register("blue")
    try await house.put("locations", [Sample.location("LOC1", at: house.clock.now)])
    try await house.put("tokens", [Sample.token("T1", at: house.clock.now)])
    for id in ["acme", "blue"] { try await house.settle(id) }
    house.clock.advance(seconds: 60)
    try await Self.charge(pair)
    try await Self.order(house)
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

  /// A reservation of blue's, and an order of ours whose result blue owes us.
  private static func order(_ house: PublishHouse) async throws {
    let now = house.clock.now
    try await house.commons.store.write { tx in
      _ = try tx.commands.reservationNumber("RB", .in, partner: "blue")
      try tx.commands.save(
        CommandRow(
          id: "B1", direction: .out, partner: "blue", kind: "START_SESSION", module: "commands",
          callback: "OB", body: JSONText("{}"), subject: "U1", token: "U1", place: "", version: "2.2.1",
          correlation: "c", createdAt: now, phase: .awaited, dueAt: now.adding(seconds: 60),
          deadline: now.adding(seconds: 60), sendBy: now))
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
    try await Self.answer(to: question, of: pair.house, in: version, results: "\(pair.partner.base)/results")
  }

  /// The same of a house; results of orders go to `results`.
  static func answer(
    to question: SecretQuestion, of house: PublishHouse, in version: OCPIVersion, results: String = ""
  ) async throws -> String {
    // The clock stands still, so a server of its own for each question: none earns its rate anew.
    let commons = house.commons
    let server = OCPIServer(
      modules: house.platform.ocpiModules(), links: commons.links, tokens: commons.tokens,
      surroundings: commons.surroundings, firstUse: { _, _ in })
    let path = question.path(in: version)
    let query = question.query(answeringAt: results).map { "?\($0)" } ?? ""
    var head = try HTTPRequestHead(
      firstLine: Array(
        "\(question.method.name) /ocpi/\(path.joined(separator: "/"))\(query) HTTP/1.1".utf8))
    head.fields = ["X-Request-ID": "R1", "X-Correlation-ID": "R2", .contentType: "application/json"]
    head.fields.set(.authorization, "Token token-acme")
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(),
      body: HTTPRequestBody(Array(question.text(in: version, answeringAt: results).utf8)))
    let answer = await server.answer(request, path: path)
    guard case .bytes(let body) = answer.content else { throw Sample.Unexpected() }
    let fields = answer.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    return unmarked("\(answer.status.code)\n\(fields)\n\(String(decoding: body, as: UTF8.self))")
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
