import BilateralBase

/// One way in which partners break the protocol, as a value: what it does, where it was met, and what we promise then.
///
/// `partnerctl simulate --list-faults` prints these, the tests hold our platform to each promise.
package struct SimulatedFault: Sendable {
  /// The name on the command line.
  package let id: String
  /// Where it belongs: pitfalls (P-…), requirements (TR-…, CR-…) or security (S-…).
  package let source: String
  /// What the partner does, a few words.
  package let summary: String
  /// How our platform behaves.
  package let promise: FaultPromise
  /// What `NAME=ARG` means where nothing is given; nil when there is nothing to choose.
  package let argument: String?
  let act: Act

  /// What a fault changes in the simulated partner.
  enum Act: Sendable {
    /// The whole behaviour, before it begins.
    case manners(@Sendable (inout SimulatedManners, String) -> Void)
    /// What the partner owns, at each crawl.
    case stock(@Sendable (inout [SimulatedObject], SimulatedCall) -> Void)
    /// One object of a list, by its place in all of it.
    case row(@Sendable (inout String, Int, SimulatedCall) -> Void)
    /// The answer in place of everything else; nil leaves the call alone.
    case instead(@Sendable (SimulatedCall) -> SimulatedAnswer?)
    /// The finished answer.
    case answer(@Sendable (inout SimulatedAnswer, SimulatedCall) -> Void)
  }

  init(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise, argument: String? = nil,
    _ act: Act
  ) {
    self.id = id
    self.source = source
    self.summary = summary
    self.promise = promise
    self.argument = argument
    self.act = act
  }

  /// A change of one JSON object among the locations: the one at place 2, so that others stand before and after it.
  static func object(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise, argument: String? = nil,
    _ change: @escaping @Sendable (inout JSON, SimulatedCall) -> Void
  ) -> SimulatedFault {
    SimulatedFault(
      id, source, summary, promise, argument: argument,
      .row { text, place, call in
        guard place == 2, call.route == .list("locations"), var json = try? JSON.parse(text) else { return }
        change(&json, call)
        text = json.text
      })
  }

  /// A change of the answers to list requests for locations.
  static func list(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise, argument: String? = nil,
    _ change: @escaping @Sendable (inout SimulatedAnswer, SimulatedCall) -> Void
  ) -> SimulatedFault {
    SimulatedFault(
      id, source, summary, promise, argument: argument,
      .answer { answer, call in if call.route == .list("locations") { change(&answer, call) } })
  }

  /// A change of the answers to one route.
  static func at(
    _ route: SimulatedRoute, _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    argument: String? = nil, _ change: @escaping @Sendable (inout SimulatedAnswer, SimulatedCall) -> Void
  ) -> SimulatedFault {
    SimulatedFault(
      id, source, summary, promise, argument: argument,
      .answer { answer, call in if call.route == route { change(&answer, call) } })
  }

  /// A change of the partner's manners.
  static func manners(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise, argument: String? = nil,
    _ change: @escaping @Sendable (inout SimulatedManners, String) -> Void
  ) -> SimulatedFault {
    SimulatedFault(id, source, summary, promise, argument: argument, .manners(change))
  }
}

/// What our platform promises to do about a fault; the tests observe the same words.
package enum FaultPromise: Sendable, Equatable, CustomStringConvertible {
  /// Everything arrives as if nothing were wrong.
  case tolerated
  /// The registration goes through and the token's form is remembered.
  case tokenForm(String)
  /// Registration ends with this code and changes nothing.
  case registrationEnds(String)
  /// The registration ends with this code the first time, and goes through when it is tried again.
  case registersAgain(after: String)
  /// This object is set aside with path and reason, all others arrive.
  case quarantined(String)
  /// The pull ends with this code; what we had stays, and it is tried again with growing pauses.
  case pullEnds(String)
  /// The pull ends with this code first and completes when it is tried again.
  case recovers(after: String)
  /// Removals are held back by the shrink brake.
  case heldBack
  /// What is pushed arrives in full, the other way.
  case pushed
  /// The push is not sent elsewhere: it is set aside and shown, with what to do.
  case parked
  /// The driver gets this answer, with this reason, and in time.
  case decides(String)
  /// Renewing the tokens ends with this code; those of before stay in force.
  case renewalEnds(String)
  /// Renewing ends with this code the first time, and is done when it is tried again.
  case renewsAgain(after: String)
  /// The registration ends on our side whatever comes back.
  case ends
  /// Ending it ends with this code the first time, and is done when it is tried again.
  case endsAgain(after: String)
  /// An order of ours ends so, in the words of our events.
  case orderEnds(String)
  /// An order of the partner's is refused with this status, and nothing is sent anywhere.
  case orderRefused(String)
  /// The result of an order of the partner's is given up, and nothing is sent anywhere else.
  case resultKept
  /// Not tolerated without this line of the partner file: the pull ends with this code.
  case needs(dialect: String, ends: String)

  package var description: String {
    switch self {
    case .tolerated: "tolerated: everything arrives"
    case .tokenForm(let form): "tolerated: token form \(form) is remembered"
    case .registrationEnds(let code): "registration refused with \(code), nothing changed"
    case .registersAgain(let code): "registration ends with \(code), registering again succeeds"
    case .quarantined(let path): "object set aside at \(path), the others arrive"
    case .pullEnds(let code): "pull ends with \(code), nothing lost, tried later"
    case .recovers(let code): "pull ends with \(code), the next try completes it"
    case .heldBack: "removals held back by the shrink brake"
    case .pushed: "the push arrives all the same"
    case .parked: "not sent elsewhere: set aside with what to do"
    case .decides(let reason): "the driver is answered: \(reason)"
    case .renewalEnds(let code): "renewal refused with \(code), the old tokens stay in force"
    case .renewsAgain(let code): "renewal ends with \(code), renewing again succeeds"
    case .ends: "the registration ends on our side"
    case .endsAgain(let code): "ending ends with \(code), trying again succeeds"
    case .orderEnds(let words): "the order ends once: \(words)"
    case .orderRefused(let status): "the order is refused with \(status), nothing is sent"
    case .resultKept: "the result is not sent there, our platform is told"
    case .needs(let key, let code): "not tolerated: needs dialect.\(key); pull ends with \(code)"
    }
  }
}

/// A fault as it was asked for: `every-nth-fails=3`.
package struct FaultUse: Sendable {
  package let fault: SimulatedFault
  /// What follows the equals sign, or the fault's own default.
  package let argument: String

  /// Reads `NAME` or `NAME=ARG`; nil when there is no such fault.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard let fault = SimulatedFault.all.first(where: { $0.id == parts.first }) else { return nil }
    self.fault = fault
    argument = parts.count > 1 ? parts[1] : fault.argument ?? ""
  }
}
