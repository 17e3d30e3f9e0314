import BilateralBase
import BilateralModel
import BilateralPricing
import Testing

/// The rules of pricing, one by one.
@Suite struct PricerRuleTests {
  typealias Fixture = PricingFixture

  /// A component: `ENERGY 0.5`, with a step and a rate of tax if given: `ENERGY 0.5 1 21`.
  static func element(_ components: String, _ restrictions: String = "") -> String {
    let prices = components.split(separator: ",").map { component in
      let words = component.split(separator: " ")
      let vat = words.count > 3 ? ",\"vat\":\(words[3])" : ""
      return
        "{\"type\":\"\(words[0])\",\"price\":\(words[1]),\"step_size\":\(words.count > 2 ? words[2] : "1")\(vat)}"
    }
    let limits = restrictions.isEmpty ? "" : ",\"restrictions\":{\(restrictions)}"
    return "{\"price_components\":[\(prices.joined(separator: ","))]\(limits)}"
  }

  static func tariff(_ elements: String..., head: String = #""tax_included":"NO""#, id: String = "T") throws
    -> Tariff
  {
    try Fixture.tariff(elements.joined(separator: ","), head: head, id: id)
  }

  static func net(
    _ tariff: Tariff..., periods: [String], until end: String, zone: String = "Europe/Amsterdam",
    version: OCPIVersion = .v2_3_0, policy: PricingPolicy = .standard
  ) throws -> String? {
    let session = try Fixture.session(periods, until: end, policy: policy)
    return try Fixture.price(session, tariff, zone: zone, version: version, policy: policy).net?.description
  }

  static func codes(_ priced: PricedSession) -> [PricingFinding.Code] { priced.findings.map(\.code) }

  @Test("R1 parallel lists of charging and parking, and periods before the session, are priced and told")
  func oddPeriods() throws {
    let session = try Fixture.session(
      """
      {"start_date_time":"2026-06-01T10:00:00Z","end_date_time":"2026-06-01T12:00:00Z","charging_periods":[
      {"start_date_time":"2026-06-01T09:59:00Z","dimensions":[{"type":"TIME","volume":2}]},
      {"start_date_time":"2026-06-01T10:00:00Z","dimensions":[{"type":"PARKING_TIME","volume":1}]}]}
      """)
    let priced = try Fixture.price(session, [try Self.tariff(Self.element("TIME 1,PARKING_TIME 2"))])
    #expect(priced.net == 4)
    #expect(Set(Self.codes(priced)) == [.periodsOverlap, .periodOutsideSession, .durationMismatch])
  }

  @Test("R2 a period has the tariff that it names; one unknown among several is refused, one alone is told")
  func namedTariffs() throws {
    let (day, night) = (
      try Self.tariff(Self.element("ENERGY 1"), id: "DAY"),
      try Self.tariff(Self.element("ENERGY 3"), id: "night")
    )
    let periods = ["2026-06-01T10:00:00Z ENERGY 1 tariff day", "2026-06-01T11:00:00Z ENERGY 1 tariff NIGHT"]
    #expect(try Self.net(day, night, periods: periods, until: "2026-06-01T12:00:00Z") == "4")
    let session = try Fixture.session(periods, until: "2026-06-01T12:00:00Z")
    #expect(throws: PricingRefusal.unknownTariff("NIGHT", period: 1)) {
      try Fixture.price(session, [day, try Self.tariff(Self.element("ENERGY 3"), id: "other")])
    }
    let single = try Fixture.price(session, [day])
    #expect(single.net == 2)
    #expect(Self.codes(single) == [.unknownTariff])
  }

  @Test(
    "R2 a period that names none of several costs nothing, unless another choice is made; 2.1.1 has the first"
  )
  func unnamedTariffs() throws {
    let tariffs = [
      try Self.tariff(Self.element("ENERGY 1"), id: "A"), try Self.tariff(Self.element("ENERGY 3"), id: "B"),
    ]
    let session = try Fixture.session(["2026-06-01T10:00:00Z ENERGY 1"], until: "2026-06-01T11:00:00Z")
    let priced = try Fixture.price(session, tariffs)
    #expect(priced.net == 0)
    #expect(Self.codes(priced).contains(.noTariffNamed))
    var policy = PricingPolicy.standard
    policy.unnamedTariff = .sessionTariff
    #expect(try Fixture.price(session, tariffs, policy: policy).net == 1)
    policy.unnamedTariff = .unpriced
    #expect(try Fixture.price(session, [tariffs[1]], policy: policy).net == 0)
    #expect(try Fixture.price(session, tariffs, version: .v2_1_1).net == 1)
  }

