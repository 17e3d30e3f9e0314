import BilateralBase
import Glibc
import Testing

@Suite struct ZoneFileTests {
  static let fixtures =
    String(#filePath.prefix { _ in true }.dropLast("ZoneFileTests.swift".count)) + "Fixtures/zones/"

  static func bytes(_ name: String) -> [UInt8] {
    guard let file = fopen(fixtures + name, "r") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    bytes.removeLast(65_536 - fread(&bytes, 1, bytes.count, file))
    return bytes
  }

  /// Lines of zone, moment and offset, computed once by another implementation.
  static func expected(_ name: String) -> [(zone: String, moment: Int64, offset: Int)] {
    String(decoding: bytes(name), as: UTF8.self).split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 3, let moment = Int64(parts[1]), let offset = Int(parts[2]) else { return nil }
      return (String(parts[0]), moment, offset)
    }
  }

  @Test("ruling 6 fat and slim files give the offsets of another implementation", arguments: ["slim", "fat"])
  func own(kind: String) throws {
    let expected = Self.expected("own.txt")
    #expect(expected.count > 300)
    for name in ["Dam", "Ice", "Fixed"] {
      let zone = try ZoneFile(name: name, bytes: Self.bytes("\(name).\(kind)"))
      for (_, moment, offset) in expected.filter({ $0.zone == name }) {
        guard zone.offset(at: Timestamp(seconds: moment)) == offset else {
          Issue.record(
            "\(name).\(kind) at \(Timestamp(seconds: moment)): \(zone.offset(at: Timestamp(seconds: moment)))"
          )
          break
        }
      }
    }
  }

  @Test(
    "the system's zones give the offsets of another implementation",
    .enabled(if: access("/usr/share/zoneinfo/Europe/Amsterdam", R_OK) == 0))
  func system() throws {
    let catalog = ZoneCatalog()
    for (name, moment, offset) in Self.expected("system.txt") {
      let found = try catalog.zone(name).offset(at: Timestamp(seconds: moment))
      #expect(found == offset, "\(name) \(Timestamp(seconds: moment))")
    }
  }

  @Test(arguments: ["slim", "fat"])
  func `a wall time is shown never, once or twice`(kind: String) throws {
    let zone = try ZoneFile(name: "Test/Dam", bytes: Self.bytes("Dam.\(kind)"))
    func shown(_ year: Int, _ month: Int, _ day: Int, _ hour: Int) throws -> [String] {
      let date = try #require(CivilDate(year: year, month: month, day: day))
      return zone.moments(showing: date, secondOfDay: hour * 3600 + 1800).map(\.description)
    }
    for (year, spring, autumn) in [(2026, 29, 25), (2060, 28, 31)] {
      #expect(try shown(year, 3, spring, 2) == [])
      #expect(
        try shown(year, 10, autumn, 2) == [
          "\(year)-10-\(autumn)T00:30:00Z", "\(year)-10-\(autumn)T01:30:00Z",
        ])
      #expect(try shown(year, 7, 1, 2) == ["\(year)-07-01T00:30:00Z"])
      #expect(try shown(year, 12, 1, 2) == ["\(year)-12-01T01:30:00Z"])
    }
    #expect(try shown(1930, 1, 1, 0) == ["1930-01-01T00:10:28Z"])
  }

  @Test func `local time knows its day, minute and weekday`() throws {
    let zone = try ZoneFile(name: "Test/Dam", bytes: Self.bytes("Dam.slim"))
    let local = zone.local(try #require(Timestamp(ocpi: "2026-11-20T23:30:15.5Z")))
    #expect(local.description == "2026-11-21 00:30:15+01:00")
    #expect(local.weekday == 6 && local.minuteOfDay == 30 && local.offset == 3600)
    #expect(LocalTime(.epoch, offset: -12_600).description == "1969-12-31 20:30:00-03:30")
  }

  @Test(
    "rules beyond what our files hold",
    arguments: [
      // Switches by day number, in the south, where daylight time spans the new year.
      ("AAA-10BBB,J305,J91", "2026-01-01T00:00:00Z", 39_600),
      ("AAA-10BBB,J305,J91", "2026-06-01T00:00:00Z", 36_000),
      ("AAA-10BBB,J60/0,J61/0", "2024-02-29T13:59:59Z", 36_000),
      ("AAA-10BBB,J60/0,J61/0", "2024-02-29T14:00:00Z", 39_600),
      ("AAA-10BBB,59/0,60/0", "2024-02-28T14:00:00Z", 39_600),
      // Daylight time all year, and half-hour daylight time.
      ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
      ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
      ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39_600),
      ("<-03>3", "2500-01-01T00:00:00Z", -10_800),
      ("EST5EDT,M3.2.0,M11.1.0", "2126-07-04T00:00:00Z", -14_400),
      // Hours below zero and above 24.
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
      ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 7200),
      ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 10_800),
    ])
  func rules(text: String, moment: String, offset: Int) throws {
    let rule = try #require(PosixZoneRule(text))
    #expect(rule.offset(at: Int(try #require(Timestamp(ocpi: moment)).seconds)) == offset)
  }

  @Test(
    "what is no rule is refused",
    arguments: [
      "", "CE", "CET", "CET-", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
      "CET-1CEST,M3.6.0,M10.5.0",
      "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,366,1", "CET-1CEST,M3.5.0/168,M10.5.0",
      "CET-1x", "<-03", "<>3",
      "CET-1:60", "CET-1CEST,M3.5.0,M10.5.0x", "CET-99999999999999999999",
    ])
  func noRule(text: String) {
    #expect(PosixZoneRule(text) == nil)
  }

  @Test(
    "ruling 6 a name is checked before a file is opened",
    arguments: [
      "", "../etc/passwd", "Europe/../../etc/passwd", "/etc/passwd", "Europe//Berlin", "Europe/Berlin/",
      "Europe/Ber lin", "Europe/Berlin\u{0}", ".", String(repeating: "a", count: 65),
    ])
  func names(name: String) {
    #expect(!ZoneCatalog.isName(name))
    #expect(throws: ZoneFileError.badName(name)) { try ZoneCatalog(directory: "/").zone(name) }
  }

  @Test func `a zone that is not there, a directory or another file is an error`() {
    let catalog = ZoneCatalog(directory: "/usr/share")
    #expect(throws: ZoneFileError.notFound("Europe/Atlantis")) { try catalog.zone("Europe/Atlantis") }
    #expect(throws: ZoneFileError.notFound("zoneinfo")) { try catalog.zone("zoneinfo") }
    #expect(throws: ZoneFileError.self) { try ZoneCatalog(directory: "/etc").zone("passwd") }
  }

  @Test(arguments: ["Dam.slim", "Ice.slim"])
  func `cut and mangled files are errors or zones, never fatal`(name: String) {
    let bytes = Self.bytes(name)
    for length in bytes.indices {
      #expect(throws: ZoneFileError.self) { try ZoneFile(name: name, bytes: Array(bytes.prefix(length))) }
    }
    var zones = 0
    for place in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF, 0x0A] {
        var mangled = bytes
        mangled[place] = value
        guard let zone = try? ZoneFile(name: name, bytes: mangled) else { continue }
        _ = zone.local(Timestamp(seconds: 4_000_000_000))
        zones += 1
      }
    }
    #expect(zones > 0)
  }
}
