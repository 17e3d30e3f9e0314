import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Support asks a running platform, and one that is at rest.
@Suite(.serialized) struct WhyCommandTests {
  private static let session: [UInt8] = Array(
    """
    {"country_code":"DE","party_id":"NVO","id":"S1","start_date_time":"2026-01-01T09:00:00Z",\
    "end_date_time":"2026-01-01T10:00:00Z","kwh":7.5,"cdr_token":{"country_code":"NL","party_id":"ACM",\
    "uid":"04AB12CD34","type":"RFID","contract_id":"NL-ACM-C0023-4"},"auth_method":"AUTH_REQUEST",\
    "location_id":"LOC-00001","evse_uid":"E1","connector_id":"1","currency":"EUR","status":"COMPLETED",\
    "last_updated":"2026-01-01T10:00:00Z"}
    """.utf8)

  @Test("why, session and token answer with cause, timeline and ticket, with a runtime and without")
  func wholeProgram() throws {
    let stage = try KillStage(locations: 3)
    let place = ["-C", stage.path(.cpo)]
    let cpo = try stage.start(.cpo)
    _ = try stage.office(.cpo).call(.put, "/own/sessions/DE/NVO/S1", Self.session)
    let session = BuiltProgram.run(["session", "s1"] + place)
    #expect(session.status == 0, "\(session.talkText)")
    #expect(session.text.contains("CDR overdue") && session.text.contains("session S1 ended: COMPLETED"))
    let any = try JSON.parse(BuiltProgram.run(["why", "S1", "--json"] + place).output)
    #expect(any["schema"] == "partnerctl.why/1" && any["cause"]?["word"] == "cdr-missing")
    #expect(any["cause"]?["side"] == "us" && any["call"] == .null)

    // A driver whom nobody knows, refused by the other process: it is not there to be asked.
    _ = try stage.office(.cpo).call(.post, "/partners/acme/authorize", Array(#"{"uid":"FFFF0001"}"#.utf8))
    let card = try JSON.parse(BuiltProgram.run(["token", "ffff0001", "--json"] + place).output)
    #expect(
      ["partner-down", "partner-silent"].contains(card["cause"]?["word"]?.string ?? ""), "\(card.text)")

    #expect(BuiltProgram.run(["why"] + place).status == 64)
    #expect(BuiltProgram.run(["session", "NONE"] + place).status == 66)
    #expect(BuiltProgram.run(["why", "S1", "--at", "soon"] + place).status == 65)
    #expect(BuiltProgram.run(["why", "S1", "--partner", "nobody"] + place).status == 66)
    try stage.end(cpo)

    let rested = BuiltProgram.run(
      ["why", "--card", "NL-ACM-C0023-4", "--at", "2026-01-01T09:30Z", "--json"] + place)
    #expect(rested.status == 0, "\(rested.talkText)")
    #expect(try JSON.parse(rested.output)["running"] == .bool(false))
  }
}
