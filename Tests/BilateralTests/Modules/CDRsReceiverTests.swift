import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct CDRsReceiverTests {
  @Test("CDR-02 CDR-03 CDR-04 a POST is answered with the absolute address at which the CDR is shown")
  func post() async throws {
    let bench = try await PushBench.emsp()
    let answer = try await bench.send(.post, "cdrs", HistorySample.cdr())
    #expect(answer.http == 201 && answer.ocpi == 1000 && answer.data == nil)
    let location = try #require(answer.location)
    #expect(location == "\(bench.side.listening.publicURL)/2.2.1/receiver/cdrs/DE/NVO/C1")
    let path = String(location.dropFirst("\(bench.side.listening.publicURL)".count))
    #expect(try await bench.call(.get, path).data == JSON.parse(HistorySample.cdr()))
    for method in [HTTPMethod.put, .patch, .delete, .post] {
      let refused = try await bench.call(method, path, method == .delete ? nil : HistorySample.cdr())
      #expect(refused.http == 405, "\(method.name)")
    }
    #expect(try await bench.send(.get, "cdrs").http == 405)
    #expect(try await bench.send(.get, "cdrs/DE/NVO/C2").http == 404)
    #expect(try bench.events() == ["cdrs.changed C1 created"])
    await bench.stop()
  }

  @Test(
    "CDR-05 CDR-22 P-91 P-92 S-39 a CDR that comes again is a success if it is the same, else 2001, held and told"
  )
  func again() async throws {
    let bench = try await PushBench.emsp()
    let first = try await bench.send(.post, "cdrs", HistorySample.cdr())
    let spelled = HistorySample.cdr(cost: "10.0", at: "2026-02-01T12:00:00Z", energy: "20")
    for same in [HistorySample.cdr(), HistorySample.cdr(at: "2026-01-02T00:00:00Z"), spelled] {
      let answer = try await bench.send(.post, "cdrs", same)
      #expect(answer.ocpi == 1000 && answer.location == first.location)
    }
    for time in ["2025-01-01T12:00:00Z", "2026-03-01T12:00:00Z"] {
      let other = try await bench.send(.post, "cdrs", HistorySample.cdr(cost: "11.00", at: time))
      #expect(other.http == 200 && other.ocpi == 2001 && other.location == nil)
      #expect(other.message.contains("known with other content"))
    }
    _ = try await bench.send(.post, "cdrs", HistorySample.cdr())
    #expect(try await bench.send(.get, "cdrs/DE/NVO/C1").data == JSON.parse(HistorySample.cdr()))
    #expect(try bench.held().map(\.identity) == ["DE-NVO/C1"], "both versions are kept for the dispute")
    #expect(try bench.held().first?.findings.first?.code == "BR340")
    #expect(try bench.events() == ["cdrs.changed C1 created", "cdrs.conflict C1 refused"])
    await bench.stop()
  }

  @Test("CDR-26 CDR-08 ids are one party's own, in any case of letters, and those of credits may be longer")
  func identity() async throws {
    let fleet = "roles = [\"DE-NVO:CPO\", \"DE-ZWO:CPO\"]"
    let bench = try await PushBench.emsp(theirs: fleet)
    #expect(try await bench.send(.post, "cdrs", HistorySample.cdr("c1")).http == 201)
    #expect(try await bench.send(.post, "cdrs", HistorySample.cdr("c1", party: "ZWO")).http == 201)
    #expect(try await bench.send(.post, "cdrs", HistorySample.cdr("C1", cost: "12")).ocpi == 2001)
    #expect(try await bench.send(.post, "cdrs", HistorySample.cdr(party: "OTH")).ocpi == 2001)
    let long = String(repeating: "9", count: 39)
    let credit = HistorySample.cdr(
      long, cost: "-10", more: "\"credit\":true,\"credit_reference_id\":\"c1\",")
    #expect(try await bench.send(.post, "cdrs", credit).http == 201)
    #expect(try await bench.send(.get, "cdrs/DE/NVO/\(long)").data?["id"]?.string == long)
    await bench.stop()
  }

  @Test("CDR-06 CDR-07 money back is taken only from a credit that names what it takes back")
  func credit() async throws {
    let bench = try await PushBench.emsp()
    let bare = try await bench.send(.post, "cdrs", HistorySample.cdr(cost: "-10"))
    #expect(bare.ocpi == 2001 && bare.message.contains("is no credit"))
    let nameless = try await bench.send(
      .post, "cdrs", HistorySample.cdr(cost: "-10", more: "\"credit\":true,"))
    #expect(nameless.ocpi == 2001 && nameless.message.contains("credit_reference_id"))
    let energy = "\"total_energy_cost\":{\"excl_vat\":-10},"
    let whole = HistorySample.cdr(
      cost: "-10", more: "\"credit\":true,\"credit_reference_id\":\"C0\",\(energy)")
    #expect(try await bench.send(.post, "cdrs", whole).http == 201, "negated sub-totals are accepted")
    await bench.stop()
  }

  @Test("CDR-21 CDR-27 TR-43 a CDR of a place never published is taken, its signed data byte for byte")
  func unpublished() async throws {
    let bench = try await PushBench.emsp()
    #expect(try await bench.send(.post, "cdrs", HistorySample.cdr()).http == 201)
    #expect(try await bench.text("/2.2.1/receiver/cdrs/DE/NVO/C1").contains(HistorySample.signed))
    let row = try bench.side.platform.commons.store.readBlocking { tx in
      try tx.received.list("cdrs", from: bench.partner, .init()).rows.first
    }
    #expect(row.map { String(decoding: $0.body.bytes, as: UTF8.self) } == HistorySample.cdr())
    let bad = try await bench.send(
      .post, "cdrs", HistorySample.cdr("C2").replacing("\"currency\":\"EUR\",", with: ""))
    #expect(bad.ocpi == 2001 && bad.message == "currency is missing")
    #expect(try bench.held().map(\.identity) == ["DE-NVO/C2"])
    await bench.stop()
  }
}
