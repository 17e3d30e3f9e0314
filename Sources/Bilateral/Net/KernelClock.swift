import CLinux

/// What the kernel says of its clock.
package enum KernelClock {
  /// Whether somebody keeps it in step with the world (NTP, PTP); nil when the kernel does not tell, as in some containers.
  package static var isKept: Bool? {
    switch bilateral_clock_is_kept() {
    case 0: false
    case 1: true
    default: nil
    }
  }
}
