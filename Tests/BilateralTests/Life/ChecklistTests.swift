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
