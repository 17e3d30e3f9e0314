import BilateralBase
import BilateralTerms
import Testing

@Suite struct SessionRowsTests {
  private struct Read: Equatable {
    var sessions: [PastSession] = []
    var sites: [Int] = []
    var bad: [SessionTable.BadRow] = []
    var known: [SessionRows.Site] = []
  }

  private static func read(_ text: String, cut: Int? = nil) throws -> Read {
    let bytes = Array(text.utf8)
    let end = try #require(bytes.firstIndex(of: 0x0A))
    var rows = SessionRows(try SessionTable.head(Array(bytes[..<end])).get())
    var found = Read()
    var line = 2
    let rest = end + 1
    for range in cut.map({ [rest..<$0, $0..<bytes.count] }) ?? [rest..<bytes.count] {
      line = rows.read(bytes, range, firstLine: line) { result, site, known in
        switch result {
        case .success(let session):
          found.sessions.append(session)
          found.sites.append(site)
        case .failure(let row): found.bad.append(row)
        }
        found.known = known
      }
    }
    return found
  }

  private static let text = """
    station,start_utc,end_utc,charging_seconds,kwh,power_type,weather
    "Main St, 1",2018-01-12T15:54:00Z,2018-01-12T17:22:23Z,5291,6.706,AC_1_PHASE,rain
    ST2,2018-01-12T18:45:00Z,2018-01-12T18:47:01Z,0,0.000,DC,

    ST2,yesterday,2018-01-12T18:47:01Z,0,1,DC,
    ST2,2018-01-12T18:45:00Z,2018-01-12T18:47:01Z,0,-1,DC,
    ST2,2018-01-12T18:45:00Z,2018-01-12T18:44:01Z,0,1,DC,
    ST2,2018-01-12T18:45:00Z,2018-01-12T18:47:01Z,0,1
    "Main St, 1",2018-01-12T15:54:00Z,2018-01-12T17:22:23Z,99999,0.5,AC_1_PHASE,

    """

  @Test func `rows become sessions, each with its site; bad ones are told with their line`() throws {
    let found = try Self.read(Self.text)
    #expect(found.sessions.count == 3 && found.sites == [0, 1, 0])
    #expect(found.sessions[0].energy == Rational(6706, over: 1000))
    #expect(found.sessions[0].chargingSeconds == 5291 && found.sessions[0].parkingSeconds == 12)
    #expect(found.sessions[2].parkingSeconds == 0, "charging cannot last longer than the session")
    #expect(found.known[0].texts == [.station: "Main St, 1", .powerType: "AC_1_PHASE"])
    #expect(found.bad.map(\.line) == [5, 6, 7, 8])
    #expect(found.bad[0].reason == "the start \"yesterday\" is no time")
    #expect(found.bad[3].reason == "5 cells under 7 headings")
  }

  @Test func `a piece that ends at any line gives the same rows`() throws {
    let whole = try Self.read(Self.text)
    let bytes = Array(Self.text.utf8)
    let head = try #require(bytes.firstIndex(of: 0x0A)) + 1
    for cut in bytes.indices where cut > head && bytes[cut - 1] == 0x0A {
      #expect(try Self.read(Self.text, cut: cut) == whole)
    }
  }

  @Test func `headings by other names are understood, unknown ones named`() throws {
    let head = try SessionTable.head(Array("Started_At, ENERGY_KWH ,end,mood".utf8)).get()
    #expect(head.unknown == ["mood"])
    let found = try Self.read(
      "start,end,kwh\r\n2026-10-25T00:30:00Z,2026-10-25T02:00:00Z,1000000000000000000000\r\n")
    #expect(found.sessions.first?.chargingSeconds == 5400)
    #expect(found.sessions.first?.energy == Rational(decimalText: "1000000000000000000000"))
  }

  @Test(arguments: [
    ("start,end", "there is no column kwh"), ("start,end,kwh,energy", "two columns are the kwh"),
    ("start,\"end,kwh", "a quote is never closed"),
  ])
  func `a head that cannot be used says why`(line: String, reason: String) {
    guard case .failure(let bad) = SessionTable.head(Array(line.utf8)) else {
      Issue.record("\(line) was taken")
      return
    }
    #expect(bad.reason == reason)
  }

  @Test func `an amount needs its currency`() throws {
    let head = "start,end,kwh,amount,currency\n2026-10-25T00:30:00Z,2026-10-25T02:00:00Z,1,"
    #expect(
      try Self.read(head + "2.50,EUR\n").sessions.first?.billed
        == Currency("EUR").map { Money(Rational(5, over: 2) ?? 0, $0) })
    #expect(try Self.read(head + "2.50,\n").bad.count == 1)
  }
}
