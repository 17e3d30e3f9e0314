import BilateralBase
import BilateralStore
import Glibc
import Synchronization

/// A folder for one test's database, gone when the test is.
final class StoreFolder: Sendable {
  let path: String
  let clock = StepClock()

  init() {
    var template = Array("/tmp/bilateral-store-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in Self.names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// The database's path.
  var database: String { path + "/bilateral.db" }

  var options: StoreOptions {
    var options = StoreOptions()
    options.clock = clock.clock
    options.readers = 1
    return options
  }

  func open(_ change: (inout StoreOptions) -> Void = { _ in }) throws -> Store {
    var options = options
    change(&options)
    return try Store(at: database, options: options)
  }

  /// Copies the database and its log as a crash at this moment would leave them.
  func copy(to other: StoreFolder) {
    for suffix in ["", "-wal"] {
      Self.copyFile(database + suffix, to: other.database + suffix)
    }
  }

  private static func names(in folder: String) -> [String] {
    [
      "bilateral.db", "bilateral.db-wal", "bilateral.db-shm", "bilateral.db-journal", "bilateral.db.lock",
      "other.db",
      "before-upgrade.part",
    ]
      + names(of: folder).filter { $0.hasPrefix("before-upgrade-") }
  }

  /// What lies in a folder.
  static func names(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  private static func copyFile(_ from: String, to: String) {
    unlink(to)
    guard let source = fopen(from, "r") else { return }
    defer { fclose(source) }
    guard let target = fopen(to, "w") else { return }
    defer { fclose(target) }
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, source)
      guard count > 0 else { return }
      fwrite(buffer, 1, count, target)
    }
  }
}

/// A wall clock that a test moves.
final class StepClock: Sendable {
  private let seconds = Mutex<Int64>(1_000)

  var clock: WallClock { WallClock { [self] in Timestamp(seconds: seconds.withLock { $0 }) } }

  var now: Timestamp { clock.now() }

  func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}

/// A place that closures may write to.
final class Box<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  var current: Value { value.withLock { $0 } }

  func set(_ new: Value) { value.withLock { $0 = new } }

  func update(_ change: @Sendable (inout Value) -> Void) { value.withLock { change(&$0) } }
}

/// What a test throws on purpose.
struct Refusal: Error, Equatable {}

extension ObjectKey {
  static func test(_ id: String, sub: String = "") -> ObjectKey {
    ObjectKey(country: "DE", party: "NVO", id: id, sub: sub)
  }
}

extension ReceivedObject {
  static func test(
    _ id: String, at seconds: Int64, _ content: String = "a", module: String = "locations",
    partner: String = "acme", generation: Int64? = nil, connection: String? = nil,
    precedence: Precedence? = nil
  ) -> ReceivedObject {
    ReceivedObject(
      module: module, partner: partner, key: .test(id), version: "2.2.1",
      body: JSONText("{\"id\":\"\(id)\",\"v\":\"\(content)\"}"), lastUpdated: Timestamp(seconds: seconds),
      hash: Array(content.utf8), generation: generation, connection: connection, precedence: precedence)
  }
}

extension OwnObject {
  static func test(_ id: String, at seconds: Int64 = 1, _ content: String = "a") -> OwnObject {
    OwnObject(
      module: "locations", key: .test(id), body: JSONText("{\"v\":\"\(content)\"}"),
      lastUpdated: Timestamp(seconds: seconds), hash: Array(content.utf8))
  }
}
