import BilateralBase
import BilateralNet
import Glibc
import Synchronization

@testable import partnerctl

/// What back offices write all the while, and what was acknowledged of it; each call is repeated until it is.
///
/// Each key has one writer, so what is stored of it is what was acknowledged last or what is being said now.
final class Toil: Sendable {
  /// What is known of one key.
  struct Word: Sendable {
    var acknowledged: String?
    var said: String?
  }

  private struct State {
    var words: [String: Word] = [:]
    var calls = 0
    var complaints: [String] = []
    var workers = 0
    var isOver = false
  }

  private let state = Mutex(State())

  var calls: Int { state.withLock { $0.calls } }
  var goesOn: Bool { !state.withLock { $0.isOver } }
  var complaints: [String] { state.withLock { $0.complaints } }
  var words: [String: Word] { state.withLock { $0.words } }
  /// What was acknowledged, by key.
  var acknowledged: [String: String] { words.compactMapValues(\.acknowledged) }

  func complain(_ text: String) { state.withLock { $0.complaints.append(text) } }

  /// Begins a worker that goes on until its body returns.
  func work(_ body: @escaping @Sendable (Toil) -> Void) throws {
    state.withLock { $0.workers += 1 }
    try startThread(named: "toil") { [self] in
      body(self)
      state.withLock { $0.workers -= 1 }
    }
  }

  /// Nothing new is begun; waits until what was begun is acknowledged.
  func finish() throws {
    state.withLock { $0.isOver = true }
    let deadline = time(nil) + 90
    while state.withLock({ $0.workers > 0 }) {
      guard time(nil) < deadline else { throw Failure(.findings, "a write was never acknowledged") }
      usleep(2000)
    }
  }

  /// Says something of a key until it is acknowledged; the answer.
  @discardableResult
  func say(
    _ key: String, _ mark: String, at door: LoadStage.Door, _ method: HTTPMethod, _ path: String,
    _ body: [UInt8],
    type: String = "application/json", tolerating words: [String] = []
  ) -> JSON? {
    state.withLock { $0.words[key, default: Word()].said = mark }
    let answer = insist(door, tolerating: words) { office throws(Failure) in
      try office.call(method, path, body, type: type)
    }
    if answer != nil { note(key, mark) }
    return answer
  }

  /// Notes that a key was acknowledged.
  func note(_ key: String, _ mark: String) {
    state.withLock { $0.words[key] = Word(acknowledged: mark, said: mark) }
  }

  /// Notes what is about to be said.
  func saying(_ key: String, _ mark: String) { state.withLock { $0.words[key, default: Word()].said = mark } }

  /// Calls until an answer comes; nil when it never does.
  func insist(
    _ door: LoadStage.Door, tolerating words: [String] = [],
    _ call: (OfficeClient) throws(Failure) -> JSON
  ) -> JSON? {
    let deadline = time(nil) + 90
    let gone = ["no back office", "went away", "did not answer", "not understood", "no runtime"] + words
    while time(nil) < deadline {
      guard let office = door.client else {
        usleep(2000)
        continue
      }
      do throws(Failure) {
        let answer = try call(office)
        state.withLock { $0.calls += 1 }
        return answer
      } catch {
        guard gone.contains(where: { error.message.contains($0) }) else {
          complain(error.message)
          return nil
        }
        usleep(3000)
      }
    }
    complain("a call was never acknowledged")
    return nil
  }

  /// What a store holds of keys that begin alike, against what was acknowledged: the lost ones.
  ///
  /// The words are those of before the store was read: what is said later need not be there.
  static func lost(_ prefix: String, _ words: [String: Word], in found: [String: String]) -> [String] {
    words.filter { $0.key.hasPrefix(prefix) }.compactMap { key, word in
      guard let acknowledged = word.acknowledged else { return nil }
      guard let there = found[key] else { return "\(key): acknowledged \(acknowledged), nothing there" }
      return there == acknowledged || there == word.said
        ? nil : "\(key): acknowledged \(acknowledged), said \(word.said ?? ""), there \(there)"
    }
  }
}
