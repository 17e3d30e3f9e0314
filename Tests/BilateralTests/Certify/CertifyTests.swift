import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import BilateralTerms
import Foundation
import Testing

/// The checks of `certify` against platforms of ours.
@Suite(.timeLimit(.minutes(5))) struct CertifyTests {
  @Test func `there are at least a hundred and twenty checks, each once, each of a requirement that exists`()
    throws
  {
    let checks = CertifyCheck.all
    #expect(checks.count >= 120)
    #expect(Set(checks.map(\.id)).count == checks.count)
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/requirements.toml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let known = Set(
      text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
    for check in checks {
      #expect(!check.requirements.isEmpty, "\(check.id)")
      for id in check.requirements { #expect(known.contains(id), "\(check.id): \(id)") }
      if let dialect = check.dialect {
        #expect(DialectSwitch.named(dialect.key) != nil, "\(check.id): \(dialect.key)")
      }
    }
    for area in CertifyArea.allCases { #expect(checks.contains { $0.area == area }, "\(area)") }
  }

  @Test(arguments: OCPIVersion.allCases)
  func `our own platform passes every check that can be made, in both roles`(_ version: OCPIVersion)
    async throws
  {
    let pair = try await VersionPair.invited(in: version, terms: Self.terms)
    let now = WallClock.system.now().adding(seconds: -60)
    try await pair.cpo.put(
      (1...3).map { Sample.location("L\($0)", at: Timestamp(seconds: now.seconds + Int64($0))) })
    for number in 1...3 { try await pair.emsp.putToken("T\(number)", at: Timestamp(seconds: now.seconds)) }
    try await pair.register()
    while try await pair.emsp.platform.commons.store.read({ tx in
      try tx.received.list("locations", from: "volt", ListFilter()).rows.count < 3
    }) {
      #expect(try await pair.emsp.ask("/partners/volt/sync")["ok"]?.bool == true)
    }
    for (side, partner) in [(pair.emsp, "volt"), (pair.cpo, "acme")] {
      var order = CertifyRun.Order()
      order.rotates = true
      // What each is asked by the other's checks would be held against the other.
      order.areas = Set(CertifyArea.allCases.filter { $0 != .inbound }.map(\.rawValue))
      let record = try await CertifyRecord.of(side, partner, order)
      print("\(version) \(partner): \(record["text"]?.string ?? "")")
      #expect(record.ids("fail").isEmpty, "\(version) \(partner)\n\(record.words("fail"))")
      #expect(record.ids("pass").count > 50)
      #expect(record["left"]?.elements == [], "\(record["left"]?.text ?? "")")
    }
    await pair.stop()
  }

  private static let terms = TestPair.Terms(
    ofCPO:
      "[onboarding]\ntest_cards = [\"T1\"]\n[sync.locations]\nmode = \"off\"\n[sync.tariffs]\nmode = \"off\"\n"
      + TestPair.Terms.sell,
    ofEMSP: "[sync.tokens]\nmode = \"off\"\n")
}
