import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralTesting
import Testing

/// Every fault of the simulated partner against a real platform.
@Suite(.timeLimit(.minutes(5))) struct FaultTableTests {
  struct Row: Sendable {
    let fault: SimulatedFault
    let observed: FaultRun.Observed
    var isKept: Bool { observed == .as_(fault.promise) }
    var line: String {
      "\(isKept ? "ok  " : "FAIL") \(fault.id) · \(fault.promise)"
        + (isKept ? "" : " · observed: \(observed)")
    }
  }

  @Test("S-15 S-16 S-21 S-25 S-32 S-33: each fault of a partner meets its stated behaviour")
  func table() async throws {
    let faults = SimulatedFault.all.filter { $0.journey == .pull }
    let house = try await FaultHouse.openEMSP()
    let rows = try await Self.rows(of: faults) { try await FaultRun(house: house, fault: $0).run($1) }
    for row in rows { print(row.line) }
    for row in rows { #expect(row.isKept, "\(row.line)") }
    expectSilence(at: house)
    await house.close()
  }

  @Test("P-64 TR-50 S-15 each fault of a partner that we push to meets its stated behaviour")
  func pushes() async throws {
    let faults = SimulatedFault.all.filter { $0.journey == .push }
    let house = try await FaultHouse.openCPO()
    let runs = try faults.enumerated().map { number, fault in
      try PushFaultRun(house: house, fault: fault, number)
    }
    let rows = try await PushFaultRun.observe(runs, in: house)
    for row in rows { print(row.line) }
    for row in rows { #expect(row.isKept, "\(row.line)") }
    expectSilence(at: house)
    await house.close()
  }

  @Test("CR-11 CR-15 P-09 S-10 each fault of a partner while we renew or end meets its stated behaviour")
  func journeys() async throws {
    let faults = SimulatedFault.all.filter { $0.journey == .renewal || $0.journey == .ending }
    let house = try await FaultHouse.openEMSP()
    let rows = try await Self.rows(of: faults) { try await RenewalFaultRun(house: house, fault: $0).run($1) }
    for row in rows { print(row.line) }
    for row in rows { #expect(row.isKept, "\(row.line)") }
    expectSilence(at: house)
    await house.close()
  }

  @Test("TOK-09 TOK-20 S-15 each fault of a partner that we ask about a driver meets its stated behaviour")
  func questions() async throws {
    let faults = SimulatedFault.all.filter { $0.journey == .question }
    let house = try await FaultHouse.openCPO()
    let rows = try await Self.rows(of: faults) { try await QuestionFaultRun(house: house, fault: $0).run($1) }
    for row in rows { print(row.line) }
    for row in rows { #expect(row.isKept, "\(row.line)") }
    expectSilence(at: house)
    await house.close()
  }

  @Test("S-15 S-16 S-19 P-110 P-111 P-113 each fault around commands meets its stated behaviour")
  func commands() async throws {
    let faults = SimulatedFault.all.filter { $0.journey == .command }
    let (emsp, cpo) = (try await FaultHouse.openEMSP(), try await FaultHouse.openCPO())
    let rows = try await Self.rows(of: faults) { fault, number in
      if case .orderEnds = fault.promise {
        return try await CommandFaultRun(house: emsp, fault: fault).give(number)
      }
      return try await CommandFaultRun(house: cpo, fault: fault).take(number)
    }
    for row in rows { print(row.line) }
    for row in rows { #expect(row.isKept, "\(row.line)") }
    for house in [emsp, cpo] {
      expectSilence(at: house)
      await house.close()
    }
  }

  /// Nobody came to the canary, and so nobody told it a token.
  private func expectSilence(at house: FaultHouse) {
    let (visits, leaks, count) = (
      house.canary.visits, house.canary.leaks(of: house.tokens), house.tokens.count
    )
    print(
      "canary · \(visits) visits, \(house.canary.heard.count) bytes, \(leaks.count) of \(count) tokens heard")
    #expect(visits == 0 && house.canary.heard.isEmpty)
    #expect(leaks.isEmpty && count > 1)
  }

  @Test("S-15 the canary hears who comes to it and finds tokens in what they say, plain and in Base64")
  func canary() async throws {
    let group = try EventLoopGroup(count: 1)
    let canary = try Canary(on: group)
    let client = HTTPClient(on: group.next(), plain: Dialer(policy: .any), secure: nil)
    let (plain, encoded, other) = ("plain-0123456789", "encoded-0123456789", "never-said-0123456789")
    let url = try HTTPURL("\(canary.origin)/ocpi")
    for text in [plain, Base64.encode(Array("x:\(encoded)".utf8))] {
      Task { try await client.send(HTTPClientRequest(.get, url, [.authorization: "Token \(text)"])) }
    }
    for _ in 0..<1000 where canary.leaks(of: [plain, encoded]).count < 2 {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(canary.visits > 0)
    #expect(canary.leaks(of: [plain, encoded, other]) == [plain, encoded])
    client.close()
    canary.close()
    group.stop()
  }

  /// The rows of some faults, a dozen at a time, in their order; those that wait for a timeout begin first.
  static func rows(
    of faults: [SimulatedFault],
    _ observe: @escaping @Sendable (SimulatedFault, Int) async throws -> FaultRun.Observed
  ) async throws -> [Row] {
    try await withThrowingTaskGroup(of: (Int, Row).self) { group in
      var rows: [Int: Row] = [:]
      let waiting = faults.enumerated().sorted { $0.element.waits && !$1.element.waits }
      for (place, (number, fault)) in waiting.enumerated() {
        if place >= 12, let (done, row) = try await group.next() { rows[done] = row }
        group.addTask { (number, Row(fault: fault, observed: try await observe(fault, number))) }
      }
      for try await (done, row) in group { rows[done] = row }
      return rows.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  @Test("the catalogue names at least 40 faults, each once, with its source")
  func catalogue() {
    let faults = SimulatedFault.all
    #expect(faults.count >= 40)
    #expect(Set(faults.map(\.id)).count == faults.count)
    #expect(faults.allSatisfy { !$0.source.isEmpty && !$0.summary.isEmpty })
  }
}

extension SimulatedFault {
  fileprivate var waits: Bool { promise == .pullEnds("BR102") }

  /// What our platform is about when the fault shows.
  fileprivate enum Journey { case pull, push, renewal, ending, question, command }

  fileprivate var journey: Journey {
    switch promise {
    case .pushed, .parked: .push
    case .renewalEnds, .renewsAgain: .renewal
    case .ends, .endsAgain: .ending
    case .decides: .question
    case .orderEnds, .orderRefused, .resultKept: .command
    default: .pull
    }
  }
}
