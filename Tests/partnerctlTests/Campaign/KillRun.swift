import BilateralBase
import BilateralTestTools
import Glibc

@testable import partnerctl

/// One journey of the campaign under way: its dice, its kills, and what they came to.
final class KillRun {
  let goal: Int
  var dice: Dice
  var tally: KillTally

  init(_ journey: String, goal: Int, seed: UInt64) {
    (self.goal, dice, tally) = (goal, Dice(seed: seed), KillTally(journey: journey))
  }

  /// Where a runtime kills itself: around a commit, or with an answer to its partner unsent.
  func place(_ number: ClosedRange<Int>) -> String {
    dice.one(of: ["before-commit", "after-commit", "answer"]) + ":\(dice.number(number))"
  }

  /// Kills somebody again and again until the goal is reached: half of them at a place, half at a moment.
  ///
  /// - Parameters:
  ///   - victims: who run; all of them do afterwards, and none has a trap.
  ///   - pause: how long they live at most, in milliseconds.
  ///   - commits: at which commit or answer they die.
  ///   - count: how many deaths; the goal when it is left out.
  ///   - after: called with who has died and is not started again yet.
  ///   - then: called with who was started again, and may have died anew.
  /// - Throws: what a victim says that ends by itself, and what the callers throw.
  func storm(
    _ victims: [Victim], pause: ClosedRange<Int> = 10...260, commits: ClosedRange<Int> = 1...30,
    count: Int? = nil, after: (Victim) throws -> Void = { _ in }, then: (Victim) throws -> Void = { _ in }
  ) throws {
    for _ in 0..<(count ?? goal) {
      let victim = victims.first { $0.hasDied } ?? dice.one(of: victims)
      try strike(victim, within: dice.number(pause))
      try after(victim)
      try victim.start(trap: dice.happens(50) ? place(commits) : nil)
      try then(victim)
    }
    for victim in victims { try calm(victim) }
  }

  /// Kills one, or lets it die in its trap.
  func strike(_ victim: Victim, within milliseconds: Int) throws {
    if try victim.die(within: milliseconds) { tally.traps += 1 } else { tally.signals += 1 }
  }

  /// Ends the storm for one: who still has a trap is asked to end, and dies in it at worst.
  func calm(_ victim: Victim) throws { try victim.disarm() }

  /// Waits until something is so.
  func wait(_ what: String, seconds: Int = 60, _ isSo: () throws -> Bool) throws {
    let deadline = time(nil) + seconds
    while time(nil) <= deadline {
      if (try? isSo()) == true { return }
      usleep(10_000)
    }
    throw Failure(.findings, "\(tally.journey): \(what) did not come")
  }
}

/// A journey of the campaign: what is done while runtimes die, and how it is judged.
struct KillJourney: Sendable {
  let name: String
  /// How many kills in the long loop; a sample has some.
  let kills: Int
  let sample: Int
  let play: @Sendable (KillRun) async throws -> Void
}
