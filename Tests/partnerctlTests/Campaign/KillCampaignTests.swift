import BilateralStore
import Glibc
import Testing

/// Ruling 35 over all journeys: processes are killed again and again at moments and at places, and what was acknowledged
/// is there, nothing is in force twice, and no cursor is ahead of its rows.
///
/// A sample of the journeys in every run of the tests; a thousand kills with BILATERAL_SOAK=1. The same seed, in
/// BILATERAL_SEED, deals the same victims, moments and places, though not the same order of what runs beside them.
/// BILATERAL_JOURNEY names the one journey that is meant.
@Suite(.serialized, .timeLimit(.minutes(40))) struct KillCampaignTests {
  private static let isLong = getenv("BILATERAL_SOAK") != nil
  private static let seed = number("BILATERAL_SEED") ?? 20_261_122
  private static let journeys = DeliveryJourneys.all + TalkJourneys.all + BookJourneys.all

  private static func number(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }

  @Test(
    "S-34 S-39 a thousand kills over all journeys: no acknowledged write lost, no CDR doubled, no cursor ahead"
  )
  func campaign() async throws {
    var table = KillTable()
    let only = getenv("BILATERAL_JOURNEY").map { String(cString: $0) }
    for (place, journey) in Self.journeys.enumerated() where only == nil || journey.name.contains(only ?? "")
    {
      let kills = Self.isLong ? journey.kills : journey.sample
      guard kills > 0 else { continue }
      let run = KillRun(journey.name, goal: kills, seed: Self.seed &+ UInt64(place))
      let begin = ContinuousClock.now
      do { try await journey.play(run) } catch {
        Issue.record("\(journey.name), seed \(Self.seed): \(error)")
      }
      run.tally.took = begin.duration(to: .now)
      #expect(run.tally.isSound, "\(journey.name), seed \(Self.seed): \(run.tally.words)")
      #expect(run.tally.kills >= kills && run.tally.acknowledged > 0, "\(journey.name): \(run.tally)")
      table.tallies.append(run.tally)
      if Self.isLong { print("  \(journey.name): \(run.tally.kills) kills in \(run.tally.took)") }
      fflush(nil)
    }
    print("kills over all journeys, seed \(Self.seed)\n\(table.text)")
    if Self.isLong, only == nil { #expect(table.kills >= 1000) }
  }

  @Test func `a write that is gone, a CDR that came twice and a cursor that is ahead are seen`() throws {
    let run = KillRun("what is wrong", goal: 0, seed: Self.seed)
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    try pair.look(pair.cpo)
    try DeliveryJourneys.judgeCursors(pair)
    try DeliveryJourneys.judgeOnce(pair, [])
    #expect(run.tally.isSound, "\(run.tally.words)")
    pair.toil.note("name/LOC-00001", "N7")
    pair.toil.note("cdr/C1", "C1")
    try pair.look(pair.cpo)
    #expect(run.tally.lost.count == 2, "\(run.tally.lost)")
    try Self.spoil(
      pair.emsp.database,
      "UPDATE cursors SET objects_done = 1000 WHERE kind = 'full' AND module = 'locations'",
      "INSERT INTO events (at, type, module, id) VALUES (1, 'cdrs', 'cdrs', 'C1'), (2, 'cdrs', 'cdrs', 'C1')")
    try DeliveryJourneys.judgeCursors(pair)
    try DeliveryJourneys.judgeOnce(pair, ["C1"])
    #expect(run.tally.ahead.count == 1 && run.tally.doubled == ["2 events of C1"], "\(run.tally.words)")
  }

  private static func spoil(_ database: String, _ statements: String...) throws {
    let connection = try SQLiteConnection(path: database, mode: .readWrite)
    for statement in statements { try connection.run(statement) }
  }
}
