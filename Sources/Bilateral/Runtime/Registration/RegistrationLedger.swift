package import BilateralBase
import BilateralCrypto
package import BilateralModel
package import BilateralNet
import BilateralStore

/// Writes the states of credentials exchanges, each in one transaction with its audit record and event.
///
/// Invariant: what is told to a partner was committed before (CR-17); a crash at any moment leaves a state from
/// which both sides can go on, because every issued token is valid until another is used (ruling 13).
package struct RegistrationLedger: Sendable {
  /// What an exchange has established.
  package struct Agreement: Sendable {
    package var partner: String
    package var version: OCPIVersion
    /// Where the partner's versions are.
    package var versionsURL: HTTPURL
    package var endpoints: [Endpoint]
    /// What we present to them from now on.
    package var theirToken: SecretText
    package var form: TokenForm
    /// What they present to us, when it is issued with the agreement (receiver).
    package var ourToken: SecretText?
    /// Who brought it about.
    package var actor: String
    /// `registered` or `updated`.
    package var change: String
    /// The terms to put into force when none are yet (ruling 9).
    package var terms: TermsSnapshot?
  }

  private let commons: Commons

  package init(_ commons: Commons) { self.commons = commons }

  /// We are about to send a token: it is valid before it leaves us (CR-04).
  ///
  /// - Returns: the number of the attempt.
  package func begin(_ partner: String, ourToken: SecretText) async throws -> Int64 {
    let hash = SHA256.hash(ourToken.revealed)
    return try await commit(partner) { tx in
      try tx.partners.update(partner) { row in
        if row.state != .registered { row.state = .registering }
      }
      try tx.ourTokens.settle(of: partner)
      try tx.ourTokens.issue(hash: hash, to: partner, kind: .session)
      return try tx.registrations.begin(.initiator, with: partner, step: "sent", ourToken: hash)
    }
  }

  /// Our attempt did not succeed; what was valid before still is (CR-15).
  ///
  /// `isOver` says that the partner has refused; else its answer may be lost, and our token in its hands.
  package func fail(
    _ partner: String, attempt: Int64?, because message: String, isOver: Bool
  ) async throws {
    try await commit(partner) { tx in
      try tx.partners.update(partner) { row in
        if row.state == .registering || row.state == .new { row.state = .failed }
        row.lastError = message
      }
      guard let attempt else { return }
      try tx.registrations.advance(attempt, to: isOver ? "refused" : "unanswered", isFinished: isOver)
    }
  }

  /// Both sides have agreed: everything of it at once.
  package func complete(_ agreement: Agreement) async throws {
    let sealed = commons.sealToken(agreement.theirToken, of: agreement.partner)
    let hash = agreement.ourToken.map { SHA256.hash($0.revealed) }
    let hooks = commons.applied
    try await commit(agreement.partner) { tx in
      let id = agreement.partner
      try tx.partners.update(id) { row in
        row.state = .registered
        row.version = "\(agreement.version)"
        row.versionsURL = "\(agreement.versionsURL)"
        row.theirToken = sealed
        row.theirTokenForm = agreement.form.rawValue
        row.lastError = nil
      }
      try tx.partners.replaceEndpoints(of: id, with: agreement.endpoints.map(EndpointRow.init))
      if let hash { try tx.ourTokens.issue(hash: hash, to: id, kind: .session) }
      try tx.registrations.close(of: id, step: "done")
      try Self.note(
        agreement.change, id, agreement.actor,
        [
          "version": .string("\(agreement.version)"), "versions_url": .string("\(agreement.versionsURL)"),
        ], tx)
      guard let terms = agreement.terms, try tx.snapshots.current(of: id) == nil else { return }
      if try terms.apply(tx, actor: agreement.actor) { try hooks.run(id, tx) }
    }
  }

  /// The relation is over: no token is valid any more, on neither side (CR-11).
  package func end(_ partner: String, actor: String) async throws {
    try await commit(partner) { tx in
      try tx.partners.update(partner) { row in
        row.state = .ended
        row.theirToken = nil
        row.theirTokenForm = nil
        row.lastError = nil
      }
      try tx.partners.replaceEndpoints(of: partner, with: [])
      try tx.ourTokens.revoke(of: partner)
      try tx.registrations.close(of: partner, step: "ended")
      try Self.note("ended", partner, actor, [:], tx)
    }
  }

  /// A token A is handed out (CR-01).
  package func invite(_ partner: String, token: SecretText, expires: Timestamp) async throws {
    let hash = SHA256.hash(token.revealed)
    try await commit(partner) { tx in
      try tx.partners.update(partner) { row in
        if row.state != .registered { row.state = .invited }
      }
      try tx.ourTokens.issue(hash: hash, to: partner, kind: .registration, expires: expires)
      try Self.note("invited", partner, "operator", [:], tx)
    }
  }

  private static func note(
    _ change: String, _ partner: String, _ actor: String, _ detail: JSON, _ tx: WriteTransaction
  ) throws {
    let detail = JSONText(detail.bytes)
    try tx.audit.append(
      AuditEntry(actor: actor, action: "credentials.\(change)", partner: partner, detail: detail))
    try tx.events.append(
      Event(type: "partner", partner: partner, id: partner, change: change, object: detail))
  }

  /// Writes, and lets the new tokens in before anybody can present them.
  private func commit<Value: Sendable>(
    _ partner: String, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws -> Value {
    let (value, rows, order) = try await commons.store.write { [commons] tx in
      (try body(tx), try tx.ourTokens.list(of: partner), commons.nextOrder())
    }
    commons.tokens.refresh(partner, with: rows, asOf: order)
    return value
  }
}

extension EndpointRow {
  init(_ endpoint: Endpoint) {
    self.init(
      module: endpoint.identifier.rawValue, role: endpoint.role?.rawValue ?? "", url: endpoint.url)
  }
}
