import BilateralBase
import BilateralNet
import Synchronization

/// How much of partners' lists is in memory at a time, whoever they are: pulls take turns page by page.
///
/// Without it the first pull of a fleet would hold a page or two of every partner at once. A page counts from before it
/// is asked for until it is stored. A partner that lets us wait longer than ``patience`` does not count meanwhile: what
/// hangs takes no memory, and must not take others' turn either.
package final class PullBudget: Sendable {
  /// Objects in memory; a page counts with as many as it may hold.
  package static let objects = 4000
  /// What a delta's page counts with: most hold few objects, whatever they may.
  package static let deltaPage = 100

  /// How long a partner may take for a page while others wait for their turn.
  private let patience: Duration
  private let objects: Int
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration
  private let state = Mutex(Queue())

  private struct Holder {
    var weight: Int
    let since: Duration
    var isFetching = true
    var isAside = false

    var counts: Int { isAside ? 0 : weight }
  }

  private struct Waiter {
    let number: Int
    let weight: Int
    let bell: Wakeup
  }

  private struct Queue {
    var number = 0
    var holders: [Int: Holder] = [:]
    var waiting = FairTurns<String, Waiter>()
    /// Whose turn it is as soon as there is room.
    var first: Waiter?
    var gone: Set<Int> = []

    var held: Int { holders.values.reduce(0) { $0 + $1.counts } }
  }

  /// Makes a budget.
  ///
  /// - Parameters:
  ///   - objects: that may be held at a time.
  ///   - patience: with a partner that does not answer.
  ///   - clock: for waiting.
  ///   - elapsed: the time that has passed.
  package init(
    objects: Int = PullBudget.objects, patience: Duration = .seconds(1), clock: any Clock<Duration>,
    elapsed: @escaping @Sendable () -> Duration
  ) {
    (self.objects, self.patience, self.clock, self.elapsed) = (max(1, objects), patience, clock, elapsed)
  }

  /// A share of the budget; it goes back by ``end()``, at the latest when nobody holds it any more.
  package final class Share: Sendable {
    private let budget: PullBudget
    private let number: Int

    fileprivate init(_ budget: PullBudget, _ number: Int) { (self.budget, self.number) = (budget, number) }

    deinit { end() }

    /// Notes that the page is there: it counts from now on, however long it took.
    package func arrived() { budget.arrived(number) }

    /// Gives it back.
    package func end() { budget.giveBack(number) }
  }

  /// Waits for the partner's turn.
  ///
  /// - Parameters:
  ///   - count: how many objects may come.
  ///   - partner: whose turn it is; those of several partners go round.
  /// - Returns: the share.
  /// - Throws: `CancellationError`.
  package func take(_ count: Int, for partner: String) async throws -> Share {
    let waiter = state.withLock { queue -> Waiter in
      queue.number += 1
      let waiter = Waiter(number: queue.number, weight: min(max(1, count), objects), bell: Wakeup())
      queue.waiting.add(waiter, for: partner)
      return waiter
    }
    admit()
    do {
      while state.withLock({ $0.holders[waiter.number] == nil }) {
        try await waiter.bell.wait(atMost: patience, clock: clock)
        admit()
      }
    } catch {
      withdraw(waiter.number)
      throw error
    }
    return Share(self, waiter.number)
  }

  /// How many objects are held; for tests.
  package var held: Int { state.withLock { $0.held } }

  /// Lets in who is next, as long as there is room; who lets us wait too long makes room.
  private func admit() {
    let now = elapsed()
    let admitted = state.withLock { queue -> [Waiter] in
      var admitted: [Waiter] = []
      while let next = Self.next(in: &queue) {
        if queue.held + next.weight > objects, queue.held > 0 { standAside(&queue, at: now) }
        guard queue.held == 0 || queue.held + next.weight <= objects else { break }
        queue.holders[next.number] = Holder(weight: next.weight, since: now)
        queue.first = nil
        admitted.append(next)
      }
      return admitted
    }
    for waiter in admitted { waiter.bell.ring() }
  }

  private static func next(in queue: inout Queue) -> Waiter? {
    while let next = queue.first ?? queue.waiting.next() {
      guard queue.gone.remove(next.number) != nil else {
        queue.first = next
        return next
      }
      queue.first = nil
    }
    return nil
  }

  private func standAside(_ queue: inout Queue, at now: Duration) {
    for (number, holder) in queue.holders where holder.isFetching && now - holder.since >= patience {
      queue.holders[number]?.isAside = true
    }
  }

  private func arrived(_ number: Int) {
    state.withLock { queue in
      queue.holders[number]?.isFetching = false
      queue.holders[number]?.isAside = false
    }
  }

  private func giveBack(_ number: Int) {
    let wasHeld = state.withLock { $0.holders.removeValue(forKey: number) != nil }
    if wasHeld { admit() }
  }

  /// Who does not wait any more; its turn may have come in the same moment.
  private func withdraw(_ number: Int) {
    let wasHeld = state.withLock { queue in
      if queue.holders.removeValue(forKey: number) != nil { return true }
      queue.gone.insert(number)
      return false
    }
    if wasHeld { admit() }
  }
}
