import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms
import Glibc
import Testing

@testable import partnerctl

/// Each line of `doctor`, good and not.
@Suite struct DoctorCommandTests {
  /// What `doctor` says of a fleet: its lines by name, and its exit.
  private struct Seen {
    let lines: [String: JSON]
    let status: Int32
    let talk: String

    init(_ fleet: String, _ words: String...) throws {
      let result = BuiltProgram.run(["doctor", "--json", "-C", fleet] + words)
      (status, talk) = (result.status, result.talkText)
      let json = try JSON.parse(result.output)
      #expect(json["schema"]?.string == "partnerctl.doctor/1")
      #expect(json["healthy"]?.bool == (result.status == 0))
      lines = Dictionary(
        (json["lines"]?.elements ?? []).map { ($0["name"]?.string ?? "", $0) },
        uniquingKeysWith: { a, _ in a })
    }

    /// The verdict and code of a line: `bad BR863`.
    subscript(name: String) -> String {
      guard let line = lines[name] else { return "–" }
      let code = line["code"]?.string.map { " \($0)" } ?? ""
      if line["verdict"]?.string == "bad" || line["verdict"]?.string == "warning" {
        #expect(line["help"]?.string != nil, "\(name) says what to do")
      }
      return (line["verdict"]?.string ?? "") + code
    }

    func text(_ name: String) -> String { lines[name]?["text"]?.string ?? "" }
  }

  @Test func `a fleet that never ran, and one that rests, are healthy with warnings`() throws {
    let folder = try RunCommandTests.fleet()
    let fresh = try Seen(folder.path)
    #expect(fresh.status == 0)
    #expect(fresh["database"] == "warning BS110" && fresh["runtime"] == "warning BR866")
    #expect(fresh["secrets"] == "good" && fresh["files"] != "bad BR867")
    #expect(fresh["server certificate"] == "skipped" && fresh["backup"] == "skipped")
    #expect(fresh["server.listen"] == "good" && fresh["libraries"] == "good")
    #expect(fresh.text("libraries").contains("SQLite 3.") && fresh.text("libraries").contains("OpenSSL 3."))

    let stage = try BackupStage()
    let before = stage.print()
    let resting = try Seen(stage.folder.path, "--deep")
    #expect(resting.status == 0, "\(resting.lines)")
    #expect(resting["database"] == "good" && resting["schema"] == "good" && resting["audit"] == "good")
    #expect(resting["backup"] == "warning BR862" && resting["sealed tokens"] == "skipped")
    #expect(stage.print() == before, "doctor changes nothing")
    let people = BuiltProgram.run(["doctor", "-C", stage.folder.path])
    #expect(people.text.contains("✔ secrets") && people.text.contains("→ partnerctl backup FOLDER"))
    #expect(people.talkText.hasSuffix("warnings\n"))
    #expect(BuiltProgram.run(["doctor", "teeth", "-C", stage.folder.path]).status == 64)
    #expect(BuiltProgram.run(["doctor", "--now", "soon", "-C", stage.folder.path]).status == 64)
  }

  @Test func `a running runtime is seen with its version and ports, and a silent one is bad`() throws {
    let stage = try BackupStage()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", stage.folder.path])
    #expect(runtime.line() != nil)
    let running = try Seen(stage.folder.path)
    #expect(running["runtime"] == "good" && running.text("runtime").contains("process \(runtime.process)"))
    #expect(running.text("server.listen").contains("our runtime listens at 127.0.0.1:"))
    #expect(running["partners"] != "skipped")
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
    let lock = try StoreLock(database: stage.database)
    let silent = try Seen(stage.folder.path)
    lock.release()
    #expect(silent.status == 1 && silent["runtime"] == "bad BR866")
    #expect(silent.text("runtime").contains("process \(getpid())"))

    let other: JSON = ["version": "9.9.9", "process": 1]
    let judged = RuntimeCheckup.judge(other, holder: "process 1", silence: nil, version: "0.1.0")
    #expect(judged.verdict == .warning && judged.text.contains("9.9.9"))
  }

