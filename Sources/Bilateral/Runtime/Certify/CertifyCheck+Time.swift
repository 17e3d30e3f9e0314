import BilateralBase
import BilateralModel
import BilateralNet

/// Clocks, dates and what changed since.
extension CertifyCheck {
  static let time: [CertifyCheck] = [
    CertifyCheck("TIM-01", .time, "TR-15 TR-29", "their clock differs by less than a minute") { desk in
      let answer = try await desk.ask(.versions).came()
      let told = answer.fields["Date"].flatMap { HTTPDate.moment($0) }
      let stamped = answer.json?["timestamp"]?.string.flatMap { Timestamp(ocpi: $0) }
      guard let theirs = stamped ?? told else { throw CertifySkip("no answer tells the time") }
      let seconds = theirs - answer.at
      return abs(seconds) <= 60 ? nil : "by \(Int(seconds)) s"
    },
    list(
      "TIM-02", "TR-67 TR-68", "last_updated is UTC in the form of OCPI", .should,
      dialect: ("date_format", "lenient")
    ) { module, desk in
      try await desk.objects(module).lazy.compactMap { row -> String? in
        // What cannot be read at all is no matter of its form.
        guard let text = row["last_updated"]?.string, updated(row) != nil else { return nil }
        return CertifyTime.isUTC(text) ? nil : "\(name(row) ?? "an object") has \"\(text.prefix(40))\""
      }.first
    },
    list("TIM-03", "TR-29", "last_updated is not in the future", .should) { module, desk in
      try await desk.objects(module).lazy.compactMap { row -> String? in
        guard let time = updated(row), time > desk.started.adding(seconds: 900) else { return nil }
        return "\(name(row) ?? "an object") has \(time)"
      }.first
    },
    list("TIM-04", "TR-29", "date_from in the future brings nothing", dialect: ("date_from", "false")) {
      module, desk in
      let answer = try await desk.ask(desk.page(module, from: "2098-01-01T00:00:00Z")).came()
      if let problem = answer.fine() { return problem }
      let old = answer.rows.first { updated($0).map { $0 < desk.started } ?? false }
      return old.map { "\(name($0) ?? "an object") comes all the same" }
    },
    list("TIM-05", "TR-29", "date_to in the past brings nothing", .should) { module, desk in
      let from = module == .sessions ? "2000-01-01T00:00:00Z" : nil
      let answer = try await desk.ask(desk.page(module, from: from, to: "2001-01-01T00:00:00Z")).came()
      if let problem = answer.fine() { return problem }
      return answer.rows.first.map { "\(name($0) ?? "an object") comes all the same" }
    },
    list("TIM-06", "TR-30", "date_from is inclusive", since: .v2_2_1) { module, desk in
      let row = try await sure(module, desk)
      let answer = try await desk.ask(desk.page(module, from: row.text)).came()
      if let problem = answer.fine() { return problem }
      if answer.rows.contains(where: { updated($0) == row.time }) { return nil }
      let now = try await desk.ask(desk.page(module, turn: 2)).came()
      guard now.rows.contains(where: { updated($0) == row.time }) else {
        throw CertifySkip("the list changed while it was read")
      }
      await desk.blame(answer)
      return "an object of that very time is missing"
    },
    list("TIM-07", "TR-30", "date_to is exclusive", .should, since: .v2_2_1) { module, desk in
      let row = try await sure(module, desk)
      let from = module == .sessions ? "2000-01-01T00:00:00Z" : nil
      let answer = try await desk.ask(desk.page(module, from: from, to: row.text)).came()
      if let problem = answer.fine() { return problem }
      return answer.rows.contains { updated($0) == row.time } ? "an object of that very time comes" : nil
    },
    list(
      "TIM-08", "TR-29", "what changed since a date is not older", .should, dialect: ("date_from", "false")
    ) { module, desk in
      let row = try await sure(module, desk)
      let answer = try await desk.ask(desk.page(module, from: row.time.adding(seconds: 1).description)).came()
      if let problem = answer.fine() { return problem }
      return answer.rows.first { updated($0).map { $0 <= row.time } ?? false }.map {
        "\(name($0) ?? "an object") is older than date_from"
      }
    }.echoing("TIM-04"),
    list("TIM-09", "TR-33 TR-29", "X-Total-Count counts what the dates leave", .should) { module, desk in
      let answer = try await desk.ask(desk.page(module, from: "2098-01-01T00:00:00Z")).came()
      guard answer.rows.isEmpty, let total = answer.fields["X-Total-Count"].flatMap({ Int($0) }) else {
        throw CertifySkip("it cannot be told")
      }
      return total == 0 ? nil : "it is \(total) where nothing comes"
    }.echoing("PAG-05"),
    list(
      "TIM-10", "TR-67 TR-68", "dates without Z and with parts of a second are taken", .should, since: .v2_2_1
    ) { module, desk in
      for text in ["2020-01-01T00:00:00", "2020-01-01T00:00:00.123Z"] {
        let answer = try await desk.ask(desk.page(module, from: text)).came()
        if let problem = answer.fine("date_from=\(text) is answered with") { return problem }
      }
      return nil
    },
    list("TIM-11", "TR-24", "a date that is none is refused", .should) { module, desk in
      let answer = try await desk.ask(desk.page(module, from: "yesterday", turn: CertifyAsk.hostile)).came()
      return answer.isBroken ? "answered with \(answer.words)" : answer.refusal()
    },
    CertifyCheck(
      "TIM-12", .time, "LOC-04 LOC-05", "a location is as new as its newest EVSE", .should, side: .cpo
    ) { desk in
      try await desk.objects(.locations).lazy.compactMap { row -> String? in
        guard let own = updated(row), CertifyTime.isUTC(row["last_updated"]?.string ?? "") else { return nil }
        let newer = (row["evses"]?.elements ?? []).first { updated($0).map { $0 > own } ?? false }
        return newer.map { "\(name(row) ?? ""): EVSE \($0["uid"]?.string ?? "") is newer" }
      }.first
    },
    list("TIM-13", "TR-29", "what stays as it is keeps its last_updated", .should) { module, desk in
      let pair = try await twice(module, desk).first {
        bare($0.before) == bare($0.now) && $0.before != $0.now
      }
      return pair.map { "\(name($0.now) ?? "an object") is stamped anew and says the same" }
    },
    list("TIM-14", "TR-29 LOC-04", "what changes has a newer last_updated", .should) { module, desk in
      let pair = try await twice(module, desk).first {
        bare($0.before) != bare($0.now) && updated($0.before) == updated($0.now)
      }
      return pair.map { "\(name($0.now) ?? "an object") says something else and has the same time" }
    },
  ]

