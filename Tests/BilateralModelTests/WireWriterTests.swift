import BilateralBase
import BilateralModel
import Testing

@Suite struct `Wire writer` {
  private func write(_ location: Location, _ version: OCPIVersion) throws -> (JSON, [Loss]) {
    var json = JSONWriter()
    let losses = try WireWriter.write(location, version: version, into: &json)
    return (try JSON.parse(json.bytes), losses)
  }

  @Test func `a 2.2.1 location goes out as 2.1.1 with voltage, fitting amperage and notes of what was lost`()
    throws
  {
    let (json, losses) = try write(try Samples.location(), .v2_1_1)
    let connector = json["evses"]?[0]?["connectors"]?[0]
    #expect(connector?["voltage"]?.int == 920)
    #expect(connector?["amperage"]?.int == 163)
    #expect(connector?["tariff_id"]?.string == "T1")
    #expect(connector?["max_voltage"] == nil)
    #expect(json["type"]?.string == "OTHER")
    #expect(json["postal_code"]?.string == "-")
    #expect(json["evses"]?[0]?["capabilities"] == ["RFID_READER"])
    #expect(json["country_code"] == nil)
    #expect(json["publish"] == nil)
    let notes = losses.map { "\($0.path) \($0.kind.rawValue)" }
    #expect(
      notes == [
        "postal_code default", "type approximated", "evses[0].capabilities[1] withheld",
        "evses[0].connectors[0].amperage approximated", "evses[0].connectors[0].max_electric_power dropped",
      ])
  }

  @Test("LOC-10 an unpublished location is withheld from 2.1.1")
  func unpublished() throws {
    var location = try Samples.location()
    location.publish = false
    let error = #expect(throws: WireError.self) { try WireWriter.text(of: location, version: .v2_1_1) }
    #expect(error?.description == "the object cannot be sent: 2.1.1 cannot say publish = false")
  }

  @Test("LOC-22 a location without time zone is withheld from 2.2.1, and nothing of it stays in the buffer")
  func timeZone() throws {
    let text = Samples.location211.replacingFirst("DEU", "USA")
    let location = try WireReader.read(
      Location.self, from: text, version: .v2_1_1, context: Samples.context)
    var json = JSONWriter()
    json.beginArray()
    let error = #expect(throws: WireError.self) {
      try WireWriter.write(location, version: .v2_2_1, into: &json)
    }
    #expect(error?.path.description == "time_zone")
    #expect(json.text == "[")
  }

  @Test func `a plug that a version cannot name is left out, never renamed`() throws {
    var location = try Samples.location()
    guard var second = location.evses.first else { return }
    second.id2("E2", standard: .mcs)
    location.evses.append(second)
    let (json, losses) = try write(location, .v2_2_1)
    #expect(json["evses"]?.elements?.count == 1)
    #expect(losses.map(\.kind) == [.withheld])
    #expect(losses.first?.path.description == "evses[1]")
    #expect(try write(location, .v2_3_0).1.isEmpty)
  }

  @Test func `fields of 2.3.0 are lost below, each with its path`() throws {
    var location = try Samples.location()
    location.helpPhone = "+49 1"
    #expect(try write(location, .v2_3_0).1.isEmpty)
    #expect(try write(location, .v2_2_1).1.map(\.path.description) == ["help_phone"])
  }

  @Test("TAR-17 a tariff whose prices hold tax goes to no version that reads them as net")
  func grossTariff() throws {
    var tariff = try WireReader.read(Tariff.self, from: Samples.tariff221, version: .v2_2_1)
    #expect(try WireWriter.text(of: tariff, version: .v2_3_0).contains(#""tax_included":"NO""#))
    tariff.taxIncluded = .yes
    tariff.elements[0].priceComponents[0].vat = nil
    #expect(throws: WireError.self) { try WireWriter.text(of: tariff, version: .v2_2_1) }
    #expect(try WireWriter.text(of: tariff, version: .v2_3_0).contains(#""tax_included":"YES""#))
  }

  @Test("TAR-13 an element for reservations never reaches 2.1.1 without its restriction")
  func reservation() throws {
    var tariff = try WireReader.read(Tariff.self, from: Samples.tariff221, version: .v2_2_1)
    tariff.elements.insert(
      TariffElement(
        priceComponents: [PriceComponent(type: .time, price: 5)],
        restrictions: TariffRestrictions(reservation: .reservation)), at: 0)
    let text = try WireWriter.text(of: tariff, version: .v2_1_1)
    #expect(try JSON.parse(text)["elements"]?.elements?.count == 1)
    #expect(!text.contains("TIME"))
  }

  @Test("TOK-03 a token keeps its contract under the name of each version")
  func token() throws {
    let token = try WireReader.read(Token.self, from: Samples.token221, version: .v2_2_1)
    let old = try JSON.parse(try WireWriter.text(of: token, version: .v2_1_1))
    #expect(old["auth_id"]?.string == "NL-ACM-C1-7")
    #expect(old["type"]?.string == "OTHER")
    #expect(
      try WireReader.read(Token.self, from: WireWriter.text(of: token, version: .v2_3_0), version: .v2_3_0)
        == token)
  }

  @Test("CR-20 CR-21 credentials are flat in 2.1.1 and have roles later")
  func credentials() throws {
    let party = try #require(Samples.party)
    let role = CredentialsRole(
      role: .cpo, businessDetails: BusinessDetails(name: "Nordic Volt"), party: party)
    let credentials = Credentials(
      token: "abc", url: "https://cpo.example/versions", roles: [role], hubPartyID: "DENVO")
    let flat = try JSON.parse(try WireWriter.text(of: credentials, version: .v2_1_1))
    #expect(flat["party_id"]?.string == "NVO")
    #expect(flat["business_details"]?["name"]?.string == "Nordic Volt")
    #expect(flat["roles"] == nil)
    let back = try WireReader.read(Credentials.self, from: flat.text, version: .v2_1_1)
    #expect(back.roles.first?.party == party)
    let newest = try WireWriter.text(of: credentials, version: .v2_3_0)
    #expect(try WireReader.read(Credentials.self, from: newest, version: .v2_3_0) == credentials)
  }
}

extension EVSE {
  fileprivate mutating func id2(_ uid: CiString, standard: ConnectorType) {
    self.uid = uid
    for index in connectors.indices { connectors[index].standard = standard }
  }
}
