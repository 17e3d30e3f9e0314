/// Where a partner stands with us, as the store keeps it and `status` shows it.
package enum PartnerState: String, Sendable, CaseIterable {
  /// A file exists, nothing has been exchanged.
  case new
  /// We issued a token A and wait for the partner to begin.
  case invited
  /// A credentials exchange is under way, ours or theirs.
  case registering
  /// Tokens are exchanged, a version and endpoints are agreed: traffic flows.
  case registered
  /// Registered, but traffic is stopped by the partner file.
  case suspended
  /// The last exchange failed; what was valid before still is.
  case failed
  /// The relation is over.
  case ended

  /// Whether loops and senders may talk to the partner.
  package var carriesTraffic: Bool { self == .registered }
}
