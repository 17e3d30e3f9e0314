package import BilateralBase

/// What the supervisor does when a service stops.
package enum RestartPolicy: Sendable {
  /// A stop is a stop; nobody else notices.
  case never
  /// Starts the service again after a growing pause; a normal return counts as a stop.
  case onFailure(Backoff)
  /// The service is essential: its end stops the whole platform.
  case stopEverything
}
