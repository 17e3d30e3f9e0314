import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// `POST /partners/{id}/commands/{COMMAND}`: our platform orders something of a partner.
///
/// The body is the object of the command without `response_url`. The order is durable before it is answered; what comes
/// of it arrives as one `command-result` event.
struct CommandGiving: Sendable {
  private let call: OfficeCall
  private let link: PartnerLink
  private let kind: CommandKind

  init(_ call: OfficeCall) throws(OfficeError) {
    self.call = call
    link = try call.link()
    guard let kind = CommandKind(rawValue: call["command"].uppercased()) else {
      let names = CommandKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw OfficeError(
        .notFound, "BR360", "there is no command \(call["command"])", help: "one of \(names)")
    }
    self.kind = kind
  }

  func run() async throws -> HTTPResponse {
    let version = try spoken()
    let body = JSON(try call.json())
    guard body.members != nil else { throw OfficeError.unprocessable("the body must be an object") }
    let draft = try await CommandDraft(kind, body, link, call).finished(in: version)
    let row = try await call.commons.store.write { tx in try draft.write(in: tx) }
    var json: JSON = ["command_id": .string(row.id)]
    if let reference = (try? JSON.parse(row.body.bytes))?["authorization_reference"] {
      json["authorization_reference"] = reference
    }
    if !draft.warnings.isEmpty { json["warnings"] = .array(draft.warnings.map { .string($0) }) }
    return .json(json)
  }

  /// The version in which the partner takes this order.
  ///
  /// - Throws: 409 when it takes no orders now, 422 when its version has no such order, 502 when it does not offer it.
  private func spoken() throws -> OCPIVersion {
    let traits = kind.traits
    guard link.reach(for: traits.module).carriesTraffic else {
      throw OfficeError(
        .conflict, "BR361", "\(link.id) is not connected", help: "partnerctl status \(link.id)")
    }
    if kind == .startSession || kind == .reserveNow, let halt = link.startsHalt {
      throw OfficeError(
        .conflict, "BR830", "nobody begins to charge at \(link.id): it is \(halt.text)",
        help: "partnerctl resume \(link.id); what charges can be stopped")
    }
    if let version = link.version(for: traits.module), version < traits.since {
      throw OfficeError(
        .unprocessable, "BR362", "OCPI \(version), which \(link.id) speaks, has no \(kind.rawValue)",
        help: "it needs \(traits.since) or later")
    }
    return try link.endpoint(traits.module, traits.taker).version
  }
}
