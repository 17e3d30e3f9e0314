package import BilateralBase

/// What is known about one module's traffic with one partner, for status, health and metrics.
package struct Observation: Sendable, Equatable {
  package var lastSuccess: Timestamp?
  package var lastError: Diagnostic?
  package var consecutiveErrors = 0
  /// Set while the shrink brake holds removals back: how many objects would have gone, of how many.
  package var brake: Brake?

  /// A removal that was held back (partner file C8 `max_shrink`).
  package struct Brake: Sendable, Equatable {
    package var missing: Int
    package var live: Int

    package init(missing: Int, live: Int) {
      self.missing = missing
      self.live = live
    }
  }

  package init() {}

  /// A step went well.
  package mutating func succeeded(at now: Timestamp) {
    lastSuccess = now
    lastError = nil
    consecutiveErrors = 0
  }

  /// A step failed.
  package mutating func failed(_ error: Diagnostic) {
    lastError = error
    consecutiveErrors += 1
  }
}
