package import BilateralBase
import BilateralCrypto
import BilateralNet
import Synchronization

/// Until when the certificates hold that a partner's servers have shown us, by host.
package final class ServerCertificates: Sendable {
  private let ends = Mutex<[String: Timestamp]>([:])

  /// Takes note of what stood behind an answer; plain HTTP shows nothing.
  func note(_ response: HTTPClientResponse, from host: HTTPHost) {
    guard let end = response.peer.tls?.certificate?.notAfter else { return }
    ends.withLock { $0[host.name] = end }
  }

  /// The ends by host, in the order of the hosts.
  package var all: [(host: String, end: Timestamp)] {
    ends.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0 < $1.0 }
  }
}
