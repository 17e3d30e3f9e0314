import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// Tokens as receiver: GET, PUT and PATCH by uid and type (TOK-02…TOK-06).
package struct TokensReceiver: OCPIModule {
  package let id = ModuleID.tokens
  package let role = InterfaceRole.receiver
  package let offeredAs = Token.receivedBy

  private let commons: Commons

  package init(commons: Commons) {
    self.commons = commons
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard path.count <= 3 else { throw OCPIRefusal.notFound("no such address") }
    var desk = try ReceiverDesk<Token>(commons, call, path: path)
    let type = call.request.query("type")
    desk.sub = try await sub(type, desk)
    switch call.request.method {
    case .get: return try desk.show(try await desk.find())
    case .put:
      try check(type, against: try desk.body()["type"]?.string)
      return try await desk.put()
    case .patch: return try await desk.patch()
    default: throw OCPIRefusal.methodNotAllowed([.get, .put, .patch])
    }
  }

  /// The type asked for, RFID when none is; where addresses have none (2.1.1), that of the token there is.
  private func sub(_ asked: String?, _ desk: ReceiverDesk<Token>) async throws -> String {
    let usual = TokenType.rfid.rawValue
    guard asked == nil, !desk.call.version.frame.tellsTokenType else { return asked ?? usual }
    let (id, partner, owner) = (desk.id, desk.call.link.id, desk.party)
    let known = try await commons.store.read { tx in
      try tx.received.objects("tokens", id: id).filter { row in
        row.partner == partner && row.key.country == owner.country && row.key.party == owner.party
      }.map(\.key.sub)
    }
    return known.contains(usual) ? usual : known.first ?? usual
  }

  /// The body's type counts; an address that names another one contradicts it (TOK-04, TOK-05, TR-54).
  private func check(_ asked: String?, against said: String?) throws(OCPIRefusal) {
    guard let asked, let said, asked.uppercased() != said.uppercased() else { return }
    throw .invalid("the body is about a token of type \(said), the address about \(asked)")
  }
}
