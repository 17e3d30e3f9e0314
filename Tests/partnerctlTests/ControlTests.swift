import BilateralBase
import BilateralNet
import Glibc
import Synchronization
import Testing

@testable import partnerctl

/// A runtime with canned answers; it remembers what was asked.
final class CannedRuntime: Sendable {
  private let answers: [String: (Int, String)]
  private let seen = Mutex<[String]>([])

  init(_ answers: [String: (Int, String)]) { self.answers = answers }

  var calls: [String] { seen.withLock { $0 } }

  var transport: ControlTransport {
    ControlTransport { [self] (request, _, _, onBytes) throws(Failure) in
      let call = "\(request.method) \(request.path)"
      seen.withLock { $0.append(call + (request.body.map { " " + $0.text } ?? "")) }
      let (status, body) =
        answers[call] ?? (404, "{\"error\":{\"code\":\"BR104\",\"message\":\"no such path\"}}")
      for byte in body.utf8 { onBytes([byte]) }
      return ControlAnswer(status: status)
    }
  }
}

@Suite struct ControlTests {
  static let partners = """
    {"partners":[
      {"id":"acme","name":"ACME","status":"live","state":"registered","version":"2.2.1","route":"direct","drift":false,
       "modules":{"locations":{"received":9690,"sent":0,"lag_seconds":12,"last_success":"2026-11-21T01:00:00Z",
       "last_error":null,"outbox":0,"quarantine":3},"tokens":{"received":0,"sent":5,"lag_seconds":4,"last_success":null,
       "last_error":null,"outbox":2,"quarantine":0}}},
      {"id":"beta","name":"Beta","status":"live","state":"registered","version":"2.2.1","route":"direct","drift":true,
       "modules":{"locations":{"received":10,"sent":0,"lag_seconds":7300,"last_success":null,
       "last_error":"connection refused\\u001b[2J","outbox":0,"quarantine":0}}},
      {"id":"delta","name":"Delta","status":"draft","state":"new","version":null,"route":"direct","drift":false,
       "modules":{}}]}
    """

  private func run(
    _ words: [String], _ answers: [String: (Int, String)], env: String = "test", width: Int? = nil
  )
    async throws -> (Outcome, [String])
  {
    let folder = try TestFolder.fleet(env: env)
    let runtime = CannedRuntime(answers)
    let outcome = await runAll(
      words, terminal: Terminal(width: width), directory: folder.path, control: runtime.transport)
    return (outcome, runtime.calls)
  }

  @Test func `status is a table for people, and text of partners cannot steer the terminal`() async throws {
    let (outcome, calls) = try await run(["status"], ["GET /partners": (200, Self.partners)])
    #expect(outcome.exit == .done)
    #expect(calls == ["GET /partners"])
    #expect(!outcome.output.contains("\u{1B}"))
    expectSnapshot(outcome.output, named: "status")
    let (narrow, _) = try await run(
      ["status", "--ascii"], ["GET /partners": (200, Self.partners)], width: 60)
    #expect(narrow.output.split(separator: "\n").allSatisfy { $0.utf8.count <= 60 })
  }

  @Test func `status for programs is the runtime's object with totals`() async throws {
    let (outcome, _) = try await run(["status", "--json"], ["GET /partners": (200, Self.partners)])
    let json = try JSON.parse(outcome.output)
    #expect(json["schema"]?.string == "partnerctl.status/1")
    #expect(json["partners"] == (try JSON.parse(Self.partners))["partners"])
    #expect(json["totals"]?.text == #"{"partners":3,"degraded":1,"healthy":1,"outbox":2,"quarantine":3}"#)
  }

  @Test func `status exits 1 only with check, and 66 for a partner that is not there`() async throws {
    let answers = ["GET /partners": (200, Self.partners)]
    #expect(try await run(["status", "--check"], answers).0.exit == .findings)
    #expect(try await run(["status", "acme", "--check"], answers).0.exit == .done)
    #expect(try await run(["status", "nobody"], answers).0.exit == .missing)
  }

  static let registration = """
    {"type":"step","name":"GET versions","ok":true,"detail":"200  2.1.1 2.2.1 → 2.2.1"}
    {"type":"heartbeat"}
    {"type":"step","name":"POST credentials","ok":true,"detail":"token C received"}
    {"type":"result","ok":true,"state":"registered","version":"2.2.1","modules":["locations","tariffs","tokens"]}

    """

