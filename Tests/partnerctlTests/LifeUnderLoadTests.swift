import BilateralBase
import BilateralTestTools
import Glibc
import Testing

@testable import partnerctl

/// Suspension and the end of a partnership while drivers charge and either runtime is killed at seeded moments.
///
/// A small sample in every run of the tests; more seeds, more kills and every step with BILATERAL_SOAK=1.
@Suite(.serialized, .timeLimit(.minutes(30))) struct LifeUnderLoadTests {
  /// What all begin with, made once; the tests of a suite run one after the other.
  nonisolated(unsafe) private static let base = Result { try KillStage.billing() }
  private static let isLong = getenv("BILATERAL_SOAK") != nil
  private static let seeds = isLong ? Array(1...6) : [1]
  private static let charges = isLong ? 120 : 30
  private static let evses = ["LOC-00001/NVO-1-1", "LOC-00002/NVO-2-1", "LOC-00003/NVO-3-1"]

  @Test("S-34 suspended and resumed under load with kills: all arrives once, nobody is locked out")
  func suspended() async throws {
    let base = try Self.base.get()
    for seed in Self.seeds { try await suspend(LoadStage(base), seed) }
  }

  private func suspend(_ stage: LoadStage, _ seed: Int) async throws {
    let search = try await SecretSearch(stage.base)
    var dice = Dice(seed: UInt64(seed))
    stage.set(LoadTraps.suspending(&dice, isLong: Self.isLong), for: .cpo)
    stage.set(LoadTraps.counted(&dice, Self.isLong ? 4 : 1), for: .emsp)
    try stage.start()
    let load = OperatorLoad(try #require(stage.doors[.cpo]), charges: Self.charges, seed: seed)
    try load.run(callers: 4, evses: Self.evses)
    for round in 0..<(Self.isLong ? 6 : 2) {
      let side: KillStage.Side = round % 2 == 0 ? .cpo : .emsp
      try progress(stage, load, by: dice.number(20...60))
      load.enter(.changing)
      try stage.insist(["suspend", Self.name(side), "--reason", "overdue", "--yes"], on: side)
      load.enter(side == .cpo ? .resting("suspended") : .restingThere)
      try progress(stage, load, by: dice.number(20...60))
      try stage.kill(dice.one(of: KillStage.Side.allCases), when: "suspended, round \(round)")
      try progress(stage, load, by: dice.number(20...60))
      load.enter(.changing)
      try stage.insist(["resume", Self.name(side)], on: side)
      load.enter(.open)
    }
    try finish(stage, load)
    try LoadVerdict(stage, load).judge()
    try stage.disarm()
    let logs = try stage.end()
    try search.look(in: logs)
    print(
      "seed \(seed): \(load.record.calls) calls, \(load.record.answers), killed \(stage.kills.count) times: \(stage.kills)"
    )
  }

  @Test(
    "S-34 ended under load with kills at its steps: every CDR once, the statement exact, the archive whole, no secret in it"
  )
  func ended() async throws {
    let base = try Self.base.get()
    for seed in Self.seeds { try await end(LoadStage(base), seed) }
  }

  private func end(_ stage: LoadStage, _ seed: Int) async throws {
    var dice = Dice(seed: UInt64(seed))
    let search = try await SecretSearch(stage.base)
    stage.set(LoadTraps.ending(&dice, isLong: Self.isLong), for: .cpo)
    stage.set(LoadTraps.counted(&dice, Self.isLong ? 3 : 1), for: .emsp)
    try stage.start()
    let load = OperatorLoad(try #require(stage.doors[.cpo]), charges: 1000, seed: seed)
    load.hold(true)
    try load.run(callers: 8, evses: Self.evses)
    try stage.wait("open sessions") { load.record.begun.count == 8 }
    load.hold(false)
    let goal = Self.isLong ? dice.number(80...100) : dice.number(12...18)
    try stage.wait("\(goal) charges") { load.record.billed.count >= goal }
    load.enter(.changing)
    load.hold(true)
    try stage.wait("open sessions again") { load.record.begun.count - load.record.ended.count >= 6 }
    try offboard(stage)
    load.enter(.resting("ending"))
    try stage.kill(dice.one(of: KillStage.Side.allCases), when: "sessions are open")
    try stage.wait("the step of open sessions") { try Self.ending(stage)["phase"] == "sessions" }
    load.hold(false)
    try stage.wait("the end of all charges") {
      load.record.billed.count == load.record.begun.count && load.isIdle
    }
    load.stop()
    try stage.wait("the back office's last call") { load.isDone }
    try stage.wait("the end") { try Self.ending(stage)["phase"] == "ended" }
    try stage.disarm()
    try stage.wait("the end, still") { try Self.ending(stage)["phase"] == "ended" }
    try await EndVerdict(stage, load).judge()
    let logs = try stage.end()
    try search.look(in: logs)
    print(
      "seed \(seed): \(load.record.billed.count) charges ended, killed \(stage.kills.count) times: \(stage.kills)"
    )
  }

  /// Begins the end; who was killed at it is asked again, and may have begun it.
  private func offboard(_ stage: LoadStage) throws {
    let words = ["offboard", "acme", "--reason", "over", "--yes", "-C", stage.base.path(.cpo)]
    try stage.wait("the end to begin") {
      BuiltProgram.run(words).status == 0 || (try? Self.ending(stage)["phase"]?.string) != nil
    }
  }

  private static func ending(_ stage: LoadStage) throws -> JSON {
    try stage.base.partner(.cpo)["offboarding"] ?? .null
  }

  static func name(_ side: KillStage.Side) -> String { side == .cpo ? "acme" : "volt" }

  /// Waits until the back office was acknowledged so many calls more.
  private func progress(_ stage: LoadStage, _ load: OperatorLoad, by calls: Int) throws {
    let goal = load.record.calls + calls
    try stage.wait("\(calls) calls more") { load.record.calls >= goal }
  }

  /// All charges come to their end.
  private func finish(_ stage: LoadStage, _ load: OperatorLoad) throws {
    try stage.wait("all charges") { load.record.billed.count == Self.charges }
    load.stop()
    try stage.wait("the back office's last call") { load.isDone }
    try stage.disarm()
  }
}
