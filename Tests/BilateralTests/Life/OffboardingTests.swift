import BilateralBase
import Testing

@testable import Bilateral

/// The end of a partnership as a value: which step follows which, whatever is left.
@Suite struct OffboardingTests {
  private static let begin = Timestamp(seconds: 1_800_000_000)

  private func begun(grace: Int64 = 86_400) -> Offboarding {
    Offboarding(begun: Self.begin, until: Self.begin.adding(seconds: grace), reason: "contract ended")
  }

  private func sight(after seconds: Int64 = 60, _ change: (inout Offboarding.Sight) -> Void = { _ in })
    -> Offboarding.Sight
  {
    var sight = Offboarding.Sight(now: Self.begin.adding(seconds: seconds))
    change(&sight)
    return sight
  }

  @Test("tokens, sessions and CDRs are awaited in this order, and only then is anything closed or deleted")
  func order() {
    var ending = begun()
    #expect(ending.look(sight { $0.untold = 3 }) == .wait)
    #expect(ending.phase == .tokens)
    #expect(ending.look(sight { $0.open = 1 }) == .wait)
    #expect(ending.phase == .sessions)
    #expect(ending.look(sight { $0.unbilled = 1 }) == .pull)
    #expect(ending.look(sight { ($0.unbilled, $0.isFetched) = (1, true) }) == .wait)
    #expect(ending.look(sight { ($0.waiting, $0.isFetched) = (2, true) }) == .wait)
    #expect(ending.phase == .cdrs && ending.isCancellable)
    #expect(ending.look(sight { $0.isFetched = true }) == .close)
    ending.closed(["ACM-1"])
    #expect(ending.look(sight()) == .leave && !ending.isCancellable)
    ending.hasLeft()
    #expect(ending.look(sight()) == .archive)
    ending.archived(at: "archive/acme")
    #expect(ending.look(sight()) == .none && ending.phase == .ended)
    #expect(ending.left.isEmpty && ending.statements == ["ACM-1"])
  }

  @Test("a session that is told late, and a message that is written late, are awaited too")
  func lateNews() {
    var ending = begun()
    #expect(ending.look(sight()) == .pull && ending.phase == .cdrs)
    #expect(ending.look(sight { ($0.open, $0.isFetched) = (1, true) }) == .wait)
    #expect(ending.look(sight { $0.isFetched = true }) == .close)
    ending.closed([])
    #expect(ending.look(sight { $0.waiting = 1 }) == .wait)
    #expect(ending.look(sight()) == .leave && ending.left.isEmpty)
    var late = begun(grace: 100)
    #expect(late.look(sight()) == .pull)
    #expect(late.look(sight(after: 100) { ($0.open, $0.isFetched) = (2, true) }) == .close)
    #expect(late.left == ["2 sessions had not ended"])
  }

  @Test(
    "who has deleted the credentials is told nothing more: what was untold is left, sessions are awaited as ever"
  )
  func gone() {
    var ending = begun()
    #expect(ending.look(sight()) == .pull)
    #expect(
      ending.look(sight { ($0.waiting, $0.open, $0.isGone, $0.isFetched) = (2, 1, true, true) }) == .wait)
    #expect(ending.look(sight { ($0.waiting, $0.isGone, $0.isFetched) = (2, true, true) }) == .close)
    #expect(ending.left == ["2 messages about sessions and CDRs were not taken"])
    ending.closed([])
    #expect(ending.look(sight { ($0.waiting, $0.isGone) = (2, true) }) == .leave)
  }

  @Test("when the grace is over nothing is awaited any more, and what was left is told")
  func late() {
    var ending = begun(grace: 10)
    let left = sight(after: 10) { sight in
      (sight.untold, sight.open, sight.unbilled, sight.waiting) = (1, 2, 3, 4)
      sight.isFetched = true
    }
    #expect(ending.look(left) == .close)
    #expect(ending.left.count == 4 && ending.left[1] == "2 sessions had not ended")
  }

  @Test("each step reads back from what is kept, so that a restart goes on where it was")
  func kept() throws {
    var ending = begun()
    _ = ending.look(sight())
    _ = ending.look(sight { $0.isFetched = true })
    ending.problem = "no answer"
    #expect(Offboarding(try JSON.parse(ending.json.bytes)) == ending)
    ending.closed(["A", "B"], note: "nothing was owed")
    ending.hasLeft()
    ending.archived(at: "archive/acme")
    #expect(Offboarding(try JSON.parse(ending.json.bytes)) == ending)
    #expect(Offboarding(["phase": "elsewhere"]) == nil)
  }

  @Test("what is told out of turn changes nothing")
  func outOfTurn() {
    var ending = begun()
    ending.closed(["X"])
    ending.hasLeft()
    ending.archived(at: "x")
    #expect(ending == begun())
  }
}

/// What rests, and what completes all the same.
@Suite struct StandingTests {
  private static let now = Timestamp(seconds: 1_800_000_000)

  @Test("a whole suspension rests what is new; sessions and CDRs come to their end")
  func whole() {
    var standing = Standing()
    let isNew = standing.suspend(Standing.all, reason: "overdue", at: Self.now)
    let isAgain = standing.suspend("tokens", reason: nil, at: Self.now)
    #expect(isNew && !isAgain)
    for module in ["locations", "tariffs", "tokens", "commands"] {
      #expect(standing.suspension(of: module)?.reason == "overdue", "\(module)")
    }
    for module in ["sessions", "cdrs", "chargingprofiles", "credentials", "versions"] {
      #expect(standing.suspension(of: module) == nil, "\(module)")
    }
    #expect(standing.resume(Standing.all) && standing == Standing())
  }

  @Test("a module that is named rests alone, and is resumed alone", arguments: Standing.modules)
  func named(module: String) {
    var standing = Standing()
    let isNew = standing.suspend(module, reason: nil, at: Self.now)
    #expect(isNew)
    for other in Standing.modules { #expect((standing.suspension(of: other) != nil) == (other == module)) }
    #expect(standing.resume(module) && !standing.resume(module))
  }
}
