import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@testable import Bilateral

@Suite struct AuditRoutesTests {
  @Test("S-38 the trail is listed, verified, and a changed row is named; history tells who applied what")
  func trail() async throws {
    let office = try await Office.start()
    let platform = office.side.platform
    let reply = try await platform.commons.store.write { tx in
      for actor in ["operator ann", "operator bob"] {
        try tx.audit.append(AuditEntry(actor: actor, action: "terms.apply", partner: "acme"))
      }
      return try tx.audit.head()?.seq
    }
    let count = Int(reply ?? 0)
    let whole = try await WhyProviderTests.call(platform, .get, "/audit/verify")
    #expect(whole["intact"] == true && whole["count"]?.int == count)
    let head = try #require(whole["head"]?.string)
    #expect(try await WhyProviderTests.call(platform, .get, "/audit/verify?head=\(head)")["intact"] == true)
    #expect(
      try await WhyProviderTests.call(platform, .get, "/audit/verify?head=1")["error"]?["code"] == "BR775")
    let list = try await WhyProviderTests.call(platform, .get, "/audit/newest?partner=acme&limit=1")
    #expect(list["items"]?.elements?.map { $0["actor"] } == ["operator bob"])
    #expect(
      try await WhyProviderTests.call(platform, .get, "/partners/acme/history")["items"]?.elements != nil)
    #expect(try await WhyProviderTests.call(platform, .get, "/partners/nobody/history")["error"] != nil)
    _ = try await platform.commons.store.write { tx in
      try tx.run("UPDATE audit SET actor = 'operator eve' WHERE seq = \(count)")
    }
    let broken = try await WhyProviderTests.call(platform, .get, "/audit/verify")
    #expect(broken["intact"] == false && broken["broken_at"]?.int == count && broken["flaw"] == "content")
    await office.stop()
  }

  @Test(
    "ruling 33 a driver is erased when the token is gone; the record names a mask and nobody, and still verifies"
  )
  func erase() async throws {
    let provider = try await ScriptedProvider.start("timeout = \"10 s\"")
    let platform = provider.office.side.platform
    try await provider.hold("04AB12CD34", whitelist: "NEVER")
    provider.script(.info(#"{"allowed":"BLOCKED"}"#))
    _ = try await provider.ask(#"{"uid":"04AB12CD34"}"#)
    func erase(_ body: String) async throws -> JSON {
      try await WhyProviderTests.call(platform, .post, "/erase", body)
    }
    let preview = try await erase(#"{"card":"04AB12CD34","dry_run":true}"#)
    #expect(preview["places"]?["authorisations"] == 1 && preview["mask"] == .null, "\(preview.text)")
    #expect(
      try await erase(#"{"card":"04AB12CD34"}"#)["error"]?["code"] == "BR778", "its provider still has it")
    try await platform.commons.store.write { tx in
      let key = ObjectKey(country: "NL", party: "ACM", id: "04AB12CD34", sub: "RFID")
      _ = try tx.received.remove(
        "tokens", from: "acme", key, at: Timestamp(microseconds: .max), reason: "gone")
    }
    let done = try await erase(#"{"card":"04AB12CD34","reason":"request 114"}"#)
    let mask = try #require(done["mask"]?.string, "\(done.text)")
    #expect(mask.hasPrefix("ERASED-") && done["places"]?["authorisations"] == 1)
    #expect(try await erase(#"{"card":"04AB12CD34"}"#)["error"]?["code"] == "BR777")
    #expect(try await erase(#"{"card":"x"}"#)["error"]?["code"] == "BR776")
    let trail = try await WhyProviderTests.call(platform, .get, "/audit/newest?limit=1")
    #expect(trail["items"]?[0]?["action"] == "driver.erase" && !trail.text.contains("04AB12CD34"))
    #expect(try await WhyProviderTests.call(platform, .get, "/audit/verify")["intact"] == true)
    let events = try await provider.office.send(.get, "/events?limit=1000").text
    #expect(!events.contains("04AB12CD34"))
    await provider.stop()
  }
}
