import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralStore
import BilateralTestTools
import Glibc
import Testing

@testable import partnerctl

/// A fleet at rest with a database, to be backed up, changed and restored.
final class BackupStage {
  let folder: TestFolder
  /// Where backups lie.
  let shelf = TestFolder()

  init() throws {
    folder = try RunCommandTests.fleet()
    try folder.write("partners/acme.toml", TestFolder.partner("acme"))
    try folder.write("tls/key.pem", "-----BEGIN PRIVATE KEY-----\nMC4\n-----END PRIVATE KEY-----\n")
    try write { tx in try tx.settings.set("day", to: "yesterday") }
  }

  var database: String { folder.path + "/state/test/bilateral.db" }

  /// Writes into the database as a runtime would.
  func write<Value: Sendable>(_ body: @escaping @Sendable (WriteTransaction) throws -> Value) throws -> Value
  {
    try FileSystem.makeFolder(folder.path + "/state/test", mode: 0o700)
    let store = try Store(at: database)
    defer { store.close() }
    return try store.writeBlocking(body)
  }

  /// A database that has grown with the program up to a schema.
  func growDatabase(to number: Int) throws {
    FileSystem.remove(folder.path + "/state")
    try FileSystem.makeFolder(folder.path + "/state/test", mode: 0o700)
    let tests = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    let rows = try SchemaRows.read(below: tests)
    for count in 1...number {
      let migrations = Array(Migrations.all.prefix(count))
      var options = StoreOptions()
      options.copiesBeforeUpgrade = false
      options.waitsForDisk = false
      try Store(at: database, options: options, migrations: migrations).close()
      let connection = try SQLiteConnection(path: database, mode: .readWrite)
      try connection.execute(script: rows[migrations[count - 1].name] ?? "")
    }
  }

  /// What stands in the database.
  func day(_ path: String? = nil) throws -> String? {
    let connection = try SQLiteConnection(path: path ?? database, mode: .readOnly)
    return try connection.first("SELECT value FROM settings WHERE name = 'day'", []) {
      row throws(SQLiteError) in try row.next()
    }
  }

  /// Makes a backup; returns its folder.
  func backUp(_ words: String...) throws -> String {
    let result = BuiltProgram.run(["backup", shelf.path, "--json", "-C", folder.path] + words)
    try #require(result.status == 0, "\(result.talkText)")
    return try #require(try JSON.parse(result.output)["path"]?.string)
  }

  func restore(_ words: [String], environment: [String] = []) -> BuiltProgram.Result {
    BuiltProgram.run(["restore", "-C", folder.path, "--yes"] + words, environment: environment)
  }

  /// Every file of the fleet with the hash of what it says, but for files that only come and go with reading.
  func print(_ path: String? = nil) -> [String: String] {
    let root = path ?? folder.path
    var found: [String: String] = [:]
    for name in FileSystem.allNames(in: root) {
      let inner = root + "/" + name
      switch FileSystem.kind(inner) {
      case .folder: for (key, value) in print(inner) { found[name + "/" + key] = value }
      case .file where !name.hasSuffix("-shm") && !name.hasSuffix("-wal") && !name.hasSuffix(".lock"):
        found[name] = (try? FileSystem.sha256(inner)) ?? ""
      default: break
      }
    }
    return found
  }

  /// A byte in the middle of a file becomes another.
  static func damage(_ path: String) {
    let file = open(path, O_RDWR)
    defer { close(file) }
    let middle = off_t((FileSystem.size(path) ?? 0) / 2)
    var byte: UInt8 = 0
    pread(file, &byte, 1, middle)
    byte ^= 0xFF
    pwrite(file, &byte, 1, middle)
  }
}

/// One request to a server of ours in clear text.
func ask(
  _ port: UInt16, _ path: String, authorization: String, _ method: HTTPMethod = .get, _ content: [UInt8] = []
) throws(Failure) -> (status: Int, body: [UInt8]) {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  _ = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  var fields: HTTPFields = [
    "Host": "127.0.0.1:\(port)", "Connection": "close", "Authorization": authorization,
  ]
  if method != .get {
    fields.add("Content-Type", "application/json")
    fields.add("Content-Length", String(content.count))
  }
  BlockingHTTP.setPatience(20_000, of: descriptor)
  try BlockingHTTP.send(HTTPEncoder.request(method, path, fields) + content, descriptor)
  var body: [UInt8] = []
  let status = try BlockingHTTP.receive(answering: method, descriptor) { body += $0 }
  return (status, body)
}
