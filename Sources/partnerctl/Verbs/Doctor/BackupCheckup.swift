import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// How old the latest backup is.
struct BackupCheckup {
  /// The fleet.
  let state: FleetState
  /// Where backups lie.
  let shelf: String
  /// The present.
  let now: Timestamp

  /// Looks for it.
  func line() -> DoctorLine {
    guard let path = state.database, let facts = try? SchemaFacts.read(path), let loaded = state.loaded else {
      return .skipped("backup", "there is no database to back up")
    }
    let newest = BackupShelf(path: shelf).backups(
      ofDatabaseMade: facts.made, environment: loaded.file.environment.rawValue
    ).last
    return Self.judge(newest.map { (name: $0.name, made: $0.manifest.made) }, in: shelf, now: now)
  }

  /// Judges the latest backup; a week is too long.
  static func judge(_ newest: (name: String, made: Timestamp)?, in shelf: String, now: Timestamp)
    -> DoctorLine
  {
    let help = "partnerctl backup FOLDER --keep 14, every night; --backups FOLDER looks elsewhere"
    guard let newest else {
      return .warning("backup", "BR862", "no backup of this fleet lies in \(shelf)", help: help)
    }
    let hours = max(0, now - newest.made) / 3600
    let age = hours < 48 ? "\(hours) h" : "\(hours / 24) days"
    guard hours < 7 * 24 else {
      return .warning("backup", "BR862", "\(newest.name) is \(age) old", help: help)
    }
    return .good("backup", "\(newest.name), \(age) old")
  }
}
