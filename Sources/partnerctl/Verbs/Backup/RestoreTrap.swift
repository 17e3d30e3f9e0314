import Glibc

/// Lets a test kill a restore before its Nth step, as `kill -9` would: `BILATERAL_KILL_AT=restore:3`.
final class RestoreTrap {
  private let number: Int
  private var count = 0

  /// Reads the variable; never springs when it is absent.
  init(_ text: String?) {
    let parts = (text ?? "").split(separator: ":")
    number = parts.count == 2 && parts[0] == "restore" ? Int(parts[1]) ?? 0 : 0
  }

  /// Counts a step.
  func step() {
    count += 1
    if count == number { kill(getpid(), SIGKILL) }
  }
}
