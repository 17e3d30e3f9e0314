import BilateralBase
import BilateralStore
import Glibc
import Testing

@testable import partnerctl

/// What `backup` leaves, what `restore` refuses, and what a kill leaves.
@Suite struct RestoreTests {
  @Test func `a backup holds the fleet without secrets, readable by its owner alone`() throws {
    let stage = try BackupStage()
    let backup = try stage.backUp()
    #expect(FileSystem.mode(backup) == 0o700)
    let names = stage.print(backup).keys.sorted()
    #expect(names == ["bilateral.db", "fleet/partnerctl.toml", "fleet/partners/acme.toml", "manifest.json"])
    for name in names { #expect(FileSystem.mode(backup + "/" + name) == 0o600) }
    #expect(try stage.day(backup + "/bilateral.db") == "yesterday")
    let whole = stage.print(try stage.backUp("--with-secrets")).keys
    for name in ["fleet/secrets/store/key", "fleet/secrets/backoffice/token", "fleet/tls/key.pem"] {
      #expect(whole.contains(name))
    }
    let people = BuiltProgram.run(["backup", stage.shelf.path, "-C", stage.folder.path])
    #expect(people.text.hasPrefix("✔ \(stage.shelf.path)/test-"))
    #expect(people.talkText.contains("no secrets are in it"))
  }

  @Test func `keep removes older whole backups of this fleet and nothing else`() throws {
    let (stage, other) = (try BackupStage(), try BackupStage())
    let foreign = BuiltProgram.run(["backup", stage.shelf.path, "--json", "-C", other.folder.path])
    let kept = try #require(try JSON.parse(foreign.output)["path"]?.string)
    let first = try stage.backUp()
    let second = try stage.backUp()
    try stage.shelf.write("notes/readme.txt", "not a backup")
    let broken = try stage.backUp()
    unlink(broken + "/fleet/partnerctl.toml")
    // A backup that was cut off, of a process that is gone.
    try stage.shelf.write(".test-20260101T000000Z.part-4194303/bilateral.db", "half")
    let last = try stage.backUp("--keep", "2")
    let left = FileSystem.allNames(in: stage.shelf.path).map { stage.shelf.path + "/" + $0 }
    #expect(Set(left) == [kept, second, broken, last, stage.shelf.path + "/notes"], "without \(first)")
  }

  @Test func `killed before any step, a backup is whole or has no name`() throws {
    let stage = try BackupStage()
    var number = 0
    while true {
      number += 1
      let before = FileSystem.names(in: stage.shelf.path)
      let result = BuiltProgram.run(
        ["backup", stage.shelf.path, "-C", stage.folder.path],
        environment: ["BILATERAL_KILL_AT=backup:\(number)"])
      let new = FileSystem.names(in: stage.shelf.path).filter { !before.contains($0) }
      for name in new {
        #expect(stage.restore([stage.shelf.path + "/" + name, "--dry-run"]).status == 0, "step \(number)")
      }
      if result.status == 0 { break }
      #expect(result.status == -SIGKILL && new.count == (number == 5 ? 1 : 0), "step \(number): \(new)")
    }
    #expect(number == 6)
    let left = FileSystem.allNames(in: stage.shelf.path).filter { $0.hasPrefix(".") }
    #expect(left.isEmpty, "the last one swept the others away")
  }

  @Test func `without secrets, a restore into an empty folder says what is missing`() throws {
    let stage = try BackupStage()
    try stage.folder.write("state/test/archive/blu-20260101T000000Z/manifest.json", "{}")
    let backup = try stage.backUp()
    let empty = TestFolder()
    let result = BuiltProgram.run(["restore", backup, "--yes", "-C", empty.path + "/new"])
    #expect(result.status == 0, "\(result.talkText)")
    #expect(result.text.contains("each partner has to be registered anew"), "\(result.text)")
    #expect(empty.text("new/state/test/archive/blu-20260101T000000Z/manifest.json") == "{}")
    #expect(FileSystem.names(in: empty.path + "/new/state") == ["test"], "nothing was there to set aside")
    #expect(BuiltProgram.run(["run", "-C", empty.path + "/new"]).status == 77)
  }

  @Test func `a backup into nowhere or of nothing says why`() throws {
    let stage = try BackupStage()
    try stage.shelf.write("file", "")
    let result = BuiltProgram.run(["backup", stage.shelf.path + "/file/x", "-C", stage.folder.path])
    #expect(result.status == 73)
    let empty = try RunCommandTests.fleet()
    let nothing = BuiltProgram.run(["backup", "-C", empty.path])
    #expect(nothing.status == 66 && nothing.talkText.contains("BS110"))
    #expect(FileSystem.allNames(in: empty.path + "/backups").isEmpty, "no half backup stays")
  }

  @Test func `several restores in one second set each state aside under a name of its own`() throws {
    let stage = try BackupStage()
    let backup = try stage.backUp()
    for number in 1...4 {
      try stage.write { tx in try tx.settings.set("day", to: "day \(number)") }
      let result = stage.restore([backup])
      #expect(result.status == 0, "\(result.talkText)")
      #expect(try stage.day() == "yesterday")
    }
    let aside = FileSystem.names(in: stage.folder.path + "/state").filter { $0.contains("before-restore") }
    let days = try aside.map { try stage.day(stage.folder.path + "/state/\($0)/state/bilateral.db") ?? "-" }
    #expect(Set(days) == ["day 1", "day 2", "day 3", "day 4"], "\(aside)")
  }

  @Test("what is not a whole backup of ours is refused with its code, and nothing changes")
  func refusals() throws {
    let stage = try BackupStage()
    let good = try stage.backUp()
    let before = stage.print()
    func expect(_ status: Int32, _ code: String, _ spoil: (String) throws -> Void) throws {
      let spoiled = try stage.backUp()
      try spoil(spoiled)
      let result = stage.restore([spoiled])
      #expect(result.status == status && result.talkText.contains(code), "\(code): \(result.talkText)")
      #expect(stage.print() == before, "\(code) changed something")
      FileSystem.remove(spoiled)
    }
    try expect(65, "BR853") { BackupStage.damage($0 + "/bilateral.db") }
    try expect(65, "BR853") { BackupStage.damage($0 + "/fleet/partners/acme.toml") }
    try expect(66, "BR852") { unlink($0 + "/fleet/partners/acme.toml") }
    try expect(66, "BR852") { unlink($0 + "/bilateral.db") }
    try expect(66, "BR852") { unlink($0 + "/manifest.json") }
    try expect(65, "BR850") { writeFile($0 + "/manifest.json", "{}") }
    try expect(65, "BR851") { try Self.edit($0) { $0["format"] = "bilateral.backup/2" } }
    try expect(65, "BR854") { try Self.edit($0) { $0["env"] = "prod" } }
    try expect(65, "BR850") { folder in
      try Self.edit(folder) { manifest in
        manifest["files"] = .array([
          ["path": "fleet/../../escape", "size": 1, "sha256": "00", "mode": "600"],
          ["path": "bilateral.db", "size": 1, "sha256": "00", "mode": "600"],
        ])
      }
    }
    try expect(65, "BS104") { try Self.exchange($0) { $0.run("PRAGMA application_id = 7") } }
    try expect(6, "BS102") {
      try Self.exchange($0) { $0.run("INSERT INTO migrations (name, applied_at) VALUES ('9999 later', 1)") }
    }
    #expect(stage.restore(["/nowhere"]).status == 66)
    #expect(stage.restore([]).status == 64)
    #expect(stage.restore([good, "--last-number", "seventeen"]).status == 64)
    let dry = stage.restore([good, "--dry-run"])
    #expect(dry.status == 0 && stage.print() == before, "\(dry.talkText)")
  }

  /// A database with which something was done, and a manifest that fits it: only its content is wrong.
  private static func exchange(_ backup: String, _ deed: (Deed) throws -> Void) throws {
    let path = backup + "/bilateral.db"
    try deed(Deed(connection: try SQLiteConnection(path: path, mode: .readWrite)))
    let (size, hash) = (FileSystem.size(path) ?? 0, try FileSystem.sha256(path))
    try edit(backup) { manifest in
      let files = (manifest["files"]?.elements ?? []).map { file -> JSON in
        guard file["path"]?.string == "bilateral.db" else { return file }
        return ["path": "bilateral.db", "size": JSON(size), "sha256": .string(hash), "mode": "600"]
      }
      manifest["files"] = .array(files)
    }
  }

  private struct Deed {
    let connection: SQLiteConnection
    func run(_ sql: String) { try? connection.run(sql) }
  }

  private static func edit(_ backup: String, _ change: (inout JSON) -> Void) throws {
    var manifest = try JSON.parse(try #require(readFile(backup + "/manifest.json")))
    change(&manifest)
    writeFile(backup + "/manifest.json", manifest.text)
  }

  @Test func `what was there is set aside whole, and what was lost since is told`() throws {
    let stage = try BackupStage()
    _ = try stage.write { tx in try tx.statements.nextNumber(in: "ACM-2026") }
    let backup = try stage.backUp()
    try stage.folder.write("partners/acme.toml", TestFolder.partner("acme") + "# edited\n")
    try stage.folder.write("partners/blu.toml", TestFolder.partner("blu"))
    try stage.write { tx in
      try tx.settings.set("day", to: "today")
      _ = try tx.statements.nextNumber(in: "ACM-2026")
      try tx.statements.keep(
        StatementRow(
          number: "ACM-2026-0002", partner: "acme", direction: .sell, period: "2026-10", place: 1,
          issued: "2026-11-04", due: nil, gross: "12.34", currency: "EUR", document: "{}", hash: [1],
          closedAt: tx.now))
      try tx.ourTokens.issue(hash: [7], to: try tx.partners.ensure("acme").id, kind: .session)
    }
    let result = stage.restore([backup])
    #expect(result.status == 0, "\(result.talkText)")
    #expect(result.text.contains("ACM-2026-0002 (acme, 2026-10, 12.34 EUR)"), "\(result.text)")
    #expect(result.text.contains("tokens were renewed since with acme"))
    #expect(result.text.contains("partners/blu.toml is not in the backup: set aside"))
    #expect(try stage.day() == "yesterday")
    #expect(stage.folder.text("partners/acme.toml")?.contains("# edited") == false)
    #expect(stage.folder.text("partners/blu.toml") == nil)
    #expect(stage.folder.text("tls/key.pem") != nil && stage.folder.text("secrets/store/key") != nil)
    let aside = try #require(
      FileSystem.names(in: stage.folder.path + "/state").first { $0.contains(".before-restore-") })
    let old = stage.folder.path + "/state/" + aside
    #expect(try stage.day(old + "/state/bilateral.db") == "today")
    #expect(readFile(old + "/fleet/partners/acme.toml")?.contains("# edited") == true)
    #expect(readFile(old + "/fleet/partners/blu.toml") != nil)

    for _ in 1...2 {
      let runtime = RunningProgram(["run", "--json", "-q", "-C", stage.folder.path])
      #expect(runtime.line() != nil)
      runtime.signal(SIGTERM)
      #expect(runtime.wait() == 0)
    }
    let audit = try stage.write { tx in try tx.audit.newest(limit: 100) }
    #expect(audit.filter { $0.entry.action == "fleet.restored" }.count == 1)
    #expect(try stage.write { tx in try tx.statements.nextNumber(in: "ACM-2026") } == 3)
    #expect(stage.folder.text("state/test/restored.json") == nil)
  }

  @Test func `the state alone is restored when told so, and numbers that a person knows are kept`() throws {
    let stage = try BackupStage()
    let backup = try stage.backUp()
    try stage.folder.write("partners/acme.toml", TestFolder.partner("acme") + "# edited\n")
    FileSystem.remove(stage.folder.path + "/state")
    let result = stage.restore([backup, "--database-only", "--last-number", "ACM-2026-0041"])
    #expect(result.status == 0, "\(result.talkText)")
    #expect(stage.folder.text("partners/acme.toml")?.contains("# edited") == true)
    let runtime = RunningProgram(["run", "--json", "-q", "-C", stage.folder.path])
    #expect(runtime.line() != nil)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
    #expect(try stage.write { tx in try tx.statements.nextNumber(in: "ACM-2026") } == 42)
    // Programs that follow events asked for those after a number that nobody knows.
    #expect(try stage.write { tx in try tx.events.newest() } > 1_000_000)
  }

  @Test("killed before any step, a restore leaves the old fleet or one that --resume makes the new one")
  func kills() throws {
    var (number, old, new) = (0, 0, 0)
    while true {
      number += 1
      let stage = try BackupStage()
      let backup = try stage.backUp("--with-secrets")
      try stage.write { tx in try tx.settings.set("day", to: "today") }
      try stage.folder.write("partners/acme.toml", "# today\n")
      try stage.folder.write("partners/blu.toml", "# today\n")
      try stage.folder.write("secrets/store/key", "today")
      let before = stage.print()
      let killed = stage.restore([backup], environment: ["BILATERAL_KILL_AT=restore:\(number)"])
      guard killed.status == -SIGKILL else {
        #expect(killed.status == 0, "\(killed.talkText)")
        break
      }
      if FileSystem.kind(stage.folder.path + "/state/restoring/plan.json") == nil,
        try stage.day() == "today"
      {
        old += 1
        #expect(stage.print().filter { !$0.key.hasPrefix("state/restoring") } == before, "step \(number)")
        // The next one begins anew.
        #expect(stage.restore([backup]).status == 0)
      } else {
        new += 1
        let run = BuiltProgram.run(["run", "-C", stage.folder.path])
        #expect(run.status == 6 && run.talkText.contains("partnerctl restore --resume"), "\(run.talkText)")
        #expect(stage.restore([backup]).status == 6)
        #expect(BuiltProgram.run(["backup", "-C", stage.folder.path]).status == 6)
        let resumed = BuiltProgram.run(["restore", "--resume", "-C", stage.folder.path])
        #expect(resumed.status == 0, "\(resumed.talkText)")
      }
      try expectNew(stage, number)
    }
    #expect(old >= 3 && new >= 6, "\(old) old, \(new) new of \(number - 1)")
  }

  private func expectNew(_ stage: BackupStage, _ step: Int) throws {
    #expect(try stage.day() == "yesterday", "step \(step)")
    #expect(stage.folder.text("partners/acme.toml") == TestFolder.partner("acme"), "step \(step)")
    #expect(stage.folder.text("partners/blu.toml") == nil, "step \(step)")
    #expect(stage.folder.text("secrets/store/key") == String(repeating: "0f", count: 32), "step \(step)")
    #expect(stage.folder.mode("secrets/store/key") == 0o600)
    let aside = FileSystem.names(in: stage.folder.path + "/state").filter { $0.contains("before-restore") }
    #expect(
      aside.count == 1 && FileSystem.kind(stage.folder.path + "/state/restoring") == nil, "step \(step)")
    let old = stage.folder.path + "/state/\(aside.first ?? "")"
    #expect(try stage.day(old + "/state/bilateral.db") == "today")
    #expect(readFile(old + "/fleet/partners/acme.toml") == "# today\n")
    #expect(readFile(old + "/fleet/secrets/store/key") == "today")
  }
}
