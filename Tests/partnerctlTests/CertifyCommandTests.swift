import BilateralBase
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// `certify` from the command line: our program judges a simulated partner and a platform of ours.
@Suite struct CertifyCommandTests {
  @Test
  func `a partner with a fault is judged, reported in every form, and what one can live with is proposed`()
    throws
  {
    let fleet = try TestFleet("ACME", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
    defer { fleet.remove() }
    let runtime = RunningProgram(["run", "-C", fleet.folder, "--json"])
    #expect(runtime.line() != nil)
    let words = [
      "simulate", "-C", fleet.folder, "--json", "--tls", "--evses", "12", "--fault", "link-missing",
    ]
    let partner = RunningProgram(words)
    #expect(partner.line() != nil)
    let registered = BuiltProgram.run(["register", "sim", "-C", fleet.folder, "--json"])
    #expect(registered.status == 0, "\(registered.talkText)")

    let human = certify(["--area", "paging", "--area", "hostile", "--learn", "--dry-run"], fleet)
    #expect(human.status == 1, "\(human.talkText)")
    for text in ["PAG-07", "(TR-35)", "[dialect] paging = \"offset\"", "certify PAG-07", "not written"] {
      #expect(human.text.contains(text), "\(text) is not in\n\(human.text)")
    }
    #expect(try kept(fleet) == nil, "a part of the checks makes no certificate")

    let page = certify(["--format", "html", "--out", "\(fleet.folder)/sim.html", "--json"], fleet)
    let json = try JSON.parse(page.output)
    let failed = (json["checks"]?.elements ?? []).filter { $0["verdict"]?.string == "fail" }
    #expect(failed.compactMap { $0["id"]?.string } == ["PAG-07"])
    #expect(failed.first?["evidence"]?[0]?["request"]?.string?.contains("/sender/locations") == true)
    let html = String(decoding: try FileSystem.read("\(fleet.folder)/sim.html"), as: UTF8.self)
    #expect(html.contains("PAG-07") && html.contains("default-src 'none'"))
    let token = String(decoding: try FileSystem.read("\(fleet.folder)/secrets/sim/token-a"), as: UTF8.self)
    #expect(!page.text.contains(token) && !html.contains(token))
    #expect(try kept(fleet)?["failing"] == ["PAG-07"])
    let failing = try certificate(fleet)
    #expect(
      failing["ok"] == .null
        && failing["detail"]?.string?.hasPrefix("BT210 of conformance: none; run on") == true)
    #expect(failing["detail"]?.string?.hasSuffix(" 1 failed (PAG-07)") == true, "\(failing.text)")

    let xml = certify(["--format", "junit", "--area", "paging"], fleet)
    #expect(xml.text.contains("<failure") && xml.text.contains("classname=\"certify.paging\""))
    let lines = certify(["-o", "jsonl", "--check", "VER-01"], fleet).text.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].contains("\"verdict\":\"pass\""))

    partner.signal(SIGTERM)
    #expect(partner.wait() == 0)
    let mended = RunningProgram(words.dropLast(2))
    #expect(mended.line() != nil)
    let passed = certify([], fleet)
    #expect(passed.status == 0, "\(passed.text)\(passed.talkText)")
    let holding = try certificate(fleet)
    #expect(holding["ok"] == true && holding["detail"]?.string?.hasPrefix("of conformance, until ") == true)
    #expect(holding["detail"]?.string?.hasSuffix(" 0 failed") == true, "\(holding.text)")
    mended.signal(SIGTERM)
    #expect(mended.wait() == 0)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  @Test func `the list of checks asks nobody`() throws {
    let list = BuiltProgram.run(["certify", "--list", "--json"])
    #expect(list.status == 0)
    let checks = try JSON.parse(list.output)["checks"]?.elements ?? []
    #expect(checks.count >= 120)
    #expect(BuiltProgram.run(["certify"]).status == 64)
  }

  /// What the checklist says of the certificate.
  private func certificate(_ fleet: TestFleet) throws -> JSON {
    let shown = BuiltProgram.run(["activate", "sim", "--json", "-C", fleet.folder])
    return try #require(
      try JSON.parse(shown.output)["steps"]?.elements?.first { $0["name"] == "certificate" })
  }

  private func certify(_ words: [String], _ fleet: TestFleet) -> BuiltProgram.Result {
    BuiltProgram.run(["certify", "sim", "-C", fleet.folder] + words, seconds: 60)
  }

  /// What `status` says of the last run.
  private func kept(_ fleet: TestFleet) throws -> JSON? {
    let status = BuiltProgram.run(["status", "-C", fleet.folder, "--json"])
    let found = try JSON.parse(status.output)["partners"]?[0]?["conformance"]
    return found == .null ? nil : found
  }
}
