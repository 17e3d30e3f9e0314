import BilateralBase
import BilateralStore
import BilateralTestTools
import FailingDisk
import Glibc
import Testing

/// Each call of the file system by SQLite fails, one after the other.
@Suite(.serialized) struct DiskFaultTests {
  private static let isLong = getenv("BILATERAL_SOAK") != nil

  @Test(
    "S-34 S-35 whichever call of the disk fails once, nothing acknowledged is lost, nothing is half applied, and work goes on",
    arguments: Journey.all)
  func once(_ journey: Journey) async throws { try await each(.once, journey) }

  @Test(
    "S-35 S-34 from whichever call on the disk fails, what was acknowledged is there and work goes on when it is relieved, without a restart",
    arguments: Journey.all)
  func lasting(_ journey: Journey) async throws { try await each(.lasting, journey) }

  @Test(
    "S-34 at whichever call the power goes, what was acknowledged is there afterwards and nothing is half applied",
    arguments: Journey.all)
  func powerCut(_ journey: Journey) async throws { try await each(.powerCut, journey) }

  @Test(
    "S-34 killed right after the disk refused a write, what was acknowledged is there and what was refused is not",
    arguments: Journey.all.filter(\.isQuiet))
  func killed(_ journey: Journey) async throws {
    try await each(journey) { number in try await kill(journey, at: number) }
  }

  private func kill(_ journey: Journey, at number: Int) async throws -> String? {
    let walk = walk(journey)
    let (folder, wreck, isDead) = (walk.folder, StoreFolder(), Box(false))
    let ledger = walk.ledger
    ledger.watchRefusals {
      guard !isDead.current else { return }
      isDead.set(true)
      folder.copy(to: wreck)
      // What comes after belongs to the process that lives on.
      ledger.close()
    }
    walk.disk.arm(.once, at: number)
    await journey.steps(walk)
    walk.close()
    guard isDead.current else { return walk.disk.hasFailed ? walk.disk.failed : nil }
    ledger.open()
    let store = try wreck.open()
    try store.readBlocking { tx in try ledger.compare(tx) }
    store.close()
    let odd = ledger.odd + (try DatabaseCheck.whole.problems(of: wreck.database))
    #expect(odd.isEmpty, "killed after call \(number), \(walk.disk.failed): \(odd)")
    return walk.disk.failed
  }

  @Test func `a store that does not wait for the disk loses in a power cut, so that a loss is seen`()
    async throws
  {
    let disk = FailingDisk()
    let walk = Walk(StoreFolder(), disk) { $0.waitsForDisk = false }
    walk.open()
    await walk.put("lost")
    disk.arm(.powerCut, at: 1)
    walk.close()
    #expect(disk.restore(seed: 1, kept: 0))
    walk.open()
    await walk.look()
    #expect(walk.ledger.odd == ["lost: [\"j/1/lost\"]"])
  }

  /// All calls, one after the other until the journey meets no fault; or some of them and the last.
  private func each(_ fault: FailingDisk.Fault, _ journey: Journey) async throws {
    try await each(journey, salt: fault.rawValue) { number in try await walk(journey, fault, at: number) }
  }

  /// Calls `body` with numbers of calls; it answers which call failed, nil when none did.
  private func each(
    _ journey: Journey, salt: String = "killed", _ body: (Int) async throws -> String?
  ) async throws {
    var number = 1
    var names: [String: Int] = [:]
    if Self.isLong {
      while let failed = try await body(number) {
        names[failed, default: 0] += 1
        number += 1
      }
      print("  \(journey.name), \(salt): \(number - 1) calls \(names.sorted { $0.key < $1.key })")
      return
    }
    let calls = try await count(journey)
    var dice = Dice(seed: UInt64(journey.name.utf8.count * 3 + salt.utf8.count))
    for _ in 0..<Self.sample { _ = try await body(dice.number(1...calls)) }
    #expect(try await body(calls + 1000) == nil)
  }

  /// How many are tried of each journey and fault.
  private static let sample = 6

  private func count(_ journey: Journey) async throws -> Int {
    let walk = walk(journey)
    walk.disk.arm(.once, at: .max)
    await journey.steps(walk)
    walk.close()
    return walk.disk.calls
  }

  private func walk(_ journey: Journey) -> Walk {
    Walk(journey.folder(), FailingDisk()) {
      ($0.logLimit, $0.logPass, $0.logRestart) = (journey.logLimit, journey.logPass, 2 * journey.logPass)
    }
  }

  /// One journey with a fault, what there is to be seen after it, and the journey again; which call failed, if any.
  private func walk(_ journey: Journey, _ fault: FailingDisk.Fault, at number: Int) async throws -> String? {
    let walk = walk(journey)
    walk.disk.arm(fault, at: number)
    await journey.steps(walk)
    let failed = walk.disk.hasFailed ? walk.disk.failed : nil
    recover(walk, fault, number)
    await again(journey, walk)
    let database = walk.folder.database
    let problems = try DatabaseCheck.whole.problems(of: database)
    let odd = walk.ledger.odd + problems
    #expect(odd.isEmpty, "\(fault) at call \(number), \(failed ?? "none"): \(odd)")
    return odd.isEmpty ? failed : nil
  }

  private func recover(_ walk: Walk, _ fault: FailingDisk.Fault, _ number: Int) {
    guard fault == .powerCut else { return walk.disk.relieve() }
    if !walk.disk.hasFailed { walk.disk.arm(.powerCut, at: 1) }
    walk.close()
    #expect(walk.disk.restore(seed: number, kept: number % 2 * 50))
  }

  private func again(_ journey: Journey, _ walk: Walk) async {
    walk.isCalm = true
    walk.round = 2
    walk.open()
    await walk.look()
    await journey.steps(walk)
    walk.close()
    walk.open()
    await walk.look()
    expectLog(walk)
    walk.close()
  }

  /// A store that lost its log would make its readers wait.
  private func expectLog(_ walk: Walk) {
    let mode = try? walk.store?.readBlocking { tx in
      try tx.first("PRAGMA journal_mode") { row throws(SQLiteError) -> String in try row.next() }
    }
    if mode != "wal" { walk.ledger.note("the journal is \(mode ?? "unknown")") }
  }
}
