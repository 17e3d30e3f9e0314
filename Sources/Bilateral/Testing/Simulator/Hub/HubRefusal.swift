/// Why the simulated hub does not pass a message on, as it says so itself.
package struct HubRefusal: Error, Sendable, Equatable {
  /// `status_code`: 4000 to 4003 for what only hubs meet (TR-88), 2001 for what the sender did wrong.
  package let status: Int
  package let message: String
  /// HTTP status.
  package var http = 200

  package init(_ status: Int, _ message: String) { (self.status, self.message) = (status, message) }

  /// Nobody is found whom it is for.
  static func unknownReceiver(_ message: String) -> HubRefusal { HubRefusal(4001, message) }
  /// Whom it is for does not answer in time.
  static func late(_ message: String) -> HubRefusal { HubRefusal(4002, message) }
  /// Whom it is for is not connected.
  static func notConnected(_ message: String) -> HubRefusal { HubRefusal(4003, message) }
  /// Anything else that is between hub and receiver.
  static func other(_ message: String) -> HubRefusal { HubRefusal(4000, message) }
  /// The sender has to do otherwise.
  static func wrong(_ message: String) -> HubRefusal { HubRefusal(2001, message) }
}
