import BilateralBase
import BilateralStore
import Synchronization

/// What the callers of a store were told about their writes.
///
/// Each write puts a setting and an event of its name, so that half of one is seen.
final class Ledger: Sendable {
  private struct Pages {
    var acknowledged: Set<String> = []
    var thrown: Set<String> = []
    var unsaid: Set<String> = []
    /// Written together: all are there or none.
    var groups: [Set<String>] = []
    var odd: [String] = []
    var isClosed = false
  }

  private let pages = Mutex(Pages())
  /// Called when a caller was told that its write failed.
  private let onRefusal = Mutex<(@Sendable () -> Void)?>(nil)

  func watchRefusals(_ body: @escaping @Sendable () -> Void) { onRefusal.withLock { $0 = body } }

  /// What should not have been seen, in words.
  var odd: [String] { pages.withLock { $0.odd } }

  func note(_ oddity: String) { pages.withLock { $0.odd.append(oddity) } }

  /// What is said from now on is not written down.
  func close() { pages.withLock { $0.isClosed = true } }

  /// It is looked at again.
  func open() { pages.withLock { $0.isClosed = false } }

  func acknowledge(_ names: [String]) {
    pages.withLock { if !$0.isClosed { $0.acknowledged.formUnion(names) } }
  }

  func group(_ names: [String]) { pages.withLock { $0.groups.append(Set(names)) } }

  /// The write of a name threw: an error of ours, or the closure's own.
  func refuse(_ name: String, _ error: any Error) {
    pages.withLock { _ = $0.thrown.insert(name) }
    onRefusal.withLock { $0 }?()
    expectPlain(error)
  }

  /// Nobody was told about these one by one.
  func leaveOpen(_ names: [String], _ error: any Error) {
    pages.withLock { $0.unsaid.formUnion(names) }
    onRefusal.withLock { $0 }?()
    expectPlain(error)
  }

  /// The process ended while the disk failed: what was refused may be there, wholly.
  func doubtRefusals() {
    pages.withLock {
      $0.unsaid.formUnion($0.thrown.filter { !$0.hasSuffix(Journey.thrower) })
      $0.thrown.subtract($0.unsaid)
    }
  }

  /// A failing disk is no damaged database, no foreign one and no newer one.
  func expectPlain(_ error: any Error) {
    if error is Refusal { return }
    let kinds: [StoreError.Kind] = [.broken, .full, .readOnly, .busy, .noCopy]
    guard let error = error as? StoreError, kinds.contains(error.kind) else {
      return note("an error says: \(error)")
    }
  }

  /// Compares what is there with what was said.
  func compare(_ tx: ReadTransaction) throws {
    let settings = try tx.rows("SELECT name FROM settings WHERE name LIKE 'j/%'") {
      row throws(SQLiteError) -> String in try row.next()
    }
    let events = try tx.rows("SELECT id FROM events WHERE type = 'journey'") {
      row throws(SQLiteError) -> String in try row.next()
    }
    pages.withLock { pages in
      guard !pages.isClosed else { return }
      let there = Set(settings)
      if settings.sorted() != events.sorted() { pages.odd.append("half applied: \(settings) and \(events)") }
      let lost = pages.acknowledged.subtracting(there)
      if !lost.isEmpty { pages.odd.append("lost: \(lost.sorted())") }
      let ghosts = there.intersection(pages.thrown)
      if !ghosts.isEmpty { pages.odd.append("refused and yet there: \(ghosts.sorted())") }
      let unknown = there.subtracting(pages.acknowledged).subtracting(pages.thrown).subtracting(pages.unsaid)
      if !unknown.isEmpty { pages.odd.append("never written: \(unknown.sorted())") }
      for group in pages.groups where !group.isSubset(of: there) && !group.isDisjoint(with: there) {
        pages.odd.append("a part of: \(group.sorted())")
      }
    }
  }
}
