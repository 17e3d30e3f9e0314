/// Something that runs as long as the platform runs: a loop, a listener, a sender.
///
/// Returning or throwing means "stopped"; what that does to the rest is the supervisor's configuration
/// (`RestartPolicy`), never code in the service. Stopping is cancellation: a service ends at its next step
/// boundary, and since every step is one transaction, nothing is half done.
package protocol Service: Sendable {
  /// Short name for logs and health, such as "acme/locations/pull".
  var name: String { get }

  /// Does the work until it is cancelled.
  func run() async throws
}
