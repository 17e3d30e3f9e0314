import BilateralNet
import Synchronization

/// One TLS context for all partners of whom the same is demanded.
///
/// A context holds the authorities it trusts, of which the system has more than a hundred: with one a partner, a fleet
/// would hold them hundreds of times. Partners to whom we show a certificate have contexts of their own.
final class SharedTrust: Sendable {
  private struct Demand: Hashable {
    let authorities: TLSConfiguration.Authorities
    let pins: [[UInt8]]
    let minimum: TLSConfiguration.Version
  }

  /// Contexts that no partner uses any more are forgotten when there are so many.
  private static let limit = 64

  private let known = Mutex<[Demand: TLSContext]>([:])

  /// Forgets all contexts: files of authorities may have changed.
  func forget() { known.withLock { $0 = [:] } }

  /// The context for a configuration, made when there is none.
  func context(for configuration: TLSConfiguration) throws(TLSError) -> TLSContext {
    guard configuration.identity == nil else { return try TLSContext(configuration, role: .client) }
    let demand = Demand(
      authorities: configuration.authorities, pins: configuration.pins,
      minimum: configuration.minimumVersion)
    if let context = known.withLock({ $0[demand] }) { return context }
    let context = try TLSContext(configuration, role: .client)
    known.withLock { known in
      if known.count >= Self.limit { known = [:] }
      known[demand] = context
    }
    return context
  }
}
