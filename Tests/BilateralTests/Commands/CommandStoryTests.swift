import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

@testable import Bilateral

/// The decision alone: what may happen to an order in which phase, and what our platform hears of it.
@Suite struct CommandStoryTests {
  private static let start = Timestamp(seconds: 1_800_000_000)

  private func story(
    _ direction: CommandRow.Direction, _ kind: CommandKind, _ phase: CommandRow.Phase
  ) -> CommandStory {
    CommandStory(
      CommandRow(
        id: "1", direction: direction, partner: "acme", kind: kind.rawValue, module: "commands",
        callback: "x", body: "{}", subject: "s", token: "", place: "", version: "2.2.1", correlation: "c",
        createdAt: Self.start, phase: phase, dueAt: Self.start, deadline: Self.start.adding(seconds: 150),
        sendBy: Self.start.adding(seconds: 30)))
  }

  /// What is heard when these things happen one after the other, a second apart.
  private func hears(_ story: CommandStory, _ events: [CommandStory.Event]) -> [String] {
    var story = story
    return events.enumerated().flatMap { second, event in
      story.handle(event, at: Self.start.adding(seconds: Int64(second)))
    }.map { telling in
      switch telling {
      case .result(let outcome): outcome.word.rawValue
      case .late(let outcome): "late \(outcome.word.rawValue)"
      }
    }
  }

  private static let yes = CommandStory.Event.answered(
    CommandOutcome(.accepted, said: "ACCEPTED"), seconds: 30)
  private static let done = CommandStory.Event.reported(CommandOutcome(.accepted, said: "ACCEPTED"))
  private static let no = CommandStory.Event.reported(CommandOutcome(.failed, said: "FAILED"))
  private static let lost = CommandStory.Event.failed(.unclear("gone"), pause: .seconds(1))
  private static let shut = CommandStory.Event.failed(.notReached("shut", isFinal: false), pause: .seconds(1))

  @Test("P-111 CMD-24 whatever the order of things, an order that we gave has one outcome")
  func given() {
    let story = story(.out, .startSession, .prepared)
    let rows: [([CommandStory.Event], [String])] = [
      ([.claimed, Self.yes, Self.done], ["accepted"]),
      ([.claimed, Self.done, Self.yes, Self.done, Self.no], ["accepted"]),
      ([.claimed, Self.lost, Self.done], ["accepted"]),
      ([.claimed, Self.lost, .timePassed, Self.done, Self.done], ["timed-out", "late accepted"]),
      ([.claimed, Self.yes, .timePassed, .timePassed, Self.no], ["timed-out", "late failed"]),
      ([.claimed, Self.shut, .claimed, Self.yes, Self.done], ["accepted"]),
      ([.claimed, Self.shut, .timePassed], ["unreachable"]),
      ([.claimed, .failed(.notReached("no", isFinal: true), pause: .zero), Self.yes], ["unreachable"]),
      (
        [.claimed, .failed(.ended(CommandOutcome(.malformed)), pause: .zero), Self.done],
        ["malformed", "late accepted"]
      ),
      ([.claimed, .timePassed], ["timed-out"]),
      ([.delivered], []), ([Self.yes], []),
    ]
    for (number, row) in rows.enumerated() { #expect(hears(story, row.0) == row.1, "row \(number)") }
  }

  @Test("an order that did not arrive is tried until its time is over, one that may have arrived never again")
  func retries() {
    var story = story(.out, .startSession, .prepared)
    _ = story.handle(.claimed, at: Self.start)
    _ = story.handle(Self.shut, at: Self.start.adding(seconds: 5))
    #expect(story.row.phase == .prepared && story.row.dueAt == Self.start.adding(seconds: 6))
    _ = story.handle(.claimed, at: Self.start.adding(seconds: 28))
    #expect(!story.handle(Self.shut, at: Self.start.adding(seconds: 29)).isEmpty)
    var other = self.story(.out, .startSession, .prepared)
    _ = other.handle(.claimed, at: Self.start)
    _ = other.handle(Self.lost, at: Self.start)
    #expect(other.row.phase == .awaited && other.row.attempts == 1)
  }

  @Test("CMD-05 CMD-10 an order that we took has one result, and a reservation may be taken back after it")
  func taken() {
    let canceled = CommandStory.Event.reported(CommandOutcome(.canceled, said: "CANCELED_RESERVATION"))
    var story = story(.in, .reserveNow, .awaited)
    #expect(story.handle(Self.done, at: Self.start).isEmpty && story.row.phase == .answering)
    #expect(story.handle(Self.no, at: Self.start).isEmpty && story.outcome?.word == .accepted)
    #expect(story.handle(.delivered, at: Self.start).isEmpty && story.row.phase == .ended)
    #expect(story.handle(Self.no, at: Self.start).isEmpty && story.row.phase == .ended)
    #expect(story.handle(canceled, at: Self.start).isEmpty && story.row.phase == .answering)
    #expect(story.handle(canceled, at: Self.start).isEmpty)
    var other = self.story(.in, .startSession, .awaited)
    #expect(other.handle(.timePassed, at: Self.start).count == 1)
    #expect(other.outcome?.said == "TIMEOUT" && !other.canReport(CommandOutcome(.canceled)))
    _ = other.handle(.claimed, at: Self.start)
    _ = other.handle(Self.lost, at: Self.start)
    #expect(other.row.dueAt == Self.start.adding(seconds: 1))
    #expect(hears(other, [.failed(.ended(CommandOutcome(.undelivered)), pause: .zero)]) == ["undelivered"])
  }

  @Test(
    "CMD-05 S-33 a result that could not be told goes out soon after the partner is back, whatever failed before"
  )
  func pauses() {
    var story = story(.in, .startSession, .awaited)
    #expect(story.age(at: Self.start) == .zero)
    _ = story.handle(Self.done, at: Self.start)
    let ages = [0, 8, 40, 3000].map { story.age(at: Self.start.adding(seconds: $0)) }
    #expect(ages == [.zero, .seconds(8), .seconds(40), .seconds(3000)])
    let pauses = ages.map { CommandCourier.pause(ofResult: $0, atMost: .seconds(300)) }
    #expect(pauses == [.seconds(2), .seconds(2), .seconds(10), .seconds(300)])
  }

  @Test("what a failed call means: certainly not told, perhaps told, or told and refused")
  func failures() {
    func word(_ kind: OCPIFailure.Kind) -> String {
      switch CommandFailure(sending: OCPIFailure(kind, "x")) {
      case .notReached(_, let isFinal): isFinal ? "never" : "not yet"
      case .unclear: "unclear"
      case .ended(let outcome): outcome.word.rawValue
      }
    }
    #expect(word(.unreachable(.connect)) == "not yet" && word(.unreachable(.tls)) == "not yet")
    #expect(word(.unreachable(.write)) == "unclear" && word(.unreachable(.read)) == "unclear")
    #expect(word(.timedOut) == "unclear" && word(.rateLimited(retryAfter: nil)) == "not yet")
    #expect(word(.credentialsRefused(http: 401)) == "never" && word(.notConnected) == "never")
    #expect(word(.refused(http: 200, status: .unknownLocation)) == "unknown")
    #expect(word(.refused(http: 404, status: nil)) == "unknown")
    #expect(word(.refused(http: 400, status: .clientError)) == "rejected")
    #expect(word(.refused(http: 200, status: .serverError)) == "failed")
    #expect(word(.againstProtocol) == "malformed")
  }
}
