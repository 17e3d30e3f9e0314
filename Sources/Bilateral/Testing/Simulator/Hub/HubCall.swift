package import BilateralBase
package import BilateralNet

/// A message of a functional module as the simulated hub gets it from a platform.
package struct HubCall: Sendable, Equatable {
  /// Which side of the module the message is for.
  package enum Side: String, Sendable, Hashable {
    case sender, receiver
  }

  /// The number of the platform that sends it.
  package var platform: Int
  package var method: HTTPMethod
  /// Such as `locations`.
  package var module: String
  package var side: Side
  /// What follows the module in the address, decoded.
  package var path: [String]
  /// Between whom.
  package var routing: RoutedParties
  package var body: JSON?

  /// A message.
  package init(
    _ method: HTTPMethod, _ side: Side, _ module: String, _ path: [String] = [], from platform: Int,
    _ routing: RoutedParties, _ body: JSON? = nil
  ) {
    (self.method, self.side, self.module, self.path) = (method, side, module, path)
    (self.platform, self.routing, self.body) = (platform, routing, body)
  }

  /// Reads the path below the version; nil where it names no side of a module.
  init?(_ path: [String], _ request: HTTPRequest, from platform: Int) {
    guard path.count > 1, let side = Side(rawValue: path[0]) else { return nil }
    self.init(
      request.method, side, path[1], Array(path.dropFirst(2)), from: platform,
      RoutedParties(request.fields), try? JSON.parse(request.body.bytes))
  }

  /// The endpoint that it is for, as platforms announce it: `locations RECEIVER`.
  package var endpoint: String { "\(module) \(side.rawValue.uppercased())" }

  /// The lists in which the receiver is looked for where none is named (TR-81).
  package var clues: [String] {
    guard routing.to == nil, !isList else { return [] }
    switch (side, module) {
    case (.sender, _): return HubModule.listed.filter { $0 == module }
    case (_, "commands"): return ["locations", "sessions"]
    case (_, "chargingprofiles"): return ["sessions"]
    default: return []
    }
  }

  /// Whether it reads a list.
  package var isList: Bool { side == .sender && method == .get && path.isEmpty }

  /// The owner that the address of an object at its receiver names (TR-83).
  package var owner: PartyID? {
    guard side == .receiver, path.count > 2 else { return nil }
    return PartyID(country: path[0], party: path[1])
  }
}

extension JSON {
  /// The party that an object names as its own.
  var party: PartyID? {
    PartyID(country: self["country_code"]?.string ?? "", party: self["party_id"]?.string ?? "")
  }
}
