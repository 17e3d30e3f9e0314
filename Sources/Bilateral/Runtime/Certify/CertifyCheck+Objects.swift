import BilateralBase
import BilateralModel
import BilateralNet

/// What is particular to each module.
extension CertifyCheck {
  static let locations: [CertifyCheck] =
    [
      one("LOC-20", "LOC-01", "GET of one location shows it") { first, desk in
        guard let id = first["id"]?.string else { throw CertifySkip("the first location has no id") }
        return try await shown(desk, [id]) { $0["id"]?.string == id }
      },
      one("LOC-21", "LOC-01", "GET of one EVSE shows it") { first, desk in
        guard let evse = first["evses"]?[0]?["uid"]?.string else {
          throw CertifySkip("the first location has no EVSE")
        }
        return try await shown(desk, [first["id"]?.string ?? "", evse]) { $0["uid"]?.string == evse }
      },
      one("LOC-22", "LOC-01", "GET of one connector shows it") { first, desk in
        guard let evse = first["evses"]?[0], let uid = evse["uid"]?.string,
          let id = evse["connectors"]?[0]?["id"]?.string
        else { throw CertifySkip("the first location has no connector") }
        return try await shown(desk, [first["id"]?.string ?? "", uid, id]) { $0["id"]?.string == id }
      },
      one("LOC-23", "TR-22", "GET of a location that does not exist is answered with 404") { _, desk in
        let ask = CertifyAsk(.get, .module(.locations, .sender), ["BLTCERTNONE"], turn: CertifyAsk.hostile)
        return try await desk.ask(ask).came().says(http: [404], code: [2003])
      },
      each("LOC-24", .locations, .locations, "LOC-03", "uids of EVSEs are there once") { rows in
        var (seen, known): (Set<String>, Set<String>) = ([], [])
        let once = rows.filter { row in name(row).map { known.insert($0).inserted } ?? true }
        let uids = once.flatMap { $0["evses"]?.elements ?? [] }.filter { $0["status"]?.string != "REMOVED" }
          .compactMap { $0["uid"]?.string }
        return uids.first { !seen.insert($0).inserted }.map { "\($0) is there twice" }
      },
      each("LOC-25", .locations, .locations, "LOC-07", "every location has an EVSE", .should) { rows in
        rows.first { ($0["evses"]?.elements ?? []).isEmpty }.map { "\(name($0) ?? "a location") has none" }
      },
      CertifyCheck("LOC-26", .locations, "LOC-24", "tariffs that connectors name exist", .should, side: .cpo)
      { desk in
        let evses: [JSON] = try await desk.objects(.locations).flatMap { $0["evses"]?.elements ?? [] }
        let connectors: [JSON] = evses.flatMap { $0["connectors"]?.elements ?? [] }
        let named: [String] = connectors.flatMap(tariffs(of:))
        let sample = try await desk.sample(.tariffs)
        guard sample.nextLink == nil else { throw CertifySkip("they have more tariffs than a page holds") }
        let known = Set(sample.rows.compactMap { $0["id"]?.string?.uppercased() })
        return named.first { !known.contains($0.uppercased()) }.map {
          "\($0) is not in their list of tariffs"
        }
      },
      each("LOC-27", .locations, .locations, "LOC-22", "every location has a time zone", since: .v2_2_1) {
        rows in
        rows.first { $0["time_zone"]?.string?.isEmpty != false }.map {
          "\(name($0) ?? "a location") has none"
        }
      },
      each(
        "LOC-28", .locations, .locations, "LOC-10 LOC-12", "what is not published is not shown", .should,
        since: .v2_2_1
      ) { rows in
        rows.first { $0["publish"]?.bool == false && $0["publish_allowed_to"] == nil }.map {
          "\(name($0) ?? "a location") is not published"
        }
      },
    ] + CertifyReceiver.locations.checks + parts

  static let tariffs: [CertifyCheck] =
    [
      each("TAR-20", .tariffs, .tariffs, "TAR-07", "every tariff has a price", .should) { rows in
        rows.first { tariff in
          !(tariff["elements"]?.elements ?? []).contains { !($0["price_components"]?.elements ?? []).isEmpty }
        }.map { "\(name($0) ?? "a tariff") has none" }
      },
      each(
        "TAR-21", .tariffs, .tariffs, "TAR-09", "the last element of a tariff holds always", .should,
        since: .v2_2_1
      ) { rows in
        rows.first { row in
          guard let last = row["elements"]?.elements?.last?["restrictions"] else { return false }
          return last != .null && last.members?.isEmpty == false
        }.map { "the last element of \(name($0) ?? "a tariff") has restrictions" }
      },
      each("TAR-22", .tariffs, .tariffs, "TAR-22 TAR-23", "steps are of one or more", .should) { rows in
        rows.first { row in
          (row["elements"]?.elements ?? []).flatMap { $0["price_components"]?.elements ?? [] }
            .contains { ($0["step_size"]?.int ?? 1) < 1 && $0["type"]?.string != "FLAT" }
        }.map { "\(name($0) ?? "a tariff") has a step_size below 1" }
      },
    ] + CertifyReceiver.tariffs.checks

