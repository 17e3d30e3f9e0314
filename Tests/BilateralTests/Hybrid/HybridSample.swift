import Bilateral
import BilateralTesting

/// Partner files and objects of parties behind a hub.
enum HybridSample {
  /// A partner without a connection of its own.
  static func behind(
    _ hub: String = "hub", id: String, role: String, status: String = "test", more: String = ""
  ) -> String {
    """
    schema = "bilateral/1"
    id = "\(id)"
    name = "\(id)"
    status = "\(status)"
    [them]
    roles = ["\(role)"]
    [route]
    kind = "hub"
    hub = "\(hub)"
    \(more)
    \(TestPair.Terms.quiet.ofCPO)
    """
  }

  /// The lines that give a partner with a connection a hub beside it.
  static let both = """
    [route]
    kind = "direct-with-hub-fallback"
    hub = "hub"

    """

  /// Rewrites an object of DE-NVO as one of another party, such as `NL-ACM`.
  static func of(_ party: String, _ object: String) -> String {
    let parts = party.split(separator: "-")
    return object.replacing(
      "\"country_code\":\"DE\",\"party_id\":\"NVO\"", with: Self.owner(parts[0], parts[1]))
  }

  private static func owner(_ country: Substring, _ party: Substring) -> String {
    "\"country_code\":\"\(country)\",\"party_id\":\"\(party)\""
  }
}
