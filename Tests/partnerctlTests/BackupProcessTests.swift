import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralStore
import BilateralTestTools
import Glibc
import Synchronization
import Testing

@testable import partnerctl

/// Backups of running platforms, and the loss of everything.
@Suite(.serialized) struct BackupProcessTests {
  @Test(
    "a runtime under writes is backed up, killed and lost: from the backup come all writes it had, and the link"
  )
  func everythingLost() throws {
    let stage = try KillStage(locations: 20)
    let (cpo, emsp) = (try stage.start(.cpo), try stage.start(.emsp))
    cpo.ignoreOutput()
    emsp.ignoreOutput()
    _ = emsp
    let runtime = cpo
    let office = try officeOf(stage, .cpo)
    let writing = Writing(office)
    writing.wait(for: 30)
    let before = writing.done
    let backup = try backUp(stage.path(.cpo), stage.root.path + "/safe/cpo")
    let other = try backUp(stage.path(.emsp), stage.root.path + "/safe/emsp")
    writing.wait(for: before.count + 5)
    runtime.signal(SIGKILL)
    #expect(runtime.wait() == -SIGKILL)
    writing.stop()
    emsp.signal(SIGKILL)
    #expect(emsp.wait() == -SIGKILL)
    for side in [KillStage.Side.cpo, .emsp] {
      FileSystem.remove(stage.path(side))
      let path = side == .cpo ? backup : other
      let result = BuiltProgram.run(["restore", path, "--yes", "-C", stage.path(side)])
      try #require(result.status == 0, "\(result.talkText)")
      #expect(result.text.contains("nothing tells what happened after"))
    }
    let known = try ids(in: stage.path(.cpo) + "/state/test/bilateral.db")
    #expect(Set(before).isSubset(of: known), "acknowledged before the backup")

    let restored = try stage.start(.cpo)
    let fetcher = try stage.start(.emsp)
    restored.ignoreOutput()
    fetcher.ignoreOutput()
    // Each presents the token it holds sealed to the other, which knows it by its hash.
    let sync = BuiltProgram.run(["sync", "volt", "--full", "--json", "-C", stage.path(.emsp)], seconds: 60)
    #expect(sync.status == 0, "\(sync.talkText)")
    let digests = try #require(stage.digests())
    #expect(digests.sent == digests.received && digests.sent.hasPrefix("\(known.count) "), "\(digests)")
    let audit = try JSON.parse(BuiltProgram.run(["audit", "--json", "-C", stage.path(.cpo)]).output)
    #expect(audit["items"]?.elements?.filter { $0["action"]?.string == "fleet.restored" }.count == 1)
    #expect(BuiltProgram.run(["audit", "verify", "-C", stage.path(.cpo)]).status == 0)
    try stage.end(restored)
    try stage.end(fetcher)
  }

