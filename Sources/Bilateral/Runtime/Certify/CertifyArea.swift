/// What checks of a partner are about, in the order of the report.
package enum CertifyArea: String, Sendable, CaseIterable {
  case transport, envelope, versions, credentials, paging, time, locations, tariffs, tokens, authorize
  case sessions, cdrs, commands, profiles, hub, hostile, load, inbound

  /// As reports head it.
  package var title: String {
    switch self {
    case .transport: "Transport"
    case .envelope: "Envelope"
    case .versions: "Versions and endpoints"
    case .credentials: "Credentials"
    case .paging: "Paging"
    case .time: "Time"
    case .locations: "Locations"
    case .tariffs: "Tariffs"
    case .tokens: "Tokens"
    case .authorize: "Real-time authorisation"
    case .sessions: "Sessions"
    case .cdrs: "CDRs"
    case .commands: "Commands"
    case .profiles: "Charging profiles"
    case .hub: "Parties and hubs"
    case .hostile: "Hostile input"
    case .load: "Small load"
    case .inbound: "Their calls to us"
    }
  }
}
