import Glibc

/// Lets a test kill a backup or a restore before its Nth step, as `kill -9` would: `BILATERAL_KILL_AT=restore:3`.
final class StepTrap {
  private let number: Int
  private var count = 0

  /// Reads the variable; never springs when it is absent or means another verb.
  init(_ verb: String, _ invocation: Invocation) {
    let parts = (invocation.console.environment["BILATERAL_KILL_AT"] ?? "").split(separator: ":")
    number = parts.count == 2 && parts[0] == verb ? Int(parts[1]) ?? 0 : 0
  }

  /// Counts a step.
  func step() {
    count += 1
    if count == number { kill(getpid(), SIGKILL) }
  }
}
