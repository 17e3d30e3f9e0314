import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// Our tokens for a partner: the list, one token, and real-time authorisation where that is wired (TOK-01).
package struct TokensSender: OCPIModule {
  /// Answers `POST {token_uid}/authorize`; gets the call and the token's uid.
  package typealias Authorize = @Sendable (OCPICall, String) async throws -> OCPIReply

  package let id = ModuleID.tokens
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.emsp]
  private let list: SenderList
  private let authorize: Authorize?

  /// Makes the module; without `authorize` such calls are answered with 405.
  package init(_ commons: Commons, authorize: Authorize? = nil) {
    list = SenderList(.tokens, commons)
    self.authorize = authorize
  }

  package func isQuick(_ path: [String]) -> Bool { isQuestion(path) }

  /// Whether a driver waits for the answer.
  private func isQuestion(_ path: [String]) -> Bool { path.count == 2 && path[1] == "authorize" }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    if isQuestion(path) { return try await authorization(call, path[0]) }
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard path.count <= 1 else { throw OCPIRefusal.notFound("no such address") }
    guard let uid = path.first else { return try await page(call) }
    return OCPIReply(data: try await token(uid, call))
  }

  private func authorization(_ call: OCPICall, _ uid: String) async throws -> OCPIReply {
    guard let authorize, call.request.method == .post else {
      throw OCPIRefusal.methodNotAllowed(authorize == nil ? [] : [.post])
    }
    return try await authorize(call, uid)
  }

  private func page(_ call: OCPICall) async throws -> OCPIReply {
    try await list.answerViews(call) { view, row, json in
      guard let token = try? view.token(row) else { return }
      view.write(token, into: &json)
    }
  }

  /// The token of a uid; the `type` parameter chooses among several, RFID when absent (TOK-03, TOK-04).
  private func token(_ uid: String, _ call: OCPICall) async throws -> [UInt8] {
    let partner = call.link.id
    let type = call.request.query("type") ?? TokenType.rfid.rawValue
    let found = try await list.findView(call) { tx in
      let rows = try tx.views.named(uid, of: "tokens", for: partner)
      return rows.first { CiString($0.own.key.sub) == CiString(type) }
    }
    guard let found else { throw OCPIRefusal.unknown(.tokens, "no token \(uid) of type \(type)") }
    return try found.view.text(found.view.token(found.row))
  }
}
