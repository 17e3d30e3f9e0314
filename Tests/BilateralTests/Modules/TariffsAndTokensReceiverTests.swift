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

  @Test("TAR-02 TAR-05 a tariff is put, shown as it was sent, and deleted")
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

@Suite(.serialized, .timeLimit(.minutes(1))) struct TokensReceiverTests {
  private func token(_ type: String, valid: Bool = true) -> String {
    "{\"country_code\":\"NL\",\"party_id\":\"ACM\",\"uid\":\"U1\",\"type\":\"\(type)\",\"contract_id\":\"NL-ACM-C1\","
      + "\"issuer\":\"ACME\",\"valid\":\(valid),\"whitelist\":\"ALWAYS\",\"last_updated\":\"2026-01-01T00:00:00Z\"}"
  }

  @Test("TOK-03 TOK-04 uid and type name a token, and the type is RFID unless the address says otherwise")
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
