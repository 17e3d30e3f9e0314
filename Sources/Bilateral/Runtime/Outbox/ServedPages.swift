package import BilateralBase
package import BilateralStore
import Synchronization

/// What one partner has read of our lists, so that it need not be pushed as well.
///
/// A page counts as arrived when the partner shows that it has it: it asks for the page that follows, or begins to read
/// again from a later time. An answer that got lost is asked for again with the same parameters, and shows nothing.
/// Kept in memory only: forgetting it costs a push of what is there already.
package final class ServedPages: Sendable {
  /// An object as it stood in a page.
  package struct Entry: Sendable, Equatable {
    package let key: ObjectKey
    /// The number of our own object's change that the page showed.
    package let change: Int64
    /// The hash of the partner's view at that moment.
    package let hash: [UInt8]
    /// When the partner had last acknowledged a push of it.
    ///
    /// A push that ends after the page was made may have arrived after the page did.
    package let acknowledgedAt: Timestamp?

    package init(_ row: ViewDelivery) {
      key = row.own.key
      change = row.own.change
      hash = row.view.hash
      acknowledgedAt = row.view.acknowledgedAt
    }
  }

  private struct State {
    var asked: ListFilter?
    var last: [Entry] = []
    var arrived: [Entry] = []
    var expectsNextUntil: Duration?
    var askedAt: Duration?
  }

  /// How long after a page the partner is expected to ask for the next one.
  static let patience = Duration.seconds(3)

  private let state = Mutex(State())

  package init() {}

  /// Notes that a page is being answered.
  ///
  /// - Parameters:
  ///   - filter: what the partner asks for.
  ///   - entries: what of it the partner has not acknowledged yet.
  ///   - hasNext: whether the answer names a next page.
  ///   - now: the time since some fixed start.
  /// - Returns: whether the request showed that an earlier page with something new has arrived.
  package func turn(
    to filter: ListFilter, showing entries: [Entry], hasNext: Bool, at now: Duration
  ) -> Bool {
    state.withLock { state in
      let isProof = state.asked.map { Self.shows(filter, after: $0) } ?? false
      if isProof { state.arrived += state.last }
      let news = isProof && !state.last.isEmpty
      (state.asked, state.last, state.askedAt) = (filter, entries, now)
      state.expectsNextUntil = hasNext ? now + Self.patience : nil
      return news
    }
  }

  /// Whether the partner is in the middle of the list: what it never saw it is about to read.
  package func isBeingRead(at now: Duration) -> Bool {
    state.withLock { state in state.expectsNextUntil.map { now < $0 } ?? false }
  }

  /// When the partner last asked for a page, as the time since some fixed start; nil when it never did.
  package var askedAt: Duration? { state.withLock { $0.askedAt } }

  /// Hands over what has arrived since the last call.
  package func takeArrived() -> [Entry] {
    state.withLock { state in
      defer { state.arrived = [] }
      return state.arrived
    }
  }

  /// Whether asking for `next` shows that the answer to `last` was taken in.
  static func shows(_ next: ListFilter, after last: ListFilter) -> Bool {
    if next.from == last.from, next.to == last.to { return next.offset == last.offset + last.limit }
    guard next.offset == 0, let from = next.from else { return false }
    return last.from.map { from > $0 } ?? true
  }
}
