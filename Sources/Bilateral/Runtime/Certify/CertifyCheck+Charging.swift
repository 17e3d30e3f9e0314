import BilateralBase
import BilateralModel
import BilateralNet

/// CDRs and questions about drivers.
extension CertifyCheck {
  static let cdrs: [CertifyCheck] =
    [
      each("CDR-20", .cdrs, .cdrs, "CDR-17", "a CDR ends after it began") { rows in
        rows.first { row in
          guard let start = moment(row["start_date_time"]),
            let end = moment(row["end_date_time"] ?? row["stop_date_time"])
          else { return false }
          return end < start
        }.map { "\(name($0) ?? "a CDR") ends before it began" }
      },
      each("CDR-21", .cdrs, .cdrs, "CDR-06", "a credit says what it takes back", since: .v2_2_1) { rows in
        rows.first { $0["credit"]?.bool == true && $0["credit_reference_id"]?.string == nil }.map {
          "\(name($0) ?? "a CDR") names no CDR"
        }
      },
      each("CDR-22", .cdrs, .cdrs, "CDR-15 CDR-20", "a CDR tells what it is made of", .should) { rows in
        rows.first { ($0["charging_periods"]?.elements ?? []).isEmpty }.map {
          "\(name($0) ?? "a CDR") has no periods"
        }
      },
      cdr("CDR-31", "CDR-02", "POST of a CDR is taken") { own, desk in try await posted(own, desk).fine() },
      cdr("CDR-32", "CDR-03", "the answer to POST says where the CDR is", .should) { own, desk in
        try await accepted(own, desk).fields[.location] == nil ? "there is no Location" : nil
      },
      cdr("CDR-33", "CDR-04", "that address is absolute and theirs", .should) { own, desk in
        guard let text = try await accepted(own, desk).fields[.location] else {
          throw CertifySkip("there is no Location")
        }
        guard let url = try? HTTPURL(text) else { return "it is \(text.prefix(100))" }
        return desk.partner.client.owns(url) ? nil : "it leads to \(url.origin)"
      },
      cdr("CDR-34", "CDR-02", "GET of that address shows the CDR", .should) { own, desk in
        guard let text = try await accepted(own, desk).fields[.location],
          let url = try? (try await desk.demand(.cdrs, .receiver)).resolving(text),
          desk.partner.client.owns(url)
        else { throw CertifySkip("there is no Location") }
        let answer = try await desk.ask(CertifyAsk(.get, .address(url.description))).came()
        if let problem = answer.fine() { return problem }
        return answer.single?["id"]?.string?.uppercased() == own.json["id"]?.string?.uppercased()
          ? nil : "another object comes"
      },
      cdr("CDR-35", "CDR-22", "the same CDR again is one CDR", .should) { own, desk in
        _ = try await accepted(own, desk)
        return try await desk.ask(own.ask(.post, own.json, turn: 1)).came().unbroken()
      },
      cdr("CDR-36", "CDR-05 CDR-22", "another CDR under the same id is refused", .should) { own, desk in
        _ = try await accepted(own, desk)
        var other = own
        other.json["total_energy"] = .number("7.5")
        return try await desk.ask(own.ask(.post, other.json, turn: CertifyAsk.hostile)).came().refusal()
      },
      cdr("CDR-37", "CDR-05 TR-51", "PUT of a CDR is refused", .should) { own, desk in
        let ask = CertifyAsk(.put, .module(.cdrs, .receiver), body: own.json.bytes, turn: CertifyAsk.hostile)
        return try await desk.ask(ask).came().says(http: [400, 404, 405, 501])
      },
    ]

  private static func moment(_ json: JSON?) -> Timestamp? { json?.string.flatMap { Timestamp(ocpi: $0) } }

  private static func cdr(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    _ judge: @escaping @Sendable (CertifyOwn, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .cdrs, requirements, title, level, side: .emsp, act: .writes) { desk in
      try await desk.demand(.cdrs, .receiver)
      guard desk.testCard != nil else {
        throw CertifySkip(
          "a CDR cannot be taken back; name a test card in onboarding.test_cards to send one of 0 kWh")
      }
      return try await judge(try await CertifyOwn(.cdrs, at: desk), desk)
    }
  }

  private static func posted(_ own: CertifyOwn, _ desk: CertifyDesk) async throws -> CertifyAnswer {
    try await desk.ask(own.ask(.post, own.json)).came()
  }

  private static func accepted(_ own: CertifyOwn, _ desk: CertifyDesk) async throws -> CertifyAnswer {
    let answer = try await posted(own, desk)
    guard answer.isFine else { throw CertifySkip("the CDR was not taken: \(answer.words)") }
    return answer
  }
}

extension CertifyCheck {
  private static let unknownCard = "BLTCERTNOCARD"

