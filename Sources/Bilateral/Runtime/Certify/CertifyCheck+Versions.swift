import BilateralBase
import BilateralModel
import BilateralNet

/// The list of versions and the endpoints.
extension CertifyCheck {
  static let versions: [CertifyCheck] = [
    CertifyCheck("VER-01", .versions, "VE-01 VE-14", "GET versions is answered") { desk in
      let answer = await desk.ask(.versions)
      return answer.failure == nil ? answer.fine() : answer.words
    },
    CertifyCheck(
      "VER-02", .versions, "VE-01", "versions are a list with something in it",
      dialect: ("version_list_shape", "wrapped")
    ) {
      desk in
      let answer = try await desk.ask(.versions).came()
      guard answer.isFine else { throw CertifySkip("versions are answered with \(answer.words)") }
      return answer.rows.isEmpty ? "data is \(answer.data?.text.prefix(80) ?? "missing")" : nil
    },
    listed("VER-03", "VE-01", "every version has a number and an address") { row, _ in
      row["version"]?.string?.isEmpty == false && row["url"]?.string?.isEmpty == false
        ? nil : "\(row.text.prefix(80)) is no version"
    },
    listed("VER-04", "VE-01 VE-08", "the addresses of versions are absolute") { row, _ in
      let url = row["url"]?.string ?? ""
      return url.hasPrefix("http") && (try? HTTPURL(url)) != nil
        ? nil : "\"\(url.prefix(80))\" is not absolute"
    },
    listed("VER-05", "VE-01 VE-11", "only versions that exist are listed", .should) { row, _ in
      let known = ["2.0", "2.1", "2.1.1", "2.2", "2.2.1", "2.3.0"]
      let version = row["version"]?.string ?? ""
      return known.contains(version) ? nil : "\"\(version.prefix(20))\" is no version of OCPI"
    },
    listed("VER-06", "CR-29", "the addresses of versions are at the partner's host") { row, desk in
      guard let url = row["url"]?.string, let at = try? desk.partner.versionsURL.resolving(url) else {
        return nil
      }
      return desk.partner.client.owns(at) ? nil : "\(at.origin) is another host"
    },
    CertifyCheck("VER-07", .versions, "VE-10 VE-13", "the agreed version is offered") { desk in
      let version = await desk.version
      let listed = try await versionRows(desk).compactMap { $0["version"]?.string }
      return listed.contains("\(version)") ? nil : "\(version) is not among \(listed.joined(separator: ", "))"
    },
    .of("VER-08", .versions, "VE-02", "the details of the version are answered", .details) { answer in
      answer.fine()
        ?? (answer.data?.members == nil ? "data is \(answer.data.map(\.kindWords) ?? "missing")" : nil)
    },
    CertifyCheck("VER-09", .versions, "VE-02", "the details say which version they are of", .should) { desk in
      let version = await desk.version
      let said = try await announced(desk)["version"]?.string ?? "nothing"
      return said == "\(version)" ? nil : "they say \(said)"
    },
    CertifyCheck("VER-10", .versions, "VE-02", "there are endpoints") { desk in
      try await endpoints(desk).isEmpty ? "the list of endpoints is empty" : nil
    },
    eachEndpoint("VER-11", "VE-02 VE-08", "every endpoint has an absolute address") { node, _ in
      let url = node["url"]?.string ?? ""
      return (try? HTTPURL(url)) != nil ? nil : "\"\(url.prefix(80))\" is not absolute"
    },
    eachEndpoint("VER-12", "CR-29", "every endpoint is at the partner's host") { node, desk in
      guard let url = node["url"]?.string, let at = try? HTTPURL(url) else { return nil }
      return desk.partner.client.owns(at) ? nil : "\(at.origin) is another host"
    },
    eachEndpoint("VER-13", "VE-05", "every endpoint says SENDER or RECEIVER", since: .v2_2_1) { node, _ in
      ["SENDER", "RECEIVER"].contains(node["role"]?.string ?? "")
        ? nil : "its role is \(node["role"]?.text ?? "missing")"
    },
    CertifyCheck("VER-14", .versions, "VE-07", "credentials are among the endpoints") { desk in
      let names = try await endpoints(desk).compactMap { $0["identifier"]?.string }
      return names.contains("credentials") ? nil : "there are only \(names.joined(separator: ", "))"
    },
    CertifyCheck("VER-15", .versions, "VE-02", "no endpoint is listed twice", .should) { desk in
      var seen: Set<String> = []
      for node in try await endpoints(desk) {
        let name = "\(node["identifier"]?.string ?? "") \(node["role"]?.string ?? "")"
        if !seen.insert(name).inserted { return "\(name) is listed twice" }
      }
      return nil
    },
    needed(
      "VER-16", "CR-13", "an operator announces locations and tariffs", .cpo,
      [
        ModuleNeed(.locations, .sender), ModuleNeed(.tariffs, .sender),
      ]),
    needed(
      "VER-17", "CR-13", "an operator announces sessions and CDRs", .cpo, level: .should,
      [
        ModuleNeed(.sessions, .sender), ModuleNeed(.cdrs, .sender),
      ]),
    needed("VER-18", "CR-13", "an operator takes tokens", .cpo, [ModuleNeed(.tokens, .receiver)]),
    needed("VER-19", "CR-13", "a provider announces tokens", .emsp, [ModuleNeed(.tokens, .sender)]),
    needed(
      "VER-20", "CR-13", "a provider takes locations, tariffs, sessions and CDRs", .emsp, level: .should,
      [
        ModuleNeed(.locations, .receiver), ModuleNeed(.tariffs, .receiver), ModuleNeed(.sessions, .receiver),
        ModuleNeed(.cdrs, .receiver),
      ]),
    .of(
      "VER-21", .versions, "VE-15", "the details are closed without a token",
      CertifyAsk(.details, token: .none)
    ) {
      $0.says(http: [401])
    },
    eachEndpoint("VER-22", "VE-09 VE-12", "the names of modules are in lower case", .should) { node, _ in
      let name = node["identifier"]?.string ?? ""
      return name == name.lowercased() || name == "Booking" ? nil : "\"\(name.prefix(40))\""
    },
  ]

