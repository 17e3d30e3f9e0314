import Bilateral
import Testing

/// Every state of a relation, and what every event does to it.
@Suite struct RelationTests {
  typealias Event = Relation.Event
  typealias Effect = Relation.Effect

  /// One line of the table: events, the state they lead to from `new`, and what the last one has written.
  struct Line: Sendable, CustomTestStringConvertible {
    let events: [Event]
    let state: PartnerState
    let undertaking: Relation.Undertaking
    let isUnanswered: Bool
    let effects: [Effect]

    init(
      _ events: [Event], _ state: PartnerState, _ effects: [Effect],
      _ undertaking: Relation.Undertaking = .none, unanswered: Bool = false
    ) {
      self.events = events
      self.state = state
      self.undertaking = undertaking
      isUnanswered = unanswered
      self.effects = effects
    }

    var testDescription: String { events.map(\.rawValue).joined(separator: " → ") }
  }

  static let sent: [Effect] = [.settleOurTokens, .issueSession, .openAttempt]
  static let agreed: [Effect] = [.receiveTheirToken, .takeEndpoints, .honourEarlyUse, .closeAttempts]
  static let answered: [Effect] = [.receiveTheirToken, .takeEndpoints, .issueSession, .closeAttempts]
  static let over: [Effect] = [.endOurTokens, .forgetTheirTokens, .forgetEndpoints, .closeAttempts]

  static let lines: [Line] = [
    // We register.
    Line([.notSent], .failed, []),
    Line([.sending], .registering, sent, .sending),
    Line([.sending, .refused], .failed, [.closeAttempt]),
    Line([.sending, .unanswered], .failed, [.keepAttempt], unanswered: true),
    Line([.sending, .restarted], .registering, [.keepAttempt], unanswered: true),
    Line([.sending, .agreed], .registered, agreed),
    Line([.sending, .unanswered, .sending], .registering, sent, .sending, unanswered: true),
    Line([.sending, .unanswered, .sending, .refused], .failed, [.closeAttempt], unanswered: true),
    Line([.sending, .unanswered, .notSent], .failed, [], unanswered: true),
    Line([.sending, .unanswered, .sending, .agreed], .registered, agreed),
    Line([.sending, .unanswered, .partnerAgreed], .registered, answered),
    // The partner registers.
    Line([.invited], .invited, [.issueInvitation]),
    Line([.invited, .notSent], .invited, []),
    Line([.invited, .reissued], .invited, [.endInvitations, .issueInvitation]),
    Line([.invited, .partnerAgreed], .registered, answered),
    Line([.invited, .partnerAgreed, .partnerAgreed], .registered, answered),
    Line(
      [.sending, .unanswered, .reissued], .invited, [.endInvitations, .issueInvitation], unanswered: true),
    // Tokens are renewed: what stands is never touched by what does not succeed.
    Line([.partnerAgreed, .notSent], .registered, []),
    Line([.partnerAgreed, .sending], .registered, sent, .sending),
    Line([.partnerAgreed, .sending, .refused], .registered, [.closeAttempt]),
    Line([.partnerAgreed, .sending, .unanswered], .registered, [.keepAttempt], unanswered: true),
    Line([.partnerAgreed, .sending, .restarted], .registered, [.keepAttempt], unanswered: true),
    Line([.partnerAgreed, .sending, .unanswered, .sending, .agreed], .registered, agreed),
    Line([.partnerAgreed, .sending, .unanswered, .partnerAgreed], .registered, answered),
    Line([.partnerAgreed, .invited], .registered, [.issueInvitation]),
    Line([.partnerAgreed, .reissued], .registered, [.endInvitations, .issueInvitation]),
    // Leaving.
    Line([.partnerAgreed, .leaving], .registered, [.openAttempt], .leaving),
    Line([.partnerAgreed, .leaving, .restarted], .registered, [], .leaving),
    Line([.partnerAgreed, .leaving, .leaving], .registered, [.openAttempt], .leaving),
    Line([.partnerAgreed, .leaving, .left], .ended, over),
    Line([.partnerAgreed, .leaving, .partnerAgreed], .registered, answered),
    Line([.partnerAgreed, .leaving, .partnerLeft], .ended, over),
    Line([.partnerAgreed, .partnerLeft], .ended, over),
    Line([.partnerAgreed, .partnerLeft, .invited], .invited, [.issueInvitation]),
    Line([.partnerAgreed, .partnerLeft, .sending], .registering, sent, .sending),
    // A loss.
    Line([.partnerAgreed, .reset], .invited, over + [.issueInvitation]),
    Line([.partnerAgreed, .sending, .unanswered, .reset], .invited, over + [.issueInvitation]),
    Line([.partnerAgreed, .leaving, .reset], .invited, over + [.issueInvitation]),
    Line([.partnerAgreed, .reset, .partnerAgreed], .registered, answered),
    Line([.restarted], .new, []),
  ]

