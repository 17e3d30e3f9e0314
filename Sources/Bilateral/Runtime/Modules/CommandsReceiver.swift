import BilateralBase
import BilateralModel
import BilateralNet
package import BilateralTerms

/// Commands as receiver: what an eMSP wants our charge points to do (CMD-01).
package struct CommandsReceiver: OCPIModule {
  package let id = ModuleID.commands
  package let role = InterfaceRole.receiver
  package let offeredAs: [PartyRole.Kind] = [.cpo]

  private let commons: Commons

  package init(commons: Commons) { self.commons = commons }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    // In 2.1.1 both sides of the module have one address.
    guard path.count < 2 else { return try await CallbackDesk(commons, call).take(path) }
    guard call.request.method == .post else { throw OCPIRefusal.methodNotAllowed([.post]) }
    guard let name = path.first else { throw OCPIRefusal.notFound("the address must name a command") }
    let desk = CommandDesk(commons: commons, call: call)
    guard let kind = CommandKind(rawValue: name.uppercased()), kind.traits.module == .commands,
      kind.traits.since <= call.version
    else { return try desk.unknownCommand(name) }
    return try await desk.take(try CommandOrder(kind, reading: call.pushed(name), call))
  }
}

/// Commands as sender: what became of our own, at their `response_url` (CMD-02).
package struct CommandsSender: OCPIModule {
  package let id = ModuleID.commands
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = [.emsp]

  private let commons: Commons

  package init(commons: Commons) { self.commons = commons }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    try await CallbackDesk(commons, call).take(path)
  }
}

extension OCPICall {
  /// The body, out of whatever it was wrapped in (P-110).
  func pushed(_ what: String) throws(OCPIRefusal) -> JSONNode {
    link.dialect.pushed(try json(), "\(request.method) \(what)")
  }
}