  static let tokens: [CertifyCheck] =
    [
      each("TOK-20", .tokens, .tokens, "TOK-06 TOK-15", "every token says valid and whitelist", side: .emsp) {
        rows in
        rows.first { $0["valid"]?.bool == nil || $0["whitelist"]?.string == nil }.map {
          "\($0["uid"]?.string == nil ? "one" : "one token") says not"
        }
      }
    ] + CertifyReceiver.tokens.checks

  static let sessions: [CertifyCheck] =
    [
      each("SES-20", .sessions, .sessions, "SES-15", "no session has less than nothing", .should) { rows in
        rows.first { $0["kwh"]?.numberText?.hasPrefix("-") == true }.map {
          "\(name($0) ?? "a session") has negative kwh"
        }
      },
      each("SES-21", .sessions, .sessions, "SES-08", "a session that is completed has an end", .should) {
        rows in
        rows.first { row in
          row["status"]?.string == "COMPLETED" && row["end_date_time"]?.string == nil
            && row["end_datetime"]?.string == nil
        }.map { "\(name($0) ?? "a session") has none" }
      },
      CertifyCheck("SES-22", .sessions, "TR-32", "a list without date_from does not break them", side: .cpo) {
        desk in
        try await desk.demand(.sessions, .sender)
        return try await desk.ask(
          CertifyAsk(.get, .module(.sessions, .sender), [], ["limit=2"], turn: CertifyAsk.hostile)
        )
        .came().unbroken()
      },
      CertifyCheck(
        "SES-23", .sessions, "SES-19", "preferences for a session that does not exist are answered with 404",
        .should, side: .cpo, act: .writes, since: .v2_2_1
      ) { desk in
        try await desk.demand(.sessions, .sender)
        let body: JSON = ["profile_type": "REGULAR"]
        let ask = CertifyAsk(
          .put, .module(.sessions, .sender), ["BLTCERTNONE", "charging_preferences"], body: body.bytes,
          turn: CertifyAsk.hostile)
        return try await desk.ask(ask).came().says(http: [404, 405, 501], code: [2000, 2001, 2003])
      },
    ] + CertifyReceiver.sessions.checks

  private static func tariffs(of connector: JSON) -> [String] {
    let several: [JSON] = connector["tariff_ids"]?.elements ?? []
    return (several + [connector["tariff_id"] ?? .null]).compactMap(\.string)
  }

  private static func one(
    _ id: String, _ requirements: String, _ title: String,
    _ judge: @escaping @Sendable (JSON, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .locations, requirements, title, side: .cpo) { desk in
      guard let first = try await desk.objects(.locations).first else { return nil }
      return try await judge(first, desk)
    }
  }

  private static func shown(
    _ desk: CertifyDesk, _ path: [String], _ isMeant: (JSON) -> Bool
  ) async throws -> String? {
    let answer = try await desk.ask(CertifyAsk(.get, .module(.locations, .sender), path)).came()
    if let problem = answer.fine() { return problem }
    return answer.single.map(isMeant) == true
      ? nil : "another object comes: \(answer.data?.text.prefix(80) ?? "none")"
  }

