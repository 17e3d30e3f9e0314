package import BilateralBase
package import BilateralModel
package import BilateralNet

/// A partner's endpoints as its version details announce them, each checked before a token may go there.
///
/// Read leniently: one bad entry does not cost the others. Relative addresses are resolved, addresses at another
/// host are left out (P-12, CR-29).
package struct AnnouncedEndpoints: Sendable {
  /// What can be used.
  package private(set) var endpoints: [Endpoint] = []
  /// What was left out or mended, in words.
  package private(set) var notes: [String] = []

  /// Reads the `data` of version details found at `page`.
  ///
  /// - Throws: `.unreadable` when there is no list of endpoints.
  package init(
    _ data: JSONNode?, at page: HTTPURL, origin: PartnerOrigin
  ) throws(RegistrationProblem) {
    guard let list = data?["endpoints"], list.kind == .array else {
      throw .unreadable("\(page.path): the version details hold no list \"endpoints\"")
    }
    for node in list.elements { add(node, page, origin) }
  }

  private mutating func add(_ node: JSONNode, _ page: HTTPURL, _ origin: PartnerOrigin) {
    guard let name = node["identifier"]?.string, let address = node["url"]?.string else {
      return notes.append("an endpoint without identifier or url was left out")
    }
    let role = node["role"]?.string.map { InterfaceRole(rawValue: $0.uppercased()) }
    switch origin.judge(address, at: page) {
    case .url(let url):
      endpoints.append(Endpoint(identifier: ModuleID(rawValue: name), role: role, url: url))
    case .foreign(let url): notes.append("\(name) was left out: \(url) is not at the partner's host")
    case .malformed, .none: notes.append("\(name) was left out: its url cannot be read")
    }
  }

  /// The modules with the sides offered, for people: `locations S, tokens S+R`.
  package var words: String {
    let sides = Dictionary(grouping: endpoints.filter { $0.identifier != .credentials }, by: \.identifier)
    guard !sides.isEmpty else { return "credentials only" }
    return sides.map { module, entries in
      let roles = entries.compactMap { $0.role?.rawValue.prefix(1) }.sorted().reversed()
      return roles.isEmpty ? "\(module)" : "\(module) \(roles.joined(separator: "+"))"
    }.sorted().joined(separator: ", ")
  }

  /// Where credentials are; their role is not looked at (VE-06).
  package var credentials: HTTPURL? {
    endpoints.first { $0.identifier == .credentials }.flatMap { try? HTTPURL($0.url) }
  }
}
