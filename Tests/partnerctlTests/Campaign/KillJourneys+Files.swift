import Bilateral
import BilateralBase
import BilateralNet
import BilateralTestTools
import BilateralStore
import Glibc

@testable import partnerctl

/// Journeys in which the database changes as a whole: upgrades, backups, restores.
extension BookJourneys {
  /// Databases of old schemas; whoever dies in the upgrade leaves the old one or the new one.
  @Sendable static func upgrade(_ run: KillRun) async throws {
    let base = TestFolder()
    var known: [Int: BackupStage] = [:]
    while run.tally.kills < run.goal {
      let number = run.dice.one(of: [2, 11, 20, 26])
      let stage = try known[number] ?? BackupStage()
      let kept = base.path + "/\(number)"
      if known[number] == nil {
        try stage.growDatabase(to: number)
        copy(stage.folder.path + "/state", to: kept)
        known[number] = stage
      }
      copy(kept, to: stage.folder.path + "/state")
      let victim = Victim("the runtime", stage.folder.path)
      let partners = try victim.rows("SELECT id FROM partners").count
      let trap = "migration:\(run.dice.number(1...(Migrations.all.count - number)))"
      try victim.start(trap: trap)
      try run.strike(victim, within: run.dice.number(0...20))
      let schema = try SchemaFacts.read(stage.database).number
      if ![number, Migrations.all.count].contains(schema) {
        run.tally.lost.append("schema \(schema) of \(number)")
      }
      try victim.start()
      let problems = try DatabaseCheck.whole.problems(of: stage.database)
      let (after, now) = (
        try SchemaFacts.read(stage.database).number, try victim.rows("SELECT id FROM partners").count
      )
      if after != Migrations.all.count || now != partners || !problems.isEmpty {
        run.tally.lost.append("schema \(number) became \(after), \(now) of \(partners) partners, \(problems)")
      }
      run.tally.acknowledged += partners
      try victim.end()
    }
  }

  /// Backups under writes; either the backup dies, or the runtime that writes.
  ///
  /// What has a name is whole, and holds all that was acknowledged before it was begun.
  @Sendable static func backups(_ run: KillRun) async throws {
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    let shelf = TestFolder()
    try pair.cpo.start()
    try pair.renameStations(1...10)
    var (seen, count): (Set<String>, Int) = ([], 0)
    while run.tally.kills < run.goal {
      count += 1
      let before = pair.toil.words
      let trap = run.dice.happens(50) ? ["BILATERAL_KILL_AT=backup:\(run.dice.number(1...6))"] : []
      let backup = RunningProgram(["backup", shelf.path, "--json", "-C", pair.cpo.path], environment: trap)
      if trap.isEmpty {
        usleep(UInt32(run.dice.number(0...150)) * 1000)
        if run.dice.happens(30) {
          try run.strike(pair.cpo, within: 0)
          try pair.look(pair.cpo)
          try pair.cpo.start()
        } else {
          backup.signal(SIGKILL)
        }
      }
      let status = backup.wait()
      if status == -SIGKILL { if trap.isEmpty { run.tally.signals += 1 } else { run.tally.traps += 1 } }
      let named = Set(FileSystem.names(in: shelf.path)).subtracting(seen)
      if status == 0, named.count != 1 { run.tally.lost.append("a backup without a folder") }
      for name in named { try judgeBackup(shelf.path + "/" + name, pair, before) }
      seen.formUnion(named)
    }
    try pair.toil.finish()
    run.tally.acknowledged = pair.toil.calls
    run.tally.lost += pair.toil.complaints
    try pair.look(pair.cpo)
    try pair.cpo.end()
  }

  private static func judgeBackup(_ folder: String, _ pair: PairRun, _ before: [String: Toil.Word]) throws {
    let looked = BuiltProgram.run(["restore", folder, "--dry-run", "-C", pair.cpo.path])
    if looked.status != 0 { pair.run.tally.lost.append("the backup \(folder): \(looked.talkText)") }
    let connection = try SQLiteConnection(path: folder + "/bilateral.db", mode: .readOnly)
    let rows = try connection.rows("SELECT object, body FROM own WHERE module = 'locations'", []) {
      row throws(SQLiteError) -> (String, String) in (try row.next(), try row.next())
    }
    let names = try Dictionary(
      uniqueKeysWithValues: rows.map { ($0.0, try JSON.parse($0.1)["name"]?.string ?? "") })
    for (key, word) in before {
      guard let told = word.acknowledged.flatMap({ Int($0.dropFirst()) }) else { continue }
      let there = names[String(key.dropFirst(5))].flatMap { Int($0.dropFirst()) } ?? -1
      if there < told { pair.run.tally.lost.append("\(key) of \(told) in a backup: \(there)") }
    }
  }

  /// Restores that die at their steps or anywhere, and are ended: the backup's state is there, whole.
  @Sendable static func restores(_ run: KillRun) async throws {
    let stage = try BackupStage()
    let backup = try stage.backUp()
    while run.tally.kills < run.goal {
      try stage.write { tx in try tx.settings.set("day", to: "today") }
      let trap = run.dice.happens(70) ? ["BILATERAL_KILL_AT=restore:\(run.dice.number(1...7))"] : []
      let words = ["restore", backup, "--yes", "-C", stage.folder.path]
      let restore = RunningProgram(words, environment: trap)
      if trap.isEmpty {
        usleep(UInt32(run.dice.number(5...100)) * 1000)
        restore.signal(SIGKILL)
      }
      let status = restore.wait()
      if status == -SIGKILL { if trap.isEmpty { run.tally.signals += 1 } else { run.tally.traps += 1 } }
      let isCut = FileSystem.kind(stage.folder.path + "/" + CutRestore.plan) != nil
      if !isCut, status != 0, try stage.day() != "today" {
        // It had done all that it had to, and died afterwards.
        if try stage.day() != "yesterday" { run.tally.lost.append("neither the old day nor the new one") }
      }
      if isCut {
        let again = BuiltProgram.run(["restore", "--resume", "-C", stage.folder.path])
        if again.status != 0 { run.tally.lost.append("a restore cannot be ended: \(again.talkText)") }
        if try stage.day() != "yesterday" { run.tally.lost.append("the restored day") }
      }
      let problems = try DatabaseCheck.whole.problems(of: stage.database)
      run.tally.lost += problems.map { "\($0)" }
      run.tally.acknowledged += 1
    }
  }
}
