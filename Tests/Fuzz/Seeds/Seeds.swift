import BilateralBase
import BilateralModel
import BilateralTerms
import BilateralTestTools
import Foundation

/// Writes what each target begins with, and the words of each language: `Seeds FOLDER`, from the root of the project.
///
/// Fixtures, examples and templates are taken as they lie there; objects and prices are dealt, so that each field of each
/// object is among them. Nothing of it is kept in the project.
@main
enum Seeds {
  static func main() throws {
    let folder = SeedFolder(CommandLine.arguments.dropFirst().first ?? ".build/fuzz")
    try folder.write("JSON", try texts(below: "Tests/BilateralPricingTests/Fixtures/cases", "json"))
    try folder.write("TOML", try fleetTexts())
    try folder.write("PartnerFile", try fleetTexts())
    try folder.write("ZoneFile", try zones())
    try folder.write("Requests", requestVectors.map(\.wire))
    try folder.write("Responses", responseVectors.map(\.wire))
    try folder.write("Objects", objects())
    try folder.write("Prices", try fixturePrices() + dealtPrices())
    try folder.write("Numbers", numbers.map { Array($0.utf8) })
    try folder.write("Addresses", addresses.map { Array($0.utf8) })
    try folder.write("Documents", try Documents.all())
    try Words.write(to: folder)
  }

  /// Partner files, groups and fleets: examples, templates and broken ones.
  private static func fleetTexts() throws -> [[UInt8]] {
    let folders = ["partners", "groups", "templates", "Tests/BilateralTermsTests/Fixtures", "docs/example"]
    return try folders.flatMap { try texts(below: $0, "toml") }
  }

  private static func texts(below folder: String, _ ending: String) throws -> [[UInt8]] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix(".\(ending)") }.sorted().map { name in
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }
  }

  private static func zones() throws -> [[UInt8]] {
    let fixtures = "Tests/BilateralBaseTests/Fixtures/zones"
    return try texts(below: fixtures, "fat") + texts(below: fixtures, "slim")
      + ["Europe/Dublin", "Africa/Casablanca", "Australia/Lord_Howe", "UTC"].compactMap { name in
        try? [UInt8](Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)")))
      }
  }

  /// Two of each object in each version.
  private static func objects() -> [[UInt8]] {
    FuzzedObjects.types.indices.flatMap { place in
      OCPIVersion.allCases.flatMap { version -> [[UInt8]] in
        let type = FuzzedObjects.types[place]
        guard version >= type.since else { return [] }
        return [1, 2].map { seed in
          var generator = ObjectGenerator(version: version, seed: seed)
          return [0x41 + UInt8(place), 0x30 + version.rawValue] + generator.object(type).bytes
        }
      }
    }
  }
}

/// Tariffs with a CDR under them.
extension Seeds {
  fileprivate static func dealtPrices() -> [[UInt8]] {
    OCPIVersion.allCases.flatMap { version in
      (1...40).compactMap { seed -> [UInt8]? in
        guard let pair = DealtPair(version: version, seed: UInt64(seed)),
          let cdr = try? WireWriter.text(of: pair.cdr, version: version)
        else { return nil }
        let tariffs = pair.tariffs.compactMap { try? WireWriter.text(of: $0, version: version) }
        let currency = ["EUR", "JPY", "SEK", "KWD"][seed % 4]
        let text = price(version.description, pair.zone, seed * 7919, tariffs.joined(separator: ","), cdr)
        return Array(text.replacingOccurrences(of: "\"EUR\"", with: "\"\(currency)\"").utf8)
      }
    }
  }

  fileprivate static func fixturePrices() throws -> [[UInt8]] {
    let folder = "Tests/BilateralPricingTests/Fixtures/cases"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      func text(_ file: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)/\(file)", encoding: .utf8)
      }
      let version = name.hasPrefix("211") ? "2.1.1" : "2.3.0"
      let tariffs = try text("tariffs.json").dropFirst(1)
      let list = tariffs.prefix(upTo: tariffs.lastIndex(of: "]") ?? tariffs.endIndex)
      return Array(price(version, "Europe/Amsterdam", 0, String(list), try text("cdr.json")).utf8)
    }
  }

  private static func price(
    _ version: String, _ zone: String, _ policy: Int, _ tariffs: String, _ cdr: String
  ) -> String {
    #"{"version":"\#(version)","zone":"\#(zone)","policy":\#(policy),"tariffs":[\#(tariffs)],"cdr":\#(cdr)}"#
  }
}

extension Seeds {
  fileprivate static let numbers = [
    "0.10\n-3", "1.5e-3\n7", "340282366920938463463374607431768211456\n0.0000000000000001\n3",
    "170141183460469231731687303715884105727\n-170141183460469231731687303715884105728\n0.5",
    "9223372036854775807\n9223372036854775808\n-1", "1e64\n1e-64\n2.5", "0.005\n0.015\n1.255",
    "99999999999999999999.99995\n0.3333333333\n12", "2026-11-22T05:45:24Z\n2026-11-22T05:45:24.123Z",
    "2026-3-1 7:05+0100\n0000-01-01T00:00:00Z\n9999-12-31T24:00:00Z", "2016-12-31T23:59:60,5-23:59",
    "NL-ACM\nEUR\nDE*NVO*E1*2\nNL-ACM-C0023-4\nEurope/Amsterdam\n4b8f1d2e-9a4c-4f59-8a41-0e8b7f1d2c3a",
  ]

  fileprivate static let addresses = [
    "https://ocpi.example:8443/ocpi/versions?limit=5&offset=10\n../cdrs?x=%20\n</next?a=1,b>; rel=\"next\"",
    "http://[2001:db8::1]/a/b/\n//other.example/c\nToken NGI4ZjFkMmU=\n10.0.0.0/8",
    "http://127.0.0.1/\n?offset=2\ntoken  bm8gdG9rZW4K\n::ffff:10.1.2.3\nfe80::/10",
    "https://a.example\n./../x/./y/..\n<https://b.example/p>;title=\"a;b,c\"; rel=\"prev next\", <q>; rel=last",
    "Sun, 22 Nov 2026 05:45:24 GMT\nSunday, 22-Nov-26 05:45:24 GMT\nSun Nov 22 05:45:24 2026",
    "Basic YTpi\nToken \nTokenabc\nTOKEN a%b_c-d\nxn--bcher-kva.example\n0x7f.1",
  ]
}

/// The folders that corpora and dictionaries are kept in.
struct SeedFolder {
  private let root: String

  init(_ root: String) { self.root = root }

  /// The seeds of a target, numbered.
  func write(_ target: String, _ seeds: [[UInt8]]) throws {
    let folder = "\(root)/seeds-\(target)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (place, seed) in seeds.enumerated() {
      try Data(seed).write(to: URL(fileURLWithPath: "\(folder)/\(place)"))
    }
  }

  /// The words of a language, each once; what cannot stand in such a file as it is, as a hexadecimal number.
  func write(_ name: String, words: [String]) throws {
    let lines = Set(words.filter { !$0.isEmpty }).sorted().map { word in
      "\"" + word.utf8.map(Self.spelled).joined() + "\""
    }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: "\(root)/\(name).dict", atomically: true, encoding: .utf8)
  }

  private static func spelled(_ byte: UInt8) -> String {
    let isPlain = byte > 0x20 && byte < 0x7f && byte != 0x22 && byte != 0x5c
    return isPlain ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
