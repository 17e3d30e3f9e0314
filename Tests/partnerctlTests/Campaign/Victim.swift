import BilateralBase
import BilateralStore
import Glibc

@testable import partnerctl

/// A runtime that is killed and started again, and the way to its back office while it runs.
final class Victim {
  let name: String
  let path: String
  let door = LoadStage.Door()
  private var program: RunningProgram?
  private var log = Gathered()
  /// Whether it runs with a trap.
  private(set) var isArmed = false

  init(_ name: String, _ path: String) { (self.name, self.path) = (name, path) }

  var database: String { path + "/state/test/bilateral.db" }
  var control: ControlClient { ControlClient(socket: path + "/state/test/control.sock", patience: 20_000) }
  var hasDied: Bool { program?.hasExited ?? true }

  /// Starts it and waits until it listens, or has died in its trap.
  func start(trap: String? = nil) throws {
    let program = RunningProgram(
      ["run", "--json", "-q", "-C", path], environment: trap.map { ["BILATERAL_KILL_AT=\($0)"] } ?? [])
    (self.program, isArmed, log) = (program, trap != nil, program.gatherTalk())
    guard let line = program.line() else {
      guard trap != nil else { throw Failure(.fault, "\(name) does not start: \(log.text)") }
      return
    }
    let port = try JSON.parse(line)["backoffice"]?.string?.split(separator: ":").last.flatMap { UInt16($0) }
    guard let port, let token = readFile(path + "/secrets/backoffice/token") else {
      throw Failure(.fault, "\(name) does not say where it listens: \(line)")
    }
    door.client = OfficeClient(port: port, token: token, patience: 20_000)
  }

  /// Waits for its own death, at most so long, and then kills it; whether it died by itself, in its trap.
  func die(within milliseconds: Int) throws -> Bool {
    guard let program else { throw Failure(.fault, "\(name) does not run") }
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    while !program.hasExited, ContinuousClock.now < deadline { usleep(500) }
    let isTrapped = program.hasExited
    if !isTrapped {
      program.signal(SIGKILL)
      _ = program.wait()
    }
    door.client = nil
    guard program.ending == -SIGKILL, !isTrapped || isArmed else {
      throw Failure(.fault, "\(name) ended by itself, \(program.ending ?? 0): \(log.text.suffix(3000))")
    }
    return isTrapped
  }

  /// Starts it anew without a trap, if it has one or has died.
  func disarm() throws {
    guard isArmed || hasDied else { return }
    if !hasDied { try end() }
    try start()
  }

  /// Asks it to end, and waits.
  func end() throws {
    defer { (program, door.client) = (nil, nil) }
    guard let program, !program.hasExited else { return }
    program.signal(SIGTERM)
    let status = program.wait()
    guard status == 0 || isArmed && status == -SIGKILL else {
      throw Failure(.fault, "\(name) ended with \(status): \(log.text.suffix(3000))")
    }
  }

  /// The rows of a query of its database, each column as text, nothing as an empty one.
  func rows(_ sql: String, columns: Int = 1) throws -> [[String]] {
    let names = (0..<columns).map { "c\($0)" }
    let texts = names.map { "coalesce(CAST(\($0) AS TEXT), '')" }.joined(separator: ", ")
    let whole = "WITH found(\(names.joined(separator: ", "))) AS (\(sql)) SELECT \(texts) FROM found"
    let connection = try SQLiteConnection(path: database, mode: .readOnly)
    return try connection.rows(whole, []) { row throws(SQLiteError) in
      var texts: [String] = []
      for _ in 0..<columns { texts.append(try row.next()) }
      return texts
    }
  }
}
