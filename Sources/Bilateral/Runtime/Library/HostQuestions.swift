import Synchronization

/// Which questions a host has in hand, so that each is asked once while this process runs.
final class HostQuestions: Sendable {
  private enum Stand { case open, passed }

  private let stands = Mutex<[String: Stand]>([:])

  /// Takes a question up; false when it is in hand, or was passed over.
  func begin(_ id: String) -> Bool {
    stands.withLock { stands in
      guard stands[id] == nil else { return false }
      // Bounded: what was passed over long ago is past its deadline and does not come again.
      if stands.count >= 10_000 { stands = stands.filter { $0.value == .open } }
      stands[id] = .open
      return true
    }
  }

  /// Asks it no second time.
  func pass(_ id: String) { stands.withLock { $0[id] = .passed } }

  /// Lets go of a question that is answered.
  func end(_ id: String) {
    stands.withLock { stands in
      if stands[id] == .open { stands[id] = nil }
    }
  }
}