  private func officeOf(_ stage: KillStage, _ side: KillStage.Side) throws -> OfficeClient {
    let address = try #require(readFile(stage.path(side) + "/state/test/backoffice.addr"))
    let port = try #require(
      address.split(separator: ":").last.flatMap { UInt16($0.filter { !$0.isWhitespace }) })
    let token = try #require(readFile(stage.path(side) + "/secrets/backoffice/token"))
    return OfficeClient(port: port, token: token)
  }

  private func backUp(_ fleet: String, _ shelf: String) throws -> String {
    let result = BuiltProgram.run(
      ["backup", shelf, "--with-secrets", "--json", "-C", fleet], seconds: 60)
    try #require(result.status == 0, "\(result.talkText)")
    let manifest = try #require(try JSON.parse(result.output)["manifest"])
    #expect(manifest["format"]?.string == "bilateral.backup/1")
    #expect(manifest["secrets"] == true && manifest["schema"]?.int == Migrations.all.count)
    return try #require(try JSON.parse(result.output)["path"]?.string)
  }

  private func ids(in database: String) throws -> Set<String> {
    let connection = try SQLiteConnection(path: database, mode: .readOnly)
    return Set(
      try connection.rows("SELECT object FROM own WHERE module = 'locations' AND deleted = 0", []) {
        row throws(SQLiteError) in try row.next()
      })
  }

  /// Imports one location after the other until told to stop, and remembers which were acknowledged.
  private final class Writing: Sendable {
    private let state = Mutex<(ids: [String], isOver: Bool)>(([], false))

    init(_ office: OfficeClient) {
      let lines = DemoObjects.locations(4000).split(separator: 0x0A).dropFirst(20).map { Array($0) }
      try? startThread(named: "writing") { [self] in
        for line in lines where !state.withLock({ $0.isOver }) {
          guard (try? office.importing("locations", as: "DE-NVO", line)) != nil,
            let id = (try? JSON.parse(line))?["id"]?.string
          else { break }
          state.withLock { $0.ids.append(id) }
        }
        state.withLock { $0.isOver = true }
      }
    }

    var done: [String] { state.withLock { $0.ids } }

    func wait(for count: Int) {
      let deadline = time(nil) + 30
      while done.count < count, !state.withLock({ $0.isOver }), time(nil) < deadline { usleep(2000) }
      #expect(done.count >= count)
    }

    func stop() { state.withLock { $0.isOver = true } }
  }

  @Test func `a restore is refused while the runtime runs, and changes nothing`() throws {
    let stage = try BackupStage()
    let backup = try stage.backUp()
    let runtime = RunningProgram(["run", "--json", "-q", "-C", stage.folder.path])
    #expect(runtime.line() != nil)
    let result = stage.restore([backup])
    #expect(result.status == 6 && result.talkText.contains("BR855"), "\(result.talkText)")
    let look = stage.restore([backup, "--dry-run"])
    #expect(look.status == 0 && look.text.contains("would restore"), "\(look.text)\(look.talkText)")
    #expect(look.talkText.contains("stop it before the restore"), "\(look.talkText)")
    #expect(BuiltProgram.run(["status", "-C", stage.folder.path]).status == 0)
    #expect(FileSystem.kind(stage.folder.path + "/state/restoring") == nil)
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }

  @Test("killed in the middle of an upgrade, the next start brings the database up", arguments: [1, 9, 21])
  func killedUpgrade(_ step: Int) throws {
    let stage = try BackupStage()
    try stage.growDatabase(to: 11)
    let killed = RunningProgram(
      ["run", "--json", "-q", "-C", stage.folder.path], environment: ["BILATERAL_KILL_AT=migration:\(step)"])
    #expect(killed.wait() == -SIGKILL)
    #expect(try SchemaFacts.read(stage.database).number == 11, "whole or not at all")
    let runtime = RunningProgram(["run", "--json", "-C", stage.folder.path])
    #expect(runtime.line() != nil)
    runtime.signal(SIGTERM)
    let talk = runtime.talkText()
    #expect(talk.contains("database.upgrade") && talk.contains(UpgradeCopy.name(11)), "\(talk)")
    #expect(runtime.wait() == 0)
    #expect(try SchemaFacts.read(stage.database).number == Migrations.all.count)
    #expect(try SchemaFacts.read(stage.folder.path + "/state/test/" + UpgradeCopy.name(11)).number == 11)
  }

  @Test("a runtime starts on databases of old schemas and knows its partner", arguments: [1, 2, 11, 20, 26])
  func oldSchemas(_ number: Int) throws {
    let stage = try BackupStage()
    try stage.growDatabase(to: number)
    let early = BuiltProgram.run(["status", "-C", stage.folder.path])
    #expect(early.status == 6 && early.talkText.contains("BS103"))
    let runtime = RunningProgram(["run", "--json", "-q", "-C", stage.folder.path])
    let line = try JSON.parse(try #require(runtime.line(), "schema \(number)"))
    let port = try #require(line["server"]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
    let token = "5f0c1d2e3b4a69788796a5b4c3d2e1f05f0c1d2e3b4a69788796a5b4c3d2e1f0"
    let header = "Token " + Base64.encode(Array(token.utf8))
    // From schema 2 on the partner's token is known.
    let answer = try ask(port, "/ocpi/versions", authorization: header)
    #expect(answer.status == (number > 1 ? 200 : 401), "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(BuiltProgram.run(["status", "-C", stage.folder.path]).status == 0)
    #expect(FileSystem.names(in: stage.folder.path + "/state/test").contains(UpgradeCopy.name(number)))
    runtime.signal(SIGTERM)
    #expect(runtime.wait() == 0)
  }
}
