import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralStore
import Glibc

/// Clock, time zones, descriptors, room on the disk, libraries.
struct MachineCheckup {
  /// The fleet.
  let state: FleetState

  /// Looks at all of them.
  func lines() -> [DoctorLine] {
    [
      Self.clock(isKept: KernelClock.isKept), Self.zones(in: ZoneCatalog()),
      Self.descriptors(limit, partners: state.loaded?.partners.count ?? 0), disk(),
      .good("libraries", "SQLite \(DatabaseEngine.version), \(OpenSSLLibrary.version)"),
    ]
  }

  /// Judges the clock: tokens, tariffs and the order of changes hang on it.
  static func clock(isKept: Bool?) -> DoctorLine {
    switch isKept {
    case true?: .good("clock", "kept in step")
    case false?:
      .warning(
        "clock", "BR860", "the kernel says that nobody keeps the clock in step",
        help: "install chrony or switch systemd-timesyncd on; last_updated and tariffs hang on the clock")
    case nil: .skipped("clock", "the kernel does not tell whether it is kept in step")
    }
  }

  /// Judges the zone data: tariffs by the hour need the charger's local time.
  static func zones(in catalog: ZoneCatalog) -> DoctorLine {
    let names = ["Europe/Amsterdam", "Europe/London", "UTC"]
    let missing = names.filter { (try? catalog.zone($0)) == nil }
    guard !missing.isEmpty else { return .good("time zones", "readable") }
    return .bad(
      "time zones", "BR860", "cannot be read: \(missing.joined(separator: ", "))",
      help: "install the package tzdata; prices by the hour need the charger's local time")
  }

  /// The limit that counts: the runtime's own while it runs.
  private var limit: Int {
    if let process = state.runtime?["process"]?.int,
      let text = try? FileSystem.read("/proc/\(process)/limits"),
      let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first(where: {
        $0.hasPrefix("Max open files")
      }),
      let number = line.split(separator: " ").dropFirst(3).first.flatMap({ Int($0) })
    {
      return number
    }
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
      ? Int(clamping: limit.rlim_cur) : 0
  }

  /// Judges how many connections and files may be open.
  static func descriptors(_ limit: Int, partners: Int) -> DoctorLine {
    let needed = 128 + 16 * partners
    let help = "LimitNOFILE=65536 in the unit, or ulimit -n 65536 before the start"
    if limit < needed {
      return .bad(
        "descriptors", "BR860", "\(limit) may be open, \(partners) partners need some \(needed)", help: help)
    }
    guard limit >= 4096 else {
      return .warning(
        "descriptors", "BR860", "\(limit) may be open: connections beyond that are refused", help: help)
    }
    return .good("descriptors", "\(limit) may be open")
  }

  private func disk() -> DoctorLine {
    var room = statvfs()
    let database = state.database ?? state.fleet.path
    let folder = FileSystem.kind(state.folder ?? "") == .folder ? state.folder ?? "" : state.fleet.path
    guard statvfs(folder, &room) == 0 else {
      return .skipped("disk", "cannot be asked: \(Descriptor.reason(errno))")
    }
    let size = [database, database + "-wal"].compactMap(FileSystem.size).reduce(0, +)
    return Self.disk(free: Int(clamping: room.f_bavail) * Int(clamping: room.f_frsize), database: size)
  }

  /// Judges the room: an upgrade lays a copy of the database beside it, and so does a backup.
  static func disk(free: Int, database: Int) -> DoctorLine {
    let text = "\(BackupView.size(free)) free, the database takes \(BackupView.size(database))"
    if free < max(64_000_000, database / 10) {
      return .bad("disk", "BR860", text, help: "free space: without room every write is refused (BS107)")
    }
    guard free >= 2 * database + 200_000_000 else {
      return .warning(
        "disk", "BR860", text, help: "an upgrade needs room for a copy of the database, and so does a backup")
    }
    return .good("disk", text)
  }
}
