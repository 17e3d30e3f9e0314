import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct QuarantineBatchTests {
  /// Locations of a partner: two without a plug's standard, one without coordinates; and a platform that holds them.
  private func hold() async throws -> (FaultHouse, SimulatedPartner) {
    let house = try await FaultHouse.openEMSP()
    let off = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
    let partner = try house.meet(nil, 700, as: .cpo, terms: "", sync: off)
    for id in ["LOC-00001", "LOC-00002"] {
      partner.edit("locations", id) { json in
        json = JSON.object((json.members ?? []).map { $0.name == "evses" ? .init("evses", Self.broken) : $0 })
      }
    }
    partner.edit("locations", "LOC-00003") { $0["coordinates"] = nil }
    #expect(await house.register(partner) == nil)
    #expect(await house.pull(partner, .full).failure == nil)
    let held = try await house.side.platform.commons.store.read { try $0.quarantine.list().count }
    #expect(held == 3)
    return (house, partner)
  }

  private static let broken: JSON = [
    [
      "uid": "X", "status": "AVAILABLE", "last_updated": "2026-06-01T08:00:00Z",
      "connectors": [
        [
          "id": "1", "format": "SOCKET", "power_type": "AC_3_PHASE", "max_voltage": 230, "max_amperage": 32,
          "last_updated": "2026-06-01T08:00:00Z",
        ]
      ],
    ]
  ]

  private func send(_ path: String, _ house: FaultHouse) async throws -> JSON {
    let client = HTTPClient(
      on: house.group.next(), plain: Dialer(policy: .any), secure: nil,
      to: .unix(path: house.side.listening.control))
    defer { client.close() }
    let answer = try await client.send(
      HTTPClientRequest(.post, try HTTPURL("http://localhost\(path)"), body: []))
    return try JSON.parse(answer.body)
  }

  @Test("TR-43 a batch tries again what was refused at one place, and what is in order now comes in")
  func retry() async throws {
    let (house, partner) = try await hold()
    let path = HTTPURL.encoded("evses[*].connectors[*].standard")
    let none = try await send("/quarantine/retry?path=\(path)&code=missing&partner=nobody", house)
    #expect(none["matched"]?.int == 0)
    let refused = try await send("/quarantine/retry?path=\(path)", house)
    #expect(refused["matched"]?.int == 2 && refused["done"]?.int == 0 && refused["next"]?.isNull == true)
    // What a changed setting does to the judgement is done to the kept texts here.
    try await house.side.platform.commons.store.write { tx in
      for row in try tx.quarantine.list() where row.findings.first?.path.hasSuffix("standard") == true {
        let text = String(decoding: row.raw.bytes, as: UTF8.self)
        try tx.quarantine.hold(
          RefusedObject(
            partner: row.partner, module: row.module, identity: row.identity, version: row.version,
            findings: row.findings,
            raw: JSONText(
              text.replacing("\"format\":", with: "\"standard\":\"IEC_62196_T2\",\"format\":"))))
      }
    }
    let mended = try await send("/quarantine/retry?path=\(path)", house)
    #expect(mended["matched"]?.int == 2 && mended["done"]?.int == 2)
    let left = try await house.side.platform.commons.store.read { try $0.quarantine.list() }
    #expect(left.map { $0.findings.first?.path } == ["coordinates"])
    #expect(try await send("/quarantine/drop?module=locations", house)["done"]?.int == 1)
    await partner.stop()
    await house.close()
  }

  @Test(
    "a star stands for one name or number",
    arguments: [
      ("evses[*].connectors[*].standard", true), ("evses[0].connectors[1].standard", true),
      ("evses[*].connectors[0].standard", false), ("evses[*].connectors[*]", false), ("*", false),
      ("*[*].*[*].*", true),
    ])
  func pattern(_ pattern: String, _ fits: Bool) async throws {
    #expect(QuarantineRule.fits("evses[0].connectors[1].standard", pattern) == fits)
  }
}
