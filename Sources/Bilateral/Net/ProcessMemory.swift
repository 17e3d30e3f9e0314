import CLinux

/// How the process keeps memory that it does not use.
///
/// The allocator is tuned for speed on many cores: an arena a thread, each of which keeps what was ever needed in it. What
/// runs for months beside others does better with little.
package enum ProcessMemory {
  /// Few arenas, and large blocks straight from the system, which get back to it at once.
  package static func settle() {
    mallopt(M_ARENA_MAX, 4)
    // A fixed limit: else each large block that is freed raises it, and the next ones stay.
    mallopt(M_MMAP_THRESHOLD, 256 << 10)
    mallopt(M_TRIM_THRESHOLD, 1 << 20)
  }

  /// Gives free memory back to the system, after work that took much.
  package static func giveBack() { malloc_trim(0) }
}
