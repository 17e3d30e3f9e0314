import Bilateral
import BilateralBase

/// Tokens, versions, credentials.
extension SimulatedFault {
  static let tokens: [SimulatedFault] = [
    .manners("token-raw", "P-01 TR-03", "takes our token only as it is", .tokenForm("raw")) { manners, _ in
      manners.tokenForm = .raw
    },
    .manners("token-base64", "P-01 TR-04", "takes our token only in Base64", .tokenForm("base64")) {
      manners, _ in manners.tokenForm = .base64
    },
    .manners("token-like-base64", "P-02", "hands out a token that is itself Base64", .tolerated) {
      manners, _ in manners.tokenPrefix = "dG9rZW4taW4tYmFzZTY0LXRleHQt"
    },
    SimulatedFault(
      "token-refused", "P-01 TR-06", "answers 401 to every token", .registrationEnds("BR103"),
      .instead { .error(401, 2001, "who are you?", at: $0.now) }),
    SimulatedFault(
      "token-forgotten", "P-10", "answers 401 to lists after the registration", .pullEnds("BR103"),
      .instead { call in
        if case .list = call.route { .error(401, 2001, "who are you?", at: call.now) } else { nil }
      }),
  ]

  static let discovery: [SimulatedFault] = [
    version("versions-slash", "P-25 TR-91", "version URLs end in a slash", .tolerated) {
      "\($0.base)/\($0.version)/"
    },
    version("versions-relative", "P-12", "version URLs are relative", .tolerated) { "\($0.version)" },
    .at(.versions, "versions-junk", "P-15", "lists versions that do not exist", .tolerated) { answer, call in
      let junk = ["v2.1", "2.2.1-d2", "3.0-beta", ""].map { ["version": .string($0), "url": "x"] as JSON }
      answer.rows = junk.map(\.text) + answer.rows
    },
    .at(.versions, "versions-other", "VE-10", "offers no version of ours", .registrationEnds("BR211")) {
      answer, call in
      answer.rows = [(["version": "2.0", "url": .string("\(call.base)/2.0")] as JSON).text]
    },
    .at(.versions, "versions-empty", "P-23", "offers no version", .registrationEnds("BR216")) {
      answer, _ in answer.rows = []
    },
    .at(.versions, "versions-bare", "P-24", "lists versions without an envelope", .tolerated) {
      answer, _ in
      if answer.isSuccess { answer.body = Array(("[" + answer.rows.joined() + "]").utf8) }
    },
    endpoint("endpoints-relative", "P-12", "endpoint URLs are relative", .tolerated) { node, call in
      node["url"] = .string((node["url"]?.string ?? "").replacing("\(call.base)/", with: ""))
    },
    endpoint("endpoints-lower-case", "TR-69", "interface roles in lower case", .tolerated) { node, _ in
      node["role"] = .string((node["role"]?.string ?? "").lowercased())
    },
    endpoint("endpoints-without-role", "P-13", "endpoints name no role", .tolerated) { node, _ in
      node["role"] = nil
    },
    .at(.details, "endpoints-missing", "P-16 CR-13", "offers credentials alone", .registrationEnds("BR212")) {
      answer, call in
      let own: JSON = [
        "identifier": "credentials", "role": "SENDER",
        "url": .string("\(call.base)/\(call.version)/credentials"),
      ]
      answer.content = .one(
        (["version": .string("\(call.version)"), "endpoints": .array([own])] as JSON).text)
    },
  ]

  private static func version(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ url: @escaping @Sendable (SimulatedCall) -> String
  ) -> SimulatedFault {
    .at(.versions, id, source, summary, promise) { answer, call in
      answer.rows = [(["version": .string("\(call.version)"), "url": .string(url(call))] as JSON).text]
    }
  }

  /// A change of every endpoint.
  static func endpoint(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ change: @escaping @Sendable (inout JSON, SimulatedCall) -> Void
  ) -> SimulatedFault {
    .at(.details, id, source, summary, promise) { answer, call in
      guard case .one(let text) = answer.content, var details = try? JSON.parse(text) else { return }
      let endpoints = (details["endpoints"]?.elements ?? []).map { node in
        var node = node
        change(&node, call)
        return node
      }
      details["endpoints"] = .array(endpoints)
      answer.content = .one(details.text)
    }
  }

  static let handshake: [SimulatedFault] = [
    .manners(
      "callback-slow", "P-06", "calls back within our request, after ARG ms", .tolerated, argument: "300"
    ) { manners, argument in
      manners.callBack = .within(.milliseconds(Int(argument) ?? 300))
    },
    .manners(
      "callback-late", "P-06", "calls back ARG ms after its answer", .tolerated, argument: "300"
    ) { manners, argument in
      manners.callBack = .late(.milliseconds(Int(argument) ?? 300))
    },
    .manners("callback-never", "P-06", "never calls back", .tolerated) { manners, _ in
      manners.callBack = .never
    },
    .manners("credentials-twice", "P-08 P-91", "sends its credentials twice", .tolerated) { manners, _ in
      manners.repeatsCredentials = true
    },
    .credentials("credentials-without-token", "CR-06", "answers credentials without a token", "BR214") {
      json, _ in json["token"] = nil
    },
    .credentials("credentials-of-another", "CR-28 S-11", "announces another party", "BR215") { json, _ in
      json["roles"] = [
        ["role": "CPO", "country_code": "ZZ", "party_id": "ZZZ", "business_details": ["name": "Other"]]
      ]
    },
    .at(
      .credentials, "credentials-lost", "P-07 ruling 13", "its answer breaks off the first time",
      .registersAgain(after: "BR101")
    ) { answer, call in if call.count == 1 { answer.wire = .cut } },
    SimulatedFault(
      "credentials-busy", "P-08", "is busy with its own handshake the first time",
      .registersAgain(after: "BR218"),
      .instead { call in
        call.route == .credentials && call.count == 1 ? .error(409, 3000, "busy", at: call.now) : nil
      }),
    SimulatedFault(
      "credentials-405", "P-09", "says that we are registered already", .registrationEnds("BR219"),
      .instead { call in
        call.route == .credentials ? .error(405, 2000, "already registered", at: call.now) : nil
      }),
    SimulatedFault(
      "credentials-3001", "CR-12", "cannot use our interface, in HTTP 200", .registrationEnds("BR105"),
      .instead { call in
        call.route == .credentials ? .error(200, 3001, "cannot call you", at: call.now) : nil
      }),
  ]

  private static func credentials(
    _ id: String, _ source: String, _ summary: String, _ code: String,
    _ change: @escaping @Sendable (inout JSON, SimulatedCall) -> Void
  ) -> SimulatedFault {
    spoiledCredentials(id, source, summary, .registrationEnds(code), change)
  }

  /// A change of the credentials object.
  static func spoiledCredentials(
    _ id: String, _ source: String, _ summary: String, _ promise: FaultPromise,
    _ change: @escaping @Sendable (inout JSON, SimulatedCall) -> Void
  ) -> SimulatedFault {
    .at(.credentials, id, source, summary, promise) { answer, call in
      guard case .one(let text) = answer.content, var json = try? JSON.parse(text) else { return }
      change(&json, call)
      answer.content = .one(json.text)
    }
  }
}