  static func each(
    _ id: String, _ module: ModuleID, _ area: CertifyArea, _ requirements: String, _ title: String,
    _ level: Level = .must, side: Side = .cpo, since: OCPIVersion = .v2_1_1,
    _ judge: @escaping @Sendable ([JSON]) -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, area, requirements, title, level, side: side, since: since) { desk in
      judge(try await desk.objects(module))
    }
  }

  /// EVSEs and connectors below a location of ours.
  private static let parts: [CertifyCheck] = [
    part("LOC-51", "LOC-02 LOC-36", "PATCH of an EVSE is taken", .should) { own, desk in
      try await desk.ask(
        own.ask(.patch, ["status": "BLOCKED", "last_updated": later(desk, 2)], below: ["BLTCERT1"])
      )
      .came().fine()
    },
    part("LOC-52", "LOC-02", "GET of an EVSE shows what PATCH changed", .should) { own, desk in
      let body: JSON = ["status": "BLOCKED", "last_updated": later(desk, 2)]
      guard try await desk.ask(own.ask(.patch, body, below: ["BLTCERT1"])).came().isFine else {
        throw CertifySkip("PATCH of the EVSE was not taken")
      }
      let answer = try await desk.ask(own.ask(.get, below: ["BLTCERT1"], turn: 3)).came()
      if let problem = answer.fine() { return problem }
      return answer.single?["status"]?.string == "BLOCKED"
        ? nil : "status is \(answer.single?["status"]?.text ?? "missing")"
    },
    part("LOC-58", "LOC-05", "PATCH of an EVSE raises the time of its location", since: .v2_2_1) {
      own, desk in
      let body: JSON = ["status": "BLOCKED", "last_updated": later(desk, 2)]
      guard try await desk.ask(own.ask(.patch, body, below: ["BLTCERT1"])).came().isFine else {
        throw CertifySkip("PATCH of the EVSE was not taken")
      }
      let text = try await desk.ask(own.ask(.get, turn: 4)).came().single?["last_updated"]?.string
      guard let text, let time = Timestamp(ocpi: text) else { throw CertifySkip("it cannot be read") }
      return time >= desk.started.adding(seconds: 2) ? nil : "it stays at \(text.prefix(40))"
    },
    part("LOC-53", "LOC-08", "PUT of a new EVSE is taken") { own, desk in
      guard var evse = own.json["evses"]?[0] else { throw CertifySkip("the test object has no EVSE") }
      (evse["uid"], evse["last_updated"]) = ("BLTCERT2", later(desk, 3))
      return try await desk.ask(own.ask(.put, evse, below: ["BLTCERT2"])).came().fine()
    },
    part("LOC-54", "LOC-02", "PUT of a connector is taken") { own, desk in
      guard var connector = own.json["evses"]?[0]?["connectors"]?[0] else {
        throw CertifySkip("there is no connector")
      }
      (connector["max_amperage"], connector["last_updated"]) = (32, later(desk, 4))
      return try await desk.ask(own.ask(.put, connector, below: ["BLTCERT1", "1"])).came().fine()
    },
    part("LOC-55", "LOC-09", "an EVSE below a location that they do not have is refused", .should) {
      _, desk in
      let own = try await CertifyOwn(.locations, variant: 7, at: desk)
      guard let evse = own.json["evses"]?[0] else { throw CertifySkip("the test object has no EVSE") }
      return try await desk.ask(own.ask(.put, evse, below: ["BLTCERT1"], turn: CertifyAsk.hostile)).came()
        .refusal()
    },
    part("LOC-56", "LOC-02 TR-75", "an energy mix without the name of its supplier is taken") { _, desk in
      try await taken(11, "energy_mix", desk) { $0["energy_mix"] = ["is_green_energy": true] }
    },
    part("LOC-57", "LOC-02 LOC-23", "an EVSE with planned changes of its status is taken") { _, desk in
      try await taken(12, "status_schedule", desk) { location in
        guard var evse = location["evses"]?[0] else { return }
        evse["status_schedule"] = [["period_begin": later(desk, 86_400), "status": "INOPERATIVE"]]
        location["evses"] = [evse]
      }
    },
  ]

  /// Whether a location with an optional field is taken; else the line that keeps the field back.
  private static func taken(
    _ variant: Int, _ field: String, _ desk: CertifyDesk, _ change: (inout JSON) -> Void
  ) async throws -> String? {
    var own = try await CertifyOwn(.locations, variant: variant, at: desk)
    change(&own.json)
    let answer = try await desk.place(own)
    return answer.fine().map { "\($0); share.hide_fields = [\"\(field)\"] keeps it back" }
  }

  private static func later(_ desk: CertifyDesk, _ seconds: Int64) -> JSON {
    .string("\(desk.started.adding(seconds: seconds))")
  }

  private static func part(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    since: OCPIVersion = .v2_1_1,
    _ judge: @escaping @Sendable (CertifyOwn, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(
      id, .locations, requirements, title, level, side: .emsp, act: .writes, since: since
    ) { desk in
      let own = try await CertifyOwn(.locations, at: desk)
      guard try await desk.place(own).isFine else { throw CertifySkip("the test location was not taken") }
      return try await judge(own, desk)
    }
  }
}
