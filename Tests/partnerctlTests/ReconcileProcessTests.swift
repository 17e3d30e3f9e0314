import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Two processes, an operator whose CDRs have faults, and a provider who finds them and disputes what can be disputed.
@Suite struct ReconcileProcessTests {
  private static let charges = 12

  @Test("what was seeded between two processes is found by reconcile, disputed, credited, and then at rest")
  func seeded() throws {
    let stage = try KillStage(locations: 2, pushes: true)
    let cpo = try stage.start(.cpo)
    let office = try stage.office(.cpo)
    let emsp = try stage.start(.emsp)
    let provider = try stage.office(.emsp)
    #expect(stage.isComplete(), "\(stage.seen)")
    let start = WallClock.system.now().adding(seconds: 1)
    try tell(office, from: start)
    let first = Self.charges - 1
    try wait { try provider.call(.get, "/partners/volt/cdrs?limit=50").elements?.count == first }
    try tellTwice(office, from: start)
    try wait { try provider.call(.get, "/partners/volt/cdrs?limit=50").elements?.count == Self.charges }
    let day = "\(CivilDate(start))".prefix(7)
    let later = start.adding(seconds: 5 * 86_400)
    func reconcile() -> BuiltProgram.Result {
      BuiltProgram.run(
        ["reconcile", "volt", "--period", "\(day)", "--json", "--now", "\(later)", "-C", stage.path(.emsp)])
    }
    let month = reconcile()
    #expect(month.status == 1, "\(month.talkText)")
    // Of twelve CDRs one is a second telling, and one names a session that nobody told of; one session has none.
    #expect(
      try causes(month) == ["missing-cdr S3 -", "cdr-without-session - C9", "duplicate-cdr S5 C5B"],
      "\(month.text) \(month.talkText)")
    let opened = BuiltProgram.run(
      ["dispute", "open", "volt", "--from-reconcile", "\(day)", "--now", "\(later)", "-C", stage.path(.emsp)])
    #expect(
      opened.status == 0 && opened.text.contains("dispute 2: DE-NVO/"), "\(opened.text) \(opened.talkText)")
    // The operator enters the same in its register, and accepts.
    for words in [["open", "acme", "DE-NVO/C5B", "--reason", "duplicate-cdr"], ["accept", "1"]] {
      let entered = BuiltProgram.run(["dispute"] + words + ["-C", stage.path(.cpo)])
      #expect(entered.status == 0, "\(entered.talkText)")
    }
    try wait { try provider.call(.get, "/partners/volt/cdrs?limit=50").elements?.count == Self.charges + 1 }
    #expect(try causes(reconcile()) == ["missing-cdr S3 -", "cdr-without-session - C9"])
    let states = BuiltProgram.run(["dispute", "list", "--json", "-C", stage.path(.emsp)])
    let said = try JSON.parse(states.output)["disputes"]?.elements?.map {
      "\($0["cdr"]?.string ?? "") \($0["state"]?.string ?? "") \($0["credit"]?.string ?? "-")"
    }
    #expect(Set(said ?? []) == ["DE-NVO/C5B accepted C5B-X", "DE-NVO/C9 open -"], "\(states.text)")
    try evidence(stage)
    try stage.end(emsp)
    try stage.end(cpo)
  }

  /// The evidence of the first dispute, exported twice.
  private func evidence(_ stage: KillStage) throws {
    let exports = (0..<2).map { _ in
      BuiltProgram.run(["dispute", "export", "1", "--out", "-", "-C", stage.path(.emsp)])
    }
    #expect(exports[0].status == 0 && exports[0].output == exports[1].output, "\(exports[0].talkText)")
    let bundle = try JSON.parse(exports[0].output)
    #expect(bundle["cdr"]?["id"]?.string?.hasPrefix("C") == true && bundle["session"] != nil)
    #expect(bundle["exchanges"]?.elements?.isEmpty == false, "what was said is part of it")
  }

  /// Cause, session and CDR of each finding, without the owner.
  private func causes(_ result: BuiltProgram.Result) throws -> [String] {
    let findings = try JSON.parse(result.output)["parts"]?[0]?["findings"]?.elements ?? []
    return findings.map { finding in
      let names = ["session", "record"].map { finding[$0]?.string?.replacing("DE-NVO/", with: "") ?? "-" }
      return "\(finding["cause"]?.string ?? "") \(names[0]) \(names[1])"
    }
  }

  private func wait(until isSo: () throws -> Bool) throws {
    let deadline = time(nil) + 30
    while time(nil) <= deadline {
      if try isSo() { return }
      usleep(50_000)
    }
    Issue.record("it did not come to that in time")
  }

  // MARK: - what the operator's platform tells

  private func tell(_ office: OfficeClient, from start: Timestamp) throws {
    let own = try #require(try office.call(.get, "/own/locations?limit=1").elements?.first)
    let evse = try #require(own["evses"]?[0])
    let place = Demo.at(own, evse, try #require(evse["connectors"]?[0]))
    for number in 0..<Self.charges {
      let begin = start.adding(seconds: Int64(number) * 60)
      if number != 9 {
        let session = session(number, begin, place)
        _ = try office.call(.put, "/own/sessions/DE/NVO/S\(number)", session.bytes)
      }
      if number != 3 {
        _ = try office.call(.post, "/own/cdrs", cdr(number, "C\(number)", begin, place).bytes)
      }
    }
  }

  /// A second CDR of one session, after the first has come.
  private func tellTwice(_ office: OfficeClient, from start: Timestamp) throws {
    let own = try #require(try office.call(.get, "/own/locations?limit=1").elements?.first)
    let evse = try #require(own["evses"]?[0])
    let place = Demo.at(own, evse, try #require(evse["connectors"]?[0]))
    _ = try office.call(.post, "/own/cdrs", cdr(5, "C5B", start.adding(seconds: 300), place).bytes)
  }

  private static func token(_ number: Int) -> JSON {
    [
      "country_code": "NL", "party_id": "ACM", "uid": .string("0400000\(number)"), "type": "RFID",
      "contract_id": "NL-ACM-C12345678-4",
    ]
  }

  private func session(_ number: Int, _ begin: Timestamp, _ place: JSON) -> JSON {
    let end = begin.adding(seconds: 30)
    return [
      "country_code": "DE", "party_id": "NVO", "id": .string("S\(number)"),
      "start_date_time": .string("\(begin)"),
      "end_date_time": .string("\(end)"), "kwh": .number("2.5"), "cdr_token": Self.token(number),
      "auth_method": "WHITELIST", "location_id": place["id"] ?? .null, "evse_uid": place["evse_uid"] ?? .null,
      "connector_id": place["connector_id"] ?? .null, "currency": "EUR", "status": "COMPLETED",
      "last_updated": .string("\(end)"),
    ]
  }

  private func cdr(_ number: Int, _ id: String, _ begin: Timestamp, _ place: JSON) -> JSON {
    let end = begin.adding(seconds: 30)
    let measured: JSON = [["type": "ENERGY", "volume": .number("2.5")]]
    return [
      "country_code": "DE", "party_id": "NVO", "id": .string(id), "session_id": .string("S\(number)"),
      "start_date_time": .string("\(begin)"), "end_date_time": .string("\(end)"),
      "cdr_token": Self.token(number), "auth_method": "WHITELIST", "cdr_location": place, "currency": "EUR",
      "charging_periods": [["start_date_time": .string("\(begin)"), "dimensions": measured]],
      "total_energy": .number("2.5"), "total_time": .number("0.0083"), "last_updated": .string("\(end)"),
    ]
  }
}
