import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Two processes: CDRs that never came are asked for, and one that was wrong is taken back, on the command line.
@Suite struct ReconcileFixProcessTests {
  private static let charges = 3

  @Test(
    "C17 reconcile --fix brings what is missing, --every tells what is new, cdr correct reaches the partner")
  func fixed() throws {
    let stage = try KillStage(locations: 1, pushes: true)
    let name = "live/cpo/partners/acme.toml"
    let terms = try #require(stage.root.text(name))
    try stage.root.write(name, terms + "\n[sync.cdrs]\nmode = \"off\"\n")
    var cpo = try stage.start(.cpo)
    var office = try stage.office(.cpo)
    let emsp = try stage.start(.emsp)
    let provider = try stage.office(.emsp)
    #expect(stage.isComplete(), "\(stage.seen)")
    let start = WallClock.system.now().adding(seconds: 1)
    try tell(office, from: start)
    try wait("sessions") {
      try provider.call(.get, "/partners/volt/sessions?limit=9").elements?.count == Self.charges
    }
    let month = "\(CivilDate(start))".prefix(7)
    let later = "\(start.adding(seconds: 5 * 86_400))"
    let line = ["reconcile", "volt", "--period", "\(month)", "--now", later, "-C", stage.path(.emsp)]

    // It goes on, and tells each finding once.
    let watching = RunningProgram(line + ["--every", "1s", "-o", "jsonl"])
    let first = (0..<Self.charges).compactMap { _ in watching.line() }
    #expect(Set(first.compactMap(Self.told)) == Set((0..<Self.charges).map { "missing-cdr DE-NVO/S\($0)" }))

    let fixed = BuiltProgram.run(line + ["--fix", "--json"], seconds: 40)
    #expect(fixed.status == 0, "\(fixed.text) \(fixed.talkText)")
    #expect(try JSON.parse(fixed.output)["fixed"]?.bool == true)
    #expect(try cdrs(provider) == ["C0", "C1", "C2"], "they are here")

    // A CDR without a session is new to the one who watches; what was missing is not told again.
    try tell(office, lone: 7, from: start)
    let pulled = BuiltProgram.run(["sync", "volt", "--module", "cdrs", "-C", stage.path(.emsp)], seconds: 40)
    #expect(pulled.status == 0, "\(pulled.text) \(pulled.talkText)")
    #expect(watching.line().flatMap(Self.told) == "cdr-without-session -")
    watching.signal(SIGINT)
    #expect(watching.wait() == 130)

    // Now CDRs are pushed: what corrects one goes to the partner by itself, with the reason.
    try stage.end(cpo)
    try stage.root.write(name, terms)
    cpo = try stage.start(.cpo)
    office = try stage.office(.cpo)
    let refused = BuiltProgram.run(
      [
        "cdr", "correct", "DE-NVO/C1", "--reason", "r", "--amount", "0.10 EUR", "--yes", "-C",
        stage.path(.cpo),
      ])
    #expect(refused.status != 0 && refused.talkText.contains("BR737"), "\(refused.text) \(refused.talkText)")
    let corrected = BuiltProgram.run(
      [
        "cdr", "correct", "DE-NVO/C1", "--reason", "meter was exchanged", "--reissue", "--yes", "-C",
        stage.path(.cpo),
      ])
    #expect(
      corrected.status == 0 && corrected.text.contains("sent to acme"),
      "\(corrected.text) \(corrected.talkText)")
    try wait("credit and replacement") { try cdrs(provider) == ["C0", "C1", "C1-2", "C1-X", "C2", "C7"] }
    let credit = try provider.call(.get, "/partners/volt/cdrs/DE/NVO/C1-X")
    #expect(
      credit["remark"]?.string == "meter was exchanged" && credit["credit_reference_id"]?.string == "C1")
    let next = try provider.call(.get, "/partners/volt/cdrs/DE/NVO/C1-2")
    #expect(next["remark"]?.string == "in place of C1: meter was exchanged", "\(next.text)")
    let after = BuiltProgram.run(line + ["--json"])
    let part = try JSON.parse(after.output)["parts"]?[0]
    #expect(part?["matched"]?.int == Self.charges && part?["leakage"]?.elements == [], "\(after.text)")
    try stage.end(emsp)
    try stage.end(cpo)
  }

  /// Cause and session of a finding that was told.
  private static func told(_ line: String) -> String? {
    guard let json = try? JSON.parse(line), let cause = json["cause"]?.string else { return nil }
    return "\(cause) \(json["session"]?.string ?? "-")"
  }

  private func cdrs(_ office: OfficeClient) throws -> [String] {
    let list = try office.call(.get, "/partners/volt/cdrs?limit=50").elements ?? []
    return list.compactMap { $0["id"]?.string }.sorted()
  }

  private func wait(_ what: String, until isSo: () throws -> Bool) throws {
    let deadline = time(nil) + 30
    while time(nil) <= deadline {
      if try isSo() { return }
      usleep(50_000)
    }
    Issue.record("it did not come to that in time: \(what)")
  }

  // MARK: - what the operator's platform tells

  private func place(_ office: OfficeClient) throws -> JSON {
    let own = try #require(try office.call(.get, "/own/locations?limit=1").elements?.first)
    let evse = try #require(own["evses"]?[0])
    return Demo.at(own, evse, try #require(evse["connectors"]?[0]))
  }

  private func tell(_ office: OfficeClient, from start: Timestamp) throws {
    let place = try place(office)
    for number in 0..<Self.charges {
      let begin = start.adding(seconds: Int64(number) * 60)
      _ = try office.call(.put, "/own/sessions/DE/NVO/S\(number)", session(number, begin, place).bytes)
      _ = try office.call(.post, "/own/cdrs", cdr(number, begin, place).bytes)
    }
  }

  private func tell(_ office: OfficeClient, lone number: Int, from start: Timestamp) throws {
    let begin = start.adding(seconds: Int64(number) * 60)
    _ = try office.call(.post, "/own/cdrs", cdr(number, begin, try place(office)).bytes)
  }

  private static let token: JSON = [
    "country_code": "NL", "party_id": "ACM", "uid": "04000001", "type": "RFID",
    "contract_id": "NL-ACM-C12345678-4",
  ]

  private func session(_ number: Int, _ begin: Timestamp, _ place: JSON) -> JSON {
    let end = begin.adding(seconds: 30)
    return [
      "country_code": "DE", "party_id": "NVO", "id": .string("S\(number)"),
      "start_date_time": .string("\(begin)"), "end_date_time": .string("\(end)"), "kwh": .number("2.5"),
      "cdr_token": Self.token, "auth_method": "WHITELIST", "location_id": place["id"] ?? .null,
      "evse_uid": place["evse_uid"] ?? .null, "connector_id": place["connector_id"] ?? .null,
      "currency": "EUR", "status": "COMPLETED", "last_updated": .string("\(end)"),
    ]
  }

  private func cdr(_ number: Int, _ begin: Timestamp, _ place: JSON) -> JSON {
    let end = begin.adding(seconds: 30)
    let measured: JSON = [["type": "ENERGY", "volume": .number("2.5")]]
    return [
      "country_code": "DE", "party_id": "NVO", "id": .string("C\(number)"),
      "session_id": .string("S\(number)"),
      "start_date_time": .string("\(begin)"), "end_date_time": .string("\(end)"), "cdr_token": Self.token,
      "auth_method": "WHITELIST", "cdr_location": place, "currency": "EUR",
      "charging_periods": [["start_date_time": .string("\(begin)"), "dimensions": measured]],
      "total_energy": .number("2.5"), "total_time": .number("0.0083"), "last_updated": .string("\(end)"),
    ]
  }
}
