import BilateralBase
package import BilateralModel
import BilateralNet
package import BilateralTerms

/// GET versions and GET version details (VE-01…VE-09, VE-15).
package struct VersionsModule: OCPIModule {
  package let id = ModuleID(rawValue: "versions")
  package let role = InterfaceRole.sender
  package let offeredAs: [PartyRole.Kind] = []

  private let commons: Commons
  private let modules: [any OCPIModule]

  /// Makes the module; `modules` are the sides that version details list.
  package init(commons: Commons, modules: [any OCPIModule]) {
    self.commons = commons
    self.modules = modules
  }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard call.request.method == .get else { throw OCPIRefusal.methodNotAllowed([.get]) }
    guard let base = commons.publicURL() else { throw OCPIRefusal.notFound("not listening yet") }
    var json = JSONWriter()
    if path.isEmpty {
      writeVersions(base, into: &json)
    } else {
      try writeDetails(of: call.version, base, for: call.link, into: &json)
    }
    return OCPIReply(data: json.bytes)
  }

  private func writeVersions(_ base: HTTPURL, into json: inout JSONWriter) {
    json.beginArray()
    for version in OCPIServer.versions {
      json.beginObject()
      json.key("version")
      json.string("\(version)")
      json.key("url")
      json.string("\(base.appending(segments: ["\(version)"]))")
      json.endObject()
    }
    json.endArray()
  }

  private func writeDetails(
    of version: OCPIVersion, _ base: HTTPURL, for link: PartnerLink, into json: inout JSONWriter
  ) throws {
    let base = base.appending(segments: ["\(version)"])
    let details = VersionDetails(
      version: "\(version)",
      endpoints: modules.filter { $0.isOffered(to: link) }.map { module in
        Endpoint(identifier: module.id, role: module.role, url: "\(address(of: module, base, for: link))")
      })
    _ = try WireWriter.write(details, version: version, into: &json)
  }

  /// Where a module is; with `/` at its end for a partner that adds its path without one.
  private func address(of module: any OCPIModule, _ base: HTTPURL, for link: PartnerLink) -> HTTPURL {
    guard module.id != .credentials else { return base.appending(segments: ["credentials"]) }
    return base.appending(segments: [module.role.rawValue.lowercased(), module.id.rawValue])
      .withTrailingSlash(link.dialect.current.isOn(.announcedSlash))
  }
}
