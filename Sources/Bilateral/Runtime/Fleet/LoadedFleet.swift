package import BilateralBase
package import BilateralTerms
import Foundation

/// A fleet folder as read from disk: our side, all partner files, and every finding about them.
package struct LoadedFleet: Sendable {
  /// A folder that cannot be used at all.
  package struct Unusable: Error, CustomStringConvertible {
    package let findings: [Diagnostic]

    package var description: String { findings.map(\.description).joined(separator: "\n") }
  }

  /// The absolute path of the folder.
  package let folder: String
  /// `partnerctl.toml`.
  package let file: FleetFile
  /// The partner files that could be read, by id.
  package let partners: [String: PartnerFile]
  /// The text of each partner file, as it will be kept when applied.
  package let texts: [String: String]
  /// The text of the shared defaults, if there are such.
  package let defaults: String?
  /// The groups of locations, `groups/*.toml`.
  package let groups: LocationGroups
  /// Our price lists, `tariffs/*`, by which partner files are priced when they are applied.
  package let lists: PriceTexts
  /// What our platform's ids are called towards partners, `mapping.csv`.
  package let mapping: EVSEMapping
  /// What is wrong or worth a word, in all files.
  package let findings: [Diagnostic]

  /// Reads a folder.
  ///
  /// - Throws: `Unusable` when our own side cannot be read; a broken partner file is a finding and that
  ///   partner is left out, the others run.
  package static func read(_ folder: String) throws(Unusable) -> LoadedFleet {
    guard let bytes = bytes("\(folder)/partnerctl.toml") else {
      throw Unusable(findings: [
        Diagnostic(
          .error, "BR301", "there is no partnerctl.toml in \(folder)", help: "partnerctl init makes one")
      ])
    }
    let (file, ours) = FleetFile.read(bytes: bytes, file: "partnerctl.toml")
    guard let file else { throw Unusable(findings: ours) }
    let (mapping, mapped) =
      Self.bytes("\(folder)/\(EVSEMapping.file)").map { EVSEMapping.read(bytes: $0) }
      ?? (.none, [])
    // Objects under the wrong ids cannot be called back from partners.
    if mapped.contains(where: { $0.severity == .error }) { throw Unusable(findings: ours + mapped) }
    var reading = Reading(findings: ours + mapped)
    reading.readGroups(of: folder)
    reading.readPartners(of: folder, fleet: file)
    return LoadedFleet(
      folder: folder, file: file, partners: reading.partners, texts: reading.texts,
      defaults: reading.defaults, groups: reading.groups, lists: PriceTexts.read(folder), mapping: mapping,
      findings: reading.findings)
  }

  /// This folder with one partner, and the groups it may name, as a later reading found them.
  package func taking(_ id: String, from later: LoadedFleet) -> LoadedFleet {
    var (partners, texts) = (partners, texts)
    partners[id] = later.partners[id]
    texts[id] = later.texts[id]
    return LoadedFleet(
      folder: folder, file: file, partners: partners, texts: texts, defaults: defaults,
      groups: later.groups, lists: later.lists, mapping: mapping, findings: findings)
  }

  /// Where the runtime keeps its state: `state/<env>`.
  package var stateFolder: String { "\(folder)/state/\(file.environment.rawValue)" }

  private struct Reading {
    var findings: [Diagnostic]
    var partners: [String: PartnerFile] = [:]
    var texts: [String: String] = [:]
    var defaults: String?
    var groups = LocationGroups()

    mutating func readGroups(of folder: String) {
      for name in LoadedFleet.tomlFiles(in: "\(folder)/groups") {
        guard let bytes = LoadedFleet.bytes("\(folder)/groups/\(name)") else { continue }
        findings += groups.add("groups/\(name)", bytes: bytes)
      }
    }

    mutating func readPartners(of folder: String, fleet: FleetFile) {
      let defaults = readDefaults(folder)
      for name in LoadedFleet.tomlFiles(in: "\(folder)/partners") where name != "defaults.toml" {
        guard let bytes = LoadedFleet.bytes("\(folder)/partners/\(name)") else { continue }
        let (file, found) = PartnerFile.read(
          bytes: bytes, file: "partners/\(name)", defaults: defaults, fleet: fleet)
        findings += found
        guard let file, !found.contains(where: { $0.severity == .error }) else { continue }
        partners[file.id] = file
        texts[file.id] = String(decoding: bytes, as: UTF8.self)
      }
    }

    private mutating func readDefaults(_ folder: String) -> SharedDefaults? {
      guard let bytes = LoadedFleet.bytes("\(folder)/partners/defaults.toml") else { return nil }
      let (defaults, found) = SharedDefaults.read(bytes: bytes, file: "partners/defaults.toml")
      findings += found
      self.defaults = defaults == nil ? nil : String(decoding: bytes, as: UTF8.self)
      return defaults
    }
  }

  private static func tomlFiles(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted()
  }

  private static func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }
}
