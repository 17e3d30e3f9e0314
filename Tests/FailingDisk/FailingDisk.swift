import FaultyDisk
import Glibc
import Synchronization

/// A file system for one test's database whose calls fail when they are told to.
package final class FailingDisk: @unchecked Sendable {
  /// What befalls the disk.
  package enum Fault: String, CaseIterable, Sendable {
    /// One call fails.
    case once
    /// A call fails, and all after it until the disk is relieved.
    case lasting
    /// The power goes: all calls fail, and what was not synced is lost.
    case powerCut

    fileprivate var mode: Int32 {
      switch self {
      case .once: Int32(FAULTY_DISK_ONCE)
      case .lasting: Int32(FAULTY_DISK_FROM)
      case .powerCut: Int32(FAULTY_DISK_CUT)
      }
    }
  }

  private static let made = Atomic(0)

  /// What `StoreOptions.files` takes.
  package let name: String
  private let disk: OpaquePointer?

  /// A disk that works, registered with SQLite.
  package init() {
    name = "faulty-\(Self.made.add(1, ordering: .relaxed).newValue)"
    disk = faulty_disk_make(name)
  }

  deinit { faulty_disk_free(disk) }

  /// The call with this number, counted from 1 and from now on, fails.
  package func arm(_ fault: Fault, at number: Int) { faulty_disk_arm(disk, fault.mode, Int64(number)) }

  /// Nothing fails any more.
  package func relieve() { faulty_disk_relieve(disk) }

  /// After a power cut, with all connections closed: of what was not synced, `kept` writes in a hundred are there.
  package func restore(seed: Int, kept: Int) -> Bool {
    faulty_disk_restore(disk, UInt64(seed), Int32(kept)) == 0
  }

  /// Calls since it was armed.
  package var calls: Int { Int(faulty_disk_calls(disk)) }
  /// Whether the next call fails too.
  package var isFailing: Bool { faulty_disk_fails(disk) != 0 }
  /// Whether a call failed since it was armed.
  package var hasFailed: Bool { faulty_disk_hits(disk) > 0 }
  /// The call that failed first, such as `xSync`.
  package var failed: String { String(cString: faulty_disk_first(disk)) }
}
