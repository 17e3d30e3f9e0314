import BilateralBase

/// What a backup says of itself: `manifest.json`, written last.
struct BackupManifest: Equatable, Sendable {
  /// The form of a backup that this program writes and reads.
  static let format = "bilateral.backup/1"
  /// Its name in the backup.
  static let file = "manifest.json"
  /// The database's name in the backup.
  static let database = "bilateral.db"

  /// A file of the backup.
  struct File: Equatable, Sendable {
    /// Its path in the backup: the database, `fleet/…` or `archive/…`.
    var path: String
    /// Bytes.
    var size: Int
    /// SHA-256 in hexadecimal digits.
    var sha256: String
    /// Permission bits that it had in the fleet.
    var mode: Int

    /// Its name in the fleet folder; nil for what lies elsewhere.
    var fleetName: String? { path.hasPrefix("fleet/") ? String(path.dropFirst(6)) : nil }
    /// Its name among the archives of ended partnerships; nil for what lies elsewhere.
    var archiveName: String? { path.hasPrefix("archive/") ? String(path.dropFirst(8)) : nil }

    /// Whether the path leads to a place that a backup may write to.
    var isInside: Bool {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return false }
      return path == database || (parts.count > 1 && ["fleet", "archive"].contains(parts[0]))
    }
  }

  /// The version of the program that made it.
  var program: String
  /// The number of the database's schema.
  var schema: Int
  /// The name of its last migration.
  var migration: String
  /// The fleet's environment.
  var environment: String
  /// Our business name, as the fleet file had it.
  var name: String
  /// When the backup was made.
  var made: Timestamp
  /// When the database was made first: tells fleets apart.
  var databaseMade: Timestamp
  /// Whether secrets and private keys are in it.
  var hasSecrets: Bool
  /// What it holds beside this list.
  var files: [File]

  /// Its text.
  var json: JSON {
    let files = files.map { file -> JSON in
      [
        "path": .string(file.path), "size": .number(String(file.size)), "sha256": .string(file.sha256),
        "mode": .string(String(file.mode, radix: 8)),
      ]
    }
    return [
      "format": .string(Self.format), "program": .string(program), "schema": .number(String(schema)),
      "migration": .string(migration), "env": .string(environment), "name": .string(name),
      "made": .string("\(made)"), "database_made": .string("\(databaseMade)"),
      "secrets": .bool(hasSecrets), "files": .array(files),
    ]
  }
}

extension BackupManifest {
  /// Reads a manifest.
  /// - Throws: exit 65, BR850 where it is none, BR851 where its form is a newer one.
  init(_ bytes: [UInt8], of folder: String) throws(Failure) {
    let json = try? JSON.parse(bytes)
    let format = json?["format"]?.string ?? ""
    guard format == Self.format || !format.hasPrefix("bilateral.backup/") else {
      throw Failure(
        .badInput, "BR851 \(folder) is a backup of the form \(format), this program reads \(Self.format)",
        help: "restore it by the program that made it, or a newer one")
    }
    guard format == Self.format, let json, let manifest = Self(json) else {
      throw Failure(
        .badInput, "BR850 \(folder)/\(Self.file) is no manifest of a backup",
        help: "it is damaged or of another program; take another backup")
    }
    self = manifest
  }

  private init?(_ json: JSON) {
    guard let program = json["program"]?.string, let schema = json["schema"]?.int,
      let migration = json["migration"]?.string, let environment = json["env"]?.string,
      let made = json["made"]?.string.flatMap({ Timestamp(ocpi: $0) }),
      let first = json["database_made"]?.string.flatMap({ Timestamp(ocpi: $0) }),
      let items = json["files"]?.elements, ["test", "prod"].contains(environment)
    else { return nil }
    let files = items.compactMap { File($0) }
    guard files.count == items.count, files.contains(where: { $0.path == Self.database }) else { return nil }
    self.init(
      program: program, schema: schema, migration: migration, environment: environment,
      name: json["name"]?.string ?? "", made: made, databaseMade: first,
      hasSecrets: json["secrets"]?.bool ?? false, files: files)
  }
}

extension BackupManifest.File {
  init?(_ json: JSON) {
    guard let path = json["path"]?.string, let size = json["size"]?.int, size >= 0,
      let hash = json["sha256"]?.string,
      let mode = json["mode"]?.string.flatMap({ Int($0, radix: 8) }), (0...0o777).contains(mode)
    else { return nil }
    self.init(path: path, size: size, sha256: hash, mode: mode)
    guard isInside else { return nil }
  }
}
