import Bilateral
import BilateralBase

/// What a restore does once everything is prepared: written down before it begins, so that it can be ended after a kill.
struct RestorePlan: Equatable, Sendable {
  /// The fleet's environment.
  var environment: String
  /// The backup's name.
  var backup: String
  /// Where what was there goes, relative to the fleet.
  var setAside: String
  /// Files that are written, by name in the fleet, with their permission bits.
  var put: [BackupManifest.File]
  /// Files that are taken away, since the backup does not have them.
  var remove: [String]

  /// The state folder, relative to the fleet.
  var state: String { "state/\(environment)" }

  /// Its text.
  var json: JSON {
    let put = put.map { file -> JSON in
      [
        "path": .string(file.path), "size": .number(String(file.size)), "sha256": .string(file.sha256),
        "mode": .string(String(file.mode, radix: 8)),
      ]
    }
    return [
      "schema": "bilateral.restore/1", "env": .string(environment), "backup": .string(backup),
      "set_aside": .string(setAside), "put": .array(put), "remove": .array(remove.map { .string($0) }),
    ]
  }

  /// Which files differ from those of the backup, and which ones it does not have.
  ///
  /// - Parameters:
  ///   - manifest: the backup.
  ///   - backup: its name.
  ///   - fleet: what is there now.
  ///   - now: names the place where it goes.
  ///   - withFiles: whether the fleet's files are restored, or the state alone.
  init(
    _ manifest: BackupManifest, named backup: String, over fleet: FleetFolder, at now: Timestamp,
    withFiles: Bool
  ) {
    environment = manifest.environment
    self.backup = backup
    setAside = Self.freePlace(
      in: fleet, "state/\(manifest.environment).before-restore-\(BackupShelf.compact(now))")
    let files = withFiles ? manifest.files.filter { $0.fleetName != nil } : []
    put = files.filter { file in
      (try? FileSystem.sha256(fleet.path(file.fleetName ?? ""))) != file.sha256
    }
    let known = Set(files.compactMap(\.fleetName))
    let contents = BackupContents(fleet: fleet)
    let secrets = Set(contents.entries().filter(\.isSecret).map(\.name))
    remove = withFiles ? contents.partNames().filter { !known.contains($0) && !secrets.contains($0) } : []
  }

  /// The first of some names that nothing has: another restore may have been made in the same second.
  private static func freePlace(in fleet: FleetFolder, _ name: String) -> String {
    var (place, number) = (name, 1)
    while FileSystem.kind(fleet.path(place)) != nil {
      number += 1
      place = "\(name)-\(number)"
    }
    return place
  }

  /// Reads a plan that a restore left which was cut off.
  /// - Throws: exit 65 when it cannot be read.
  init(of fleet: FleetFolder) throws(Failure) {
    let json = try? JSON.parse(try FileSystem.read(fleet.path(CutRestore.plan)))
    let put = (json?["put"]?.elements ?? []).compactMap { BackupManifest.File($0) }
    guard let json, json["schema"]?.string == "bilateral.restore/1",
      let environment = json["env"]?.string, ["test", "prod"].contains(environment),
      let setAside = json["set_aside"]?.string, put.count == json["put"]?.elements?.count
    else {
      throw Failure(
        .badInput, "BR857 \(fleet.path(CutRestore.plan)) cannot be read",
        help: "what was there lies in state/restoring: move it back by hand, or ask who knows")
    }
    self.environment = environment
    backup = json["backup"]?.string ?? ""
    self.setAside = setAside
    self.put = put
    remove = (json["remove"]?.elements ?? []).compactMap(\.string)
  }
}
