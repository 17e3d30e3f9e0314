import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Glibc

extension Command {
  /// `backup`: one folder that holds all that a fleet cannot get back otherwise.
  static let backup = Command(
    group: .run, name: "backup", summary: "copy the fleet, database and files, while it runs",
    about:
      "Makes a folder with a consistent copy of the database, the fleet's files, the archives of ended partnerships, "
      + "and a manifest with the SHA-256 of each. A runtime goes on meanwhile. It appears under its name when it is whole and on "
      + "disk. Without --with-secrets neither secrets nor private keys are in it: keep those elsewhere, since "
      + "without store/key the partners' tokens cannot be opened and each partner has to be registered anew. "
      + "The log of exchanges is not in it.",
    positionals: [
      .init(name: "FOLDER", optional: true, summary: "where backups lie (default: backups/ of the fleet)")
    ],
    flags: [
      Flag("with-secrets", says: "secrets and private keys too: who has it can speak for us"),
      Flag("keep", nil, .number("N", 1...10_000), says: "then remove older backups of this fleet beyond N"),
    ],
    examples: [
      .init(line: "partnerctl backup", says: "backups/prod-20261122T023358Z"),
      .init(
        line: "partnerctl backup /mnt/safe --with-secrets --keep 14 --json", says: "every night, by cron"),
    ],
    exits: [.done, .conflict, .badInput, .missing, .fault, .cannotWrite],
    run: { (invocation) async throws(Failure) in
      try await offPool { () throws(Failure) in try BackupCommand(invocation: invocation).run() }
    })
}

/// `backup`: makes one.
struct BackupCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Makes a backup, then removes older ones when told to.
  func run() throws(Failure) -> ExitCode {
    let fleet = try FleetFolder.find(invocation)
    guard FileSystem.kind(fleet.path(CutRestore.plan)) == nil else { throw RestoreCommand.cutOff }
    let shelf = BackupShelf(
      path: invocation.arguments.first.map { invocation.console.absolute($0) } ?? fleet.path("backups"))
    try FileSystem.makeFolder(shelf.path, mode: 0o700)
    let environment = try fleet.environment()
    let moment = invocation.console.clock.now()
    let trap = StepTrap("backup", invocation)
    let draft = shelf.draft(of: shelf.freeName(environment, moment))
    guard mkdir(draft, 0o700) == 0 else {
      throw Failure(.cannotWrite, "cannot make \(draft): \(Descriptor.reason(errno))")
    }
    defer { FileSystem.remove(draft) }
    trap.step()
    let manifest = try fill(draft, fleet, environment, moment, trap)
    let path = try shelf.take(draft, environment, moment)
    trap.step()
    shelf.sweep()
    let gone = invocation.arguments.number("keep").map { count in
      shelf.prune(keeping: count, ofDatabaseMade: manifest.databaseMade, environment: environment)
    }
    BackupView(invocation: invocation).show(
      manifest, at: path, removed: gone ?? [], outside: BackupContents(fleet: fleet).outside())
    return .done
  }

  private func fill(
    _ draft: String, _ fleet: FleetFolder, _ environment: String, _ moment: Timestamp, _ trap: StepTrap
  ) throws(Failure) -> BackupManifest {
    let facts = try copyDatabase(fleet.path("state/\(environment)/bilateral.db"), to: draft)
    trap.step()
    let withSecrets = invocation.arguments.has("with-secrets")
    var files = [try Self.file(BackupManifest.database, mode: 0o600, in: draft)]
    for entry in BackupContents(fleet: fleet).entries() where withSecrets || !entry.isSecret {
      files.append(try Self.add(fleet.path(entry.name), as: "fleet/\(entry.name)", to: draft))
    }
    let archive = fleet.path("state/\(environment)/archive")
    for name in Self.names(below: archive) {
      files.append(try Self.add("\(archive)/\(name)", as: "archive/\(name)", to: draft))
    }
    trap.step()
    let text = try? FleetFile.read(
      bytes: FileSystem.read(fleet.path(FleetFolder.marker)), file: FleetFolder.marker)
    let manifest = BackupManifest(
      program: VersionView.version, schema: facts.number, migration: facts.migrations.last ?? "",
      environment: environment, name: text?.file?.name ?? "", made: Timestamp(seconds: moment.seconds),
      databaseMade: facts.made, hasSecrets: withSecrets, files: files)
    try FileSystem.write(
      Array((manifest.json.text + "\n").utf8), to: "\(draft)/\(BackupManifest.file)", mode: 0o600)
    trap.step()
    return manifest
  }

  private func copyDatabase(_ path: String, to draft: String) throws(Failure) -> SchemaFacts {
    let progress = ProgressView(invocation: invocation)
    defer { progress.clear() }
    do throws(StoreError) {
      return try DatabaseCopy(of: path, to: "\(draft)/\(BackupManifest.database)").make { done, total in
        progress.show([
          "module": "database", "done": .number(String(done)), "total": .number(String(total)),
        ])
      }
    } catch {
      throw RunFault.failure(error)
    }
  }

  private static func names(below folder: String) -> [String] {
    FileSystem.names(in: folder).filter { !$0.hasSuffix(".part") }.flatMap { name in
      FileSystem.names(in: "\(folder)/\(name)").map { "\(name)/\($0)" }
        .filter { FileSystem.kind("\(folder)/\($0)") == .file }
    }
  }

  private static func add(_ path: String, as name: String, to draft: String) throws(Failure)
    -> BackupManifest.File
  {
    let target = "\(draft)/\(name)"
    try FileSystem.makeFolder(FileSystem.folder(of: target), mode: 0o700)
    try FileSystem.copy(path, to: target, mode: 0o600)
    return try file(name, mode: FileSystem.mode(path), in: draft)
  }

  private static func file(_ name: String, mode: Int, in draft: String) throws(Failure) -> BackupManifest.File
  {
    let path = "\(draft)/\(name)"
    return BackupManifest.File(
      path: name, size: FileSystem.size(path) ?? 0, sha256: try FileSystem.sha256(path), mode: mode)
  }
}
