import Synchronization

/// Holds the TLS context of the moment, so that certificates can be exchanged in flight (S-23).
///
/// A handshake keeps the context it began with; connections that stand are not touched.
package final class TLSContextBox: Sendable {
  private let context: Mutex<TLSContext>

  /// Begins with a context.
  package init(_ context: TLSContext) { self.context = Mutex(context) }

  /// The context for the next handshake.
  package var current: TLSContext { context.withLock { $0 } }

  /// Exchanges the context; make the new one first: when that fails, the old one goes on.
  package func replace(with context: TLSContext) { self.context.withLock { $0 = context } }

  /// An engine for one connection.
  func makeEngine(peerName: String?) throws(TLSError) -> TLSEngine {
    try TLSEngine(current, peerName: peerName)
  }
}
