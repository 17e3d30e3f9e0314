/// Which addresses may be contacted (S-15, S-17, S-18).
package struct AddressPolicy: Sendable, Equatable {
  /// Ranges outside the public internet that are allowed all the same (`[security] allow_private`).
  package var allowed: [IPRange]
  /// Whether unix sockets are.
  package var allowsUnix: Bool

  /// Public addresses only, and these ranges.
  package init(allowing allowed: [IPRange] = [], allowsUnix: Bool = false) {
    self.allowed = allowed
    self.allowsUnix = allowsUnix
  }

  /// Public addresses only: the rule of production.
  package static let internet = AddressPolicy()

  /// Everything: tests, the demo, and `env = "test"` (ruling 18).
  package static let any = AddressPolicy(
    allowing: ["0.0.0.0/0", "::/0"].compactMap { IPRange($0) }, allowsUnix: true)

  /// Why an address may not be contacted; nil when it may.
  package func refusal(of address: SocketAddress) -> String? {
    guard let ip = address.ip else { return allowsUnix ? nil : "unix sockets are not for partners" }
    let scope = ip.scope
    if scope == .global || allowed.contains(where: { $0.contains(ip) || $0.contains(ip.unwrapped) }) {
      return nil
    }
    return "it is a \(scope.rawValue) address; if that is wanted, name its range in [security] allow_private"
  }
}