  @Test("R2 TAR-26 the session's tariff is the valid one of its type, else one without type, else none")
  func sessionTariff() throws {
    func tariff(_ id: String, _ price: Int, _ head: String) throws -> Tariff {
      try Self.tariff(Self.element("ENERGY \(price)"), head: #""tax_included":"NO""# + head, id: id)
    }
    let adHoc = try tariff("A", 1, #","type":"AD_HOC_PAYMENT""#)
    let old = try tariff("R0", 2, #","type":"REGULAR","end_date_time":"2026-06-01T10:00:00Z""#)
    let regular = try tariff("R1", 3, #","type":"REGULAR","start_date_time":"2026-06-01T10:00:00Z""#)
    let untyped = try tariff("U", 4, "")
    func price(_ type: TariffType, _ tariffs: [Tariff]) throws -> Rational? {
      var session = try Fixture.session(["2026-06-01T10:00:00Z ENERGY 1"], until: "2026-06-01T11:00:00Z")
      session.tariffType = type
      return try Fixture.price(session, tariffs).net
    }
    #expect(try price(.regular, [adHoc, old, untyped, regular]) == 3)
    #expect(try price(.adHocPayment, [old, untyped, regular, adHoc]) == 1)
    #expect(try price(.profileGreen, [adHoc, untyped, regular]) == 4)
    #expect(throws: PricingRefusal.noApplicableTariff) { try price(.profileGreen, [adHoc, regular]) }
    #expect(throws: PricingRefusal.noApplicableTariff) { try price(.regular, [adHoc, old]) }
  }

  @Test("R3 TAR-07 TAR-08 of each dimension the first element that holds counts, and without one it is free")
  func lookup() throws {
    let tariff = try Self.tariff(
      Self.element("ENERGY 0.30,ENERGY 9", #""min_kwh":10"#), Self.element("ENERGY 0.50,FLAT 1"),
      Self.element("ENERGY 7,FLAT 8"))
    let periods = [
      "2026-06-01T10:00:00Z ENERGY 10", "2026-06-01T11:00:00Z ENERGY 1",
      "2026-06-01T11:30:00Z PARKING_TIME 0.5",
    ]
    let priced = try Fixture.price(
      try Fixture.session(periods, until: "2026-06-01T12:00:00Z"), [tariff])
    #expect(priced.net?.description == "6.3")
    #expect(
      priced.lines.map { "\($0.period) \($0.element).\($0.place) \($0.net ?? -1)" } == [
        "0 1.0 5", "0 1.1 1", "1 0.0 0.3",
      ])
    #expect(Self.codes(priced) == [.unpricedDimension])
    #expect(priced.parts[.parking]?.measured.description == "0.5")
    var literal = PricingPolicy.standard
    literal.lookup = .perElement
    let tiers = try Self.tariff(Self.element("FLAT 1"), Self.element("ENERGY 1"))
    #expect(try Self.net(tiers, periods: periods, until: "2026-06-01T12:00:00Z") == "12")
    #expect(try Self.net(tiers, periods: periods, until: "2026-06-01T12:00:00Z", policy: literal) == "1")
  }

  @Test("R4 TAR-10 an element holds only where all of its restrictions do, and `{}` restricts nothing")
  func allOfThem() throws {
    let tariff = try Self.tariff(
      Self.element("ENERGY 2", #""min_kwh":5,"max_duration":3600"#),
      #"{"price_components":[{"type":"ENERGY","price":1,"step_size":1}],"restrictions":{}}"#)
    func last(_ before: String, _ start: String) throws -> String? {
      try Self.net(
        tariff, periods: ["2026-06-01T10:00:00Z ENERGY \(before)", "\(start) ENERGY 1"],
        until: "2026-06-01T12:00:00Z")
    }
    #expect(try last("4", "2026-06-01T10:30:00Z") == "5")
    #expect(try last("6", "2026-06-01T10:30:00Z") == "8")
    #expect(try last("6", "2026-06-01T11:00:00Z") == "7")
  }

  @Test(
    "R4 R17 TAR-11 LOC-20 windows hold from their start to before their end, by the wall clock at the charger",
    arguments: [
      (#""start_time":"08:00","end_time":"10:00""#, "2026-06-01T05:59:59Z", false),
      (#""start_time":"08:00","end_time":"10:00""#, "2026-06-01T06:00:00Z", true),
      (#""start_time":"08:00","end_time":"10:00""#, "2026-06-01T08:00:00Z", false),
      // In winter the same wall clock is another moment.
      (#""start_time":"08:00","end_time":"10:00""#, "2026-12-01T06:30:00Z", false),
      (#""start_time":"08:00","end_time":"10:00""#, "2026-12-01T07:00:00Z", true),
      // Over midnight, and the end of the day.
      (#""start_time":"22:00","end_time":"06:00""#, "2026-06-01T21:00:00Z", true),
      (#""start_time":"22:00","end_time":"06:00""#, "2026-06-01T03:59:00Z", true),
      (#""start_time":"22:00","end_time":"06:00""#, "2026-06-01T04:00:00Z", false),
      (#""start_time":"17:00","end_time":"00:00""#, "2026-06-01T21:59:59Z", true),
      (#""start_time":"17:00","end_time":"00:00""#, "2026-06-01T22:00:00Z", false),
      (#""start_time":"17:00","end_time":"24:00""#, "2026-06-01T21:59:59Z", true),
      // One bound leaves the other side open; equal bounds are the whole day.
      (#""end_time":"07:00""#, "2026-06-01T04:59:00Z", true),
      (#""end_time":"07:00""#, "2026-06-01T05:00:00Z", false),
      (#""end_time":"00:00""#, "2026-06-01T05:00:00Z", true),
      (#""start_time":"20:00""#, "2026-06-01T21:59:00Z", true),
      (#""start_time":"20:00""#, "2026-06-01T22:00:00Z", false),
      (#""start_time":"08:00","end_time":"08:00""#, "2026-06-01T05:00:00Z", true),
      // What cannot be read never holds.
      (#""start_time":"7:00""#, "2026-06-01T10:00:00Z", false),
      (#""start_time":"25:00""#, "2026-06-01T10:00:00Z", false),
      // Days begin at the charger's midnight: 1 June 2026 is a Monday.
      (#""day_of_week":["MONDAY"]"#, "2026-05-31T22:00:00Z", true),
      (#""day_of_week":["MONDAY"]"#, "2026-06-01T22:00:00Z", false),
      (#""start_date":"2026-06-01","end_date":"2026-06-02""#, "2026-05-31T22:00:00Z", true),
      (#""start_date":"2026-06-01","end_date":"2026-06-02""#, "2026-05-31T21:59:59Z", false),
      (#""start_date":"2026-06-01","end_date":"2026-06-02""#, "2026-06-01T22:00:00Z", false),
      // Dates and times: the window of each day, not one from the first to the last.
      (
        #""start_date":"2026-06-01","end_date":"2026-06-08","start_time":"08:00","end_time":"10:00""#,
        "2026-06-03T10:00:00Z", false
      ),
      // A window over midnight and weekdays: both at this moment.
      (
        #""day_of_week":["MONDAY","FRIDAY"],"start_time":"20:00","end_time":"15:00""#, "2026-06-01T06:01:00Z",
        true
      ),
      (
        #""day_of_week":["MONDAY","FRIDAY"],"start_time":"20:00","end_time":"15:00""#, "2026-06-06T06:01:00Z",
        false
      ),
    ])
  func clock(restrictions: String, utc: String, holds: Bool) throws {
    let tariff = try Self.tariff(Self.element("FLAT 1", restrictions))
    #expect(try Self.net(tariff, periods: ["\(utc) ENERGY 0"], until: utc) == (holds ? "1" : "0"))
  }

  @Test("R4 the other readings of windows are choices")
  func otherWindows() throws {
    var policy = PricingPolicy.standard
    (policy.equalBounds, policy.windowDay) = (.never, .opening)
    let equal = try Self.tariff(Self.element("FLAT 1", #""start_time":"08:00","end_time":"08:00""#))
    let friday = try Self.tariff(
      Self.element("FLAT 1", #""day_of_week":["FRIDAY"],"start_time":"20:00","end_time":"06:00""#))
    func net(_ tariff: Tariff, _ moment: String) throws -> String? {
      try Self.net(tariff, periods: ["\(moment) ENERGY 0"], until: moment, policy: policy)
    }
    #expect(try net(equal, "2026-06-01T10:00:00Z") == "0")
    #expect(try net(friday, "2026-06-05T00:00:00Z") == "0", "Friday 02:00 belongs to the window of Thursday")
    #expect(try net(friday, "2026-06-06T00:00:00Z") == "1")
  }

  @Test(
    "R4 TAR-11 energy and duration hold from the lower bound to before the upper one",
    arguments: [
      ("4.999", 0, false), ("5", 0, true), ("9.999", 1799, true), ("10", 0, false), ("5", 1800, false),
    ])
  func amounts(kWh: String, seconds: Int, holds: Bool) throws {
    let tariff = try Self.tariff(
      Self.element("TIME 1 0", #""min_kwh":5,"max_kwh":10,"min_duration":0,"max_duration":1800"#))
    let start = try Fixture.moment("2026-06-01T10:00:00Z")
    let session = ChargedSession(
      start: start, end: start.adding(seconds: 9000),
      periods: [
        ChargedPeriod(start: start, energy: try Fixture.number(kWh)),
        ChargedPeriod(start: start.adding(seconds: Int64(seconds)), charging: 1),
      ])
    #expect(try Fixture.price(session, [tariff]).net == (holds ? 1 : 0))
  }

  @Test("R4 a restriction that nobody knows leaves the amount uncertain, as does a misspelt one")
  func unknownRestriction() throws {
    let tariff = try Self.tariff(Self.element("ENERGY 2", #""dayOfWeek":["SUNDAY"]"#))
    let priced = try Fixture.price(
      try Fixture.session(["2026-06-01T10:00:00Z ENERGY 1"], until: "2026-06-01T11:00:00Z"), [tariff])
    #expect(priced.net == 2)
    #expect(priced.isUncertain)
  }

  @Test("R5 durations count from the first period that is no reservation, whatever the session's start says")
  func clockZero() throws {
    let tariff = try Self.tariff(
      Self.element("TIME 0 0", #""max_duration":3600"#), Self.element("TIME 6 0"))
    let periods = [
      "2026-06-01T10:00:00Z RESERVATION_TIME 0.5", "2026-06-01T10:30:00Z TIME 0.75",
      "2026-06-01T11:15:00Z TIME 0.5",
    ]
    #expect(try Self.net(tariff, periods: periods, until: "2026-06-01T11:45:00Z") == "0")
    var policy = PricingPolicy.standard
    policy.sessionClock = .sessionStart
    #expect(try Self.net(tariff, periods: periods, until: "2026-06-01T11:45:00Z", policy: policy) == "3")
  }

  @Test("R6 a period over a window that lies wholly inside it gives the amounts between which any split lies")
  func spans() throws {
    let tariff = try Self.tariff(
      Self.element("ENERGY 0.10", #""start_time":"02:00","end_time":"03:00""#), Self.element("ENERGY 0.40"))
    let priced = try Fixture.price(
      try Fixture.session(["2026-01-10T00:30:00Z ENERGY 30"], until: "2026-01-10T03:30:00Z"), [tariff])
    #expect(priced.net == 12)
    let finding = try #require(priced.findings.first { $0.code == .spansPriceChange })
    #expect(finding.period == 0)
    #expect(finding.interval == PriceInterval(3, 12))
  }

  @Test("R6 boundaries of duration, energy and date count as well, and those where the price stays do not")
  func otherSpans() throws {
    func interval(_ tariff: Tariff, _ period: String, until: String) throws -> PriceInterval? {
      let priced = try Fixture.price(try Fixture.session([period], until: until), [tariff])
      return priced.findings.first { $0.code == .spansPriceChange }?.interval
    }
    let (start, end) = ("2026-06-01T10:00:00Z", "2026-06-01T12:00:00Z")
    let byTime = try Self.tariff(Self.element("TIME 1", #""max_duration":3600"#), Self.element("TIME 3"))
    #expect(try interval(byTime, "\(start) TIME 2", until: end) == PriceInterval(2, 6))
    #expect(try interval(byTime, "\(start) TIME 1", until: "2026-06-01T11:00:00Z") == nil)
    let byEnergy = try Self.tariff(Self.element("ENERGY 1", #""max_kwh":10"#), Self.element("ENERGY 2"))
    #expect(try interval(byEnergy, "\(start) ENERGY 20", until: end) == PriceInterval(20, 40))
    #expect(try interval(byEnergy, "\(start) ENERGY 10", until: end) == nil)
    let byDate = try Self.tariff(
      Self.element("ENERGY 1", #""end_date":"2026-06-02""#), Self.element("ENERGY 2"))
    #expect(try interval(byDate, "2026-06-01T21:00:00Z ENERGY 1", until: "2026-06-01T23:00:00Z") != nil)
    let same = try Self.tariff(
      Self.element("ENERGY 1", #""start_time":"13:00","end_time":"14:00""#), Self.element("ENERGY 1,TIME 1"))
    #expect(try interval(same, "\(start) ENERGY 1", until: end) == nil)
  }

  @Test(
    "R7 hours that stand for whole seconds are those, others stay as they are",
    arguments: [
      ("0.0834", "0.08333333"), ("0.6667", "0.66666667"), ("0.6666", "0.66666667"), ("1.1833", "1.18333333"),
      ("0.55", "0.55"), ("0.1235", "0.1235"),
    ])
  func snapping(volume: String, hours: String) throws {
    let session = try Fixture.session(
      ["2026-06-01T10:00:00Z TIME \(volume)"], until: "2026-06-01T11:00:00Z")
    #expect(session.periods[0].charging?.decimalText(atMost: 8) == hours)
    var exact = PricingPolicy.standard
    exact.snapsToSeconds = false
    let plain = try Fixture.session(
      ["2026-06-01T10:00:00Z TIME \(volume)"], until: "2026-06-01T11:00:00Z", policy: exact)
    #expect(plain.periods[0].charging == (try Fixture.number(volume)))
  }

  @Test("R7 hours of a period that are not those of the clock are told, when it is nothing but time")
  func durations() throws {
    let tariff = try Self.tariff(Self.element("TIME 1 0,ENERGY 1"))
    func codes(_ period: String) throws -> [PricingFinding.Code] {
      Self.codes(
        try Fixture.price(try Fixture.session([period], until: "2026-06-01T11:00:00Z"), [tariff])
      ).filter { $0 == .durationMismatch }
    }
    #expect(try codes("2026-06-01T10:00:00Z TIME 1") == [])
    #expect(try codes("2026-06-01T10:00:00Z TIME 0.9") == [.durationMismatch])
    #expect(try codes("2026-06-01T10:00:00Z TIME 0.9 ENERGY 3") == [.durationMismatch])
    #expect(try codes("2026-06-01T10:00:00Z TIME 0.9 PARKING_TIME 0.2") == [])
  }

  @Test(
    "R8 TAR-22 CDR-18 the total of energy is rounded up once, in the last period, by its component's step")
  func energySteps() throws {
    let tariff = try Self.tariff(
      Self.element("ENERGY 0.20 1000", #""max_kwh":4"#), Self.element("ENERGY 0.27 500"))
    let priced = try Fixture.price(
      try Fixture.session(
        ["2026-06-01T10:00:00Z ENERGY 4.3", "2026-06-01T11:00:00Z ENERGY 1.1"],
        until: "2026-06-01T12:00:00Z"), [tariff])
    #expect(
      priced.lines.map { "\($0.measured) \($0.billed) \($0.stepEffect)" } == ["4.3 4.3 0", "1.1 1.2 0.1"])
    #expect(priced.net?.description == "1.184")
    #expect(priced.parts[.energy]?.billed.description == "5.5")
  }

  @Test(
    "R8 of both times only parking is rounded up, else charging, else what another choice says",
    arguments: [
      (PricingPolicy.StepSize.session, PricingPolicy.TimeStep.parkingFirst, "12", "12.25"),
      (.session, .lastPeriod, "12", "13"), (.perPeriod, .parkingFirst, "12", "13.25"),
      (.off, .parkingFirst, "11", "12"),
    ])
  func timeSteps(
    step: PricingPolicy.StepSize, which: PricingPolicy.TimeStep, charging: String, both: String
  ) throws {
    // Charging 6.00 an hour by half hours, parking 3.00 by 25 minutes: 20 + 90 minutes, then with 20 parked between.
    var policy = PricingPolicy.standard
    (policy.stepSize, policy.timeStep) = (step, which)
    let tariff = try Self.tariff(Self.element("TIME 6 1800,PARKING_TIME 3 1500"))
    func net(_ periods: String..., until end: String) throws -> String? {
      try Self.net(tariff, periods: periods, until: end, policy: policy)
    }
    let first = "2026-06-01T10:00:00Z TIME 0.3333"
    #expect(try net(first, "2026-06-01T10:20:00Z TIME 1.5", until: "2026-06-01T11:50:00Z") == charging)
    #expect(
      try net(
        first, "2026-06-01T10:20:00Z PARKING_TIME 0.3333", "2026-06-01T10:40:00Z TIME 1.5",
        until: "2026-06-01T12:10:00Z") == both)
  }

  @Test("R8 charging after parking is told where others would round otherwise")
  func disputedStep() throws {
    let tariff = try Self.tariff(Self.element("TIME 6 1800,PARKING_TIME 3 1800"))
    let periods = ["2026-06-01T10:00:00Z PARKING_TIME 0.25", "2026-06-01T10:15:00Z TIME 0.25"]
    let session = try Fixture.session(periods, until: "2026-06-01T10:30:00Z")
    let priced = try Fixture.price(session, [tariff])
    #expect(priced.net == 3, "half an hour of parking, a quarter of charging")
    let finding = try #require(priced.findings.first { $0.code == .timeStepDisputed })
    #expect(finding.interval == PriceInterval(3, try Fixture.number("3.75")))
  }

  @Test("R8 a step counts what has a price, reservations apart, and a step of 0 rounds nothing")
  func whatSteps() throws {
    let tariff = try Self.tariff(
      Self.element("TIME 6 600", #""reservation":"RESERVATION""#),
      Self.element("TIME 6 1200", #""min_duration":600"#))
    let periods = [
      "2026-06-01T10:00:00Z RESERVATION_TIME 0.25", "2026-06-01T10:15:00Z TIME 0.1667",
      "2026-06-01T10:25:00Z TIME 0.25",
    ]
    let end = "2026-06-01T10:40:00Z"
    // 15 minutes reserved become 20, of 10 free and 15 priced ones only the latter become 20.
    #expect(try Self.net(tariff, periods: periods, until: end) == "4")
    var policy = PricingPolicy.standard
    policy.stepsUnpriced = true
    #expect(try Self.net(tariff, periods: periods, until: end, policy: policy) == "5", "25 become 40")
    policy = .standard
    policy.stepsReservationApart = false
    #expect(try Self.net(tariff, periods: periods, until: end, policy: policy) == "4", "30 become 40")
    let zero = try Self.tariff(Self.element("ENERGY 1 0"))
    let priced = try Fixture.price(
      try Fixture.session(["2026-06-01T10:00:00Z ENERGY 1.23456"], until: end), [zero])
    #expect(priced.net?.description == "1.23456")
    #expect(Self.codes(priced) == [.stepSizeZero])
    let one = try Self.tariff(Self.element("ENERGY 1"))
    #expect(try Self.net(one, periods: ["2026-06-01T10:00:00Z ENERGY 0.1152"], until: end) == "0.116")
  }

  @Test("R9 TAR-12 an element for current or power holds for the whole period or not at all")
  func ranges() throws {
    let tariff = try Self.tariff(
      Self.element("FLAT 2", #""min_power":50,"max_power":100"#),
      Self.element("FLAT 1", #""max_current":16"#),
      Self.element("FLAT 9"))
    func price(_ measured: String) throws -> String? {
      try Self.net(
        tariff, periods: ["2026-06-01T10:00:00Z ENERGY 0 \(measured)"], until: "2026-06-01T11:00:00Z")
    }
    #expect(try price("MIN_POWER 50 MAX_POWER 99") == "2")
    #expect(try price("MAX_POWER 50") == "2")
    #expect(try price("MIN_POWER 49 MAX_POWER 99") == "9")
    #expect(try price("MAX_CURRENT 15.9 POWER 10") == "1")
    #expect(try price("MAX_CURRENT 16 POWER 100") == "9")
  }

  @Test("R9 what nobody measured does not hold, and both amounts are told; who only parks takes nothing")
  func unmeasured() throws {
    let tariff = try Self.tariff(
      Self.element("TIME 1 0,PARKING_TIME 1 0", #""max_current":16"#),
      Self.element("TIME 5 0,PARKING_TIME 5 0"))
    let session = try Fixture.session(["2026-06-01T10:00:00Z TIME 1"], until: "2026-06-01T11:00:00Z")
    let priced = try Fixture.price(session, [tariff])
    #expect(priced.net == 5)
    let finding = try #require(priced.findings.first { $0.code == .missingElectricalData })
    #expect(finding.interval == PriceInterval(1, 5))
    var policy = PricingPolicy.standard
    policy.unmeasured = .holds
    #expect(try Fixture.price(session, [tariff], policy: policy).net == 1)
    let parked = ["2026-06-01T10:00:00Z PARKING_TIME 1"]
    #expect(try Self.net(tariff, periods: parked, until: "2026-06-01T11:00:00Z") == "1")
  }

  @Test("R10 a flat fee is charged once, in the first period where one holds")
  func flatOnce() throws {
    let tariff = try Self.tariff(
      Self.element("FLAT 1", #""min_kwh":5,"max_kwh":10"#), Self.element("FLAT 2", #""min_kwh":10"#),
      Self.element("ENERGY 1"))
    let periods = [
      "2026-06-01T10:00:00Z ENERGY 5", "2026-06-01T11:00:00Z ENERGY 5", "2026-06-01T12:00:00Z ENERGY 5",
    ]
    #expect(try Self.net(tariff, periods: periods, until: "2026-06-01T13:00:00Z") == "16")
  }

  @Test("R11 R12 TAR-13 elements for reservations price nothing else, and those for expired ones come first")
  func reservations() throws {
    let tariff = try Self.tariff(
      Self.element("TIME 3 0,FLAT 2", #""reservation":"RESERVATION""#),
      Self.element("FLAT 4", #""reservation":"RESERVATION_EXPIRES""#), Self.element("TIME 1 0,FLAT 1"))
    let end = "2026-06-01T12:00:00Z"
    let (reserved, charged) = (
      "2026-06-01T10:00:00Z RESERVATION_TIME 1", "2026-06-01T11:00:00Z TIME 1"
    )
    #expect(try Self.net(tariff, periods: [charged], until: end) == "2")
    #expect(try Self.net(tariff, periods: [reserved, charged], until: end) == "7")
    #expect(try Self.net(tariff, periods: [reserved], until: "2026-06-01T11:00:00Z") == "7")
    let unrestricted = try Self.tariff(Self.element("TIME 1 0"))
    #expect(try Self.net(unrestricted, periods: [reserved], until: "2026-06-01T11:00:00Z") == "0")
  }

  @Test("R13 TAR-19 limits hold before and after tax, each for itself, and gross is never below net")
  func limits() throws {
    func price(_ limits: String) throws -> PricedSession {
      let tariff = try Self.tariff(
        Self.element("ENERGY 0.49 1 21,FLAT 0.35 1 21"), head: #""tax_included":"NO","# + limits)
      return try Fixture.price(
        try Fixture.session(["2026-06-01T10:00:00Z ENERGY 20"], until: "2026-06-01T11:00:00Z"), [tariff])
    }
    // 20 × 0.49 + 0.35 = 10.15 before tax, with 21 percent 12.2815.
    let most = try price(#""max_price":{"before_taxes":11,"after_taxes":12}"#)
    #expect(most.net?.description == "10.15")
    #expect(most.gross == 12)
    let least = try price(#""min_price":{"before_taxes":12,"after_taxes":12.1}"#)
    #expect(least.net == 12)
    #expect(least.gross?.description == "12.2815")
    let low = try price(#""max_price":{"before_taxes":9,"after_taxes":8}"#)
    #expect(low.gross == 9)
    let both = try price(#""min_price":{"before_taxes":30},"max_price":{"before_taxes":20}"#)
    #expect(both.net == 20)
    #expect(Self.codes(both).contains(.limitsContradict))
    #expect(both.limits.map(\.kind) == [.least, .most])
    #expect(both.taxes.map { "\($0.rate ?? -1) \($0.net) \($0.tax)" } == ["21 20 4.2"])
    #expect(both.parts[.energy]?.net?.description == "9.8", "parts stay as they are")
  }

  @Test("R13 limits hold the reservation as well, or not")
  func limitsAndReservation() throws {
    let tariff = try Self.tariff(
      Self.element("TIME 6 0", #""reservation":"RESERVATION""#), Self.element("ENERGY 1"),
      head: #""tax_included":"NO","max_price":{"before_taxes":8}"#)
    let periods = ["2026-06-01T10:00:00Z RESERVATION_TIME 0.5", "2026-06-01T10:30:00Z ENERGY 10"]
    #expect(try Self.net(tariff, periods: periods, until: "2026-06-01T11:00:00Z") == "8")
    var policy = PricingPolicy.standard
    policy.limitsHoldReservation = false
    #expect(try Self.net(tariff, periods: periods, until: "2026-06-01T11:00:00Z", policy: policy) == "11")
  }

  @Test(
    "R14 TAR-15 TAR-17 what prices hold of taxes, by version",
    arguments: [
      (OCPIVersion.v2_1_1, "", "10", nil), (.v2_2_1, "", "10", "12.1"), (.v2_3_0, "", "10", "12.1"),
      (.v2_3_0, #""tax_included":"NO""#, "10", "12.1"),
      (.v2_3_0, #""tax_included":"YES""#, "8.2644628099", "10"),
      (.v2_3_0, #""tax_included":"N/A""#, "10", "10"),
    ])
  func taxes(version: OCPIVersion, head: String, net: String, gross: String?) throws {
    let priced = try Fixture.price(
      try Fixture.session(["2026-06-01T10:00:00Z ENERGY 20"], until: "2026-06-01T11:00:00Z"),
      [try Self.tariff(Self.element("ENERGY 0.5 1 21"), head: head)], version: version)
    #expect(priced.net?.decimalText(atMost: 10) == net)
    #expect(priced.gross?.description == gross)
    #expect(Self.codes(priced).contains(.missingTaxIncluded) == (version == .v2_3_0 && head.isEmpty))
  }

  @Test("R17 energy across the night in which clocks go back, and the one in which they go forward")
  func clocksChange() throws {
    let tariff = try Self.tariff(
      Self.element("ENERGY 0.20", #""start_time":"02:00","end_time":"03:00""#), Self.element("ENERGY 0.40"))
    let back = [
      "2026-10-24T23:30:00Z ENERGY 5", "2026-10-25T00:00:00Z ENERGY 20", "2026-10-25T02:00:00Z ENERGY 5",
    ]
    #expect(try Self.net(tariff, periods: back, until: "2026-10-25T02:30:00Z") == "8")
    let forward = ["2026-03-29T00:30:00Z ENERGY 15"]
    #expect(try Self.net(tariff, periods: forward, until: "2026-03-29T02:00:00Z") == "6")
  }
}