  @Test func `register shows its steps`() async throws {
    let answers = ["POST /partners/acme/register": (200, Self.registration)]
    let (outcome, calls) = try await run(["register", "acme"], answers)
    #expect(outcome.exit == .done)
    #expect(calls == [#"POST /partners/acme/register {"update":false}"#])
    expectSnapshot(outcome.output, named: "register")
    let (json, _) = try await run(["register", "acme", "--json"], answers)
    let object = try JSON.parse(json.output)
    #expect(object["steps"]?.elements?.count == 2)
    #expect(object["state"]?.string == "registered")
    #expect(object["version"]?.string == "2.2.1")
    let (lines, _) = try await run(["register", "acme", "-o", "jsonl"], answers)
    #expect(lines.output.split(separator: "\n").count == 4)
  }

  @Test func `a failed step ends with the exit code of the result and the way out`() async throws {
    let body = """
      {"type":"step","name":"versions","ok":false,"detail":"HTTP 401","help":"token_header_base64 = false"}
      {"type":"step","name":"endpoints","ok":null,"detail":"skipped"}
      {"type":"result","ok":false,"exit":4,"error":{"code":"BR201","message":"credentials refused","help":"ask ACME"}}

      """
    let (outcome, _) = try await run(["check", "acme"], ["POST /partners/acme/check": (200, body)])
    #expect(outcome.exit == .refused)
    expectSnapshot(outcome.output, named: "check-failed")
  }

  @Test func `without names every partner is done and the worst code counts`() async throws {
    let good = (200, "{\"type\":\"result\",\"ok\":true}\n")
    let (outcome, calls) = try await run(
      ["sync", "-m", "locations", "--full"],
      [
        "GET /partners": (200, Self.partners), "POST /partners/acme/sync": good,
        "POST /partners/delta/sync": good,
        "POST /partners/beta/sync": (
          200, "{\"type\":\"result\",\"ok\":false,\"exit\":3,\"error\":{\"message\":\"down\"}}\n"
        ),
      ])
    #expect(outcome.exit == .unreachable)
    #expect(calls.count == 4)
    #expect(calls.last == #"POST /partners/delta/sync {"modules":["locations"],"full":true}"#)
  }

  @Test(arguments: [
    (
      404, "{\"error\":{\"code\":\"BR104\",\"message\":\"no partner acme\",\"help\":\"x\"}}", ExitCode.missing
    ),
    (409, "{\"error\":{\"code\":\"BR301\",\"message\":\"busy\"}}", .conflict),
    (422, "{\"error\":{\"code\":\"BR301\",\"message\":\"guard\",\"exit\":7}}", .guarded),
    (500, "oops", .fault),
    (200, "not json\n", .fault), (200, "{\"type\":\"step\",\"name\":\"cut\"}\n", .fault), (200, "", .fault),
  ]) func `what the runtime refuses becomes an exit code`(status: Int, body: String, exit: ExitCode)
    async throws
  {
    let (outcome, _) = try await run(["register", "acme"], ["POST /partners/acme/register": (status, body)])
    #expect(outcome.exit == exit)
    #expect(outcome.talk.hasPrefix("error: "))
  }

  @Test func `without a runtime the way out is named`() async throws {
    let folder = try TestFolder.fleet()
    let outcome = await runAll(["register", "acme"], directory: folder.path, control: .unixSocket)
    #expect(outcome.exit == .conflict)
    #expect(outcome.talk.hasSuffix("\n  start it: partnerctl run\n"))
  }

  @Test func `what is lost for good asks first`() async throws {
    let answers = [
      "POST /partners/acme/unregister": (200, "{\"type\":\"result\",\"ok\":true}\n"),
      "POST /quarantine/17/drop": (200, "{}"), "POST /quarantine/17/retry": (200, "{\"outcome\":\"stored\"}"),
    ]
    #expect(try await run(["unregister", "acme"], answers).0.exit == .usage)
    #expect(try await run(["unregister", "acme", "--yes"], answers).0.exit == .done)
    #expect(try await run(["quarantine", "--drop", "17"], answers).1.isEmpty)
    #expect(try await run(["quarantine", "--drop", "17", "-y"], answers).0.output == "17: dropped\n")
    #expect(try await run(["quarantine", "--retry", "17"], answers).0.output == "17: stored\n")
    #expect(try await run(["quarantine", "--retry", "17", "-n"], answers).1.isEmpty)
  }

