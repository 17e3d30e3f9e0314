import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// What a partner said about one of its drivers, read leniently (P-22, P-23).
struct PartnerVerdict: Sendable {
  var outcome: AuthorizationOutcome
  /// To be repeated in session and CDR (TOK-21).
  var reference: String?
  /// What to tell the driver.
  var info: JSON?
  /// The EVSEs at which the driver may charge; empty means all.
  var evses: [CiString] = []

  /// A verdict that is only its outcome.
  init(_ outcome: AuthorizationOutcome) { self.outcome = outcome }

  /// Reads an `AuthorizationInfo`; what has no `allowed` is no answer.
  init(reading data: JSONNode?, about location: LocationReferences?) {
    guard let data, let word = data["allowed"]?.string else {
      self.init(.failed)
      return
    }
    self.init(AuthorizationOutcome(allowed: word.uppercased()))
    reference = data["authorization_reference"]?.string
    info = data["info"].flatMap { $0.kind == .object ? JSON($0) : nil }
    evses = data["location"]?["evse_uids"]?.elements.compactMap { $0.string.map { CiString($0) } } ?? []
    guard outcome == .allowed, let asked = location?.evseUIDs, !asked.isEmpty, !evses.isEmpty else { return }
    // The location in the answer lists where the driver may charge; elsewhere the answer is no (TOK-11).
    if Set(asked).isDisjoint(with: evses) { outcome = .refused("NOT_ALLOWED") }
  }

  /// What a failed call means: 404 or 2004 is a token they do not know, another refusal is a refusal (P-22).
  init(_ failure: OCPIFailure) {
    switch failure.kind {
    case .timedOut: self.init(.timedOut)
    case .refused(_, .hubTimeout?): self.init(.timedOut)
    case .refused where failure.isHubs: self.init(.failed)
    case .refused(let http, let status):
      if http == 404 || status == .unknownToken {
        self.init(.unknownToken)
      } else if http >= 500 || status?.category == .serverError {
        self.init(.failed)
      } else {
        self.init(.refused(http >= 400 ? "HTTP_\(http)" : "OCPI_\(status?.rawValue ?? 0)"))
      }
    case .unreachable, .credentialsRefused, .rateLimited, .againstProtocol, .foreignOrigin, .notConnected,
      .cancelled:
      self.init(.failed)
    }
  }
}
