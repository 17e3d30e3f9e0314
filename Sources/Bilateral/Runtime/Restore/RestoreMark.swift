package import BilateralBase
package import BilateralStore
import Foundation

/// What a restore leaves beside the database, for the runtime that opens it first.
///
/// The restored database is as old as its backup and may have an older schema, so nothing is written into it before
/// the program that will run has brought it up to date.
package struct RestoreMark: Sendable, Equatable {
  /// Its name in the state folder.
  package static let file = "restored.json"

  /// The backup's name.
  package var backup: String
  /// When the backup was made.
  package var made: Timestamp
  /// When it was restored.
  package var restored: Timestamp
  /// Where the state before lies, relative to the fleet; nil when there was none.
  package var setAside: String?
  /// Numbers that were given since and may not be given again.
  package var floors: NumberFloors

  /// A mark.
  package init(
    backup: String, made: Timestamp, restored: Timestamp, setAside: String?, floors: NumberFloors
  ) {
    self.backup = backup
    self.made = made
    self.restored = restored
    self.setAside = setAside
    self.floors = floors
  }

  /// The text of the file.
  package var json: JSON {
    [
      "schema": "bilateral.restored/1", "backup": .string(backup), "made": .string("\(made)"),
      "restored": .string("\(restored)"), "set_aside": setAside.map { .string($0) } ?? .null,
      "floors": floors.json,
    ]
  }

  /// Reads the file; nil when it is no mark.
  package init?(_ json: JSON) {
    guard json["schema"]?.string == "bilateral.restored/1", let backup = json["backup"]?.string,
      let made = json["made"]?.string.flatMap({ Timestamp(ocpi: $0) }),
      let restored = json["restored"]?.string.flatMap({ Timestamp(ocpi: $0) })
    else { return nil }
    self.init(
      backup: backup, made: made, restored: restored, setAside: json["set_aside"]?.string,
      floors: NumberFloors(json["floors"]))
  }

  /// Takes the mark of a state folder into its database, once, and removes the file.
  ///
  /// - Parameters:
  ///   - folder: the state folder.
  ///   - store: its database, up to date.
  /// - Throws: what the store throws, or `Unreadable`.
  static func enter(from folder: String, into store: Store) async throws {
    let path = "\(folder)/\(file)"
    guard let bytes = FileManager.default.contents(atPath: path) else { return }
    guard let mark = (try? JSON.parse(Array(bytes))).flatMap({ RestoreMark($0) }) else {
      throw Platform.Unusable(
        description: "BR857 \(path) cannot be read: it holds numbers that may not be given again", exit: 65,
        help: "run partnerctl restore again")
    }
    try await store.write { tx in try mark.enter(tx) }
    try FileManager.default.removeItem(atPath: path)
  }

  /// One transaction: the numbers, the audit, the event; a second time does nothing.
  func enter(_ tx: WriteTransaction) throws {
    let text = json.text
    guard try tx.settings.value("restored") != text else { return }
    try tx.raise(to: floors)
    try tx.settings.set("restored", to: text)
    try tx.audit.append(
      AuditEntry(actor: "partnerctl", action: "fleet.restored", detail: JSONText(json.bytes)))
    try tx.events.append(Event(type: "fleet-restored", object: JSONText(json.bytes)))
  }
}

/// A restore that was cut off after its point of no return: the fleet is half the old one, half the new one.
package enum CutRestore {
  /// Where a restore prepares, relative to the fleet; renamed when it is done.
  package static let folder = "state/restoring"
  /// What it has decided to do; there once everything is prepared.
  package static let plan = "state/restoring/plan.json"

  /// Refuses a fleet whose restore was cut off.
  ///
  /// - Throws: `Platform.Unusable`, exit 6.
  package static func refuse(_ fleet: String) throws(Platform.Unusable) {
    guard FileManager.default.fileExists(atPath: "\(fleet)/\(plan)") else { return }
    throw Platform.Unusable(
      description: "BR856 a restore of this fleet was cut off and has to be ended first", exit: 6,
      help: "partnerctl restore --resume")
  }
}
