import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Glibc

extension Command {
  /// `restore`: a fleet as a backup has it.
  static let restore = Command(
    group: .run, name: "restore", summary: "put a backup in place, set aside what is there",
    about:
      "Verifies every byte first. The state folder is moved aside whole, with copies of the files that change, to "
      + "state/ENV.before-restore-TIME; a kill at any moment leaves the old fleet or one that --resume ends. Refused "
      + "while a runtime runs, but for --dry-run. Afterwards it says what happened since the backup and has to be done again.",
    positionals: [.init(name: "BACKUP", optional: true, summary: "the backup's folder")],
    flags: [
      Flag("database-only", says: "leave partnerctl.toml, partners, groups, tariffs and secrets as they are"),
      Flag(
        "last-number", nil, .text("NUMBER"), repeats: true,
        says: "a statement number that was given out, such as ACM-2026-0017: the next is above"),
      Flag("resume", says: "end a restore that was cut off"),
    ],
    examples: [
      .init(
        line: "partnerctl restore backups/prod-20261122T023358Z --dry-run",
        says: "verify, and what would change"),
      .init(
        line: "partnerctl restore /mnt/safe/prod-20261122T023358Z -C fleet --yes",
        says: "into an empty folder"),
    ],
    exits: [.done, .conflict, .badInput, .missing, .fault, .cannotWrite, .interrupted], acts: [.dryRun],
    run: { (invocation) async throws(Failure) in
      try await offPool { () throws(Failure) in try RestoreCommand(invocation: invocation).run() }
    })
}

