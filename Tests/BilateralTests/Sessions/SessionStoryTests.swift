import BilateralBase
import Testing

@testable import Bilateral

@Suite struct SessionStoryTests {
  typealias Oddity = SessionStory.Oddity

  private static func at(_ minutes: Int64) -> Timestamp { Timestamp(seconds: 1_790_000_000 + minutes * 60) }

  /// A message that came `heard` minutes after the hour and says how it was at `said`.
  private static func telling(
    _ phase: SessionStory.Phase, said: Int64, heard: Int64? = nil, start: Int64 = 0, end: Int64? = nil,
    energy: Int = 0
  ) -> SessionStory.Telling {
    SessionStory.Telling(
      heard: at(heard ?? said), said: at(said), phase, start: at(start), end: end.map(at),
      energy: Rational(energy))
  }

  private struct Row: CustomStringConvertible, Sendable {
    let description: String
    let tellings: [SessionStory.Telling]
    /// What is odd about each.
    let odd: [Set<SessionStory.Oddity>]
    /// The phase in the end.
    let phase: SessionStory.Phase
  }

  private static let rows: [Row] = [
    Row(
      description: "as it should be",
      tellings: [
        telling(.pending, said: 0), telling(.active, said: 1), telling(.active, said: 30, energy: 5),
        telling(.completed, said: 60, end: 60, energy: 11),
      ], odd: [[], [], [], []], phase: .completed),
    Row(
      description: "a reservation that is used",
      tellings: [
        telling(.reserved, said: 0), telling(.active, said: 20, start: 20),
        telling(.completed, said: 50, start: 20, end: 50),
      ], odd: [[], [], []], phase: .completed),
    Row(
      description: "offline charger: all of it is told hours later",
      tellings: [telling(.completed, said: 60, heard: 400, end: 60, energy: 9)],
      odd: [[.late, .untoldStart]],
      phase: .completed),
    Row(
      description: "offline charger: the start is told late",
      tellings: [telling(.active, said: 0, heard: 90), telling(.active, said: 91, energy: 3)],
      odd: [[.late], []],
      phase: .active),
    Row(
      description: "the message of the start is missing",
      tellings: [telling(.pending, said: 0), telling(.completed, said: 40, end: 40, energy: 4)],
      odd: [[], [.untoldStart]], phase: .completed),
    Row(
      description: "out of order: the older one changes nothing",
      tellings: [
        telling(.active, said: 30, start: 28, energy: 7),
        telling(.active, said: 10, heard: 31, start: 28, energy: 2),
      ], odd: [[], [.outOfOrder]], phase: .active),
    Row(
      description: "the same again",
      tellings: [telling(.active, said: 1, energy: 2), telling(.active, said: 1, heard: 5, energy: 2)],
      odd: [[], [.duplicate]], phase: .active),
    Row(
      description: "back to pending",
      tellings: [telling(.active, said: 1), telling(.pending, said: 2)], odd: [[], [.backwards]],
      phase: .pending),
    Row(
      description: "energy goes back",
      tellings: [telling(.active, said: 1, energy: 9), telling(.active, said: 2, energy: 8)],
      odd: [[], [.energyFell]], phase: .active),
    Row(
      description: "clocks reversed: it ends before it began",
      tellings: [
        telling(.active, said: 30, start: 30), telling(.completed, said: 31, start: 30, end: 10),
      ], odd: [[], [.clockReversed]], phase: .completed),
    Row(
      description: "clocks reversed: active before it began",
      tellings: [telling(.active, said: 0, start: 45)], odd: [[.clockReversed]], phase: .active),
    Row(
      description: "told from the future",
      tellings: [telling(.active, said: 60, heard: 10, start: 5)], odd: [[.clockAhead]], phase: .active),
    Row(
      description: "something after the end",
      tellings: [
        telling(.active, said: 1), telling(.completed, said: 9, end: 9, energy: 2),
        telling(.active, said: 10),
      ], odd: [[], [], [.afterEnd]], phase: .completed),
    Row(
      description: "taken back",
      tellings: [telling(.active, said: 1, energy: 3), telling(.void, said: 2)], odd: [[], []], phase: .void),
  ]

  @Test(
    "SES-07 SES-08 SES-09 what is odd about a session's messages, in whatever order they come",
    arguments: rows)
  private func messages(_ row: Row) {
    var story = SessionStory()
    for (telling, odd) in zip(row.tellings, row.odd) { #expect(story.hear(telling) == odd) }
    #expect(story.state?.phase == row.phase)
  }

  private struct Later: Sendable {
    let phase: SessionStory.Phase
    let minutes: Int64
    let oddity: Oddity?

    init(_ phase: SessionStory.Phase, _ minutes: Int64, _ oddity: Oddity?) {
      (self.phase, self.minutes, self.oddity) = (phase, minutes, oddity)
    }
  }

  private static let later: [Later] = [
    Later(.pending, 59, nil), Later(.pending, 61, .neverStarted), Later(.reserved, 1439, nil),
    Later(.reserved, 1441, .expiredReservation), Later(.active, 1380, nil), Later(.active, 1500, .silent),
    Later(.active, 4321, .ghost), Later(.completed, 54_000, nil), Later(.void, 54_000, nil),
  ]

  @Test("what time makes odd: never started, expired, ghost after the agreed time, silent", arguments: later)
  private func time(_ row: Later) {
    var story = SessionStory()
    _ = story.hear(Self.telling(row.phase, said: 0))
    #expect(story.overdue(at: Self.at(row.minutes))?.oddity == row.oddity)
  }

  @Test("a ghost is one after the partner's own time; a reservation ends when its order says")
  func terms() {
    var limits = SessionStory.Limits()
    limits.ghost = 3600
    var story = SessionStory(limits)
    _ = story.hear(Self.telling(.active, said: 0))
    #expect(story.overdue(at: Self.at(60)) == nil)
    #expect(story.overdue(at: Self.at(61))?.since == Self.at(60))
    var reservation = SessionStory()
    reservation.reservedUntil = Self.at(30)
    _ = reservation.hear(Self.telling(.reserved, said: 0))
    #expect(reservation.overdue(at: Self.at(31))?.oddity == .expiredReservation)
    #expect(SessionStory().overdue(at: Self.at(0)) == nil)
  }

  @Test("an unknown status is taken for pending")
  func unknown() {
    #expect(SessionStory.Phase("SOMETHING") == .pending && SessionStory.Phase("active") == .active)
  }
}
