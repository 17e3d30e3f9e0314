import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Testing

@Suite struct AlarmBookTests {
  /// 2027-01-15 08:00:00 UTC, 09:00 in Berlin.
  static let start = Timestamp(seconds: 1_800_000_000)
  static let lag = AlarmRow.Key(partner: "acme", rule: 0, condition: "lag", subject: "locations")

  static var rule: AlarmTerms {
    var rule = AlarmTerms()
    rule.channel = "ops"
    rule.after = 60
    rule.repeatAfter = 3600
    return rule
  }

  /// A book as the service keeps it: looked at, told, noted.
  struct Watch {
    var book = AlarmBook([])
    var rule = AlarmBookTests.rule
    var number: Int64 = 0
    var reaches = true

    /// Looks at a moment; what was told, in words.
    mutating func look(
      _ seconds: Int64, _ wrong: [AlarmRow.Key: String], muted: Set<AlarmRow.Key> = []
    ) -> [String] {
      let now = AlarmBookTests.start.adding(seconds: seconds)
      let rules = ["acme": [rule]]
      book.observe(wrong, muted: muted, under: rules, at: now) {
        number += 1
        return number
      }
      let due = book.due(under: rules, at: now)
      var left = Dictionary(uniqueKeysWithValues: book.alarms.map { ($0.number, $0) })
      for message in due {
        left[message.alarm.number] = AlarmBook.after(
          message.event, message.alarm, isTold: reaches, at: now)
      }
      // As after a restart: only what is stored counts.
      book = AlarmBook(left.values.sorted { $0.number < $1.number })
      return due.map { "\($0.event.rawValue) \($0.alarm.number)" }
    }

    mutating func acknowledge() {
      book = AlarmBook(
        book.alarms.map { alarm in
          var alarm = alarm
          alarm.acknowledgedAt = AlarmBookTests.start
          return alarm
        })
    }
  }

  @Test("while something rests by intention nobody is told, neither of it nor that it were over")
  func muted() {
    var watch = Watch()
    let wrong = [Self.lag: "late"]
    #expect(watch.look(0, [:], muted: [Self.lag]) == [] && watch.look(600, [:], muted: [Self.lag]) == [])
    #expect(
      watch.look(700, wrong) == [] && watch.look(760, wrong) == ["raised 1"],
      "its time begins with the rest's end")
    #expect(watch.look(800, [:], muted: [Self.lag]) == [] && watch.look(9000, [:], muted: [Self.lag]) == [])
    #expect(watch.look(9100, wrong) == ["repeated 1"], "it is the same one")
    #expect(watch.look(9200, [:], muted: [Self.lag]) == [])
    #expect(watch.look(9300, [:]) == ["resolved 1"])
  }

  @Test("an alarm is told when it has lasted, once, again after a while, and its end")
  func life() {
    var watch = Watch()
    let wrong = [Self.lag: "late"]
    #expect(watch.look(0, wrong) == [])
    #expect(watch.look(59, wrong) == [])
    #expect(watch.look(60, wrong) == ["raised 1"])
    #expect(watch.look(75, wrong) == [])
    #expect(watch.look(3659, wrong) == [])
    #expect(watch.look(3660, wrong) == ["repeated 1"])
    #expect(watch.look(3675, [:]) == ["resolved 1"])
    #expect(watch.look(3690, [:]) == [] && watch.book.alarms.isEmpty)
    #expect(watch.look(3700, wrong) == [] && watch.look(3760, wrong) == ["raised 2"])
  }

  @Test("what is over before it has lasted is told to nobody")
  func blip() {
    var watch = Watch()
    #expect(watch.look(0, [Self.lag: "late"]) == [])
    #expect(watch.look(30, [:]) == [] && watch.book.alarms.isEmpty)
    #expect(watch.look(40, [Self.lag: "late"]) == [] && watch.look(90, [Self.lag: "late"]) == [])
  }

  @Test("an acknowledged alarm is not told again, its end is")
  func acknowledged() {
    var watch = Watch()
    _ = watch.look(0, [Self.lag: "late"])
    #expect(watch.look(60, [Self.lag: "late"]) == ["raised 1"])
    watch.acknowledge()
    #expect(watch.look(9000, [Self.lag: "late"]) == [])
    #expect(watch.look(9015, [:]) == ["resolved 1"])
  }

  @Test("in quiet hours, by their zone, nobody is told; what still stands is told afterwards")
  func quiet() {
    var watch = Watch()
    // 08:55 to 10:00 in Berlin; the start is at 09:00 there.
    watch.rule.quietHours = TimeWindow("08:55-10:00")
    watch.rule.zone = "Europe/Berlin"
    let other = AlarmRow.Key(partner: "acme", rule: 0, condition: "drift", subject: "")
    #expect(watch.look(0, [Self.lag: "late", other: "differs"]) == [])
    #expect(watch.look(600, [Self.lag: "late", other: "differs"]) == [])
    #expect(watch.look(1200, [Self.lag: "late"]) == [])
    #expect(watch.look(3599, [Self.lag: "late"]) == [])
    #expect(watch.look(3600, [Self.lag: "late"]) == ["raised 2"])
    watch.rule.quietHours = TimeWindow("10:00-12:00")
    #expect(watch.look(3700, [:]) == [])
    #expect(watch.look(3 * 3600, [:]) == ["resolved 2"])
  }

  @Test("a window over midnight is quiet on both sides of it")
  func midnight() {
    var rule = Self.rule
    rule.quietHours = TimeWindow("22:00-06:00")
    let zones = ZoneCatalog()
    // 08:00 UTC; two hours before it is 06:00.
    #expect(!rule.isQuiet(at: Self.start, zones: zones))
    #expect(!rule.isQuiet(at: Self.start.adding(seconds: -7200), zones: zones))
    #expect(rule.isQuiet(at: Self.start.adding(seconds: -7201), zones: zones))
    #expect(rule.isQuiet(at: Self.start.adding(seconds: 14 * 3600), zones: zones))
  }

  @Test("what cannot be told is tried again with growing pauses")
  func unreachable() {
    var watch = Watch()
    watch.reaches = false
    _ = watch.look(0, [Self.lag: "late"])
    var tries: [Int64] = []
    for second in stride(from: Int64(60), through: 600, by: 15)
    where watch.look(second, [Self.lag: "late"]) == ["raised 1"] {
      tries.append(second)
    }
    #expect(tries == [60, 90, 150, 270, 510])
    watch.reaches = true
    #expect(watch.look(1000, [Self.lag: "late"]) == ["raised 1"])
    #expect(watch.look(1015, [Self.lag: "late"]) == [])
  }

  @Test("an alarm whose rule is gone is forgotten, one without a channel is only shown")
  func rules() {
    var watch = Watch()
    watch.rule.channel = nil
    _ = watch.look(0, [Self.lag: "late"])
    #expect(watch.look(60, [Self.lag: "late"]) == [])
    #expect(watch.book.alarms.first?.state == "raised")
    watch.book.observe([Self.lag: "late"], under: [:], at: Self.start) { 9 }
    #expect(watch.book.alarms.isEmpty)
  }
}
