/// Why a transport ended otherwise than in good order.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The host name has no address, or the resolver did not answer in time.
  case unresolved(host: String, reason: String)
  /// Policy forbids the address (private range, not in the partner's list): it was not contacted (S-17, S-18).
  case forbiddenAddress(SocketAddress, reason: String)
  /// No address accepted a connection; the last refusal, and how many addresses were tried.
  case unreachable(SocketError, address: SocketAddress, tried: Int)
  /// Not ready in time; `during` is "connect" or "TLS handshake".
  case timedOut(during: String, after: Duration)
  /// TLS refused: a certificate, a version, a pin, or a broken record.
  case tls(TLSError)
  /// A system call failed on a standing connection (reset by peer, …).
  case socket(SocketError)

  package var description: String {
    switch self {
    case .unresolved(let host, let reason): "host \(host) not found: \(reason)"
    case .forbiddenAddress(let address, let reason): "address \(address) not allowed: \(reason)"
    case .unreachable(let error, let address, let tried):
      tried > 1 ? "\(address): \(error) (last of \(tried) addresses)" : "\(address): \(error)"
    case .timedOut(let phase, let limit): "no end of \(phase) within \(limit)"
    case .tls(let error): error.description
    case .socket(let error): error.description
    }
  }
}
