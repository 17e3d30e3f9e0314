import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms
import BilateralTesting
import Testing

/// A hub's directory and copy as values: two operators, a provider, and a platform of two parties.
struct HubSample {
  static let now = Timestamp(seconds: 1_800_000_000)
  /// Numbers of the platforms.
  static let (red, blu, acm, both) = (1, 2, 3, 4)

  var directory: HubDirectory
  var shelf = HubShelf()
  var reservations: [String: PartyID] = [:]

  init() throws {
    directory = HubDirectory(hub: try Self.party("NL-HUB"))
    let roles = [
      ["BE-RED:CPO"], ["FR-BLU:CPO"], ["NL-ACM:EMSP"], ["DE-TWO:CPO", "DE-TWO:EMSP", "DE-TRE:EMSP"],
    ]
    for roles in roles {
      let number = directory.open()
      directory.change(number) { platform in
        platform.roles = roles.compactMap { PartyRole($0) }
        for module in ["locations", "tokens", "sessions", "cdrs", "commands", "chargingprofiles"] {
          for side in ["SENDER", "RECEIVER"] { platform.endpoints["\(module) \(side)"] = "http://\(number)/" }
        }
        platform.sessions = ["session-\(number)"]
      }
    }
    _ = directory.refresh(at: Self.now)
  }

  static func party(_ text: String) throws -> PartyID { try #require(PartyID(text)) }

  /// What becomes of a message.
  func decide(
    _ method: HTTPMethod, _ side: HubCall.Side, _ module: String, _ path: [String] = [],
    from platform: Int = Self.acm, as from: String? = "NL-ACM", to: String? = nil, _ body: JSON? = nil
  ) throws -> HubRouting.Decision {
    let routing = RoutedParties(from: try from.map(Self.party), to: try to.map(Self.party))
    let call = HubCall(method, side, module, path, from: platform, routing, body)
    return HubRouting(directory, shelf, reservations: reservations).decide(call)
  }

  /// The text of an object.
  static func object(
    _ id: String, of party: String, driver: String? = nil, at time: String = "2026-01-01T00:00:00Z"
  )
    -> String
  {
    let parts = party.split(separator: "-")
    let token = driver.map { driver in
      let parts = driver.split(separator: "-")
      return #","cdr_token":{"country_code":"\#(parts[0])","party_id":"\#(parts[1])","uid":"U"}"#
    }
    return
      #"{"country_code":"\#(parts[0])","party_id":"\#(parts[1])","id":"\#(id)"\#(token ?? ""),"last_updated":"\#(time)"}"#
  }
}

extension HubRouting.Decision {
  /// `FROM>TO` of each target, or what else.
  var words: [String] {
    switch self {
    case .one(let target): ["\(target.from)>\(target.to)"]
    case .all(let targets): ["all"] + targets.map { "\($0.from)>\($0.to)" }
    case .collected: ["collected"]
    case .refused(let refusal): ["\(refusal.status)"]
    }
  }
}
