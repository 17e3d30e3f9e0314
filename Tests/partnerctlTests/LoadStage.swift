import BilateralBase
import BilateralNet
import Glibc
import Synchronization
import Testing

@testable import partnerctl

/// Two platforms as processes that die at chosen moments and are started again at once; their logs are kept.
final class LoadStage {
  typealias Side = KillStage.Side

  /// The way to a side's back office, as long as it is up.
  final class Door: Sendable {
    private let office = Mutex<OfficeClient?>(nil)
    /// The client of the process that runs now; nil between two.
    var client: OfficeClient? {
      get { office.withLock { $0 } }
      set { office.withLock { $0 = newValue } }
    }
  }

  let base: KillStage
  /// When it was made: later than the terms were applied.
  let begun: Timestamp
  let doors: [Side: Door] = [.cpo: Door(), .emsp: Door()]
  /// How often each side was killed, by what.
  private(set) var kills: [String] = []
  private var programs: [Side: RunningProgram] = [:]
  private var traps: [Side: [String]] = [:]
  private var logs: [Gathered] = []

  /// The stage of a run that begins with what `base` has kept.
  init(_ base: KillStage) {
    self.base = base
    begun = Timestamp(seconds: WallClock.system.now().seconds + 1)
    base.restore()
  }

  /// The places at which a side dies, one a process, in this order.
  func set(_ places: [String], for side: Side) { traps[side, default: []] += places }

  /// Starts both.
  func start() throws { for side in Side.allCases { try start(side) } }

  private func start(_ side: Side) throws {
    let trap = traps[side]?.first
    if trap != nil { traps[side]?.removeFirst() }
    let program = RunningProgram(
      ["run", "--json", "--verbose", "-C", base.path(side)],
      environment: trap.map { ["BILATERAL_KILL_AT=\($0)"] } ?? [])
    logs.append(program.gatherTalk())
    programs[side] = program
    if let trap { traps[side]?.insert("\(trap) armed", at: 0) }
    guard let line = program.line() else { return }
    let port = try JSON.parse(line)["backoffice"]?.string?.split(separator: ":").last.flatMap { UInt16($0) }
    let token = try #require(base.root.text("live/\(side.rawValue)/secrets/backoffice/token"))
    doors[side]?.client = OfficeClient(port: try #require(port), token: token, patience: 20_000)
  }

  /// Starts again whoever has died; a death that nobody ordered is a failure.
  func revive() throws {
    for side in Side.allCases {
      guard let program = programs[side], program.hasExited else { continue }
      #expect(program.ending == -SIGKILL, "\(side) died by itself: \(logs.last?.text.suffix(2000) ?? "")")
      doors[side]?.client = nil
      if let armed = traps[side]?.first, armed.hasSuffix(" armed") {
        traps[side]?.removeFirst()
        kills.append("\(side) \(armed.dropLast(6))")
      }
      try start(side)
    }
  }

  /// Kills a side now.
  func kill(_ side: Side, when moment: String) throws {
    programs[side]?.signal(SIGKILL)
    _ = programs[side]?.wait()
    kills.append("\(side) \(moment)")
    // A trap that was set and has not sprung is set again.
    if let armed = traps[side]?.first, armed.hasSuffix(" armed") {
      traps[side]?[0] = String(armed.dropLast(6))
    }
    doors[side]?.client = nil
    try start(side)
  }

  /// From now on nobody dies any more: who still has a trap is started anew without.
  func disarm() throws {
    for side in Side.allCases {
      let isArmed = traps[side]?.first?.hasSuffix(" armed") == true
      traps[side] = []
      guard isArmed else { continue }
      programs[side]?.signal(SIGTERM)
      _ = programs[side]?.wait()
      doors[side]?.client = nil
      try start(side)
    }
  }

  /// Waits until something is so; who dies meanwhile is started again.
  func wait(_ what: String, seconds: Int = 60, _ isSo: () throws -> Bool) throws {
    let deadline = time(nil) + seconds
    while time(nil) <= deadline {
      try revive()
      if (try? isSo()) == true { return }
      usleep(20_000)
    }
    throw Failure(.findings, "\(what) did not come; \(seen)")
  }

  /// Types a command until it succeeds: its runtime may die while it is carried out.
  @discardableResult
  func insist(_ words: [String], on side: Side) throws -> JSON {
    var last = ""
    for _ in 0..<40 {
      try revive()
      let result = BuiltProgram.run(words + ["--json", "-C", base.path(side)])
      if result.status == 0 { return try JSON.parse(result.output) }
      last = result.talkText
      usleep(20_000)
    }
    throw Failure(.findings, "\(words.joined(separator: " ")) did not succeed: \(last)")
  }

  /// Asks both to end, and says what they logged since the beginning.
  func end() throws -> String {
    for side in Side.allCases {
      guard let program = programs[side] else { continue }
      program.signal(SIGTERM)
      #expect(program.wait() == 0)
      doors[side]?.client = nil
    }
    programs = [:]
    return logs.map(\.text).joined(separator: "\n")
  }

  /// The two sides' words, for a failure.
  private var seen: String {
    let partners = Side.allCases.map { side in
      let partner = try? base.partner(side)
      return "\(side): \(partner?["state"]?.string ?? "?") \(partner?["offboarding"]?.text ?? "") "
        + "\(partner?["suspension"]?.text ?? "") \(partner?["last_error"]?.text ?? "")"
    }
    let outbox = (try? base.control(.cpo).get("/outbox").text) ?? "?"
    return partners.joined(separator: "; ") + "; waiting: \(outbox.prefix(1500))" + "; killed: "
      + kills.joined(separator: ", ")
  }
}
