import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralStore
import BilateralTerms

/// One version of a partner file, from wherever a person names it.
struct TermsVersion: Sendable {
  /// What it is called in the output: `partners/acme.toml`, `main:partners/acme.toml`, `in force since …`.
  let label: String
  /// The terms; `nil` when there are none yet, such as for a partner that was never applied.
  let file: PartnerFile?
  /// The texts it was read from.
  let text: SnapshotText
  /// What the checks say of the file itself.
  var findings: [Diagnostic] = []
  /// The price lists and rates of that version; nil for those of the folder as it is.
  var lists: PriceTexts?
}

/// Finds versions of partner files: on disk, in git, and in force.
struct TermsVersions {
  private let invocation: Invocation
  private let fleet: FleetFolder?
  private let ours: FleetFile?

  /// A reader for the fleet that a command works on, if there is one.
  init(_ invocation: Invocation) throws(Failure) {
    self.invocation = invocation
    let named = FleetFolder.named(invocation) == nil ? nil : try FleetFolder.find(invocation)
    fleet = named ?? FleetFolder.nearest(to: invocation.console.directory).map { FleetFolder(path: $0) }
    let marker = fleet?.path(FleetFolder.marker)
    guard let marker, FileSystem.kind(marker) == .file else {
      ours = nil
      return
    }
    ours = FleetFile.read(bytes: try FileSystem.read(marker), file: FleetFolder.marker).file
  }

  /// The fleet folder.
  /// - Throws: exit 66 when there is none.
  func folder() throws(Failure) -> FleetFolder {
    guard let fleet else { return try FleetFolder.find(invocation) }
    return fleet
  }

  /// The version that a word names: a partner's id or a file, `REF:FILE` or `REF:ID` in git, `applied:ID` in force.
  /// - Throws: exit 66 when there is none, 65 when it has errors.
  func version(_ word: String) async throws(Failure) -> TermsVersion {
    if FileSystem.kind(invocation.console.absolute(word)) == .file { return try onDisk(word) }
    guard let colon = word.firstIndex(of: ":") else { return try onDisk(word) }
    let (ref, name) = (String(word[..<colon]), String(word[word.index(after: colon)...]))
    return ref == "applied" ? try await applied(name) : try inGit(ref, name)
  }

  // MARK: on disk

  /// The file of a partner as it lies in the folder, or any file.
  func onDisk(_ word: String) throws(Failure) -> TermsVersion {
    if FleetFolder.isID(word) {
      let fleet = try folder()
      return try onDisk(FleetFolder.partnerFile(word), fleet.path(FleetFolder.partnerFile(word)))
    }
    let path = invocation.console.absolute(word)
    return try onDisk(fleet?.name(of: path) ?? word, path)
  }

  private func onDisk(_ name: String, _ path: String) throws(Failure) -> TermsVersion {
    guard FileSystem.kind(path) == .file else {
      throw Failure(.missing, "there is no file \(path)", help: "name a partner's id, a file, or REF:FILE")
    }
    var text = SnapshotText(file: String(decoding: try FileSystem.read(path), as: UTF8.self))
    if let fleet, fleet.name(of: path)?.hasPrefix("partners/") == true {
      let defaults = fleet.path(SnapshotMark.defaults)
      if FileSystem.kind(defaults) == .file {
        text.defaults = String(decoding: try FileSystem.read(defaults), as: UTF8.self)
      }
      for file in FileSystem.names(in: fleet.path("groups")) where file.hasSuffix(".toml") {
        text.groups[String(file.dropLast(5))] = String(
          decoding: try FileSystem.read(fleet.path("groups/\(file)")), as: UTF8.self)
      }
    }
    return try version(text, label: name, file: name)
  }

  // MARK: in git

  private func inGit(_ ref: String, _ name: String) throws(Failure) -> TermsVersion {
    let path = FleetFolder.isID(name) ? FleetFolder.partnerFile(name) : name
    guard let file = GitText(folder: fleet?.path ?? invocation.console.directory, ref: ref)?.text(path) else {
      throw Failure(
        .missing, "git has no \(path) at \(ref)",
        help: "REF:FILE with a branch, tag or commit of this repository; applied:ID is what is in force")
    }
    let folder = fleet ?? FleetFolder(path: invocation.console.directory)
    var found = try version(Self.text(file, ref, folder), label: "\(ref):\(path)", file: path)
    found.lists = found.file.map { Self.lists(of: $0, ref, folder) }
    return found
  }

  /// The price lists that a file names and the rates, as they were at that ref too.
  private static func lists(of file: PartnerFile, _ ref: String, _ fleet: FleetFolder) -> PriceTexts {
    let git = GitText(folder: fleet.path, ref: ref)
    let bases = PriceSide.allCases.compactMap { file.text("\($0.path).base") }.map { "\($0).json" }
    var files: [String: PriceTexts.File] = [:]
    for name in git?.names(in: "tariffs/") ?? []
    where name.hasSuffix(".toml") || name.hasSuffix(".csv") || bases.contains(name) {
      files["tariffs/\(name)"] = git?.text("tariffs/\(name)").map { PriceTexts.File(Array($0.utf8)) }
    }
    return PriceTexts(files)
  }

