package import BilateralBase
import BilateralCrypto
package import BilateralModel
package import BilateralNet
import BilateralStore
package import BilateralTerms

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
    /// Whom the partner lists as reached through it, where it is a hub.
    package var behind: [PartyRole] = []
  }

  private let commons: Commons

  package init(_ commons: Commons) { self.commons = commons }

  /// We are about to send a token: it is valid before it leaves us (CR-04).
  ///
  /// - Returns: the number of the attempt.
  @discardableResult
  package func begin(_ partner: String, ourToken: SecretText) async throws -> Int64 {
    try await record(.sending, of: partner, Details(ourToken: SHA256.hash(ourToken.revealed))) ?? 0
  }

  /// Our attempt did not succeed; what was valid before still is (CR-15).
  ///
  /// - Parameters:
  ///   - partner: with whom.
  ///   - attempt: which; nil when no token was sent.
  ///   - message: why, in words.
  ///   - isOver: the partner has refused; else its answer may be lost, and our token in its hands.
  /// - Throws: what the store throws.
  package func fail(
    _ partner: String, attempt: Int64?, because message: String, isOver: Bool
  ) async throws {
    let event: Relation.Event = attempt == nil ? .notSent : isOver ? .refused : .unanswered
    try await record(event, of: partner, Details(attempt: attempt, error: message))
  }

  /// Both sides have agreed: everything of it at once.
  package func complete(_ agreement: Agreement) async throws {
    var details = Details(ourToken: agreement.ourToken.map { SHA256.hash($0.revealed) })
    details.agreement = agreement
    details.theirToken = commons.sealToken(agreement.theirToken, of: agreement.partner)
    details.note = Note(
      change: agreement.change, actor: agreement.actor,
      detail: [
        "version": .string("\(agreement.version)"), "versions_url": .string("\(agreement.versionsURL)"),
      ])
    try await record(agreement.ourToken == nil ? .agreed : .partnerAgreed, of: agreement.partner, details)
    guard !agreement.behind.isEmpty else { return }
    try await commons.store.write { tx in
      try HubBook.note(agreement.behind, of: agreement.partner, in: agreement.version, tx)
    }
  }

  /// We are about to tell the partner that it is over.
  package func beginLeaving(_ partner: String) async throws {
    try await record(.leaving, of: partner, Details())
  }

  /// The relation is over: no token is valid any more, on neither side (CR-11).
  ///
  /// - Parameters:
  ///   - partner: with whom.
  ///   - actor: who ended it.
  ///   - isOurs: we have asked for it, not the partner.
  /// - Throws: what the store throws.
  package func end(_ partner: String, actor: String, isOurs: Bool) async throws {
    var details = Details()
    details.note = Note(change: "ended", actor: actor)
    try await record(isOurs ? .left : .partnerLeft, of: partner, details)
  }

  /// A token A is handed out (CR-01).
  ///
  /// - Parameters:
  ///   - partner: to whom.
  ///   - token: the token A.
  ///   - expires: when it ends by itself.
  ///   - event: `.invited`, `.reissued` or `.reset`.
  /// - Throws: what the store throws.
  package func invite(
    _ partner: String, token: SecretText, expires: Timestamp, as event: Relation.Event = .invited
  ) async throws {
    var details = Details(ourToken: SHA256.hash(token.revealed))
    details.expires = expires
    details.note = Note(change: event.rawValue, actor: "operator")
    try await record(event, of: partner, details)
  }

  /// The process has started: exchanges that were under way have no answer.
  package func recover(_ partner: String) async throws {
    try await record(.restarted, of: partner, Details())
  }

  /// Takes an event in, and writes everything that follows from it as one.
  ///
  /// - Returns: the number of the attempt, when one was opened.
  @discardableResult
  private func record(
    _ event: Relation.Event, of partner: String, _ details: Details
  ) async throws -> Int64? {
    let overlap = commons.tokenOverlap(of: partner)
    let hooks = commons.applied
    return try await commit(partner) { tx in
      let row = try tx.partners.ensure(partner)
      let open = try tx.registrations.open(of: partner)
      var relation = Relation(row, open: open)
      let writing = RelationWriting(tx: tx, partner: partner, details: details, open: open, overlap: overlap)
      let opened = try relation.handle(event).compactMap { try writing.write($0) }.first
      try tx.partners.update(partner) { row in
        row.state = PartnerRow.State(rawValue: relation.state.rawValue) ?? row.state
        if let error = details.error { row.lastError = error }
        if relation.state == .registered, details.agreement != nil { row.lastError = nil }
      }
      try details.note?.write(partner, tx)
      if let terms = details.agreement?.terms, try tx.snapshots.current(of: partner) == nil,
        try terms.apply(tx, actor: details.agreement?.actor ?? "operator")
      {
        try hooks.run(partner, tx)
      }
      return opened
    }
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
