import BilateralBase

/// Shows what a partner sees of ours: the sum first, then single EVSEs where they were asked for.
struct CoverageView {
  /// The parsed line and its console.
  let invocation: Invocation

  private var screen: Screen { invocation.screen }

  /// Shows an answer.
  func show(_ reading: Reading) {
    let items = reading.json["items"]?.elements ?? []
    if invocation.arguments.has("geojson") {
      reading.tell(invocation)
      return screen.printRaw(CoverageMap(items).text + "\n")
    }
    switch invocation.form {
    case .json:
      let head: [JSONMember] = [.init("schema", "partnerctl.coverage/1")]
      let members = head + reading.members + (reading.json.members ?? [])
      screen.printRaw(JSON.object(members).text + "\n")
    case .jsonl: for item in items { screen.printRaw(item.text + "\n") }
    case .csv:
      reading.tell(invocation)
      invocation.show(Self.table(items, isWhole: true))
    case .human:
      reading.tell(invocation)
      showSum(reading.json)
      if !items.isEmpty { invocation.show(Self.table(items, isWhole: false)) }
    }
  }

  private func wants(_ module: String) -> Bool {
    let named = invocation.arguments.texts("module")
    return named.isEmpty || named.contains(module)
  }

  private func showSum(_ answer: JSON) {
    for finding in answer["findings"]?.elements ?? [] {
      screen.print("\(screen.style.mark(.failed)) " + Cell.printable(finding.string ?? ""))
    }
    if wants("locations") {
      let evses = answer["evses"] ?? .null
      screen.print(Self.sum(evses))
      showRemarks(evses)
    }
    if wants("tokens") { screen.print(Self.tokens(answer["tokens"] ?? .null)) }
  }

  /// `2310 of 2398 EVSEs · 41 not published · 17 refused by the partner`.
  private static func sum(_ evses: JSON) -> String {
    let reasons = (evses["reasons"]?.elements ?? []).map { reason in
      "\(reason["count"]?.int ?? 0) " + Cell.printable(reason["reason"]?.string ?? "")
    }
    let seen = "\(evses["seen"]?.int ?? 0) of \(evses["total"]?.int ?? 0) EVSEs"
    return ([seen] + reasons).joined(separator: " · ")
  }

  private func showRemarks(_ evses: JSON) {
    let bare = evses["without_tariff"]?.int ?? 0
    if bare > 0 { screen.print("  \(bare) of those seen have no tariff made for them") }
    let old = evses["outdated"]?.int ?? 0
    if old > 0 { screen.print("  \(old) of those seen in an older state: the last change was refused") }
  }

  private static func tokens(_ tokens: JSON) -> String {
    var parts = ["\(tokens["shown"]?.int ?? 0) of \(tokens["total"]?.int ?? 0) tokens"]
    let waiting = tokens["waiting"]?.int ?? 0
    if waiting > 0 { parts.append("\(waiting) not yet told") }
    let refused = tokens["refused"]?.int ?? 0
    if refused > 0 { parts.append("\(refused) refused by the partner") }
    return parts.joined(separator: " · ")
  }

  private static func table(_ items: [JSON], isWhole: Bool) -> Table {
    var columns: [Table.Column] = [
      .init(title: "EVSE"), .init(title: "LOCATION", rank: 2), .init(title: "SEEN"), .init(title: "REASON"),
      .init(title: "BY", rank: 3), .init(title: "AGE", rank: 2), .init(title: "DETAIL", rank: 4),
    ]
    if isWhole { columns += [.init(title: "LATITUDE"), .init(title: "LONGITUDE")] }
    return Table(columns: columns, rows: items.map { row($0, isWhole: isWhole) })
  }

  private static func row(_ item: JSON, isWhole: Bool) -> [String] {
    let age = item["age_seconds"]?.int
    let shownAge = age.map { isWhole ? "\($0)" : StatusView.duration($0) } ?? "–"
    let cells = [
      item["evse_id"]?.string ?? cell(item["uid"]), cell(item["location"]),
      item["seen"]?.bool == true ? "yes" : "no", cell(item["reason"]), cell(item["path"]), shownAge,
      detail(item),
    ]
    return isWhole ? cells + [cell(item["latitude"]), cell(item["longitude"])] : cells
  }

  private static func detail(_ item: JSON) -> String {
    let parts = [item["detail"]?.string, item["hint"]?.string].compactMap { $0 }
    let remarks = (item["remarks"]?.elements ?? []).compactMap(\.string)
    let text = (parts + remarks).joined(separator: "; ")
    return text.isEmpty ? "–" : Cell.printable(text)
  }

  private static func cell(_ value: JSON?) -> String { value?.string.map { Cell.printable($0) } ?? "–" }
}
