import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// Objects as partners really write them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ObjectDialectTests {
  private func bench(_ dialect: String = "", _ object: String) async throws -> OddBench {
    let bench = try await OddBench.open(dialect) { _ in OddAnswer.list([object]) }
    #expect(await bench.pull().failure == nil)
    return bench
  }

  @Test(
    "P-68 dates with odd fractions are read and told; date_format = \"strict\" refuses them")
  func dates() async throws {
    let odd = SampleLocation.json(1).replacing("20Z", with: "20.1234567Z")
    let lenient = try await bench("", odd)
    #expect(try lenient.stored() == 1)
    #expect(lenient.learned == ["date_format = any applied"])
    await lenient.close()
    let strict = try await bench("date_format = \"strict\"", odd)
    #expect(try strict.stored() == 0)
    #expect(try strict.held().first?.contains("dialect.date_format") == true)
    await strict.close()
  }

  @Test(
    "P-67 numbers in quotes are read in locations, but in tariffs only when the file says so, and counted")
  func numbers() async throws {
    let odd = SampleLocation.json(1).replacing("230", with: "\"230\"")
    let lenient = try await bench("", odd)
    #expect(try lenient.stored() == 1)
    #expect(lenient.learned == ["numbers_as_strings = true applied"])
    lenient.partner.answer { _ in OddAnswer.list([OddAnswer.tariff("\"0.25\"")]) }
    _ = await lenient.pullTariffs()
    #expect(try lenient.stored("tariffs") == 0, "what was learned does not open money objects")
    #expect(try lenient.held().first?.contains("dialect.money_as_strings") == true)
    #expect(lenient.learned.contains("money_as_strings = true proposed"))
    await lenient.close()
    let stated = try await bench("money_as_strings = true", odd)
    stated.partner.answer { _ in OddAnswer.list([OddAnswer.tariff("\"0.25\"")]) }
    _ = await stated.pullTariffs()
    #expect(try stated.stored("tariffs") == 1)
    #expect(stated.learned == ["money_as_strings = true stated", "numbers_as_strings = true applied"])
    await stated.close()
    let strict = try await bench("numbers_as_strings = false", odd)
    #expect(try strict.stored() == 0)
    await strict.close()
  }

  @Test("P-73 a text over the limit is taken up to eight times its length, then only as far as the file says")
  func lengths() async throws {
    @Sendable func address(_ count: Int) -> String {
      SampleLocation.json(1).replacing("Hauptstr. 1", with: String(repeating: "x", count: count))
    }
    let some = try await bench("", address(61))
    #expect(try some.stored() == 1)
    #expect(some.learned == ["max_string.location.address = 61 proposed"])
    some.partner.answer { _ in OddAnswer.list([address(500)]) }
    _ = await some.pull()
    #expect(try some.held().first?.contains("dialect.max_string") == true)
    await some.close()
    for (limit, stored) in [(600, 1), (100, 0)] {
      let stated = try await bench("max_string.\"location.address\" = \(limit)", address(500))
      #expect(try stated.stored() == stored)
      await stated.close()
    }
  }

  @Test(
    "P-74 an optional part that cannot be read is left out where the file tolerates it, else the object is held"
  )
  func tolerate() async throws {
    let odd = SampleLocation.json(1).replacing(
      "\"time_zone\"", with: "\"opening_times\":\"always\",\"time_zone\"")
    let strict = try await bench("", odd)
    #expect(try strict.stored() == 0)
    await strict.close()
    let tolerant = try await bench("tolerate = [\"location.opening_times\"]", odd)
    #expect(try tolerant.stored() == 1)
    await tolerant.close()
    let needed = SampleLocation.json(1).replacing("\"city\":\"Berlin\"", with: "\"city\":[]")
    let mandatory = try await bench("tolerate = [\"location.city\"]", needed)
    #expect(try mandatory.stored() == 0, "what is mandatory cannot be left out")
    await mandatory.close()
  }

  @Test("P-74 nothing is ever left out of a tariff")
  func tolerateNoMoney() async throws {
    let bench = try await OddBench.open("tolerate = [\"tariff.min_price\"]") { _ in
      OddAnswer.list([
        OddAnswer.tariff("0.25").replacing("\"elements\"", with: "\"min_price\":7,\"elements\"")
      ])
    }
    _ = await bench.pullTariffs()
    #expect(try bench.stored("tariffs") == 0)
    await bench.close()
  }

  @Test("TR-75 a field under their word is read as ours, at any depth")
  func rename() async throws {
    let odd = SampleLocation.json(1).replacing("\"max_voltage\"", with: "\"volt\"")
      .replacing("\"city\"", with: "\"town\"")
    let bench = try await bench("rename.max_voltage = \"volt\"\nrename.city = \"town\"", odd)
    #expect(try bench.stored() == 1)
    let rows = try bench.platform.commons.store.readBlocking { tx in
      try tx.received.list("locations", from: "volt", .init(limit: 1)).rows
    }
    let body = try JSON.parse(rows[0].body.bytes)
    #expect(body["city"] == "Berlin" && body["evses"]?[0]?["connectors"]?[0]?["max_voltage"] == 230)
    await bench.close()
  }

  @Test("P-79 tariffs within connectors are taken as pulled ones when the file says so")
  func inlineTariffs() async throws {
    let odd = SampleLocation.json(1).replacing(
      "\"format\"", with: "\"tariffs\":[\(OddAnswer.tariff("0.25"))],\"format\"")
    let noticing = try await bench("", odd)
    #expect(noticing.learned == ["tariff_inline_on_connector = true proposed"])
    #expect(try noticing.stored("tariffs") == 0)
    await noticing.close()
    let stated = try await bench("tariff_inline_on_connector = true", odd)
    #expect(try stated.stored("tariffs") == 1 && stated.stored() == 1)
    await stated.close()
  }

  @Test("P-69 TR-69 ids that differ by case are one object, unless the file says that they are two")
  func caseOfIDs() async throws {
    let pair = [SampleLocation.json(1), SampleLocation.json(1).replacing("LOC1", with: "loc1")]
    for (dialect, held) in [("", 0), ("case_sensitive_ids = true", 1)] {
      let bench = try await OddBench.open(dialect) { _ in OddAnswer.list(pair) }
      #expect(await bench.pull().failure == nil)
      #expect(try bench.stored() == 1 && bench.held().count == held)
      #expect(bench.dialect.learned.map(\.sighting.key) == ["case_sensitive_ids"])
      await bench.close()
    }
  }
}