  static let authorize: [CertifyCheck] = [
    question(
      "AUTH-01", "TOK-09", "an unknown card is answered with 404 and 2004", since: .v2_2_1, card: unknownCard
    ) {
      answer, _ in
      if answer.isHeldBack { throw CertifySkip("they told us to wait twice: \(answer.words)") }
      if answer.http == 404 {
        return answer.code == nil || answer.code == 2004 ? nil : "answered with \(answer.words)"
      }
      return answer.says(code: [2004])
    },
    question("AUTH-02", "TOK-07 TOK-08", "an unknown card is not allowed", card: unknownCard) { answer, _ in
      if answer.isBroken { return "answered with \(answer.words)" }
      return answer.single?["allowed"]?.string?.uppercased() == "ALLOWED" ? "it is ALLOWED" : nil
    },
    question("AUTH-03", "TOK-07", "the test card is answered with a verdict", card: nil) { answer, _ in
      if let problem = answer.fine() { return problem }
      return answer.single?["allowed"] == nil
        ? "there is no verdict in it: \(answer.words)" : nil
    },
    question("AUTH-04", "TOK-08 TR-69", "the verdict is a word of OCPI", card: nil) { answer, _ in
      guard answer.isFine, let word = answer.single?["allowed"]?.string else {
        throw CertifySkip("there is no verdict")
      }
      let known = ["ALLOWED", "BLOCKED", "EXPIRED", "NO_CREDIT", "NOT_ALLOWED"]
      return known.contains(word) ? nil : "allowed is \(word)"
    },
    question("AUTH-05", "TOK-11", "the whole token comes back", card: nil) { answer, version in
      guard answer.isFine, let data = answer.single, data["allowed"] != nil else {
        throw CertifySkip("there is no verdict")
      }
      let found = try Inspection(data.bytes, module: "authorization-info", version: version)
      // The word itself is what AUTH-04 judges.
      return found?.findings.first { $0.severity == .error && !"\($0.path)".hasSuffix("allowed") }?.message
    },
    question("AUTH-06", "TOK-20", "an answer comes within three seconds", .should, card: unknownCard) {
      answer, _ in
      answer.took < .seconds(3) ? nil : "it took \(answer.took.inMilliseconds) ms"
    },
    question(
      "AUTH-07", "TOK-10 TOK-12", "a place that they do not know does not break them", card: unknownCard,
      body: ["location_id": "BLTCERTNONE", "evse_uids": ["BLTCERT1"]]
    ) { answer, _ in answer.unbroken() },
    question(
      "AUTH-10", "TOK-11", "a card is allowed where it was asked for, and nowhere else", card: nil,
      body: ["location_id": "BLTCERTLOC", "evse_uids": ["BLTCERT1"]]
    ) { answer, _ in
      guard answer.isFine, let data = answer.single, data["allowed"]?.string?.uppercased() == "ALLOWED",
        let place = data["location"], place != .null
      else { throw CertifySkip("it names no place") }
      let evses = (place["evse_uids"]?.elements ?? []).compactMap { $0.string?.uppercased() }
      let isThere =
        place["location_id"]?.string?.uppercased() == "BLTCERTLOC" && evses.allSatisfy { $0 == "BLTCERT1" }
      return isThere ? nil : "it is allowed at \(place.text.prefix(120))"
    },
    question(
      "AUTH-08", "TR-20", "a question that is no JSON is refused", card: unknownCard,
      text: "{\"location_id\":"
    ) {
      answer, _ in answer.refusal()
    },
    question(
      "AUTH-09", "TOK-04 TOK-07", "the type of a token may be told", since: .v2_2_1, card: unknownCard,
      query: ["type=APP_USER"]
    ) { answer, _ in answer.unbroken() },
  ]

  private static func question(
    _ id: String, _ requirements: String, _ title: String, _ level: Level = .must,
    since: OCPIVersion = .v2_1_1,
    card: String?, query: [String] = [], body: JSON? = nil, text: String? = nil,
    _ judge: @escaping @Sendable (CertifyAnswer, OCPIVersion) throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .authorize, requirements, title, level, side: .emsp, since: since) { desk in
      try await desk.demand(.tokens, .sender)
      guard let uid = card ?? desk.testCard else {
        throw CertifySkip("name a test card in onboarding.test_cards")
      }
      if let usual = desk.testCard, card != nil {
        let answer = await desk.ask(asking(usual))
        guard !answer.isBreakdown else { throw CertifySkip("the test card breaks them: \(answer.words)") }
      }
      let bytes = text.map { Array($0.utf8) } ?? body?.bytes
      let isOdd = card != nil
      let ask = CertifyAsk(
        .post, .module(.tokens, .sender), [uid, "authorize"], query, body: bytes,
        turn: isOdd ? CertifyAsk.hostile : 0)
      return try judge(try await desk.ask(ask).came(), await desk.version)
    }
  }

  /// The plain question about a card.
  private static func asking(_ card: String) -> CertifyAsk {
    CertifyAsk(.post, .module(.tokens, .sender), [card, "authorize"])
  }
}
