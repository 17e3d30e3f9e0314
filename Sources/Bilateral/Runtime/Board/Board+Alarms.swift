import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms

extension Board {
  /// What needs somebody, and what lately did.
  func alarms(_ request: HTTPRequest, _ page: inout BoardPage) async throws {
    page.place = .alarms
    page.title = "Alarms"
    page.content.leaf("h1", "Alarms")
    let rows = try await commons.store.read { tx in try tx.alarms.list() }
    let shown = rows.filter { $0.state != "waiting" }
    guard !shown.isEmpty else { return page.content.leaf("p", "No alarm stands, and none lately did.") }
    let order = ["raised": 0, "acknowledged": 1]
    let sorted = shown.sorted { left, right in
      (order[left.state] ?? 2, right.since) < (order[right.state] ?? 2, left.since)
    }
    page.content.table(
      ["No.", "Partner", "What", "State", "Since"], caption: "Alarms, those that stand first",
      sorted.map { alarm in
        let grade = alarm.state == "raised" ? "bad" : alarm.state == "acknowledged" ? "watch" : "good"
        let partner = alarm.key.partner
        return [
          .number("\(alarm.number)"),
          BoardCell(
            partner, link: commons.links[partner] == nil ? nil : "/board/partners/\(HTTPURL.encoded(partner))"
          ),
          BoardCell(alarm.text), BoardCell(alarm.state, grade: grade),
          BoardCell(BoardWords.time("\(alarm.since)")),
        ]
      })
    page.content.leaf("p", "partnerctl alarms ack NUMBER says that somebody looks at it.", ["class": "sub"])
  }
}
