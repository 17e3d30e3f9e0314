import BilateralBase
import BilateralModel
import Testing

@Suite struct `Wire reader` {
  @Test func `a 2.2.1 location is read into the shape of the newest version`() throws {
    let location = try Samples.location()
    #expect(location.party == Samples.party)
    #expect(location.evses.first?.connectors.first?.maxElectricPower == 150_000)
    #expect(location.evses.first?.capabilities == [.rfidReader, .pedTerminal])
    #expect(location.extras.isEmpty)
    #expect(location.timeZone == "Europe/Berlin")
  }

  @Test func `a 2.1.1 location takes its owner from the connection and is published`() throws {
    let location = try WireReader.read(
      Location.self, from: Samples.location211, version: .v2_1_1, context: Samples.context)
    #expect(location.party == Samples.party)
    #expect(location.publish)
    #expect(location.parkingType == .parkingLot)
    #expect(location.evses.first?.connectors.first?.maxVoltage == 230)
    #expect(location.evses.first?.connectors.first?.tariffIDs == ["T1"])
    #expect(location.timeZone == nil)
  }

  @Test(
    "each version reads back what it wrote",
    arguments: [OCPIVersion.v2_2_1, .v2_3_0])
  func roundTrip(version: OCPIVersion) throws {
    var location = try Samples.location()
    location.parkingType = .alongMotorway
    location.openingTimes = Hours(
      isRoundTheClock: false,
      regularHours: [RegularHours(weekday: 1, periodBegin: "08:00", periodEnd: "20:00")])
    location.energyMix = EnergyMix(
      isGreenEnergy: true, environmentalImpacts: [EnvironmentalImpact(category: .carbonDioxide, amount: 0)])
    let text = try WireWriter.text(of: location, version: version)
    #expect(try WireReader.read(Location.self, from: text, version: version) == location)
  }