  @Test(
    "quarantine and outbox know words, which do what the flags do",
    arguments: [
      (["quarantine", "list"], ["GET /quarantine"]),
      (["quarantine", "list", "acme"], ["GET /quarantine?partner=acme"]),
      (["quarantine", "show", "17"], ["GET /quarantine/17"]),
      (["quarantine", "retry", "17", "18"], ["POST /quarantine/17/retry", "POST /quarantine/18/retry"]),
      (["quarantine", "drop", "17", "-y"], ["POST /quarantine/17/drop"]), (["quarantine", "drop", "17"], []),
      (["outbox", "retry", "17"], ["POST /outbox/17/retry"]), (["outbox", "list"], ["GET /outbox"]),
    ])
  func backlogWords(words: [String], calls: [String]) async throws {
    let answers = [
      "GET /quarantine", "GET /quarantine?partner=acme", "GET /quarantine/17", "POST /quarantine/17/retry",
      "POST /quarantine/18/retry", "POST /quarantine/17/drop", "POST /outbox/17/retry", "GET /outbox",
    ].reduce(into: [String: (Int, String)]()) { $0[$1] = (200, "{}") }
    #expect(try await run(words, answers).1.map { $0.replacing(" {}", with: "") } == calls)
  }

  @Test(
    "a word that is none, or a number that is none, is a usage error",
    arguments: [
      (["quarantine", "retry"], "needs the number"), (["quarantine", "drop", "all"], "not the number"),
      (["quarantine", "retri", "17"], "did you mean retry?"), (["outbox", "show", "17"], "does not know"),
    ])
  func backlogMistakes(words: [String], message: String) async throws {
    let (outcome, calls) = try await run(words, [:])
    #expect(outcome.exit == .usage && calls.isEmpty)
    #expect(outcome.talk.contains(message), "\(outcome.talk)")
  }

  @Test func `an end on our side only is asked for as such`() async throws {
    let answers = ["POST /partners/acme/unregister": (200, "{\"type\":\"result\",\"ok\":true}\n")]
    #expect(try await run(["unregister", "acme", "--local"], answers).0.exit == .usage)
    #expect(
      try await run(["unregister", "acme", "--local", "-y"], answers).1
        == [#"POST /partners/acme/unregister {"local":true}"#])
  }

  @Test func `status tells what ends within two weeks`() async throws {
    let partners = """
      {"partners":[{"id":"acme","status":"live","state":"registered","modules":{},"ends":[
       {"kind":"certificate","name":"the server certificate of acme.example","since":null,"end":"2026-11-25T00:00:00Z"},
       {"kind":"certificate","name":"our client certificate","since":null,"end":"2027-11-25T00:00:00Z"}]}]}
      """
    let outcome = try await run(
      ["status", "--now", "2026-11-21T00:00Z"], ["GET /partners": (200, partners)], width: 300
    ).0
    #expect(outcome.output.contains("the server certificate of acme.example ends in 4 d"), "\(outcome)")
    #expect(!outcome.output.contains("our client certificate"))
  }

  @Test func `a write in a production fleet wears the badge, reading does not`() async throws {
    let answers = [
      "POST /partners/acme/register": (200, Self.registration), "GET /partners": (200, Self.partners),
      "POST /outbox/5/drop": (200, "{}"),
    ]
    #expect(try await run(["register", "acme"], answers, env: "prod").0.talk == " PROD  register acme\n")
    #expect(try await run(["outbox", "--drop", "5", "-y"], answers, env: "prod").0.talk == " PROD  outbox\n")
    #expect(try await run(["register", "acme"], answers).0.talk.isEmpty)
    #expect(try await run(["status"], answers, env: "prod").0.talk.isEmpty)
  }

  @Test func `alarms are listed and acknowledged`() async throws {
    let alarms = """
      {"items":[{"id":17,"partner":"acme","condition":"lag","subject":"locations","state":"raised",
      "text":"locations out of step for 40 min","since":"2026-11-21T01:00:00Z","raised_at":null,
      "acknowledged_at":null,"resolved_at":null,"told_at":null,"told":2,"failures":0}]}
      """
    let answers = [
      "GET /alarms": (200, alarms), "POST /alarms/17/ack": (200, "{\"outcome\":\"acknowledged\"}"),
      "GET /partners": (
        200, Self.partners.replacing("\"drift\":false,", with: "\"drift\":false,\"alarms\":1,")
      ),
    ]
    expectSnapshot(try await run(["alarms"], answers).0.output, named: "alarms")
    #expect(try await run(["alarms", "ack", "17"], answers).0.output == "17: acknowledged\n")
    #expect(try await run(["alarms", "ack", "17", "-n"], answers).1.isEmpty)
    #expect(
      try await run(["alarms", "list"], ["GET /alarms": (200, "{\"items\":[]}")]).0.output
        == "nothing is wrong\n")
    for words in [["ack"], ["ack", "x"], ["drop", "1"]] {
      #expect(try await run(["alarms"] + words, answers).0.exit == .usage)
    }
    #expect(try await run(["status"], answers).0.output.contains("1 alarm (partnerctl alarms)"))
  }

