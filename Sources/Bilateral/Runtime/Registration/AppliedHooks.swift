package import BilateralStore
import Synchronization

/// What else has to happen when a partner's terms are put into force, such as looking at every own object anew.
///
/// Hooks run inside the transaction that writes the snapshot, so that neither exists without the other.
package final class AppliedHooks: Sendable {
  /// Gets the partner's id.
  package typealias Hook = @Sendable (String, WriteTransaction) throws -> Void

  private let hooks = Mutex<[Hook]>([])

  package init() {}

  /// Adds a hook; called while the platform is put together.
  package func add(_ hook: @escaping Hook) { hooks.withLock { $0.append(hook) } }

  /// Runs all hooks for a partner.
  package func run(_ partner: String, _ tx: WriteTransaction) throws {
    for hook in hooks.withLock({ $0 }) { try hook(partner, tx) }
  }
}
