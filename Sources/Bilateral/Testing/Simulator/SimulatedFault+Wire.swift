import BilateralBase
import BilateralNet

/// Connections, certificates, foreign addresses, pushes.
extension SimulatedFault {
  private static func wire(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise, argument: String? = nil,
    _ fault: @escaping @Sendable (SimulatedCall) -> WireFault
  ) -> SimulatedFault {
    .list(id, source, summary, promise, argument: argument) { answer, call in answer.wire = fault(call) }
  }

  static let wires: [SimulatedFault] = [
    wire("hangs", "S-32", "accepts and never answers", .pullEnds("BR102")) { _ in .silence },
    wire("hangs-midway", "S-32", "stops in the middle of the body", .pullEnds("BR102")) { _ in .hangs },
    wire("drips", "S-27 S-32", "sends a few bytes a second", .pullEnds("BR102")) { _ in .drip },
    wire("cuts", "P-31", "closes in the middle of the body", .pullEnds("BR101")) { _ in .cut },
    wire("hangs-up", "P-31", "closes without an answer", .pullEnds("BR101")) { _ in .refuse },
    wire("length-too-long", "S-25", "Content-Length is ARG too large", .pullEnds("BR101"), argument: "10") {
      .length($0.number(or: 10))
    },
    wire("length-too-short", "S-25", "Content-Length is ARG too small", .pullEnds("BR106"), argument: "10") {
      .length(-$0.number(or: 10))
    },
    wire("length-huge", "S-29 S-32", "says that 100 GB will come", .pullEnds("BR106")) { _ in
      .claims(100_000_000_000)
    },
    wire("chunks-garbage", "S-25", "chunks that are none", .pullEnds("BR106")) { _ in .chunkGarbage },
    wire("framed-twice", "S-26", "Content-Length and chunks both", .pullEnds("BR106")) { _ in .twoFramings },
    wire("fields-many", "S-25", "ARG header fields", .pullEnds("BR106"), argument: "500") {
      .fields($0.number(or: 500))
    },
    .list("slow", "P-31", "every page takes ARG ms", .tolerated, argument: "50") { answer, call in
      answer.delay = .milliseconds(call.number(or: 50))
    },
  ]

  static let certificates: [SimulatedFault] = [
    .manners("tls-other-name", "S-21", "its certificate is another host's", .registrationEnds("BR101")) {
      manners, _ in manners.certificate = .otherName
    },
    .manners("tls-expired", "S-21", "its certificate has expired", .registrationEnds("BR101")) {
      manners, _ in manners.certificate = .expired
    },
    .manners("tls-unknown", "S-21", "an authority nobody agreed on", .registrationEnds("BR101")) {
      manners, _ in manners.certificate = .otherAuthority
    },
  ]

  /// Every field that carries an address names the canary; nobody may ever come to it (S-15).
  static let foreign: [SimulatedFault] = [
    .at(.versions, "foreign-version", "S-15 P-12", "details at a foreign host", .registrationEnds("BR213")) {
      answer, call in
      answer.rows = [
        (["version": .string("\(call.version)"), "url": .string("\(call.canary)/ocpi/\(call.version)")]
          as JSON).text
      ]
    },
    endpoint("foreign-endpoints", "S-15 P-12", "endpoints at a foreign host", .registrationEnds("BR212")) {
      node, call in
      guard node["identifier"]?.string != "credentials" else { return }
      node["url"] = .string("\(call.canary)/ocpi/\(call.version)/\(node["identifier"]?.string ?? "")")
    },
    endpoint(
      "foreign-credentials", "S-15", "its credentials endpoint at a foreign host", .registrationEnds("BR216")
    ) { node, call in
      guard node["identifier"]?.string == "credentials" else { return }
      node["url"] = .string("\(call.canary)/ocpi/\(call.version)/credentials")
    },
    .spoiledCredentials("foreign-url", "S-15 CR-29", "its credentials name a foreign host", .tolerated) {
      json, call in json["url"] = .string("\(call.canary)/ocpi/versions")
    },
    .list("foreign-link", "S-15 P-42", "Link leads to a foreign host", .recovers(after: "BR202")) {
      answer, call in
      if answer.link != nil { answer.link = "<\(call.page(call.limit, host: call.canary))>; rel=\"next\"" }
    },
    .list(
      "foreign-redirect", "S-16", "redirects to a foreign host with ARG", .pullEnds("BR105"),
      argument: "307"
    ) { answer, call in
      answer = .error(call.number(or: 307), 2000, "moved", at: call.now)
      answer.fields.set(.location, call.page(0, host: call.canary))
    },
    .at(
      .versions, "foreign-redirect-versions", "S-16", "redirects GET versions to a foreign host",
      .registrationEnds("BR105")
    ) { answer, call in
      answer = .error(302, 2000, "moved", at: call.now)
      answer.fields.set(.location, "\(call.canary)/ocpi/versions")
    },
    .object("foreign-addresses", "S-15", "images and websites at a foreign host", .tolerated) { json, call in
      let image: JSON = [
        "url": .string("\(call.canary)/a.png"), "thumbnail": .string("\(call.canary)/b.png"),
        "category": "OPERATOR", "type": "png",
      ]
      json["images"] = .array([image])
      json["operator"] = ["name": "X", "website": .string("\(call.canary)/site"), "logo": image]
    },
  ]

  static let pushes: [SimulatedFault] = [
    pushed("patch-405", "C17", "405 to PATCH", method: .patch) { .error(405, 2000, "no PATCH", at: $0.now) },
    pushed("patch-404", "P-64 TR-50", "404 to PATCH", method: .patch) {
      .error(404, 2003, "unknown", at: $0.now)
    },
    pushed("patch-2003", "P-64 P-21", "HTTP 200 with 2003 to PATCH", method: .patch) {
      .error(200, 2003, "unknown", at: $0.now)
    },
    pushed("patch-501", "C17", "501 to PATCH", method: .patch) { .error(501, 2000, "no PATCH", at: $0.now) },
    SimulatedFault(
      "push-fails-once", "P-31", "500 to the first push of each kind", .pushed,
      .instead { call in
        guard case .push = call.route, call.count == 1 else { return nil }
        return .error(500, 3000, "our fault", at: call.now)
      }),
    SimulatedFault(
      "push-data", "TR-17 P-23", "answers a push with content and null", .pushed,
      .answer { answer, call in
        guard case .push = call.route, call.method != .get else { return }
        answer.content = .one(call.method == .put ? "null" : "{\"ok\":true}")
      }),
  ]

  private static func pushed(
    _ id: String, _ source: String, _ summary: String, method: HTTPMethod,
    _ answer: @escaping @Sendable (SimulatedCall) -> SimulatedAnswer
  ) -> SimulatedFault {
    SimulatedFault(
      id, source, summary, .pushed,
      .instead { call in
        guard case .push = call.route, call.method == method else { return nil }
        return answer(call)
      })
  }
}
