/// The way a message takes to a partner.
package enum Way: Hashable, Sendable, CustomStringConvertible {
  /// On the partner's own connection.
  case direct
  /// On the connection of the hub whose partner file has this id.
  case hub(String)

  /// `direct`, or `hub:` and the hub's id: how it is stored and shown.
  package var description: String {
    switch self {
    case .direct: "direct"
    case .hub(let id): "hub:\(id)"
    }
  }

  /// Reads what ``description`` wrote; nil for anything else.
  package init?(_ text: some StringProtocol) {
    if text == "direct" {
      self = .direct
    } else if text.hasPrefix("hub:"), text.count > 4 {
      self = .hub(String(text.dropFirst(4)))
    } else {
      return nil
    }
  }

  /// The hub's id; nil for the direct way.
  package var hub: String? { if case .hub(let id) = self { id } else { nil } }
}
