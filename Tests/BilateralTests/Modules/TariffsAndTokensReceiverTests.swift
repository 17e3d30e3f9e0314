import Bilateral
import BilateralBase
import BilateralNet
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct TariffsReceiverTests {
  private let place = "tariffs/DE/NVO/T1"

  private func tariff(_ id: String = "T1", price: String = "0.50", at time: String = "2026-01-01T00:00:00Z")
    -> String
  {
    "{\"country_code\":\"DE\",\"party_id\":\"NVO\",\"id\":\"\(id)\",\"currency\":\"EUR\",\"elements\":["
      + "{\"price_components\":[{\"type\":\"ENERGY\",\"price\":\(price),\"step_size\":1}]}],"
      + "\"last_updated\":\"\(time)\"}"
  }

  @Test("TAR-02 TAR-04 TAR-05 TR-22 TR-51 TR-52 a tariff is put, shown as it was sent, and deleted")
  func life() async throws {
    let bench = try await PushBench.emsp()
    #expect(try await bench.send(.put, place, tariff()).http == 201)
    #expect(try await bench.send(.put, place, tariff(price: "0.60", at: "2026-01-02T00:00:00Z")).http == 200)
    let price = try await bench.send(.get, place).data?["elements"]?[0]?["price_components"]?[0]?["price"]
    #expect(price?.numberText == "0.60")
    #expect(try await bench.send(.delete, place).http == 200)
    #expect(try await bench.send(.get, place).http == 404)
    #expect(try await bench.send(.delete, place).http == 404)
    #expect(try await bench.send(.patch, place, "{}").http == 405, "TAR-04")
    #expect(try bench.events().map { $0.split(separator: " ").last } == ["created", "updated", "removed"])
    await bench.stop()
  }
}

extension TariffsReceiverTests {
  @Test("TAR-03 2.1.1 takes PATCH of a tariff, later versions do not")
  func patch() async throws {
    let bench = try await PushBench.emsp(in: .v2_1_1)
    let place = "/2.1.1/tariffs/DE/NVO/T1"
    let tariff =
      "{\"id\":\"T1\",\"currency\":\"EUR\",\"elements\":[{\"price_components\":[{\"type\":\"ENERGY\","
      + "\"price\":0.50,\"step_size\":1}]}],\"last_updated\":\"2026-01-01T00:00:00Z\"}"
    #expect(try await bench.call(.put, place, tariff).http == 201)
    let change = "{\"currency\":\"SEK\",\"last_updated\":\"2026-01-02T00:00:00Z\"}"
    #expect(try await bench.call(.patch, place, change).http == 200)
    #expect(try await bench.call(.get, place).data?["currency"]?.string == "SEK")
    await bench.stop()
  }
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct TokensReceiverTests {
  private func token(_ type: String, valid: Bool = true, contract: String = "NL-ACM-C1") -> String {
    "{\"country_code\":\"NL\",\"party_id\":\"ACM\",\"uid\":\"U1\",\"type\":\"\(type)\",\"contract_id\":\"\(contract)\","
      + "\"issuer\":\"ACME\",\"valid\":\(valid),\"whitelist\":\"ALWAYS\",\"last_updated\":\"2026-01-01T00:00:00Z\"}"
  }

  @Test("TOK-05 2.1.1: the type comes from the body, and without one the only token of a uid is meant")
  func oldTypes() async throws {
    let bench = try await PushBench.cpo(in: .v2_1_1)
    func token(_ type: String) -> String {
      "{\"uid\":\"U1\",\"type\":\"\(type)\",\"auth_id\":\"NL-ACM-C1\",\"issuer\":\"ACME\",\"valid\":true,"
        + "\"whitelist\":\"ALWAYS\",\"last_updated\":\"2026-01-01T00:00:00Z\"}"
    }
    let place = "/2.1.1/tokens/NL/ACM/U1"
    #expect(try await bench.call(.put, place, token("OTHER")).http == 201)
    #expect(try await bench.call(.get, place).data?["type"]?.string == "OTHER")
    #expect(try await bench.call(.put, place, token("RFID")).http == 201)
    #expect(try await bench.call(.get, place).data?["type"]?.string == "RFID")
    await bench.stop()
  }

  @Test("CR-26 whose contract or EVSE it is follows from the connection, not from the number")
  func numbersOfOthers() async throws {
    let bench = try await PushBench.cpo()
    #expect(
      try await bench.send(.put, "tokens/NL/ACM/U1", token("RFID", contract: "DE-8AA-CA1B2C3D4-X")).http
        == 201)
    await bench.stop()
    let other = try await PushBench.emsp()
    let location = """
      {"country_code":"DE","party_id":"NVO","id":"L1","publish":true,"address":"Kai 7","city":"Kiel",\
      "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13489"},"time_zone":"Europe/Berlin",\
      "evses":[{"uid":"E1","evse_id":"BE*BEC*E041503001","status":"AVAILABLE","connectors":[{"id":"1",\
      "standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,\
      "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}],\
      "last_updated":"2026-01-01T00:00:00Z"}
      """
    #expect(try await other.send(.put, "locations/DE/NVO/L1", location).http == 201)
    await other.stop()
  }

  @Test(
    "TOK-02 TOK-03 TOK-04 TOK-06 uid and type name a token, and the type is RFID unless the address says otherwise"
  )
  func types() async throws {
    let bench = try await PushBench.cpo()
    let place = "tokens/NL/ACM/U1"
    #expect(try await bench.send(.put, place, token("RFID")).http == 201)
    #expect(try await bench.send(.put, place + "?type=APP_USER", token("APP_USER")).http == 201)
    #expect(try await bench.send(.put, place + "?type=RFID", token("APP_USER")).ocpi == 2001)
    #expect(try await bench.send(.get, place).data?["type"]?.string == "RFID")
    #expect(try await bench.send(.get, place + "?type=APP_USER").data?["type"]?.string == "APP_USER")
    #expect(try await bench.send(.get, place + "?type=OTHER").http == 404)
    let patch = "{\"valid\":false,\"last_updated\":\"2026-01-02T00:00:00Z\"}"
    #expect(try await bench.send(.patch, place + "?type=APP_USER", patch).http == 200, "TOK-06")
    #expect(try await bench.send(.get, place + "?type=APP_USER").data?["valid"]?.bool == false)
    #expect(try await bench.send(.get, place).data?["valid"]?.bool == true)
    #expect(try await bench.send(.delete, place).http == 405, "TOK-02")
    await bench.stop()
  }
}