/// `restore`: verifies, asks, does.
struct RestoreCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// A restore was cut off and nothing else may be done before it is ended.
  static let cutOff = Failure(
    .conflict, "BR856 a restore of this fleet was cut off and has to be ended first",
    help: "partnerctl restore --resume")

  /// Runs the verb.
  func run() throws(Failure) -> ExitCode {
    let fleet = try target()
    if invocation.arguments.has("resume") { return try resume(fleet) }
    guard FileSystem.kind(fleet.path(CutRestore.plan)) == nil else { throw Self.cutOff }
    let folder = try backup()
    let manifest = try verified(folder)
    try compareEnvironment(manifest, with: fleet)
    let now = invocation.console.clock.now()
    let plan = RestorePlan(
      manifest, named: String(folder.split(separator: "/").last ?? ""), over: fleet, at: now,
      withFiles: !invocation.arguments.has("database-only"))
    let database = fleet.path("\(plan.state)/\(BackupManifest.database)")
    // A backup may be looked at while the fleet serves: a look takes nothing away.
    let holder = StoreLock.holder(of: database)
    if let holder, !invocation.isDryRun { throw Self.inUse(holder) }
    let earlier = "\(folder)/\(BackupManifest.database)"
    let loss = self.loss(from: database, to: earlier)
    let isThere = FileSystem.kind(database) != nil
    let mark = RestoreMark(
      backup: plan.backup, made: manifest.made, restored: Timestamp(seconds: now.seconds),
      setAside: isThere ? plan.setAside : nil, floors: try floors(loss?.floors ?? .unknown(since: earlier)))
    let view = RestoreView(invocation: invocation, fleet: fleet)
    if invocation.isDryRun {
      view.show(plan, manifest, loss, isDone: false, setAside: isThere)
      if let holder { invocation.talk.print("a runtime runs (\(holder)): stop it before the restore") }
      return .done
    }
    try confirm(plan, manifest, fleet)
    let setAside = try carryOut(plan, from: folder, manifest, mark, on: fleet)
    view.show(plan, manifest, loss, isDone: true, setAside: setAside)
    return .done
  }

  /// The backup's folder, as it was named.
  private func backup() throws(Failure) -> String {
    guard let word = invocation.arguments.first else {
      throw .usage("restore needs BACKUP: the backup's folder", help: "partnerctl restore --help")
    }
    var folder = invocation.console.absolute(word)
    while folder.hasSuffix("/") && folder.count > 1 { folder.removeLast() }
    return folder
  }

  /// Does it, with the database locked against a runtime that starts meanwhile.
  private func carryOut(
    _ plan: RestorePlan, from folder: String, _ manifest: BackupManifest, _ mark: RestoreMark,
    on fleet: FleetFolder
  ) throws(Failure) -> Bool {
    let lock = try lock(fleet.path("\(plan.state)/\(BackupManifest.database)"))
    defer { lock.release() }
    let trap = StepTrap("restore", invocation)
    let stage = RestoreStage(fleet: fleet, plan: plan, step: { trap.step() })
    try stage.prepare(from: folder, manifest, mark)
    return try stage.carryOut()
  }

  private func resume(_ fleet: FleetFolder) throws(Failure) -> ExitCode {
    guard FileSystem.kind(fleet.path(CutRestore.plan)) != nil else {
      invocation.talk.print("no restore of \(Cell.printable(fleet.path)) was cut off")
      return .done
    }
    let plan = try RestorePlan(of: fleet)
    if invocation.isDryRun {
      invocation.talk.print("would end the restore of \(Cell.printable(plan.backup))")
      return .done
    }
    let trap = StepTrap("restore", invocation)
    let setAside = try RestoreStage(fleet: fleet, plan: plan, step: { trap.step() }).carryOut()
    RestoreView(invocation: invocation, fleet: fleet).showEnded(plan, setAside: setAside)
    return .done
  }

  /// The folder that is restored: the one named, made when it is missing; else the fleet here, or this empty folder.
  private func target() throws(Failure) -> FleetFolder {
    if let named = FleetFolder.named(invocation) { return FleetFolder(path: named) }
    let here = invocation.console.directory
    if FleetFolder.nearest(to: here) == nil, FileSystem.allNames(in: here).isEmpty {
      return FleetFolder(path: here)
    }
    return try FleetFolder.find(invocation)
  }

  private func verified(_ folder: String) throws(Failure) -> BackupManifest {
    let progress = ProgressView(invocation: invocation)
    defer { progress.clear() }
    return try BackupVerification(folder: folder).verify { done, total in
      progress.show(["module": "verified", "done": .number(String(done)), "total": .number(String(total))])
    }
  }

  private func compareEnvironment(_ manifest: BackupManifest, with fleet: FleetFolder) throws(Failure) {
    guard FileSystem.kind(fleet.path(FleetFolder.marker)) == .file else {
      guard !invocation.arguments.has("database-only") else {
        throw Failure(
          .missing, "there is no \(FleetFolder.marker) in \(fleet.path)", help: "leave out --database-only")
      }
      return
    }
    let here = try fleet.environment()
    guard here == manifest.environment else {
      throw Failure(
        .badInput, "BR854 the backup is of a \(manifest.environment) fleet, this one is \(here)",
        help: "restore it into a folder of its own: -C FOLDER")
    }
  }

  private static func inUse(_ holder: String) -> Failure {
    Failure(
      .conflict, "BR855 the fleet's runtime runs (\(holder)): a restore takes its database away",
      help: "stop it first, then restore, then start it")
  }

  private func lock(_ database: String) throws(Failure) -> StoreLock {
    try FileSystem.makeFolder(FileSystem.folder(of: database), mode: 0o700)
    do throws(StoreError) {
      return try StoreLock(database: database)
    } catch {
      throw error.kind == .locked ? Self.inUse(error.message) : RunFault.failure(error)
    }
  }

  /// What is lost; nil where nobody can tell, because there is no database or it cannot be read.
  private func loss(from later: String, to earlier: String) -> StateLoss? {
    FileSystem.kind(later) == .file ? try? StateLoss(from: later, to: earlier) : nil
  }

  private func floors(_ known: NumberFloors) throws(Failure) -> NumberFloors {
    var floors = known
    for text in invocation.arguments.texts("last-number") {
      guard let dash = text.lastIndex(of: "-"), let count = Int64(text[text.index(after: dash)...]),
        count > 0,
        dash > text.startIndex
      else {
        throw .usage("--last-number \(text) is no number of a statement", help: "such as ACM-2026-0017")
      }
      let series = String(text[..<dash])
      floors.series[series] = max(floors.series[series] ?? 0, count)
    }
    return floors
  }

  private func confirm(_ plan: RestorePlan, _ manifest: BackupManifest, _ fleet: FleetFolder) throws(Failure)
  {
    if manifest.environment == "prod" {
      invocation.talk.print(invocation.talk.style.paint(" PROD ", .alarm) + " restore")
    }
    try Confirmation(invocation: invocation).demand(
      "Put \(fleet.path) back to \(manifest.made) (\(Cell.counted(plan.put.count + plan.remove.count, "file")) change)?"
    )
  }
}