  static let exchanges = """
    {"exchanges":[{"type":"exchange","seq":7,"at":"2026-11-21T10:00:00Z","level":"warning","partner":"acme",
    "direction":"out","module":"locations","method":"PUT","path":"https://acme.example/ocpi/2.2.1/locations/NL/A/1",
    "http":404,"ocpi":2003,"request_id":"r1","correlation_id":"c1","microseconds":12345,"request_size":9000,
    "response_size":2,"request":"{\\"id\\":\\"1\\"","response":"{}","error":"BR105 unknown location"},
    {"type":"exchange","seq":8,"at":"2026-11-21T10:00:01Z","level":"error","partner":"acme","direction":"in",
    "module":"versions","method":"GET","path":"/ocpi/versions","http":null,"ocpi":null,"request_id":null,
    "correlation_id":null,"microseconds":500,"request_size":0,"response_size":0,"request":null,"response":null,
    "error":null}],"dropped":3}
    """

  @Test func `logs are lines for people and objects for programs`() async throws {
    let path =
      "/exchanges?partner=acme&level=warning&limit=5&since=2026-11-20T11:30:00Z&until=2026-11-21T00:00:00Z"
    let words = [
      "logs", "-p", "acme", "-l", "warning", "--limit", "5", "--since", "30min", "--until",
      "2026-11-21T00:00Z", "--now", "2026-11-20T12:00Z", "--bodies",
    ]
    let (outcome, calls) = try await run(words, ["GET \(path)": (200, Self.exchanges)])
    #expect(calls == ["GET \(path)"])
    expectSnapshot(outcome.output, named: "logs")
    #expect(outcome.talk == "3 exchanges came too fast and were not kept\n")
    let json = try await run(words + ["--json"], ["GET \(path)": (200, Self.exchanges)]).0
    #expect(try JSON.parse(json.output)["exchanges"]?.elements?.count == 2)
    #expect(try await run(["logs", "--since", "soon"], [:]).0.exit == .usage)
  }

  @Test func `status as comma-separated values has plain cells`() async throws {
    let (outcome, _) = try await run(["status", "-o", "csv"], ["GET /partners": (200, Self.partners)])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "partner,status,state,ver,route,lag,outbox,quarantine,auth,faults,note")
    #expect(lines.dropFirst().first?.hasPrefix("acme,live,registered,2.2.1,direct,12 s,2,3,") == true)
    #expect(lines.count == 4)
  }

  @Test func `what is asked and answered is told with -v and -vv`() async throws {
    let answers = ["POST /partners/acme/register": (200, Self.registration)]
    #expect(
      try await run(["register", "acme", "-v"], answers).0.talk
        == "> POST /partners/acme/register\n< HTTP 200\n")
    let talk = try await run(["register", "acme", "-vv"], answers).0.talk
    #expect(talk.hasPrefix("> POST /partners/acme/register {\"update\":false}\n< {\"type\":\"step\""))
    #expect(talk.contains("< {\"type\":\"heartbeat\"}\n"))
  }

  @Test func `quarantine and outbox list what waits`() async throws {
    let quarantine = """
      {"items":[{"id":17,"partner":"acme","module":"locations","object":"NL-ACM-LOC1","at":"2026-11-21T01:00:00Z",
      "code":"BW201","path":"evses[3].connectors[0].max_voltage","message":"missing"}]}
      """
    let (list, calls) = try await run(
      ["quarantine", "acme"], ["GET /quarantine?partner=acme": (200, quarantine)])
    #expect(calls == ["GET /quarantine?partner=acme"])
    expectSnapshot(list.output, named: "quarantine")
    let outbox = """
      {"items":[{"id":5,"partner":"acme","module":"locations","object":"DE-NVO-LOC1","at":"2026-11-21T01:00:00Z",
      "attempts":3,"next_attempt":"2026-11-21T01:05:00Z","last_error":null}]}
      """
    let (sends, _) = try await run(["outbox"], ["GET /outbox": (200, outbox)])
    expectSnapshot(sends.output, named: "outbox")
    let (none, _) = try await run(["outbox"], ["GET /outbox": (200, "{\"items\":[]}")])
    #expect(none.output == "nothing: the outbox is empty\n")
  }

  @Test func `an answer is the same however it is cut`() throws {
    let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
    let bytes = Array(text.utf8)
    for split in bytes.indices {
      var reader = AnswerReader(method: .get)
      var parts = try reader.take(bytes[..<split])
      parts += try reader.take(bytes[split...])
      #expect(reader.isComplete && reader.status == 200)
      #expect(String(decoding: parts.joined(), as: UTF8.self) == "abcdefg")
    }
  }
}
