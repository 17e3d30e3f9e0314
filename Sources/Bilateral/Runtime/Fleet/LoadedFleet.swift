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
  /// - Parameters:
  ///   - folder: the fleet folder.
  ///   - before: an earlier reading: partner files that have not changed since are not read again.
  /// - Returns: what stands in it.
  /// - Throws: `Unusable` when our own side cannot be read; a broken partner file is a finding and that
  ///   partner is left out, the others run.
  package static func read(_ folder: String, since before: LoadedFleet? = nil) throws(Unusable) -> LoadedFleet
  {
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
    var reading = Reading(findings: ours + mapped, ours: bytes, before: before?.source)
    reading.readGroups(of: folder)
    reading.readPartners(of: folder, fleet: file)
    return LoadedFleet(
      folder: folder, file: file, partners: reading.partners, texts: reading.texts,
      defaults: reading.defaults, groups: reading.groups, lists: PriceTexts.read(folder), mapping: mapping,
      findings: reading.findings, source: reading.source, readAnew: reading.readAnew)
  }

  /// This folder with one partner, and the groups it may name, as a later reading found them.
  package func taking(_ id: String, from later: LoadedFleet) -> LoadedFleet {
    var (partners, texts, source) = (partners, texts, source)
    partners[id] = later.partners[id]
    texts[id] = later.texts[id]
    source.files["\(id).toml"] = later.source.files["\(id).toml"]
    return LoadedFleet(
      folder: folder, file: file, partners: partners, texts: texts, defaults: defaults,
      groups: later.groups, lists: later.lists, mapping: mapping, findings: findings, source: source,
      readAnew: [])
  }

  /// This reading of the folder, but partners whose files cannot be used now as they were before.
  ///
  /// - Parameter before: the reading in force.
  /// - Returns: the fleet, and the ids of those partners.
  func keeping(brokenAsIn before: LoadedFleet) -> (fleet: LoadedFleet, kept: [String]) {
    let broken = Set(findings.filter { $0.severity == .error }.compactMap { $0.place?.file })
    let kept = before.partners.keys.filter {
      self.partners[$0] == nil && broken.contains("partners/\($0).toml")
    }
    var (partners, texts) = (partners, texts)
    for id in kept { (partners[id], texts[id]) = (before.partners[id], before.texts[id]) }
    let fleet = LoadedFleet(
      folder: folder, file: file, partners: partners, texts: texts, defaults: defaults, groups: groups,
      lists: lists, mapping: mapping, findings: findings, source: source, readAnew: readAnew)
    return (fleet, kept.sorted())
  }

  /// Where the runtime keeps its state: `state/<env>`.
  package var stateFolder: String { "\(folder)/state/\(file.environment.rawValue)" }

  /// The bytes that a reading was made of, with what each partner file gave.
  private struct Source: Sendable {
    struct File: Sendable {
      let bytes: [UInt8]
      let partner: PartnerFile?
      let findings: [Diagnostic]
    }

    let ours: [UInt8]
    var defaults: [UInt8]?
    var files: [String: File] = [:]
  }

  private let source: Source
  /// Partners whose files were not taken over from the reading before.
  let readAnew: Set<String>

  private struct Reading {
    var findings: [Diagnostic]
    /// What was read the time before; a file of the same bytes, under the same defaults, says the same.
    let before: Source?
    var source: Source
    var readAnew: Set<String> = []

    init(findings: [Diagnostic], ours: [UInt8], before: Source?) {
      (self.findings, self.before, source) = (findings, before, Source(ours: ours))
    }

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
        let file = read(bytes, name, defaults, fleet)
        source.files[name] = file
        findings += file.findings
        guard let partner = file.partner, !file.findings.hasErrors else { continue }
        partners[partner.id] = partner
        texts[partner.id] = String(decoding: bytes, as: UTF8.self)
      }
    }

    private mutating func read(
      _ bytes: [UInt8], _ name: String, _ defaults: SharedDefaults?, _ fleet: FleetFile
    ) -> Source.File {
      if let before, before.ours == source.ours, before.defaults == source.defaults,
        let known = before.files[name], known.bytes == bytes
      {
        return known
      }
      let (file, found) = PartnerFile.read(
        bytes: bytes, file: "partners/\(name)", defaults: defaults, fleet: fleet)
      if let file { readAnew.insert(file.id) }
      return Source.File(bytes: bytes, partner: file, findings: found)
    }

    private mutating func readDefaults(_ folder: String) -> SharedDefaults? {
      guard let bytes = LoadedFleet.bytes("\(folder)/partners/defaults.toml") else { return nil }
      source.defaults = bytes
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