  @Test func `a port that another program holds is told`() throws {
    let (descriptor, port) = try Self.heldPort()
    let folder = try RunCommandTests.fleet()
    let text = try #require(folder.text("partnerctl.toml"))
    try folder.write(
      "partnerctl.toml",
      text.replacing("[server]\nlisten = \"127.0.0.1:0\"", with: "[server]\nlisten = \"127.0.0.1:\(port)\""))
    let held = try Seen(folder.path)
    #expect(held.status == 1 && held["server.listen"] == "bad BR865")
    #expect(held["backoffice.listen"] == "good")
    close(descriptor)
    #expect(try Seen(folder.path)["server.listen"] == "good")
    #expect(RuntimeCheckup.judge("a", "0.0.0.0:443", fault: EACCES).help?.contains("CAP_NET_BIND") == true)
    #expect(
      RuntimeCheckup.judge("a", "203.0.113.9:8443", fault: PortProbe.fault("203.0.113.9:8443")).verdict
        == .bad)
  }

  /// A port of loopback on which somebody listens.
  private static func heldPort() throws -> (Int32, UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = listen(descriptor, 1)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  @Test func `secrets that are missing, open to others or do not open what they sealed are bad`() throws {
    let stage = try BackupStage()
    chmod(stage.folder.path + "/secrets/store/key", 0o644)
    let open = try Seen(stage.folder.path)
    #expect(open.status == 1 && open["secrets"] == "bad BR863")
    chmod(stage.folder.path + "/secrets/store/key", 0o600)
    chmod(stage.folder.path + "/secrets", 0o755)
    #expect(try Seen(stage.folder.path).text("secrets").contains("secrets has mode 0755"))
    chmod(stage.folder.path + "/secrets", 0o700)
    unlink(stage.folder.path + "/secrets/backoffice/token")
    #expect(try Seen(stage.folder.path)["secrets"] == "bad BR863")
    try stage.folder.write("secrets/backoffice/token", "token")
    chmod(stage.folder.path + "/secrets/backoffice/token", 0o600)
    #expect(try Seen(stage.folder.path)["secrets"] == "good")

    // Sealed by 32 times 0F for acme, as the rows of old schemas have it.
    let tests = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    let rows = try #require(readFile(tests + "/BilateralStoreTests/Fixtures/schema-rows.sql"))
    let hex = try #require(rows.firstMatch(of: /x'(0100[0-9A-F]{100,})'/)?.1)
    let connection = try SQLiteConnection(path: stage.database, mode: .readWrite)
    try connection.execute(
      script: """
        INSERT INTO partners (id, state, state_since, their_token, their_token_form, created_at, updated_at)
        VALUES ('acme', 'registered', 0, x'\(hex)', 'base64', 0, 0)
        """)
    let opened = try Seen(stage.folder.path)
    #expect(opened["sealed tokens"] == "good" && opened.text("sealed tokens") == "store/key opens all 1")
    try stage.folder.write("secrets/store/key", String(repeating: "1e", count: 32))
    chmod(stage.folder.path + "/secrets/store/key", 0o600)
    let closed = try Seen(stage.folder.path)
    #expect(closed["sealed tokens"] == "bad BR863" && closed.text("sealed tokens").contains("acme"))
  }

  @Test func `a certificate is judged by its name, days and key`() throws {
    let root = TestFolder()
    let maker = try DemoFleet.makeAuthority()
    for name in ["one", "two"] {
      try DemoFleet(folder: FleetFolder(path: root.path + "/" + name)).make(
        name: "Nordic Volt", party: "DE-NVO:CPO", certificatesBy: maker)
    }
    let seen = try Seen(root.path + "/one")
    #expect(["good", "warning BR864"].contains(seen["server certificate"]), "\(seen.lines)")
    let ended = try Seen(root.path + "/one", "--now", "2099-01-01T00:00:00Z")
    #expect(ended.status == 1 && ended["server certificate"] == "bad BR864")
    let text = try #require(root.text("one/partnerctl.toml"))
    let key = try #require(text.firstMatch(of: /\nkey *= "(secret|file):([^"]+)"/))
    let inner = (key.1 == "secret" ? "secrets/" : "") + key.2
    try root.write("one/\(inner)", try #require(root.text("two/\(inner)")))
    chmod(root.path + "/one/" + inner, 0o600)
    let mixed = try Seen(root.path + "/one")
    #expect(
      mixed["server certificate"] == "bad BR864" && mixed.text("server certificate").contains("does not fit"))

    let certificate = try #require(text.firstMatch(of: /\ncertificate *= "([^"]+)"/)?.1)
    try root.write(
      "two/partners/acme.toml",
      TestFolder.partner("acme")
        + "[security]\nclient_cert = \"\(certificate)\"\nclient_key = \"\(key.1):\(key.2)\"\n")
    let client = try Seen(root.path + "/two", "--now", "2099-01-01T00:00:00Z")
    #expect(client["client certificate, acme"] == "bad BR864", "\(client.lines)")
    #expect(try Seen(root.path + "/two")["client certificate, acme"] != "bad BR864")

    let day = Timestamp(seconds: 86_400)
    func judge(_ names: [String], _ host: String?, until days: Int64) -> DoctorLine {
      CertificateCheckup.judge(
        "server certificate", names: names, host: host, from: .epoch,
        until: day.adding(seconds: days * 86_400),
        now: day)
    }
    #expect(judge(["ocpi.volt.example"], "ocpi.volt.example", until: 90).verdict == .good)
    #expect(judge(["*.volt.example"], "OCPI.volt.example", until: 90).verdict == .good)
    #expect(judge(["*.volt.example"], "a.ocpi.volt.example", until: 90).verdict == .bad)
    #expect(judge(["volt.example"], "ocpi.volt.example", until: 90).verdict == .bad)
    #expect(judge([], nil, until: 13).verdict == .warning)
    #expect(judge([], nil, until: -1).verdict == .bad)
  }

  @Test func `files, database, schema, restore and backup are judged`() throws {
    let stage = try BackupStage()
    _ = try stage.backUp()
    let fine = try Seen(stage.folder.path, "--backups", stage.shelf.path)
    #expect(fine["backup"] == "good")
    let old = try Seen(stage.folder.path, "--backups", stage.shelf.path, "--now", "2099-01-01T00:00:00Z")
    #expect(old["backup"] == "warning BR862")

    try stage.folder.write("partners/acme.toml", "id = 7\n")
    #expect(try Seen(stage.folder.path)["files"] == "bad BR867")
    try stage.folder.write("partners/acme.toml", TestFolder.partner("acme"))

    try stage.folder.write("state/restoring/plan.json", "{}")
    #expect(try Seen(stage.folder.path)["restore"] == "bad BR856")
    FileSystem.remove(stage.folder.path + "/state/restoring")

    _ = try stage.write { tx in try tx.audit.append(AuditEntry(actor: "me", action: "terms.apply")) }
    let connection = try SQLiteConnection(path: stage.database, mode: .readWrite)
    #expect(try Seen(stage.folder.path, "--deep")["audit"] == "good")
    try connection.run("UPDATE audit SET actor = 'somebody else'")
    let forged = try Seen(stage.folder.path, "--deep")
    #expect(forged.status == 1 && forged["audit"] == "bad BR774")
    #expect(try Seen(stage.folder.path).status == 0, "the trail is read by --deep alone")
    try connection.run("INSERT INTO migrations (name, applied_at) VALUES ('9999 later', 1)")
    #expect(try Seen(stage.folder.path)["database"] == "bad BS102")
    try connection.run("DELETE FROM migrations WHERE name = '9999 later' OR number = ?", Migrations.all.count)
    #expect(try Seen(stage.folder.path)["schema"] == "warning BS103")
    FileSystem.remove(stage.folder.path + "/state")
    try stage.folder.write("state/test/bilateral.db", String(repeating: "no database ", count: 1000))
    let foreign = try Seen(stage.folder.path)
    #expect(foreign.status == 1 && foreign["database"] == "bad BS104")
    #expect(DatabaseCheckup.whole(["row 7 missing"], isDeep: false).code == "BS121")
  }

  @Test func `the machine is judged by what it says`() {
    #expect(MachineCheckup.clock(isKept: true).verdict == .good)
    #expect(MachineCheckup.clock(isKept: false).verdict == .warning)
    #expect(MachineCheckup.clock(isKept: nil).verdict == .skipped)
    #expect(MachineCheckup.zones(in: ZoneCatalog()).verdict == .good)
    #expect(MachineCheckup.zones(in: ZoneCatalog(directory: "/nowhere")).verdict == .bad)
    #expect(MachineCheckup.descriptors(256, partners: 100).verdict == .bad)
    #expect(MachineCheckup.descriptors(1024, partners: 10).verdict == .warning)
    #expect(MachineCheckup.descriptors(65_536, partners: 100).verdict == .good)
    #expect(MachineCheckup.disk(free: 10_000_000, database: 1000).verdict == .bad)
    #expect(MachineCheckup.disk(free: 1_000_000_000, database: 900_000_000).verdict == .warning)
    #expect(MachineCheckup.disk(free: 50_000_000_000, database: 900_000_000).verdict == .good)
  }

  @Test func `partners are judged as status tells them`() {
    let answer: JSON = [
      "partners": [
        ["id": "fine", "status": "live", "state": "registered", "modules": []],
        ["id": "down", "status": "live", "state": "failed", "modules": []],
        [
          "id": "step", "status": "draft", "state": "new", "modules": [],
          "next_step": ["text": "not registered", "command": "partnerctl register step"],
        ],
        ["id": "bell", "status": "live", "state": "registered", "alarms": 2, "modules": []],
      ]
    ]
    let lines = PartnersCheckup.judge(answer)
    #expect(lines.map(\.name) == ["partner down", "partner step", "partner bell"])
    #expect(lines.map(\.verdict) == [.bad, .warning, .warning])
    #expect(lines[1].help == "partnerctl register step")
    #expect(PartnersCheckup.judge(["partners": []]).map(\.verdict) == [.good])
  }
}
