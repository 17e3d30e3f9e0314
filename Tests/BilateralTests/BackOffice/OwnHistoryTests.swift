import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import Testing

@Suite struct OwnHistoryTests {
  /// A CDR that must not be sent: the requirement, what is changed in a good one, and where the refusal points.
  struct Bad: Sendable, CustomTestStringConvertible {
    let id: String
    var old = ""
    var new = ""
    var more = ""
    var cost = "10.00"
    let path: String
    var status = 422

    var testDescription: String { id }
    var text: String {
      let cdr = HistorySample.cdr("C2", cost: cost, more: more)
      return old.isEmpty ? cdr : cdr.replacing(old, with: new)
    }
  }

  private static let bad = [
    Bad(id: "CDR-05", old: "\"C2\"", new: "\"C1\"", cost: "11", path: "id", status: 409),
    Bad(
      id: "CDR-06 nothing to take back", more: "\"credit\":true,\"credit_reference_id\":\"C9\",", cost: "-10",
      path: "credit_reference_id"),
    Bad(
      id: "CDR-06 not all of it", more: "\"credit\":true,\"credit_reference_id\":\"C1\",", cost: "-9",
      path: "total_cost"),
    Bad(id: "CDR-07", cost: "-10", path: "total_cost"),
    Bad(id: "CDR-08", old: "\"C2\"", new: "\"\(String(repeating: "9", count: 37))\"", path: "id"),
    Bad(id: "CDR-09", more: "\"credit_reference_id\":\"C1\",", path: "credit_reference_id"),
    Bad(id: "an end before the start", old: "T11:00:00Z", new: "T08:00:00Z", path: "end_date_time"),
    Bad(id: "CDR-13", old: "AUTH_REQUEST", new: "WHITELIST", path: "auth_method"),
    Bad(id: "CDR-14", old: "\"session_id\":\"S1\",", new: "", path: "session_id"),
    Bad(
      id: "CDR-15 no contract", old: ",\"contract_id\":\"NL-ACM-C1\"", new: "", path: "cdr_token.contract_id"),
    Bad(id: "CDR-15 another card", old: "\"U1\"", new: "\"U2\"", path: "cdr_token"),
    Bad(id: "CDR-16", old: "\"TIME\"", new: "\"POWER\"", path: "charging_periods"),
    Bad(id: "CDR-17", more: "\"total_parking_time\":2.5,", path: "total_parking_time"),
    Bad(id: "SES-11", old: "\"REF-1\"", new: "\"REF-2\"", path: "authorization_reference"),
    Bad(id: "SES-15", old: "\"total_energy\":20.0", new: "\"total_energy\":20000", path: "total_energy"),
    Bad(id: "TR-55", old: "\"NVO\"", new: "\"OTH\"", path: "party_id"),
  ]

  @Test(
    "CDR-05 CDR-06 CDR-07 CDR-08 CDR-09 CDR-12 CDR-13 CDR-14 CDR-15 CDR-16 CDR-17 SES-11 SES-15 what is wrong in a CDR is told before it is sent"
  )
  func rules() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.put(HistorySample.session(status: "COMPLETED"))
    #expect(try await pair.refusal(of: HistorySample.cdr()) == nil)
    for bad in Self.bad {
      let refusal = try await pair.refusal(of: bad.text)
      #expect(
        refusal?.path?.hasPrefix(bad.path) == true && refusal?.status == bad.status,
        "\(bad.id): \(String(describing: refusal))")
    }
    let bare = HistorySample.cdr("C2").replacing(
      "[{\"start_date_time\":\"2026-01-01T09:00:00Z\",\"dimensions\":[{\"type\":\"ENERGY\",\"volume\":20.0},{\"type\":\"TIME\",\"volume\":2}]}]",
      with: "[]")
    #expect(try await pair.refusal(of: bare)?.path == "charging_periods", "CDR-12")
    let unused = HistorySample.cdr("C3", energy: "0", session: nil)
      .replacing(
        "{\"type\":\"ENERGY\",\"volume\":0},{\"type\":\"TIME\",\"volume\":2}",
        with: "{\"type\":\"RESERVATION_TIME\",\"volume\":1}")
    #expect(try await pair.refusal(of: unused) == nil, "CDR-14 a reservation that nobody used")
    await pair.close()
  }

  @Test("CDR-05 TR-51 a CDR of ours is read, listed and never changed")
  func methods() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr())
    for method in [HTTPMethod.put, .patch, .delete] {
      let answer = try await pair.house.office(method, "/own/cdrs/DE/NVO/C1", HistorySample.cdr())
      #expect(answer.status == 405 && answer.json["error"]?["code"]?.string == "BR405")
    }
    #expect(try await pair.house.office(.get, "/own/cdrs").json.elements?.count == 1)
    let one = try await pair.house.office(.get, "/own/cdrs/DE/NVO/C1").json
    #expect(try one == JSON.parse(HistorySample.cdr()))
    _ = try await pair.house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    #expect(try await pair.house.office(.get, "/own/sessions/DE/NVO/S1").json["id"]?.string == "S1")
    #expect(try await pair.house.office(.get, "/own/sessions").json.elements?.count == 1)
    await pair.close()
  }

  @Test(
    "sessions and CDRs are imported line by line; one that contradicts what is there is a problem of its line"
  )
  func lines() async throws {
    let pair = try await HistoryPair()
    let lines = [
      HistorySample.cdr(), HistorySample.cdr("C2"), HistorySample.cdr(cost: "11"), HistorySample.cdr(),
    ]
    let told = try await pair.house.office(.post, "/own/import?module=cdrs", lines.joined(separator: "\n"))
      .json
    #expect(told["accepted"]?.int == 2 && told["unchanged"]?.int == 1 && told["rejected"]?.int == 1)
    #expect(told["problems"]?[0]?["line"]?.int == 3 && told["problems"]?[0]?["code"]?.string == "BR343")
    let sessions = [HistorySample.session(), HistorySample.session("S2")].joined(separator: "\n")
    let taken = try await pair.house.office(.post, "/own/import?module=sessions", sessions).json
    #expect(taken["accepted"]?.int == 2)
    try await pair.tell()
    #expect(
      Set(pair.partner.take().compactMap { $0.body?["id"]?.string }) == ["C1", "C2", "S1", "S2"])
    await pair.close()
  }
}
