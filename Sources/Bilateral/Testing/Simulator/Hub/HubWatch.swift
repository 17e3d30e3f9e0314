package import BilateralBase

/// Knows which platforms were silent for so long that the simulated hub asks whether they are there (HCI-08).
package struct HubWatch: Sendable {
  /// Seconds.
  private let patience: Int64
  private var heard: [Int: Timestamp] = [:]

  /// Watches; about 300 seconds are usual.
  package init(patience: Int64) { self.patience = patience }

  /// A platform called, answered, or was asked in vain.
  package mutating func note(_ platform: Int, at now: Timestamp) { heard[platform] = now }

  /// The platforms to ask now; one that was never heard of counts from now on.
  package mutating func due(_ platforms: some Sequence<Int>, at now: Timestamp) -> [Int] {
    platforms.filter { platform in
      guard let last = heard[platform] else {
        heard[platform] = now
        return false
      }
      return now.seconds - last.seconds >= patience
    }.sorted()
  }
}
