import BilateralBase
import BilateralModel
import BilateralPricing
import Foundation
import Testing

/// Worked examples of the specification, where they are at hand: in the folder that `BILATERAL_PRICING_CASES` names,
/// else beside the project.
@Suite struct PublishedCaseTests {
  /// One entry of `index.json`.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Amounts: Decodable, Sendable {
      let excl: String?
      let incl: String?
    }

    let id: String
    let kind: String
    let ocpiVersion: String?
    let timeZone: String?
    let expected: Amounts?
    let expectedSpec: Amounts?
    let compareDecimals: Int?

    var testDescription: String { id }
  }

  static let folder: URL? = {
    if let named = ProcessInfo.processInfo.environment["BILATERAL_PRICING_CASES"] {
      return URL(fileURLWithPath: named)
    }
    var project = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { project.deleteLastPathComponent() }
    return project.appending(path: "../shared/pricing/cases").standardizedFileURL
  }()

  static let cases: [Case] = {
    guard let folder, let data = try? Data(contentsOf: folder.appending(path: "index.json")) else {
      return []
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return ((try? decoder.decode([Case].self, from: data)) ?? []).filter { $0.kind == "price" }
  }()

  @Test(
    "R20 the worked examples of the specification come out", .enabled(if: !cases.isEmpty), arguments: cases)
  func worked(one: Case) throws {
    let folder = try #require(Self.folder).appending(path: one.id)
    let version = try #require(OCPIVersion(one.ocpiVersion ?? ""))
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    let priced = try PricingFixture.price(
      try PricingFixture.session(try text("cdr.json"), version),
      try PricingFixture.tariffs(try text("tariffs.json"), version), zone: one.timeZone ?? "UTC",
      version: version)
    let places = one.compareDecimals ?? 2
    let wanted = try #require(one.expectedSpec ?? one.expected)
    if let net = wanted.excl {
      #expect(priced.net?.rounded(toPlaces: places) == (try PricingFixture.number(net)), "\(priced.lines)")
    }
    if let gross = wanted.incl {
      #expect(
        priced.gross?.rounded(toPlaces: places) == (try PricingFixture.number(gross)), "\(priced.lines)")
    }
  }
}
