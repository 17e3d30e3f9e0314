import BilateralBase
package import BilateralModel
import BilateralNet
package import BilateralTerms

/// GET versions and GET version details (VE-01…VE-09, VE-15).
package struct VersionsModule: OCPIModule {
  package let id = ModuleID.versions
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = []

  private let commons: Commons
  private let modules: [any OCPIModule]

  /// Makes the module; `modules` are the sides that version details list.
  package init(commons: Commons, modules: [any OCPIModule]) {
    self.commons = commons
    self.modules = modules
  }

  package func isQuick(_ path: [String]) -> Bool { true }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard let base = commons.publicURL(for: call.link) else {
      throw OCPIRefusal.notFound("not listening yet")
    }
    var json = JSONWriter()
    if path.isEmpty {
      writeVersions(for: call, base, into: &json)
    } else {
      try writeDetails(for: call, base, into: &json)
    }
    return OCPIReply(data: json.bytes)
  }

  /// The versions that the partner may speak with us.
  private func writeVersions(for call: OCPICall, _ base: HTTPURL, into json: inout JSONWriter) {
    json.beginArray()
    for version in call.link.terms.technical.acceptedVersions {
      json.beginObject()
      json.key("version")
      json.string("\(version)")
      json.key("url")
      json.string("\(OCPIAddress(in: version, through: call.door).url(below: base))")
      json.endObject()
    }
    json.endArray()
  }

  private func writeDetails(for call: OCPICall, _ base: HTTPURL, into json: inout JSONWriter) throws {
    let details = VersionDetails(version: "\(call.version)", endpoints: endpoints(for: call, base))
    _ = try WireWriter.write(details, version: call.version, into: &json)
  }

  /// What we serve to this partner in this version; where addresses do not name a side, each module once (VE-04).
  private func endpoints(for call: OCPICall, _ base: HTTPURL) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for module in modules where module.isOffered(to: call.link, in: call.version, through: call.door) {
      let url = address(of: module, for: call, base)
      guard !endpoints.contains(where: { $0.url == url }) else { continue }
      endpoints.append(Endpoint(identifier: module.id, role: module.role, url: url))
    }
    return endpoints
  }

  /// Where a module is; with `/` at its end for a partner that adds its path without one.
  private func address(of module: any OCPIModule, for call: OCPICall, _ base: HTTPURL) -> String {
    let url = OCPIAddress(module.id, module.role, in: call.version, through: call.door).url(below: base)
    guard module.id != .credentials else { return "\(url)" }
    return "\(url.withTrailingSlash(call.link.dialect.current.isOn(.announcedSlash)))"
  }
}
