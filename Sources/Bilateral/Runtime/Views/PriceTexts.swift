import BilateralBase
import BilateralCrypto
package import BilateralStore
package import BilateralTerms
import Foundation

/// The files of the folder `tariffs` that a partner's terms are priced by, word for word.
///
/// They are put into force together with the terms: a price list on disk counts at the moment of `apply`, not when its
/// file is saved (ruling 9).
package struct PriceTexts: Sendable {
  /// One file.
  package struct File: Sendable {
    package let bytes: [UInt8]
    /// SHA-256 in hexadecimal digits.
    package let hash: String

    package init(_ bytes: [UInt8]) {
      self.bytes = bytes
      hash = Hex.encode(SHA256.hash(bytes))
    }
  }

  /// The files by their path in the fleet folder, such as `tariffs/adhoc.json`.
  package let files: [String: File]

  package init(_ files: [String: File] = [:]) { self.files = files }

  /// All lists of a fleet folder.
  package static func read(_ folder: String) -> PriceTexts {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/tariffs")) ?? []
    var files: [String: File] = [:]
    for name in names where [".json", ".toml", ".csv"].contains(where: name.hasSuffix) {
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/tariffs/\(name)") else { continue }
      files["tariffs/\(name)"] = File(Array(bytes))
    }
    return PriceTexts(files)
  }

  /// Those that a partner's prices depend on: the lists it names, what is said of lists as such, and exchange rates.
  package func named(by file: PartnerFile) -> PriceTexts {
    let sides = ["sell", "buy", "retail"].filter { file.hasTable("pricing.\($0)") }
    guard !sides.isEmpty else { return PriceTexts() }
    let bases = Set(sides.compactMap { file.entry("pricing.\($0).base")?.text }.map { "tariffs/\($0).json" })
    return PriceTexts(files.filter { !$0.key.hasSuffix(".json") || bases.contains($0.key) })
  }

  /// The hash of each file.
  package var hashes: [String: String] { files.mapValues(\.hash) }

  /// The files of those hashes as they were kept when they were applied; nil when one is not there.
  package static func kept<Access>(
    _ hashes: [String: String], in tx: Transaction<Access>
  ) throws -> PriceTexts? {
    var files: [String: File] = [:]
    for (name, hash) in hashes {
      guard let text = try tx.priceTexts.text(hash) else { return nil }
      files[name] = File(Array(text.utf8))
    }
    return PriceTexts(files)
  }
}
