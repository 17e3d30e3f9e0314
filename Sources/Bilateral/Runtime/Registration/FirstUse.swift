import BilateralBase
import BilateralStore

/// What it means that a partner presents a token of ours for the first time (ruling 13).
package enum FirstUse: String, Sendable, CaseIterable {
  /// The call-back inside our own POST or PUT: no use.
  case callBack
  /// The partner has taken the token over before it answered. Should it then refuse, the tokens of before must still
  /// be valid, so nothing ends before our exchange has (CR-15).
  case early
  /// The partner has come to use it: the others end.
  case use

  /// Judges a first use.
  ///
  /// - Parameters:
  ///   - step: how far our exchange that issued the token has come; nil when the partner began it, or it has ended.
  ///   - atVersions: the token was shown to versions or version details only.
  /// - Returns: what it means.
  package static func judge(step: AttemptStep?, atVersions: Bool) -> FirstUse {
    switch step {
    case nil, .leaving: .use
    case .sent: atVersions ? .callBack : .early
    case .unanswered: atVersions ? .callBack : .use
    }
  }

  /// Makes it durable before the request is answered.
  static func note(_ caller: TokenDirectory.Caller, atVersions: Bool, _ commons: Commons) async throws {
    let overlap = commons.tokenOverlap(of: caller.partner)
    let (rows, order) = try await commons.store.write { tx in
      let attempt = try tx.registrations.open(of: caller.partner).first { $0.ourToken == caller.hash }
      switch judge(step: attempt.map(AttemptStep.init(of:)), atVersions: atVersions) {
      case .callBack: break
      case .early: try tx.ourTokens.noteUse(hash: caller.hash)
      case .use: _ = try tx.ourTokens.use(hash: caller.hash, overlap: overlap)
      }
      return (try tx.ourTokens.list(of: caller.partner), commons.nextOrder())
    }
    commons.tokens.refresh(caller.partner, with: rows, asOf: order)
  }
}

extension Commons {
  /// For how many seconds requests with the token of before are let in, once a new one is in use.
  func tokenOverlap(of partner: String) -> Int64 {
    Int64(links[partner]?.terms.technical.security.tokenOverlapSeconds ?? 0)
  }
}
