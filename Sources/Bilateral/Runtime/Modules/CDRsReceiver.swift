import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// CDRs as receiver: POST, and GET at the address that the POST was answered with (CDR-02…CDR-05).
package struct CDRsReceiver: OCPIModule {
  package let id = ModuleID.cdrs
  package let role = InterfaceRole.receiver
  package let offeredAs = CDR.receivedBy

  private let commons: Commons

  package init(commons: Commons) {
    self.commons = commons
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    let allowed: [HTTPMethod] = path.isEmpty ? [.post] : [.get]
    guard allowed.contains(call.request.method) else { throw OCPIRefusal.methodNotAllowed(allowed) }
    guard !path.isEmpty else { return try await post(call) }
    guard path.count == 3 else { throw OCPIRefusal.notFound("no such address") }
    return try await ReceiverDesk<CDR>(commons, call, path: path).showStored()
  }

  /// Stores the CDR; one that is known with the same content is answered like the first time (CDR-22).
  private func post(_ call: OCPICall) async throws -> OCPIReply {
    let (object, desk) = try await ReceiverDesk<CDR>.posted(commons, call)
    var reply = try await desk.take(object.row)
    if reply.status.isSuccess { reply.fields.set(.location, "\(try address(object.row.key, call))") }
    return reply
  }

  /// The absolute address of a stored CDR (CDR-04).
  private func address(_ key: ObjectKey, _ call: OCPICall) throws(OCPIRefusal) -> HTTPURL {
    guard let base = commons.publicURL(for: call.link) else { throw .notFound("not listening yet") }
    return OCPIAddress(id, role, in: call.version, through: call.door).url(below: base)
      .appending(segments: [key.country, key.party, key.id])
  }
}
