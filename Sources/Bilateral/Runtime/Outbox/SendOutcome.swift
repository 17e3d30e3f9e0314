import BilateralBase
import BilateralModel
import BilateralNet

/// How an attempt to deliver one entry ended, and what that means for the entry and for the queue behind it.
package enum SendOutcome: Sendable {
  /// The partner has it.
  case delivered
  /// It is not this entry's turn: what it refers to must arrive first.
  case notYet
  /// The partner is not there or wants to be left alone: the whole queue waits.
  case outage(OCPIFailure)
  /// This entry may work later; others may work now.
  case later(OCPIFailure)
  /// The partner refused it, or it cannot be said: given up until somebody acts or the object changes.
  case refused(error: String, hint: String)
  /// The process is stopping.
  case cancelled

  /// What a failed call means.
  package init(_ failure: OCPIFailure) {
    switch failure.kind {
    case .unreachable, .timedOut, .rateLimited, .credentialsRefused, .notConnected: self = .outage(failure)
    case .cancelled: self = .cancelled
    case .refused, .againstProtocol, .foreignOrigin:
      self =
        failure.retry == .never
        ? .refused(error: "\(failure)", hint: failure.help) : .later(failure)
    }
  }
}

extension OCPIFailure {
  /// Whether the partner does not know the object that a PATCH or DELETE is about (P-64).
  var isUnknownObject: Bool {
    guard case .refused(let http, let status) = kind else { return false }
    return !isHubs && (http == 404 || status == .unknownLocation)
  }

  /// Whether the message may have done its work although no good answer came.
  var mayHaveArrived: Bool {
    switch kind {
    case .unreachable(.write), .unreachable(.read), .unreachable(.timeout), .timedOut, .cancelled,
      .againstProtocol:
      true
    case .refused(let http, let status):
      http >= 500 || status?.category == .serverError || status == .hubTimeout
    case .unreachable, .credentialsRefused, .rateLimited, .foreignOrigin, .notConnected: false
    }
  }

  /// Whether a PUT of the whole object may succeed where a PATCH was refused (TR-50).
  var isWorthPut: Bool {
    guard case .refused(let http, let status) = kind else { return false }
    return !isHubs && (http < 500 || http == 501) && status?.category != .serverError
  }
}
