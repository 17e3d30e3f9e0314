import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Both processes are killed between the halves of a command, and nothing of it is lost or doubled.
@Suite(.serialized) struct CommandKillTests {
  private static let order: [UInt8] = Array(
    """
    {"location_id":"LOC-00001","token":{"country_code":"NL","party_id":"ACM","uid":"KILL1","type":"RFID",\
    "contract_id":"NL-ACM-C1-7","issuer":"ACME","valid":true,"whitelist":"ALLOWED",\
    "last_updated":"2026-01-01T00:00:00Z"}}
    """.utf8)

  @Test("S-34 CMD-05 kill -9 between acceptance and result, and between result and delivery, loses nothing")
  func killed() throws {
    let stage = try KillStage(locations: 5)
    stage.restore()
    let cpo = try stage.start(.cpo)
    let emsp = try stage.start(.emsp)
    let emspOffice = try stage.office(.emsp)
    let given = try emspOffice.call(.post, "/partners/volt/commands/START_SESSION", Self.order)
    let id = try #require(given["command_id"]?.string)
    try wait("the acceptance") { try emspOffice.call(.get, "/commands/\(id)")["phase"] == "awaited" }
    kill(cpo, emsp)
    // The question is still there after the crash; the provider is not, when its result is due.
    let second = try stage.start(.cpo)
    let secondOffice = try stage.office(.cpo)
    let asks = try secondOffice.call(.get, "/asks")["asks"]?.elements ?? []
    #expect(asks.count == 1)
    let ask = try #require(asks.first?["ask_id"]?.string)
    _ = try secondOffice.call(.post, "/asks/\(ask)", Array(#"{"result":"ACCEPTED"}"#.utf8))
    kill(second)
    let third = try stage.start(.cpo)
    let fourth = try stage.start(.emsp)
    let lastOffice = try stage.office(.emsp)
    try wait("the result") { try lastOffice.call(.get, "/commands/\(id)")["phase"] == "ended" }
    let events = try lastOffice.call(.get, "/events?limit=1000")["events"]?.elements ?? []
    let told = events.filter { $0["id"]?.string == id }
    #expect(told.map { $0["type"] } == ["command-result"] && told.first?["change"] == "accepted")
    try stage.end(third)
    try stage.end(fourth)
  }

  private func kill(_ programs: RunningProgram...) {
    for program in programs {
      program.signal(SIGKILL)
      #expect(program.wait() == -SIGKILL)
    }
  }

  private func wait(_ what: String, _ isSo: () throws -> Bool) throws {
    for _ in 0..<1500 {
      if (try? isSo()) == true { return }
      usleep(20_000)
    }
    Issue.record("\(what) did not come")
  }
}
