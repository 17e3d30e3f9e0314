import Bilateral
import BilateralBase

/// Shows the partners: a table for people, the runtime's own object with totals for programs.
struct StatusView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows an overview; with `--watch` on a terminal in place of the one before.
  func show(_ overview: StatusOverview, _ reading: Reading) {
    if invocation.form == .csv {
      reading.tell(invocation)
      return invocation.show(table(overview))
    }
    guard invocation.form == .human else {
      let members: [JSONMember] = [
        .init("schema", "partnerctl.status/1"), .init("partners", .array(overview.partners)),
        .init("totals", overview.totals),
      ]
      return invocation.screen.printRaw(JSON.object(members + reading.members).text + "\n")
    }
    reading.tell(invocation)
    if invocation.arguments.has("check"), invocation.arguments.has("quiet") { return }
    let screen = invocation.screen
    let lines =
      table(overview).lines(width: screen.width, style: screen.style) + resting(overview) + moving(overview)
      + learned(overview) + untold(overview) + disputed(overview) + odd(overview) + broken(overview)
      + credit(overview) + [summary(overview)]
    let isInPlace = invocation.arguments.has("watch") && invocation.console.terminal.outputIsTerminal
    isInPlace ? screen.printRaw(Self.picture(lines)) : screen.print(lines)
  }

  /// Lines in place of those before, written at once: what stands is never wiped before there is something new.
  static func picture(_ lines: [String]) -> String {
    "\u{1B}[H" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J"
  }

  /// What was learned of a partner's dialect, when partners are named; always where the file says otherwise.
  private func learned(_ overview: StatusOverview) -> [String] {
    let isNamed = !invocation.arguments.positionals.isEmpty
    return overview.partners.flatMap { partner in
      let sightings = partner["dialect"]?.elements ?? []
      let shown = sightings.filter { isNamed || $0["standing"]?.string == "contradicted" }
      return shown.compactMap { sighting -> String? in
        guard let text = sighting["text"]?.string else { return nil }
        return Cell.printable("\(partner["id"]?.string ?? "")  learned: \(text)")
      }
    }
  }

  /// Partners that rest, and those that are being ended.
  private func resting(_ overview: StatusOverview) -> [String] {
    overview.partners.flatMap { partner in
      [Self.rest(partner["suspension"]), Self.end(partner["offboarding"])].compactMap { words in
        words.map { Cell.printable("\(partner["id"]?.string ?? "")  \($0)") }
      }
    }
  }

  private static func rest(_ rest: JSON?) -> String? {
    guard let rest, !rest.isNull else { return nil }
    let modules = rest["modules"]?.elements?.compactMap(\.string).joined(separator: ", ")
    guard let since = rest["since"]?.string else { return "suspended: its file says so" }
    let reason = rest["reason"]?.string.map { ": \($0)" } ?? ""
    return "\(modules.map { "\($0) " } ?? "")suspended since \(since)\(reason)"
  }

  private static func end(_ end: JSON?) -> String? {
    guard let end, !end.isNull, let phase = end["phase"]?.string else { return nil }
    guard phase != "ended" else {
      return "ended; archive \(end["archive"]?.string ?? "none")"
    }
    let problem = end["problem"]?.string.map { ": \($0)" } ?? ""
    return "being ended, step \(phase), until \(end["until"]?.string ?? "")\(problem)"
  }

  /// Partners that move from one way to another.
  private func moving(_ overview: StatusOverview) -> [String] {
    overview.partners.compactMap { partner in
      guard let move = partner["migration"], !move.isNull else { return nil }
      func text(_ name: String) -> String { move[name]?.string ?? "" }
      let ways = "\(text("from")) \(invocation.screen.style.mark(.arrow)) \(text("to"))"
      let open = "\(move["open"]?.int ?? 0) sessions open on \(text("from"))"
      return Cell.printable(
        "\(partner["id"]?.string ?? "")  moves \(ways): cut-over \(text("cut_over")), hold until "
          + "\(text("hold_until")), \(open)")
    }
  }

  /// How old the oldest change of a location is that a partner was not told: where more was agreed, or it is named.
  private func untold(_ overview: StatusOverview) -> [String] {
    let isNamed = !invocation.arguments.positionals.isEmpty
    return overview.partners.compactMap { partner in
      let locations = partner["modules"]?["locations"]
      guard let age = locations?["untold_seconds"]?.int else { return nil }
      let agreed = locations?["freshness_seconds"]?.int
      guard agreed.map({ age > $0 }) ?? false || (isNamed && (agreed != nil || age > 0)) else { return nil }
      let words = agreed.map { ", \(Self.duration($0)) agreed" } ?? ""
      let text = age == 0 ? "all changes told" : "oldest change not told is \(Self.duration(age)) old"
      return Cell.printable("\(partner["id"]?.string ?? "")  locations: \(text)\(words)")
    }
  }

  /// What is said of the amounts of received CDRs: where one is not to be paid as it is, or partners are named.
  private func disputed(_ overview: StatusOverview) -> [String] {
    let isNamed = !invocation.arguments.positionals.isEmpty
    return overview.partners.compactMap { partner in
      let counts = partner["verdicts"]?.members ?? []
      let isGraded = partner["grades"]?["reject-record"] != nil
      guard
        isGraded || counts.contains(where: { isNamed || ["mismatch", "unpriceable"].contains($0.name) })
      else {
        return nil
      }
      func words(_ counts: [JSONMember]) -> String {
        counts.map { "\($0.value.int ?? 0) \($0.name)" }.joined(separator: ", ")
      }
      // Grades say something new only where some are not accepted.
      let grades = (partner["grades"]?.members ?? []).filter { $0.name != "accept" }
      let weighed = grades.isEmpty ? "" : "; \(words(grades))"
      return Cell.printable("\(partner["id"]?.string ?? "")  CDRs: \(words(counts))\(weighed)")
    }
  }

  /// What is owed against the credit limit: where it is high, or partners are named.
  private func credit(_ overview: StatusOverview) -> [String] {
    let isNamed = !invocation.arguments.positionals.isEmpty
    return overview.partners.compactMap { partner in
      guard let credit = partner["credit"], isNamed || credit["high"]?.bool == true,
        let words = credit["words"]?.string
      else { return nil }
      return Cell.printable("\(partner["id"]?.string ?? "")  \(words)")
    }
  }

  /// Promises that are broken, and whom to call.
  private func broken(_ overview: StatusOverview) -> [String] {
    overview.partners.flatMap { partner in
      (partner["broken_promises"]?.elements ?? []).map { text in
        Cell.printable("\(partner["id"]?.string ?? "")  promise broken: \(text.string ?? "")")
      }
    }
  }

  /// Sessions that go on and should not: where there are ghosts, or partners are named.
  private func odd(_ overview: StatusOverview) -> [String] {
    let isNamed = !invocation.arguments.positionals.isEmpty
    return overview.partners.compactMap { partner in
      let counts = partner["odd_sessions"]?.members ?? []
      guard counts.contains(where: { isNamed || $0.name == "ghost" }) else { return nil }
      let words = counts.map { "\($0.value.int ?? 0) \($0.name)" }.joined(separator: ", ")
      return Cell.printable("\(partner["id"]?.string ?? "")  sessions: \(words)")
    }
  }

  private func table(_ overview: StatusOverview) -> Table {
    Table(
      columns: [
        .init(title: "PARTNER"), .init(title: "STATUS", rank: 3), .init(title: "STATE"),
        .init(title: "VER", rank: 2), .init(title: "ROUTE", rank: 6),
        .init(title: "LAG", isNumber: true, rank: 4),
        .init(title: "OUTBOX", isNumber: true, rank: 1), .init(title: "QUARANTINE", isNumber: true, rank: 1),
        .init(title: "AUTH", isNumber: true, rank: 7), .init(title: "FAULTS", isNumber: true, rank: 8),
        .init(title: "NOTE", rank: 5),
      ], rows: overview.partners.map(row))
  }

  private func row(_ partner: JSON) -> [String] {
    func text(_ name: String) -> String { Cell.printable(partner[name]?.string ?? "–") }
    return [
      text("id"), text("status"), mark(partner) + text("state"), text("version"), route(partner),
      lag(partner), String(StatusOverview.sum(partner, "outbox")),
      String(StatusOverview.sum(partner, "quarantine")), percent(partner, "authorization_success"),
      percent(partner, "fault_share"), note(partner),
    ]
  }

  /// A figure of thirty days.
  private func percent(_ partner: JSON, _ figure: String) -> String {
    partner["figures"]?[figure]?["percent"]?.string.map { "\(Cell.printable($0)) %" } ?? "–"
  }

  /// How the partner is reached; a hub itself, and one that moves, are told from others.
  private func route(_ partner: JSON) -> String {
    if partner["parties"]?.isNull == false { return "a hub" }
    let route = Cell.printable(partner["route"]?.string ?? "–")
    return partner["migration"]?.isNull == false ? route + "*" : route
  }

  private func mark(_ partner: JSON) -> String {
    if invocation.form == .csv { return "" }
    let style = invocation.screen.style
    if StatusOverview.isDegraded(partner) { return style.mark(.degraded) + " " }
    return style.mark(partner["state"]?.string == "registered" ? .live : .idle) + " "
  }

  private func lag(_ partner: JSON) -> String {
    let lags = (partner["modules"]?.members ?? []).compactMap { $0.value["lag_seconds"]?.numberText }
    let worst = lags.compactMap { Int($0.prefix { $0 != "." }) }.max()
    return worst.map(Self.duration) ?? "–"
  }

  /// A short duration: `12 s`, `5 min`, `3 h`, `2 d`.
  static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  private func note(_ partner: JSON) -> String {
    let drift = partner["drift"]?.bool == true ? ["file differs from what is applied"] : []
    let error = StatusOverview.lastError(partner).map { ["\($0.module): \($0.text)"] } ?? []
    let count = partner["alarms"]?.int ?? 0
    let alarms = count == 0 ? [] : ["\(count) \(count == 1 ? "alarm" : "alarms") (partnerctl alarms)"]
    let conformance = partner["conformance"]?["warning"]?.string.map { ["BT210 " + $0] } ?? []
    return Cell.printable(
      (alarms + nextStep(partner) + drift + error + ending(partner) + conformance).joined(separator: "; "))
  }

  /// What ends within two weeks.
  private func ending(_ partner: JSON) -> [String] {
    guard let now = try? invocation.now() else { return [] }
    return (partner["ends"]?.elements ?? []).compactMap { item in
      guard let name = item["name"]?.string, let end = item["end"]?.string.flatMap({ Timestamp(ocpi: $0) }),
        item["kind"]?.string != "tokens", end - now < 14 * 86_400
      else { return nil }
      return end > now
        ? "\(name) ends in \(Self.duration(Int(end - now)))"
        : "\(name) ended on \(end.description.prefix(10))"
    }
  }

  /// What a person has to do, and how: it comes first.
  private func nextStep(_ partner: JSON) -> [String] {
    let error = partner["last_error"]?.string.map { ["last: \($0)"] } ?? []
    guard let text = partner["next_step"]?["text"]?.string else { return error }
    return [text + (partner["next_step"]?["command"]?.string.map { ": \($0)" } ?? "")] + error
  }

  private func summary(_ overview: StatusOverview) -> String {
    let totals = overview.totals
    func count(_ name: String) -> Int { totals[name]?.int ?? 0 }
    let noun = count("partners") == 1 ? "partner" : "partners"
    return "\(count("partners")) \(noun) · \(count("healthy")) healthy · \(count("degraded")) degraded"
  }
}