  /// Objects of a list as they came first and as they come now.
  private static func twice(
    _ module: ModuleID, _ desk: CertifyDesk
  ) async throws -> [(before: JSON, now: JSON)] {
    let before = try await desk.objects(module)
    let now = try await desk.ask(desk.page(module, turn: 2)).came()
    guard now.isFine else { throw CertifySkip("the list is answered with \(now.words) the second time") }
    let known = Dictionary(now.rows.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
    return before.compactMap { row in name(row).flatMap { known[$0] }.map { (row, $0) } }
  }

  /// An object without its times of change.
  private static func bare(_ json: JSON) -> JSON {
    if let rows = json.elements { return .array(rows.map(bare)) }
    guard let members = json.members else { return json }
    return .object(
      members.filter { $0.name != "last_updated" }.map { JSONMember($0.name, bare($0.value)) })
  }

  private static func list(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    since: OCPIVersion = .v2_1_1,
    dialect: (String, String)? = nil,
    _ judge: @escaping @Sendable (ModuleID, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .time, requirements, title, level, since: since, dialect: dialect) { desk in
      try await desk.eachList { module in
        _ = try await desk.objects(module)
        return try await judge(module, desk)
      }
    }
  }

  private static func updated(_ row: JSON) -> Timestamp? {
    row["last_updated"]?.string.flatMap { Timestamp(ocpi: $0) }
  }

  /// The first object with a sound time, which is whole seconds so that it is the same in each form.
  private static func sure(_ module: ModuleID, _ desk: CertifyDesk) async throws -> (
    time: Timestamp, text: String
  ) {
    for row in try await desk.objects(module) {
      guard let text = row["last_updated"]?.string, CertifyTime.isUTC(text), let time = updated(row),
        time.microseconds % 1_000_000 == 0, time < desk.started
      else { continue }
      return (time, text)
    }
    throw CertifySkip("no object has a time that can be asked for")
  }
}
