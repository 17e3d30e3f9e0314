import BilateralBase
import Testing

@Suite struct TimestampTests {
  /// 2015-06-29T20:39:09Z.
  static let moment: Int64 = 1_435_610_349_000_000

  @Test(
    "P-68 TR-67 lenient spellings name the moment they mean",
    arguments: [
      ("2015-06-29T20:39:09Z", 0, true), ("2015-06-29T20:39:09", 0, true),
      ("2015-06-29T20:39:09.0Z", 0, true), ("2015-06-29T20:39:09.5", 500_000, true),
      ("2015-06-29T20:39:09.123Z", 123_000, true), ("2015-06-29T20:39:09.12Z", 120_000, false),
      ("2015-06-29T20:39:09.123456Z", 123_456, false), ("2015-06-29T20:39:09.123456789Z", 123_456, false),
      ("2015-06-29T20:39:09.9999999Z", 999_999, false), ("2015-06-29T20:39:09.Z", 0, false),
      ("2015-06-29T20:39:09,250Z", 250_000, false), ("2015-06-29T20:39:09+00:00", 0, false),
      ("2015-06-29T20:39:09+0000", 0, false), ("2015-06-29T20:39:09-00:00", 0, false),
      ("2015-06-29T22:39:09+02:00", 0, false), ("2015-06-29T22:39:09+0200", 0, false),
      ("2015-06-29T22:39:09+02", 0, false), ("2015-06-29T15:09:09-05:30", 0, false),
      ("2015-06-30T02:24:09.000+0545", 0, false), ("2015-06-29 20:39:09", 0, false),
      ("2015-06-29 20:39:09Z", 0, false), ("2015-06-29 22:39:09 +0200", 0, false),
      ("2015-06-29t20:39:09z", 0, false), ("2015-6-29T20:39:09Z", 0, false),
      ("2015-06-29T20:39Z", -9_000_000, false),
    ] as [(String, Int64, Bool)])
  func lenient(text: String, offset: Int64, isPermitted: Bool) throws {
    let reading = try #require(Timestamp.reading(ocpiBytes: text.utf8))
    #expect(reading.timestamp.microseconds == Self.moment + offset)
    #expect(reading.isPermitted == isPermitted)
    #expect(Timestamp(ocpi: text) == reading.timestamp)
    #expect(Timestamp(ocpiBytes: Array(text.utf8)) == reading.timestamp)
    #expect(Timestamp(ocpiBytes: AnySequence(text.utf8)) == reading.timestamp)
  }

  @Test(
    "edges of the calendar",
    arguments: [
      ("1970-1-1T00:00:00Z", "1970-01-01T00:00:00Z"), ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
      ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"), ("2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z"),
      ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"), ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
      ("0001-01-01T00:00:00+01:00", "0000-12-31T23:00:00Z"),
      ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
      ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
      ("2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00Z"),
    ])
  func edges(text: String, written: String) {
    #expect(Timestamp(ocpi: text)?.description == written)
  }

  @Test(
    "what names no moment is refused",
    arguments: [
      "", "now", "2026-11-21", "2026-11-21T", "2026-11-21T01:02:03ZZ", "2026-11-21T01:02:03Z ",
      " 2026-11-21T01:02:03Z",
      "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z",
      "2026-04-31T00:00:00Z", "2026-04-00T00:00:00Z", "2026-04-01T24:00:01Z", "2026-04-01T25:00:00Z",
      "2026-04-01T10:60:00Z", "2026-04-01T10:00:61Z", "26-04-01T10:00:00Z", "2026-04-01T10:00:00+24:00",
      "2026-04-01T10:00:00+01:60", "2026-04-01T10:00:00+1", "2026-04-01T10:00:00+01:", "2026/04/01T10:00:00Z",
      "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "2026-04-01T10:00:00\u{0}", "２０２６-04-01T10:00:00Z",
      "2026-04-01T10:00:00.123456789012345678901234567890Z",
    ])
  func refused(text: String) {
    #expect(Timestamp(ocpi: text) == nil)
  }

  @Test("TR-68 the written form has Z, and three fraction digits only when needed, cut downwards")
  func written() {
    let whole = Timestamp(microseconds: Self.moment)
    #expect(whole.description == "2015-06-29T20:39:09Z")
    #expect(whole.adding(microseconds: 999_999).description == "2015-06-29T20:39:09.999Z")
    #expect(whole.adding(microseconds: 999).description == "2015-06-29T20:39:09Z")
    #expect(whole.adding(microseconds: 7_000).description == "2015-06-29T20:39:09.007Z")
    #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp(microseconds: .min).description == "0000-01-01T00:00:00Z")
    #expect(Timestamp(microseconds: .max).description == "9999-12-31T23:59:59.999Z")
  }

  @Test func `arithmetic stays within the range`() {
    let start = Timestamp(seconds: 100)
    #expect(start.adding(seconds: -101).microseconds == -1_000_000)
    #expect(start.adding(seconds: .max).microseconds == .max)
    #expect(Timestamp(seconds: -1).adding(seconds: .min).microseconds == .min)
    #expect(
      Timestamp(microseconds: .min) - Timestamp(microseconds: .max)
        == Int64.min.flooredQuotient(by: 1_000_000))
    #expect(Timestamp(microseconds: 1) - Timestamp(microseconds: 2) == -1)
    #expect(start - .epoch == 100)
    #expect(Timestamp(microseconds: -1).seconds == -1)
  }

  @Test func `every day of eight centuries is read back as written`() {
    var day = CivilDate(daysSince1970: -150_000)
    for number in stride(from: -150_000, through: 150_000, by: 1) {
      let next = CivilDate(daysSince1970: number)
      guard next.daysSince1970 == number, number == -150_000 || day < next else {
        Issue.record("day \(number) became \(next)")
        return
      }
      day = next
    }
    let text = "2026-11-21T01:02:03.250Z"
    #expect(Timestamp(ocpi: text)?.description == text)
  }

  @Test func `weekdays are counted from Sunday`() {
    #expect(CivilDate(year: 2026, month: 11, day: 21)?.weekday == 6)
    #expect(CivilDate(year: 1969, month: 12, day: 28)?.weekday == 0)
    #expect(CivilDate(year: 2000, month: 2, day: 29)?.weekday == 2)
    #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
  }

  @Test func `every mangled byte is read or refused, never fatal`() {
    let bytes = Array("2015-06-29T20:39:09.123+02:00".utf8)
    var read = 0
    for place in bytes.indices {
      for byte in UInt8.min...UInt8.max {
        var mangled = bytes
        mangled[place] = byte
        read += Timestamp(ocpiBytes: mangled) == nil ? 0 : 1
      }
    }
    #expect(read > bytes.count && read < 1000)
  }

  @Test func `the system clock lies after this test was written`() {
    #expect(WallClock.system.now() > Timestamp(seconds: 1_700_000_000))
    #expect(WallClock.fixed(.epoch).now() == .epoch)
  }
}
