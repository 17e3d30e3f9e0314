import BilateralBase
import BilateralTerms
import Foundation
import Testing

@Suite struct PartnerFileTests {
  static let bad = FixtureFiles.folder.appending(path: "bad")
  static let ok = FixtureFiles.folder.appending(path: "ok")
  static let partners = FixtureFiles.repository.appending(path: "partners")

  @Test(arguments: FixtureFiles.names(in: bad))
  func `a broken file is refused with the expected codes at the expected places`(_ name: String) throws {
    let bytes = try FixtureFiles.bytes(name, in: Self.bad)
    let (file, findings) = PartnerFile.read(bytes: bytes, file: "partners/" + name)
    let expected = String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
      line.hasPrefix("# expect: ") ? String(line.dropFirst(10)) : nil
    }
    let found = findings.map { "\($0.code) \($0.place?.line ?? 0):\($0.place?.column ?? 0)" }
    #expect(file == nil)
    #expect(found == expected, "\(findings.map(\.description).joined(separator: "\n"))")
    #expect(findings.allSatisfy { FindingCode.named($0.code) != nil })
  }

  @Test func `there are thirty broken files and more`() {
    #expect(FixtureFiles.names(in: Self.bad).count >= 30)
  }

  @Test(arguments: FixtureFiles.names(in: ok))
  func `a sound file has no findings`(_ name: String) throws {
    let bytes = try FixtureFiles.bytes(name, in: Self.ok)
    let (file, findings) = PartnerFile.read(bytes: bytes, file: name)
    #expect(findings == [])
    #expect(file != nil)
  }

  @Test func `the worked files of the repository pass alone and together`() throws {
    var files: [PartnerFile] = []
    for name in FixtureFiles.names(in: Self.partners) {
      let (file, findings) = PartnerFile.read(
        bytes: try FixtureFiles.bytes(name, in: Self.partners), file: "partners/" + name)
      #expect(findings == [])
      files.append(try #require(file))
    }
    #expect(files.map(\.id) == ["acme", "carlo", "gireve"])
    #expect(Fleet.check(files).filter { $0.severity != .note } == [])
    #expect(Fleet.check(files.filter { $0.id != "gireve" }).map(\.code).filter { $0 != "BT198" } == ["BT124"])
  }

  @Test(arguments: ["cpo", "emsp"])
  func `a template becomes a sound file when its marks are filled in`(_ kind: String) throws {
    let folder = FixtureFiles.repository.appending(path: "templates")
    let text = String(decoding: try FixtureFiles.bytes(kind + ".toml", in: folder), as: UTF8.self)
    let filled = text.replacing("@ID@", with: "new").replacing("@NAME@", with: "New")
      .replacing("@PARTY@", with: "DE-ABC:\(kind.uppercased())")
      .replacing("@VERSIONS_URL@", with: "versions_url = \"https://a.example/versions\"")
    #expect(PartnerFile.read(bytes: Array(filled.utf8), file: "partners/new.toml").findings == [])
  }

  @Test func `the minimal file has every default`() throws {
    let bytes = try FixtureFiles.bytes("minimal.toml", in: Self.ok)
    let file = try #require(PartnerFile.read(bytes: bytes, file: "minimal.toml").file)
    #expect(file.status == .test)
    #expect(file.connection.tokenA?.description == "secret:minimal/token-a")
    #expect(file.connection.versionsURL == "https://sandbox.acme.example/ocpi/versions")
    #expect(file.connection.versionPolicy == .highestCommon)
    #expect(file.connection.timeoutMilliseconds == 10_000)
    #expect(file.security.leastTLS == "1.2" && file.security.tokenBytes == 32)
    #expect(file.sync("tokens").everySeconds == 900)
    #expect(file.sync("tokens").maxShrink == Percent(value: 10))
    #expect(file.authorizationPolicy.mode == .realtimeThenWhitelist && file.uidFormat == .asIs)
    #expect(file.share.isPublishedOnly)
    let prices = try #require(file.priceRules(.sell))
    #expect(prices.base == .list("adhoc"))
    #expect(prices.rules.map(\.change) == [.discount(Percent(value: 8))])
    #expect(file.priceRules(.buy) == nil)
  }

  @Test func `rules are typed`() throws {
    let simple = try #require(
      PartnerFile.read(bytes: FixtureFiles.bytes("by-power.toml", in: Self.ok), file: "by-power.toml").file)
    let prices = try #require(simple.priceRules(.sell))
    #expect(prices.rules.map(\.id) == ["hpc", "rest"])
    #expect(prices.rules[0].when.place.powerMin == .kilowatts(150))
    guard case .set(let set) = prices.rules[0].change else {
      Issue.record("the first rule sets prices")
      return
    }
    #expect(set[.parking] == 6 && set[.time] == nil)
  }
}
