import BilateralBase
import Glibc

/// A folder that backups lie in.
struct BackupShelf {
  /// A backup that is whole by its manifest and its files' sizes.
  struct Backup: Sendable {
    var name: String
    var manifest: BackupManifest
  }

  /// The absolute path.
  let path: String

  /// A name that is not taken: the environment and the moment, such as `prod-20261122T023358Z`.
  func freeName(_ environment: String, _ moment: Timestamp) -> String {
    let plain = "\(environment)-\(Self.compact(moment))"
    var (name, count) = (plain, 1)
    while FileSystem.kind("\(path)/\(name)") != nil {
      count += 1
      name = "\(plain)-\(count)"
    }
    return name
  }

  /// A moment as names have it: `20261122T023358Z`.
  static func compact(_ moment: Timestamp) -> String {
    "\(Timestamp(seconds: moment.seconds))".filter { !"-:".contains($0) }
  }

  /// The folder in which a backup is made, before it gets its name.
  func draft(of name: String) -> String { "\(path)/.\(name).part-\(getpid())" }

  /// Makes a draft that is whole and on disk a backup; returns its folder.
  /// - Throws: exit 73.
  func take(_ draft: String, _ environment: String, _ moment: Timestamp) throws(Failure) -> String {
    FileSystem.syncAll(draft)
    while true {
      // Another backup may have taken the name that was free when this one began.
      let folder = "\(path)/\(freeName(environment, moment))"
      if rename(draft, folder) == 0 {
        FileSystem.sync(folder: path)
        return folder
      }
      guard errno == ENOTEMPTY || errno == EEXIST else {
        throw Failure(.cannotWrite, "cannot make \(folder): \(Descriptor.reason(errno))")
      }
    }
  }

  /// Whole backups of one database, oldest first.
  func backups(ofDatabaseMade first: Timestamp? = nil, environment: String) -> [Backup] {
    FileSystem.names(in: path).compactMap { name -> Backup? in
      let folder = "\(path)/\(name)"
      guard let bytes = try? FileSystem.read("\(folder)/\(BackupManifest.file)"),
        let manifest = try? BackupManifest(bytes, of: folder), manifest.environment == environment,
        first == nil || manifest.databaseMade == first,
        manifest.files.allSatisfy({ FileSystem.size("\(folder)/\($0.path)") == $0.size })
      else { return nil }
      return Backup(name: name, manifest: manifest)
    }.sorted { ($0.manifest.made, $0.name) < ($1.manifest.made, $1.name) }
  }

  /// Removes the oldest beyond `count`, and what backups left that were cut off; returns the names of whole ones.
  func prune(keeping count: Int, ofDatabaseMade first: Timestamp, environment: String) -> [String] {
    let gone = backups(ofDatabaseMade: first, environment: environment).dropLast(count)
    for backup in gone {
      // Under its name it is either whole or not there.
      let doomed = "\(path)/.\(backup.name).part-\(getpid())"
      guard rename("\(path)/\(backup.name)", doomed) == 0 else { continue }
      FileSystem.remove(doomed)
    }
    return gone.map(\.name)
  }

  /// Removes what backups left that were cut off: their process is gone.
  func sweep() {
    for name in FileSystem.allNames(in: path) where name.hasPrefix(".") {
      let parts = name.split(separator: ".").last?.split(separator: "-") ?? []
      guard parts.count == 2, parts[0] == "part", let process = pid_t(String(parts[1])) else { continue }
      guard kill(process, 0) != 0, errno == ESRCH else { continue }
      FileSystem.remove("\(path)/\(name)")
    }
  }
}
