import BilateralBase
import Testing

@testable import Bilateral

/// What stands against going live.
@Suite struct ChecklistTests {
  @Test("only the status of the file itself is put in the place of another, wherever it stands")
  func text() {
    let file = "id = \"acme\"\n  status= \"test\"   # until the contract\n[them]\nstatus = \"x\"\n"
    let live = Checklist.text(file, withStatus: "live")
    #expect(live == "id = \"acme\"\nstatus = \"live\"\n[them]\nstatus = \"x\"\n")
    #expect(
      Checklist.text("[them]\nstatus = \"x\"", withStatus: "live").hasPrefix("status = \"live\"\n[them]"))
    #expect(Checklist.text("status_note = 1", withStatus: "live").hasPrefix("status = \"live\"\n"))
  }

  @Test("a warning stands against nothing, a point that fails does")
  func ready() {
    var list = Checklist(points: [.init("file", .holds, "x"), .init("certificate", .warning, "none")])
    #expect(list.isReady)
    list.points.append(.init("registered", .fails, "new"))
    #expect(!list.isReady)
  }
}

/// The certificate of conformance on the checklist.
@Suite struct ConformanceSealTests {
  private static let now = Timestamp(seconds: 1_800_000_000)

  private func run(_ failing: [String]) -> JSON {
    [
      "at": "2027-01-10T09:00:00Z", "passed": .bool(failing.isEmpty), "pass": 97, "fail": JSON(failing.count),
      "failing": .array(failing.map { .string($0) }),
    ]
  }

  @Test("what certify last found stands beside the certificate; a run that failed since is a warning")
  func points() {
    let (before, later) = (Self.now.adding(seconds: -1), Self.now.adding(seconds: 86_400))
    let none = ConformanceSeal().point("acme", at: Self.now)
    #expect(none.state == .warning && none.detail == "BT210 of conformance: none")
    #expect(none.help == "partnerctl certify acme")
    let failed = ConformanceSeal(last: run(["PAG-07", "VER-03"])).point("acme", at: Self.now)
    let words = "run on 2027-01-10: 97 passed, 2 failed (PAG-07, VER-03)"
    #expect(failed.state == .warning && failed.detail == "BT210 of conformance: none; \(words)")
    let holds = ConformanceSeal(validUntil: later, last: run([])).point("acme", at: Self.now)
    #expect(holds.state == .holds && holds.help == nil)
    #expect(holds.detail == "of conformance, until \(later); run on 2027-01-10: 97 passed, 0 failed")
    let since = ConformanceSeal(validUntil: later, last: run(["PAG-07"])).point("acme", at: Self.now)
    #expect(since.state == .warning && since.detail.hasPrefix("BT210 of conformance, until \(later); run on"))
    let ended = ConformanceSeal(validUntil: before, last: run([])).point("acme", at: Self.now)
    #expect(ended.state == .warning && ended.detail.hasPrefix("BT210 of conformance: ended at \(before)"))
  }
}