  private static func text(_ file: String, _ ref: String, _ fleet: FleetFolder) -> SnapshotText {
    let git = GitText(folder: fleet.path, ref: ref)
    var text = SnapshotText(file: file, defaults: git?.text(SnapshotMark.defaults))
    for name in git?.names(in: "groups") ?? [] where name.hasSuffix(".toml") {
      text.groups[String(name.dropLast(5))] = git?.text("groups/\(name)")
    }
    return text
  }

  // MARK: in force

  /// What was applied last; a version without terms when nothing ever was.
  /// - Throws: exit 6 when no runtime ever ran here.
  func applied(_ id: String) async throws(Failure) -> TermsVersion {
    guard FleetFolder.isID(id) else {
      throw .usage("\"\(id)\" is not a partner's id", help: "applied:acme is what is in force with acme")
    }
    guard let (row, lists) = try await snapshot(of: id) else {
      return TermsVersion(label: "nothing in force yet", file: nil, text: SnapshotText(file: ""))
    }
    var found = try version(
      SnapshotText(row.text), label: "in force since \(Timestamp(seconds: row.appliedAt.seconds))",
      file: FleetFolder.partnerFile(id),
      isInForce: true)
    found.lists = lists
    return found
  }

  /// What was applied last, with the price lists of that time.
  private func snapshot(of id: String) async throws(Failure) -> (row: SnapshotRow, lists: PriceTexts?)? {
    let fleet = try folder()
    guard FileSystem.kind(fleet.path("state/\(try fleet.environment())/bilateral.db")) == .file else {
      throw Failure(
        .missing, "nothing tells what is in force with \(id): there is no database here",
        help: "compare with another version: --base REF of git or FILE; or start `partnerctl run` once")
    }
    let store = try FleetStore.open(fleet)
    defer { store.close() }
    do {
      return try await store.read { tx in
        guard let row = try tx.snapshots.current(of: id) else { return nil }
        return (row, try SnapshotText(row.text).lists.flatMap { try PriceTexts.kept($0, in: tx) })
      }
    } catch {
      throw RunFault.failure(error)
    }
  }

  /// What was in force before the terms of now, or under a hash.
  ///
  /// - Parameters:
  ///   - id: the partner.
  ///   - hash: the beginning of the hash of the terms; nil for those before the terms in force.
  /// - Returns: the terms.
  /// - Throws: exit 66 when there are none.
  func applied(_ id: String, to hash: String?) async throws(Failure) -> TermsVersion {
    let fleet = try folder()
    let store = try FleetStore.open(fleet)
    defer { store.close() }
    let rows: [SnapshotRow]
    do { rows = try await store.read { tx in try tx.snapshots.list(of: id) } } catch {
      throw RunFault.failure(error)
    }
    let found =
      hash.map { hash in rows.filter { Hex.encode($0.hash).hasPrefix(hash.lowercased()) } }
      ?? Array(rows.dropFirst().prefix(1))
    guard let row = found.first, Set(found.map(\.hash)).count == 1 else {
      let what = hash.map {
        found.isEmpty ? "no terms of hash \($0)" : "more than one hash begins with \($0)"
      }
      throw Failure(
        .missing, "\(id): \(what ?? "nothing was in force before")",
        help: "partnerctl history \(id) lists them")
    }
    return try version(
      SnapshotText(row.text), label: "in force since \(Timestamp(seconds: row.appliedAt.seconds))",
      file: FleetFolder.partnerFile(id), isInForce: true)
  }

  // MARK: reading

  func version(_ text: SnapshotText, label: String, file name: String, isInForce: Bool = false)
    throws(Failure) -> TermsVersion
  {
    let defaults = text.defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: SnapshotMark.defaults).defaults
    }
    let (file, found) = PartnerFile.read(
      bytes: Array(text.file.utf8), file: name, defaults: defaults, fleet: ours, isInForce: true)
    // A version that lies elsewhere may be called as its keeper likes.
    let isPartner = name.hasPrefix("partners/")
    let findings = isPartner ? found : found.filter { $0.code != FindingCode.fileName.id }
    guard let file, isInForce || !findings.hasErrors else {
      let first = findings.first { $0.severity == .error }
      throw Failure(
        .badInput, "\(label) has errors: \(first.map(\.description) ?? "it cannot be read")",
        help: "partnerctl validate shows all of them")
    }
    return TermsVersion(label: label, file: file, text: text, findings: findings)
  }
}

/// The database of a fleet, for verbs that only read it and work with and without a runtime.
enum FleetStore {
  /// Opens it for reading.
  /// - Throws: exit 6 when no runtime ever ran here.
  static func open(_ fleet: FleetFolder) throws(Failure) -> Store {
    let path = fleet.path("state/\(try fleet.environment())/bilateral.db")
    do {
      return try Store(readingOnly: path)
    } catch {
      throw RunFault.failure(error)
    }
  }
}