  @Test("CR-15 CR-17 what each event leads to, and what is written with it", arguments: lines)
  func transitions(_ line: Line) {
    var relation = Relation(state: .new)
    var effects: [Effect] = []
    for event in line.events { effects = relation.handle(event) }
    #expect(relation.state == line.state)
    #expect(relation.undertaking == line.undertaking)
    #expect(relation.isUnanswered == line.isUnanswered)
    #expect(effects == line.effects)
  }

  /// Every relation there can be.
  static var all: [Relation] {
    PartnerState.allCases.flatMap { state in
      Relation.Undertaking.allCases.flatMap { undertaking in
        [false, true].map { Relation(state: state, undertaking: undertaking, isUnanswered: $0) }
      }
    }
  }

  @Test("from every state, every event keeps the promises", arguments: all)
  func promises(_ relation: Relation) {
    for event in Event.allCases {
      var after = relation
      let effects = Set(after.handle(event))
      let stood = relation.state == .registered || relation.state == .suspended
      if stood, [.notSent, .sending, .refused, .unanswered, .restarted, .leaving, .invited].contains(event) {
        #expect(after.state == relation.state, "\(event): what stands is not touched")
      }
      if effects.contains(.forgetTheirTokens) || effects.contains(.endOurTokens) {
        #expect([.left, .partnerLeft, .reset].contains(event), "\(event): no token is lost otherwise")
      }
      if after.state == .registered, relation.state != .registered {
        #expect(effects.contains(.receiveTheirToken), "\(event): registered only with a token of theirs")
      }
      if event != .sending { #expect(after.undertaking != .sending || relation.undertaking == .sending) }
    }
  }

  @Test("every state that is not sound names what to do", arguments: all)
  func steps(_ relation: Relation) {
    let step = NextStep.of(relation, isRefused: false, id: "acme")
    let isSound =
      [.registered, .suspended].contains(relation.state) && !relation.isUnanswered
      && relation.undertaking != .leaving
    #expect((step == nil) == isSound)
    #expect(NextStep.of(relation, isRefused: true, id: "acme") != nil)
    if let step { #expect(step.text.contains("acme") || step.command?.hasSuffix(" acme") == true) }
  }

  @Test(
    "the commands of the next step",
    arguments: [
      ([.partnerAgreed, .sending, .unanswered], false, "partnerctl rotate acme"),
      ([.partnerAgreed, .leaving], false, "partnerctl unregister acme"),
      ([.partnerAgreed, .leaving], true, "partnerctl unregister acme"),
      ([.partnerAgreed], true, "partnerctl reset acme"),
      ([.sending, .restarted], false, "partnerctl register acme"),
      ([.sending, .refused], false, "partnerctl register acme"),
      ([.invited], false, nil), ([.partnerAgreed], false, nil),
    ] as [([Event], Bool, String?)])
  func commands(_ events: [Event], _ isRefused: Bool, _ command: String?) {
    var relation = Relation(state: .new)
    for event in events { _ = relation.handle(event) }
    #expect(NextStep.of(relation, isRefused: isRefused, id: "acme")?.command == command)
    let taking = NextStep.of(relation, isRefused: true, begins: .weStart, id: "acme")?.command
    let inviting = NextStep.of(Relation(state: .new), isRefused: false, begins: .theyStart, id: "acme")?
      .command
    #expect(inviting == "partnerctl invite acme")
    if command == "partnerctl reset acme" { #expect(taking == "partnerctl reset acme --take") }
  }

  @Test(
    "ruling 13, CR-15: when the first use of a token ends the others",
    arguments: [
      (nil, true, .use), (nil, false, .use), (.sent, true, .callBack), (.sent, false, .early),
      (.unanswered, true, .callBack), (.unanswered, false, .use), (.leaving, false, .use),
    ] as [(AttemptStep?, Bool, FirstUse)])
  func firstUse(_ step: AttemptStep?, _ atVersions: Bool, _ expected: FirstUse) {
    #expect(FirstUse.judge(step: step, atVersions: atVersions) == expected)
  }

  @Test("P-08 who goes first waits less than the other at every try", arguments: 1...3)
  func pauses(_ tries: Int) {
    for _ in 0..<20 {
      let first = Registrar.pause(tries, isFirst: true, bits: .system)
      #expect(first <= .milliseconds(200 * tries) && first >= .milliseconds(50))
      #expect(Registrar.pause(tries, isFirst: false, bits: .system) >= .milliseconds(600 * tries))
    }
  }
}
