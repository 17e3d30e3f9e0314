import Bilateral
import BilateralStore
import Glibc
import Synchronization

/// Lets a test kill this process at an exact place, as `kill -9` would: set by `BILATERAL_KILL_AT`.
///
/// `before-commit:3` and `after-commit:3` die around the third commit of the store, `answer:3` dies with the third
/// answer to a partner ready and unsent, `migration:3` before the third step of an upgrade; `before-commit:settle.close` dies at the commit that enters this action in
/// the audit. Crash safety is a promise, so the places are part of the program and
/// not of a special build; without the variable nothing is counted.
struct RunTrap: Sendable {
  enum Place: String {
    case beforeCommit = "before-commit"
    case afterCommit = "after-commit"
    case answer
    case migration
  }

  private let place: Place
  private let number: Int
  /// The action of the audit whose commit is meant; nil where commits are counted.
  private let act: String?

  /// Reads the variable; nil when it is absent or names no place.
  init?(_ text: String?) {
    let parts = (text ?? "").split(separator: ":")
    guard parts.count == 2, let place = Place(rawValue: String(parts[0])) else { return nil }
    let number = Int(parts[1])
    guard number != nil || ![.answer, .migration].contains(place) else { return nil }
    self.place = place
    self.number = number ?? 0
    act = number == nil ? String(parts[1]) : nil
  }

  /// Sets the trap in what the platform is opened with.
  func set(in options: inout StoreOptions, _ surroundings: inout Surroundings) {
    let (place, number) = (place, number)
    options.onCommit = { moment in
      switch (place, moment) {
      case (.beforeCommit, .before(number)), (.afterCommit, .after(number)): Self.spring()
      default: break
      }
    }
    if let act {
      options.onActs = { moment, acts in
        guard acts.contains(act) else { return }
        switch (place, moment) {
        case (.beforeCommit, .before), (.afterCommit, .after): Self.spring()
        default: break
        }
      }
    }
    let migrations = Mutex(0)
    options.willMigrate = { _ in
      let count = migrations.withLock { count in
        count += 1
        return count
      }
      if place == .migration, count == number { Self.spring() }
    }
    surroundings.willAnswer = { count in if place == .answer, count == number { Self.spring() } }
  }

  private static func spring() { kill(getpid(), SIGKILL) }
}
