import BilateralBase
import BilateralModel
import BilateralStore

extension RegistrationLedger {
  /// What an event brings along.
  struct Details: Sendable {
    /// The hash of the token that is issued.
    var ourToken: [UInt8]?
    /// Their new token, sealed.
    var theirToken: [UInt8]?
    /// When the issued token ends by itself.
    var expires: Timestamp?
    /// The attempt the event is about.
    var attempt: Int64?
    var error: String?
    var agreement: Agreement?
    var note: Note?

    init(ourToken: [UInt8]? = nil, attempt: Int64? = nil, error: String? = nil) {
      self.ourToken = ourToken
      self.attempt = attempt
      self.error = error
    }
  }

  /// What the audit and our platform are told.
  struct Note: Sendable {
    var change: String
    var actor: String
    var detail: JSON = [:]

    func write(_ partner: String, _ tx: WriteTransaction) throws {
      let text = JSONText(detail.bytes)
      try tx.audit.append(
        AuditEntry(actor: actor, action: "credentials.\(change)", partner: partner, detail: text))
      try tx.events.append(
        Event(type: "partner", partner: partner, id: partner, change: change, object: text))
    }
  }
}

/// Writes the effects of one event.
struct RelationWriting {
  let tx: WriteTransaction
  let partner: String
  let details: RegistrationLedger.Details
  /// The exchanges of ours that had no end before the event, newest first.
  let open: [RegistrationRow]
  /// For how many seconds a token that was in use outlives the first use of its successor.
  let overlap: Int64

  /// Most session tokens of a partner that wait for their first use.
  private static let pending = 16

  /// Writes one effect; answers the number of an attempt that was opened.
  func write(_ effect: Relation.Effect) throws -> Int64? {
    switch effect {
    case .settleOurTokens, .issueSession, .issueInvitation, .endInvitations, .endOurTokens, .honourEarlyUse:
      try writeOurs(effect)
    case .receiveTheirToken, .forgetTheirTokens: try writeTheirs(effect)
    case .takeEndpoints, .forgetEndpoints: try writeEndpoints(effect)
    case .openAttempt:
      let step: AttemptStep = details.ourToken == nil ? .leaving : .sent
      return try tx.registrations.begin(
        .initiator, with: partner, step: step.rawValue, ourToken: details.ourToken)
    case .closeAttempt, .keepAttempt, .closeAttempts: try writeAttempt(effect)
    }
    return nil
  }

  private func writeOurs(_ effect: Relation.Effect) throws {
    switch effect {
    case .settleOurTokens: try tx.ourTokens.settle(of: partner)
    case .endInvitations: try tx.ourTokens.endInvitations(of: partner)
    case .endOurTokens: try tx.ourTokens.revoke(of: partner)
    case .honourEarlyUse:
      guard let hash = open.first?.ourToken, try tx.ourTokens.token(hash: hash)?.firstUsed != nil else {
        return
      }
      try tx.ourTokens.endOthers(than: hash, of: partner, overlap: overlap)
    default:
      guard let hash = details.ourToken else { return }
      try tx.ourTokens.issue(
        hash: hash, to: partner, kind: effect == .issueSession ? .session : .registration,
        expires: details.expires)
      if effect == .issueSession { try tx.ourTokens.prune(of: partner, keeping: Self.pending) }
    }
  }

  private func writeTheirs(_ effect: Relation.Effect) throws {
    guard effect == .receiveTheirToken else { return try tx.theirTokens.forget(of: partner) }
    guard let token = details.theirToken, let agreement = details.agreement else { return }
    try tx.theirTokens.receive(token, form: agreement.form.rawValue, from: partner)
    try tx.partners.learn(ExchangeFacts.exchangedAt, "\(tx.now.microseconds)", of: partner)
  }

  private func writeEndpoints(_ effect: Relation.Effect) throws {
    guard effect == .takeEndpoints else { return try tx.partners.replaceEndpoints(of: partner, with: []) }
    guard let agreement = details.agreement else { return }
    try tx.partners.update(partner) { row in
      row.version = "\(agreement.version)"
      row.versionsURL = "\(agreement.versionsURL)"
    }
    try tx.partners.replaceEndpoints(of: partner, with: agreement.endpoints.map(EndpointRow.init))
  }

  private func writeAttempt(_ effect: Relation.Effect) throws {
    guard effect != .closeAttempts else {
      try tx.registrations.close(of: partner, step: "closed")
      return
    }
    guard let id = details.attempt ?? open.first?.id else { return }
    let isOver = effect == .closeAttempt
    try tx.registrations.advance(
      id, to: isOver ? "refused" : AttemptStep.unanswered.rawValue, isFinished: isOver)
  }
}

/// How far an exchange that we began and that has no end yet has come, as the store keeps it.
package enum AttemptStep: String, Sendable, CaseIterable {
  /// POST or PUT is on its way.
  case sent
  /// No answer came to POST or PUT.
  case unanswered
  /// DELETE was sent.
  case leaving

  init(of row: RegistrationRow) { self = AttemptStep(rawValue: row.step) ?? .unanswered }
}

/// What is remembered of exchanges among the partner's facts.
enum ExchangeFacts {
  /// When credentials were last exchanged, in microseconds since 1970.
  static let exchangedAt = "credentials.exchanged_at"
}

extension Relation {
  /// The relation as the store has it; `open` are the exchanges without an end, newest first.
  init(_ row: PartnerRow, open: [RegistrationRow]) {
    let steps = open.filter { $0.role == .initiator }.map(AttemptStep.init(of:))
    let undertaking: Undertaking =
      switch steps.first {
      case .sent: .sending
      case .leaving: .leaving
      case .unanswered, nil: .none
      }
    self.init(
      state: PartnerState(rawValue: row.state.rawValue) ?? .new, undertaking: undertaking,
      isUnanswered: steps.contains(.unanswered))
  }
}
