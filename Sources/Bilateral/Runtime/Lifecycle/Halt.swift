import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralTerms

/// Why nothing moves in a module with a partner, or why no driver is let in: by decision, not by a failure.
package enum Halt: Hashable, Sendable {
  /// A person suspended it.
  case suspended(Standing.Suspension)
  /// The partner's file says `status = "suspended"`.
  case suspendedByFile
  /// The partnership is being ended, or has ended.
  case ending

  /// The stable word.
  package var word: String { self == .ending ? "ending" : "suspended" }

  /// For our own people.
  package var text: String {
    switch self {
    case .suspended(let rest): "suspended since \(rest.since)" + (rest.reason.map { ": \($0)" } ?? "")
    case .suspendedByFile: "suspended: its file says so"
    case .ending: "being ended"
    }
  }
}

extension PartnerLink {
  /// Why a module rests; nil when it does not.
  ///
  /// A file that says `suspended` counts as a suspension of everything. Sessions and CDRs go on, so that what has begun
  /// is charged and paid. Whoever ends a partnership that rests takes its cards back and has the last CDRs come.
  package func halt(_ module: ModuleID) -> Halt? {
    if let ending = standing.offboarding, ending.phase != .ended, Standing.isMovedByItsEnd(module.rawValue) {
      return nil
    }
    if let rest = standing.suspension(of: module.rawValue) { return .suspended(rest) }
    guard terms.technical.status == .suspended, Standing.restsWithFile(module.rawValue) else { return nil }
    return .suspendedByFile
  }

  /// Why no driver is let in, theirs at our stations or ours at theirs; nil when they are.
  package var driversHalt: Halt? {
    if standing.offboarding != nil { return .ending }
    return halt(.tokens)
  }

  /// Why no charging is begun by command; nil when it is.
  package var startsHalt: Halt? { driversHalt ?? halt(.commands) }

  /// Whether a module rests by intention, with the partner or with the hub that carries it.
  package func isResting(_ module: ModuleID) -> Bool {
    halt(module) != nil || reach(for: module).carrier.halt(module) != nil
  }

  /// Whether a module's messages move now: the partner is connected, and neither it nor its hub rests.
  package func moves(_ module: ModuleID) -> Bool {
    let reach = reach(for: module)
    return reach.carriesTraffic && !isResting(module)
  }

  /// Refuses a call about a module that rests.
  ///
  /// On a connection of its own the partner hears that we are not there for it now, so that it keeps what it has to say;
  /// through a hub, which would take that for our being away from everybody, it hears it in words.
  ///
  /// - Parameters:
  ///   - module: what it is about.
  ///   - carrier: whose connection it came on.
  /// - Throws: the refusal.
  func refuseHalted(_ module: ModuleID, on carrier: PartnerLink) throws(OCPIRefusal) {
    guard halt(module) ?? carrier.halt(module) != nil else { return }
    let party = theirParties.sorted().first.map { "\($0)" } ?? id
    let words = "our agreement with \(party) is suspended: no \(module.rawValue) are exchanged now"
    guard carrier === self else { throw OCPIRefusal(.ok, .clientError, words) }
    throw OCPIRefusal.resting(words + "; your credentials stay valid, send it again later")
  }
}

extension Standing {
  /// Whether a file that says `suspended` stops a module.
  static func restsWithFile(_ module: String) -> Bool {
    var whole = Standing()
    _ = whole.suspend(all, reason: nil, at: Timestamp(seconds: 0))
    return whole.suspension(of: module) != nil
  }
}

extension PartnerLink {
  /// The `suspension` of `GET /partners`: what rests, since when and why; null when nothing does.
  var suspensionJSON: JSON {
    let rests = standing.suspensions.sorted { $0.key < $1.key }
    let isByFile = terms.technical.status == .suspended
    guard !rests.isEmpty || isByFile else { return .null }
    let named = rests.map(\.key).filter { $0 != Standing.all }
    let isWhole = isByFile || named.count < rests.count
    let first = (rests.first { $0.key == Standing.all } ?? rests.first)?.value
    return [
      "by": .string(rests.isEmpty ? "file" : "operator"),
      "modules": isWhole ? .null : .array(named.map { .string($0) }),
      "since": first.map { .string($0.since.description) } ?? .null,
      "reason": first?.reason.map { .string($0) } ?? .null,
    ]
  }
}