  private static func versionRows(_ desk: CertifyDesk) async throws -> [JSON] {
    let answer = try await desk.ask(.versions).came()
    guard answer.isFine, !answer.rows.isEmpty else { throw CertifySkip("the versions cannot be read") }
    return answer.rows
  }

  private static func announced(_ desk: CertifyDesk) async throws -> JSON {
    let answer = try await desk.ask(.details).came()
    guard answer.isFine, let data = answer.data, data.members != nil else {
      throw CertifySkip("the details cannot be read: \(answer.words)")
    }
    return data
  }

  private static func endpoints(_ desk: CertifyDesk) async throws -> [JSON] {
    try await announced(desk)["endpoints"]?.elements ?? []
  }

  private static func listed(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    _ judge: @escaping @Sendable (JSON, CertifyDesk) -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .versions, requirements, title, level) { desk in
      try await versionRows(desk).lazy.compactMap { judge($0, desk) }.first
    }
  }

  private static func eachEndpoint(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    since: OCPIVersion = .v2_1_1,
    _ judge: @escaping @Sendable (JSON, CertifyDesk) -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .versions, requirements, title, level, since: since) { desk in
      for node in try await endpoints(desk) {
        if let problem = judge(node, desk) { return "\(node["identifier"]?.string ?? "?"): \(problem)" }
      }
      return nil
    }
  }

  private static func needed(
    _ id: String, _ requirements: String, _ title: String, _ side: Side, level: Level = .must,
    _ needs: [ModuleNeed]
  ) -> CertifyCheck {
    CertifyCheck(id, .versions, requirements, title, level, side: side) { desk in
      let found = try await endpoints(desk).map { node in
        (node["identifier"]?.string?.lowercased(), node["role"]?.string?.uppercased())
      }
      let missing = needs.filter { need in
        !found.contains {
          $0.0 == need.module.rawValue && ($0.1 ?? "\(need.role.rawValue)") == need.role.rawValue
        }
      }
      return missing.isEmpty ? nil : "missing: " + missing.map(\.description).joined(separator: ", ")
    }
  }
}
