import BilateralBase
import BilateralNet
import BilateralTerms

extension Board {
  /// All partners, those that need somebody first.
  func fleet(_ request: HTTPRequest, _ page: inout BoardPage) async throws {
    let overview = StatusOverview(try await PartnerStatus.list(commons))
    page.place = .partners
    page.title = "Partners"
    page.content.leaf("h1", "Partners")
    tiles(overview, &page.content)
    let wish = FleetWish(request)
    filter(wish, overview, &page.content)
    let partners = overview.partners.filter(wish.wants).sorted { left, right in
      (FleetRow.rank(left), left["id"]?.string ?? "") < (FleetRow.rank(right), right["id"]?.string ?? "")
    }
    guard !partners.isEmpty else {
      return page.content.leaf(
        "p",
        overview.partners.isEmpty
          ? "There is no partner yet: partnerctl init ID writes the first file." : "No partner is like that.")
    }
    page.content.table(
      FleetRow.columns, caption: "Partners, those that need somebody first",
      partners.map { FleetRow(partner: $0).cells })
  }

  private func tiles(_ overview: StatusOverview, _ html: inout MarkupText) {
    let totals = overview.totals
    func number(_ name: String) -> Int { totals[name]?.int ?? 0 }
    let alarms = overview.partners.reduce(0) { $0 + ($1["alarms"]?.int ?? 0) }
    html.element("div", ["class": "tiles"]) { html in
      html.tile("partners", "\(number("partners"))")
      html.tile("healthy", "\(number("healthy"))")
      html.tile("degraded", "\(number("degraded"))", grade: number("degraded") > 0 ? "bad" : nil)
      html.tile("alarms", "\(alarms)", grade: alarms > 0 ? "bad" : nil)
      html.tile("waiting to be sent", "\(number("outbox"))")
      html.tile("in quarantine", "\(number("quarantine"))", grade: number("quarantine") > 0 ? "watch" : nil)
    }
  }

  private func filter(_ wish: FleetWish, _ overview: StatusOverview, _ html: inout MarkupText) {
    guard overview.partners.count > 5 || wish.isAny else { return }
    html.element("form", ["class": "ask", "method": "get", "action": "/", "role": "search"]) { html in
      html.raw(
        "<label>Find <input type=\"search\" name=\"q\" value=\"\(MarkupText.escaped(wish.text))\" "
          + "placeholder=\"name, id or role\"></label>")
      html.raw(
        "<label class=\"tick\"><input type=\"checkbox\" name=\"only\" value=\"problems\""
          + "\(wish.onlyProblems ? " checked" : "")> only with problems</label>")
      html.leaf("button", "Show", ["type": "submit"])
    }
  }
}

/// Which partners somebody wants to see.
struct FleetWish {
  let text: String
  let onlyProblems: Bool

  init(_ request: HTTPRequest) {
    text = (request.query("q") ?? "").replacing("+", with: " ")
    onlyProblems = request.query("only") == "problems"
  }

  var isAny: Bool { !text.isEmpty || onlyProblems }

  func wants(_ partner: JSON) -> Bool {
    if onlyProblems, FleetRow.rank(partner) > 1 { return false }
    guard !text.isEmpty else { return true }
    let roles = (partner["roles"]?.elements ?? []).compactMap(\.string)
    let words = [partner["id"]?.string, partner["name"]?.string].compactMap { $0 } + roles
    return words.contains { $0.lowercased().contains(text.lowercased()) }
  }
}

/// One partner in the table of all.
struct FleetRow {
  let partner: JSON

  static let columns = [
    "Partner", "Name", "State", "Version", "Route", "Last heard", "Authorised", "CDRs late", "To send",
    "Quarantine", "Note",
  ]

  /// 0 for what is broken, 1 for what stands an alarm, then live before test before the rest.
  static func rank(_ partner: JSON) -> Int {
    if StatusOverview.isDegraded(partner) { return 0 }
    if (partner["alarms"]?.int ?? 0) > 0 { return 1 }
    switch partner["status"]?.string {
    case "live": return 2
    case "test": return 3
    default: return 4
    }
  }

  var cells: [BoardCell] {
    let id = partner["id"]?.string ?? ""
    return [
      BoardCell(id, link: "/board/partners/\(HTTPURL.encoded(id))"), BoardCell(partner["name"]?.string),
      BoardCell(Self.state(partner), grade: Self.grade(partner)), BoardCell(partner["version"]?.string),
      BoardCell(Self.route(partner)), .number(Self.heard(partner)),
      .number(percent("authorization_success")), .number(percent("cdr_lateness")),
      .number("\(StatusOverview.sum(partner, "outbox"))"),
      .number(
        "\(StatusOverview.sum(partner, "quarantine"))",
        grade: StatusOverview.sum(partner, "quarantine") > 0 ? "watch" : nil),
      BoardCell(note),
    ]
  }

  static func grade(_ partner: JSON) -> String {
    if StatusOverview.isDegraded(partner) { return "bad" }
    return partner["state"]?.string == "registered" ? "good" : "idle"
  }

  static func state(_ partner: JSON) -> String {
    let (status, state) = (partner["status"]?.string ?? "", partner["state"]?.string ?? "")
    return "\(status), \(StatusOverview.isDegraded(partner) && state == "registered" ? "degraded" : state)"
  }

  static func route(_ partner: JSON) -> String {
    if let parties = partner["parties"], !parties.isNull { return "a hub" }
    guard let hub = partner["hub"]?.string else { return partner["route"]?.string ?? "" }
    return partner["route"]?.string == "hub" ? "by \(hub)" : "direct, \(hub) beside"
  }

  /// How long ago the least recent of its modules was heard of.
  static func heard(_ partner: JSON) -> String? {
    let lags = (partner["modules"]?.members ?? []).compactMap { $0.value["lag_seconds"]?.numberText }
    return lags.compactMap { Int($0.prefix { $0 != "." }) }.max().map(BoardWords.duration)
  }

  private func percent(_ name: String) -> String? {
    partner["figures"]?[name]?["percent"]?.string.map { "\($0) %" }
  }

  private var note: String? {
    let alarms = partner["alarms"]?.int ?? 0
    var notes: [String] = alarms > 0 ? ["\(alarms) alarm\(alarms == 1 ? "" : "s")"] : []
    if let error = StatusOverview.lastError(partner) { notes.append("\(error.module): \(error.text)") }
    if let step = partner["next_step"]?["text"]?.string { notes.append(step) }
    if partner["drift"]?.bool == true { notes.append("terms wait for apply") }
    return notes.first.map { _ in notes.joined(separator: " · ") }
  }
}

/// Figures as a page says them.
enum BoardWords {
  /// `12 s`, `4 min`, `3 h`, `5 d`.
  static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  /// A moment without its fraction, and a blank where OCPI has a T.
  static func time(_ text: String?) -> String? {
    text.map { String($0.prefix(19)).replacing("T", with: " ") }
  }
}

extension MarkupText {
  /// A figure with its name.
  mutating func tile(_ name: String, _ value: String, grade: String? = nil) {
    element("div", ["class": grade ?? "plain"]) { html in
      html.leaf("b", value)
      html.leaf("span", name)
    }
  }
}
