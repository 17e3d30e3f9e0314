import Bilateral
import BilateralBase
import Glibc

/// Carries a restore out: prepares beside what is there, writes the plan down, then moves.
///
/// Until the plan is written nothing of the fleet has changed; from then on every step can be done again, so that
/// whoever comes after a kill ends it.
struct RestoreStage {
  /// The fleet that is restored.
  let fleet: FleetFolder
  /// What is done.
  let plan: RestorePlan
  /// Called before each step; a test dies there.
  var step: () -> Void = {}

  private var room: String { fleet.path(CutRestore.folder) }

  /// Lays everything beside what is there, and decides: when it returns, the restore will happen.
  ///
  /// - Parameters:
  ///   - backup: the backup's folder, verified.
  ///   - manifest: its manifest.
  ///   - mark: what the next runtime has to know.
  /// - Throws: exit 66 or 73; then nothing has changed.
  func prepare(from backup: String, _ manifest: BackupManifest, _ mark: RestoreMark) throws(Failure) {
    FileSystem.remove(room)
    let state = "\(room)/new/state"
    try FileSystem.makeFolder(fleet.path("state"), mode: 0o700)
    try FileSystem.makeFolder(state, mode: 0o700)
    step()
    try FileSystem.copy(
      "\(backup)/\(BackupManifest.database)", to: "\(state)/\(BackupManifest.database)", mode: 0o600)
    for file in manifest.files {
      guard let name = file.archiveName else { continue }
      try lay("\(backup)/\(file.path)", as: "\(state)/archive/\(name)")
    }
    try FileSystem.write(Array(mark.json.text.utf8), to: "\(state)/\(RestoreMark.file)", mode: 0o600)
    step()
    for file in plan.put { try lay("\(backup)/\(file.path)", as: "\(room)/new/\(file.path)") }
    try keepOld()
    FileSystem.syncAll(room)
    step()
    try FileSystem.write(Array(plan.json.text.utf8), to: fleet.path(CutRestore.plan), mode: 0o600)
    FileSystem.sync(folder: fleet.path("state"))
  }

  /// Copies the files that will be written over or taken away.
  private func keepOld() throws(Failure) {
    for name in plan.put.compactMap(\.fleetName) + plan.remove
    where FileSystem.kind(fleet.path(name)) == .file {
      try lay(fleet.path(name), as: "\(room)/fleet/\(name)")
    }
  }

  private func lay(_ path: String, as target: String) throws(Failure) {
    try FileSystem.makeFolder(FileSystem.folder(of: target), mode: 0o700)
    try FileSystem.copy(path, to: target, mode: 0o600)
  }

  /// Does what the plan says, from wherever it was left.
  ///
  /// - Returns: whether anything was set aside.
  /// - Throws: exit 73; it can be done again.
  func carryOut() throws(Failure) -> Bool {
    step()
    try moveState()
    for file in plan.put {
      step()
      try put(file)
    }
    for name in plan.remove {
      step()
      unlink(fleet.path(name))
      FileSystem.sync(folder: FileSystem.folder(of: fleet.path(name)))
    }
    step()
    FileSystem.remove("\(room)/new")
    let isEmpty = FileSystem.kind("\(room)/state") == nil && FileSystem.kind("\(room)/fleet") == nil
    try move(room, to: fleet.path(plan.setAside))
    FileSystem.sync(folder: fleet.path("state"))
    if isEmpty { FileSystem.remove(fleet.path(plan.setAside)) }
    return !isEmpty
  }

  /// The state before goes aside whole, then the restored one takes its place.
  private func moveState() throws(Failure) {
    let (new, place, aside) = ("\(room)/new/state", fleet.path(plan.state), "\(room)/state")
    guard FileSystem.kind(new) == .folder else { return }
    if FileSystem.kind(place) != nil, FileSystem.kind(aside) == nil {
      try move(place, to: aside)
      step()
    }
    try move(new, to: place)
    // A folder in which nothing ever ran is not worth keeping.
    if Set(FileSystem.allNames(in: aside)).isSubset(of: ["bilateral.db.lock"]) { FileSystem.remove(aside) }
    FileSystem.sync(folder: fleet.path("state"))
  }

  private func put(_ file: BackupManifest.File) throws(Failure) {
    let path = "\(room)/new/\(file.path)"
    guard let name = file.fleetName, FileSystem.kind(path) == .file else { return }
    let target = fleet.path(name)
    try FileSystem.makeFolder(
      FileSystem.folder(of: target), mode: name.hasPrefix("secrets/") ? 0o700 : 0o755)
    try FileSystem.write(try FileSystem.read(path), to: target, mode: mode_t(file.mode))
  }

  private func move(_ path: String, to target: String) throws(Failure) {
    guard rename(path, target) == 0 else {
      throw Failure(
        .cannotWrite, "cannot move \(path) to \(target): \(Descriptor.reason(errno))",
        help: "mend that, then partnerctl restore --resume")
    }
  }
}
