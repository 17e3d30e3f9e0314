import BilateralModel
import BilateralNet

/// What a call that failed means to an order or to its result.
package enum CommandFailure: Sendable, Equatable {
  /// The partner was certainly not told; `isFinal` when telling it again is of no use.
  case notReached(String, isFinal: Bool)
  /// Nobody knows whether the partner was told.
  case unclear(String)
  /// The partner's answer ends it.
  case ended(CommandOutcome)

  /// In words for people.
  package var reason: String? {
    switch self {
    case .notReached(let reason, _), .unclear(let reason): reason
    case .ended(let outcome): outcome.reason
    }
  }

  /// Sending an order failed so.
  ///
  /// An order that may have arrived is never sent again: at a charge point it would be a second one.
  package init(sending failure: OCPIFailure) {
    let reason = failure.message
    switch failure.kind {
    case .unreachable(.write), .unreachable(.read), .timedOut, .cancelled: self = .unclear(reason)
    case .unreachable, .rateLimited: self = .notReached(reason, isFinal: false)
    case .credentialsRefused, .foreignOrigin, .notConnected: self = .notReached(reason, isFinal: true)
    case .againstProtocol: self = .ended(CommandOutcome(.malformed, reason: reason))
    case .refused(_, .hubTimeout?): self = .unclear(reason)
    case .refused(let http, let status):
      self = .ended(CommandOutcome(Self.word(http, status), reason: reason))
    }
  }

  /// Telling a result failed so; who hears a result twice knows it, so it may be repeated.
  package init(telling failure: OCPIFailure) {
    switch failure.kind {
    case .refused where failure.retry == .never, .foreignOrigin:
      self = .ended(CommandOutcome(.undelivered, reason: failure.message))
    default: self = .unclear(failure.message)
    }
  }

  /// 404 and 2003 are something that the partner does not know (CMD-19).
  private static func word(_ http: Int, _ status: OCPIStatus?) -> CommandOutcome.Word {
    if http >= 500 || [.serverError, .hubError].contains(status?.category) { return .failed }
    return http == 404 || status == .unknownLocation ? .unknown : .rejected
  }
}

extension Duration {
  /// The duration in whole microseconds, held at the bounds of the type.
  package var microseconds: Int64 {
    let (seconds, attoseconds) = components
    let whole = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !whole.overflow else { return seconds < 0 ? .min : .max }
    return whole.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000_000).partialValue
  }
}