  @Test("TR-62 TR-63 unknown members survive in order with their numbers untouched")
  func extras() throws {
    let text = Samples.location221(#""publish":true,"#, #""publish":true,"x_b":0.10,"x_a":{"k":[1.0,null]},"#)
    let location = try WireReader.read(Location.self, from: text, version: .v2_2_1)
    #expect(location.extras.members.map(\.name) == ["x_b", "x_a"])
    #expect(location.extras["x_b"] == "0.10")
    #expect(
      try WireWriter.text(of: location, version: .v2_2_1).hasSuffix(#","x_b":0.10,"x_a":{"k":[1.0,null]}}"#))
    #expect(try !WireWriter.text(of: location, version: .v2_2_1, extras: .none).contains("x_b"))
    #expect(try WireWriter.text(of: location, version: .v2_2_1, extras: .only(["x_a"])).contains("x_a"))
  }

  @Test func `a member of a newer version survives as an extra and is a field in its own version`() throws {
    let text = Samples.location221(#""time_zone""#, #""help_phone":"+49 431 1","time_zone""#)
    let old = try WireReader.read(Location.self, from: text, version: .v2_2_1)
    #expect(old.helpPhone == nil)
    #expect(old.extras["help_phone"] == #""+49 431 1""#)
    #expect(try WireReader.read(Location.self, from: text, version: .v2_3_0).helpPhone == "+49 431 1")
    var both = old
    both.helpPhone = "+49 1"
    let written = try JSON.parse(try WireWriter.text(of: both, version: .v2_3_0))
    #expect(written["help_phone"]?.string == "+49 1")
  }

  @Test(
    "a broken object says which field is wrong",
    arguments: [
      (#""standard":"IEC_62196_T2_COMBO","#, "", "evses[0].connectors[0].standard is missing"),
      (#""uid":"E1""#, #""uid":{}"#, "evses[0].uid must be a string, not an object"),
      (
        #""max_voltage":920"#, #""max_voltage":9.5"#,
        "evses[0].connectors[0].max_voltage must be a whole number, not \"9.5\""
      ),
      (#""publish":true"#, #""publish":null"#, "publish is missing"),
      (
        #""country_code":"DE""#, #""country_code":"DEU""#,
        "country_code must be a two-letter country and a three-character party, not \"DEU NVO\""
      ),
      (#""coordinates":{"#, #""coordinates":[],"x":{"#, "coordinates must be an object, not an array"),
      (
        #""capabilities":["RFID_READER","PED_TERMINAL"]"#, #""capabilities":"RFID_READER""#,
        "evses[0].capabilities must be an array, not a string"
      ),
    ])
  func errors(old: String, new: String, message: String) {
    let text = Samples.location221(old, new)
    let error = #expect(throws: WireError.self) {
      try WireReader.read(Location.self, from: text, version: .v2_2_1)
    }
    #expect(error?.description == message)
  }

  @Test(
    "X-10 half an owner is replaced by the connection's party, and no half of it is kept as unknown",
    arguments: [#""country_code":"DE","#, #""party_id":"NVO","#])
  func halfAnOwner(left: String) throws {
    var findings: [WireFinding] = []
    let text = Samples.location221(#""country_code":"DE","party_id":"NVO","#, left)
    let context = WireContext(party: PartyID("NL-ACM"))
    let location = try WireReader.read(
      Location.self, from: try Samples.node(text), version: .v2_2_1, context: context, findings: &findings)
    #expect(location.party == context.party && location.extras.isEmpty)
    #expect(findings.map(\.path.description) == ["country_code"])
  }

  @Test(
    "P-67 P-68 loose values are taken with a finding",
    arguments: [
      (#""max_voltage":920"#, #""max_voltage":"920""#, "BW105"),
      (#""max_voltage":920"#, #""max_voltage":920.0"#, ""),
      (#""publish":true"#, #""publish":"true""#, "BW105"),
      (#""id":"1""#, #""id":1"#, "BW105"),
      (
        #""time_zone":"Europe/Berlin","last_updated":"2026-03-01T10:00:00Z""#,
        #""time_zone":"Europe/Berlin","last_updated":"2026-03-01T11:00:00+01:00""#, "BW106"
      ),
      (#""max_voltage":920"#, #""voltage":920"#, "BW115"),
      (#"["RFID_READER","PED_TERMINAL"]"#, #"["RFID_READER",7,"PED_TERMINAL"]"#, "BW117"),
    ])
  func looseValues(old: String, new: String, code: String) throws {
    var findings: [WireFinding] = []
    let node = try Samples.node(Samples.location221(old, new))
    let location = try WireReader.read(Location.self, from: node, version: .v2_2_1, findings: &findings)
    #expect(location == (try Samples.location()))
    #expect(findings.map(\.code.rawValue) == (code.isEmpty ? [] : [code]))
  }

  @Test("TR-64 TR-65 unknown values of enumerations are kept and written back")
  func unknownValues() throws {
    let text = Samples.location221("IEC_62196_T2_COMBO", "HYPER_PLUG")
    let location = try WireReader.read(Location.self, from: text, version: .v2_2_1)
    #expect(location.evses.first?.connectors.first?.standard == "HYPER_PLUG")
    #expect(try WireWriter.text(of: location, version: .v2_2_1).contains(#""standard":"HYPER_PLUG""#))
  }

  @Test("TR-74 null, absence and [] are one for optional fields and lists")
  func absence() throws {
    let text = Samples.location221(
      #""time_zone""#, #""images":null,"directions":[],"owner":null,"time_zone""#)
    #expect(try WireReader.read(Location.self, from: text, version: .v2_2_1) == Samples.location())
  }

  @Test(
    "TR-62 members are found in any order among a hundred unknown ones, which keep theirs", arguments: 1...8)
  func anyOrder(seed: Int) throws {
    var members = try Samples.node(Samples.location221).members.map {
      (name: $0.name, text: $0.value.rawText)
    }
    let unknown = (0..<100).map { (name: "x_\($0)", text: "[\($0),{\"a\":1}]") }
    var dice = Dice(state: UInt64(seed))
    members.shuffle(using: &dice)
    for extra in unknown.reversed() { members.insert(extra, at: 0) }
    let place = Int.random(in: 0...100, using: &dice)
    members = Array(members[place...] + members[..<place])
    let text = "{" + members.map { "\"\($0.name)\":\($0.text)" }.joined(separator: ",") + "}"
    var location = try WireReader.read(Location.self, from: text, version: .v2_2_1)
    #expect(location.extras.members.map(\.name) == (unknown[place...] + unknown[..<place]).map(\.name))
    #expect(location.extras["x_7"] == #"[7,{"a":1}]"#)
    location.extras = []
    #expect(try location == Samples.location())
  }

  @Test("TR-62 where something stands is told from the object that was read", arguments: [0, 1])
  func path(position: Int) throws {
    let bad = Samples.location221(#""max_voltage":"#, #""max_voltage":"x","y":"#)
    let node = try Samples.node("[[{\"a\":[1]},\(bad)],\(bad)]")
    let object = try #require(position == 0 ? node[0]?[1] : node[1])
    let error = #expect(throws: WireError.self) {
      try WireReader.read(Location.self, from: object, version: .v2_2_1)
    }
    #expect(error?.path.description == "evses[0].connectors[0].max_voltage")
  }

  @Test("TR-43 a bad object on a page does not cost the others")
  func page() throws {
    let bad = Samples.location221(#""address":"Kai 7","#, "")
    let node = try Samples.node("[\(Samples.location221),\(bad),7,\(Samples.location221)]")
    let page = try WirePage<Location>(reading: node, version: .v2_2_1)
    #expect(page.entries.map(\.position) == [0, 3])
    #expect(
      page.refusals.map(\.error.description) == [
        "address is missing", "the object must be an object, not a number",
      ])
    #expect(page.refusals.first?.node.rawText == bad)
  }

  @Test func `a tariff without elements is refused, as it would be free`() throws {
    let text = Samples.tariff221.replacingFirst(#"{"price_components""#, #"{"x""#)
    #expect(throws: WireError.self) { try WireReader.read(Tariff.self, from: text, version: .v2_2_1) }
    let tariff = try WireReader.read(Tariff.self, from: Samples.tariff221, version: .v2_2_1)
    #expect(tariff.elements.first?.priceComponents.first?.price.text == "0.490")
  }
}

/// A fixed sequence for shuffling.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) ^ (state << 31)
  }
}
