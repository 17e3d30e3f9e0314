import BilateralBase
import BilateralStore
import BilateralTerms

/// Terms as they were applied, read back from their snapshot: what a session is billed under (ruling 9, price at its start).
struct AppliedTerms: Sendable {
  let file: PartnerFile
  let snapshot: SnapshotRow

  /// The terms of a partner at a moment; nil when none were in force, or they no longer read.
  init?<Access>(
    of partner: String, at moment: Timestamp, fleet: FleetFile, in tx: Transaction<Access>
  ) throws {
    guard let row = try tx.snapshots.snapshot(of: partner, at: moment) else { return nil }
    let parts = SnapshotText(row.text)
    let defaults = parts.defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: SnapshotMark.defaults).defaults
    }
    let (file, _) = PartnerFile.read(
      bytes: Array(parts.file.utf8), file: "partners/\(partner).toml", defaults: defaults, fleet: fleet,
      isInForce: true)
    guard let file else { return nil }
    self.file = file
    snapshot = row
  }
}
