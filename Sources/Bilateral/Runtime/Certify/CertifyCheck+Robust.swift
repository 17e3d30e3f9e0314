import BilateralBase
import BilateralModel
import BilateralNet

/// Parties in headers, input that is wrong on purpose, and many requests at a time.
extension CertifyCheck {
  static let hub: [CertifyCheck] = [
    routed("HUB-01", "TR-79", "the parties of the headers come back the other way round", .should, [:]) {
      answer, desk in
      guard answer.isFine else { throw CertifySkip("the list is answered with \(answer.words)") }
      let names: [HTTPFieldName] = [
        "OCPI-to-country-code", "OCPI-to-party-id", "OCPI-from-country-code", "OCPI-from-party-id",
      ]
      return names.first { answer.fields[$0] == nil }.map { "the answer has no \($0)" }
    },
    routed("HUB-02", "TR-80", "between two single parties the headers may be missing", .should, none) {
      answer, desk in
      let file = desk.partner.link.terms.technical
      guard file.theirRoles.count == 1, file.ourRoles.count == 1, !desk.isAsked(.hub) else {
        throw CertifySkip("there are several parties")
      }
      return answer.fine()
    },
    routed("HUB-03", "TR-77", "half of a party in the headers is refused", .should, ["OCPI-to-party-id": ""])
    { answer, _ in
      answer.isBroken ? "answered with \(answer.words)" : answer.refusal()
    },
    routed(
      "HUB-04", "TR-79", "a message for a party that is not theirs is refused", .should,
      ["OCPI-to-country-code": "ZZ", "OCPI-to-party-id": "ZZZ"]
    ) { answer, _ in answer.isBroken ? "answered with \(answer.words)" : answer.refusal() },
    routed(
      "HUB-05", "CR-28 TR-79", "a message from a party that is not ours is refused", .should,
      ["OCPI-from-country-code": "ZZ", "OCPI-from-party-id": "ZZZ"]
    ) { answer, _ in answer.isBroken ? "answered with \(answer.words)" : answer.refusal() },
    routed("HUB-06", "TR-69 TR-89", "parties in headers are read in any case", .must, [:]) { _, desk in
      guard let module = await desk.lists.first else { return nil }
      guard
        let routing = desk.partner.link.routing(
          from: module == .tokens ? .cpo : .emsp,
          to: module == .tokens ? .emsp : .cpo), let to = routing.to
      else { throw CertifySkip("there is no party to write") }
      var ask = desk.page(module, limit: 1)
      ask.fields = [
        "OCPI-to-country-code": to.country.lowercased(), "OCPI-to-party-id": to.party.lowercased(),
        "OCPI-from-country-code": routing.from.country.lowercased(),
        "OCPI-from-party-id": routing.from.party.lowercased(),
      ]
      return try await desk.ask(ask).came().fine()
    },
    CertifyCheck("HUB-07", .hub, "HCI-01", "a hub lists its parties", side: .hub, since: .v2_2_1) { desk in
      try await desk.demand(.hubClientInfo, .sender)
      let answer = try await desk.ask(desk.page(.hubClientInfo)).came()
      return answer.fine() ?? (answer.data?.elements == nil ? "there is no list in it" : nil)
    },
    CertifyCheck(
      "HUB-08", .hub, "HCI-01 HCI-04", "every party of a hub has a role and a status", side: .hub,
      since: .v2_2_1
    ) {
      desk in
      let page = try await desk.sample(.hubClientInfo)
      let found = try Inspection(
        JSON.array(page.rows).bytes, module: "hubclientinfo", version: await desk.version)
      return found?.findings.first { $0.severity == .error }?.message
    },
  ]

  private static let none = [
    "OCPI-to-country-code": "", "OCPI-to-party-id": "", "OCPI-from-country-code": "",
    "OCPI-from-party-id": "",
  ]

  private static func routed(
    _ id: String, _ requirements: String, _ title: String, _ level: Level, _ fields: [String: String],
    _ judge: @escaping @Sendable (CertifyAnswer, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .hub, requirements, title, level, since: .v2_2_1) { desk in
      guard let module = await desk.lists.first else { throw CertifySkip("they announce no list for us") }
      _ = try await desk.sample(module)
      var ask = desk.page(module, limit: 1)
      ask.fields = fields
      return try await judge(try await desk.ask(ask).came(), desk)
    }
  }
}

extension CertifyCheck {
  static let hostile: [CertifyCheck] = [
    odd("HOS-01", "TR-20", "a body that is no JSON is answered with 400", "{\"country_code\":\"") { answer in
      answer.http == 400 ? nil : answer.refusal()
    },
    odd("HOS-02", "TR-20", "an empty body is refused", "") { $0.refusal() },
    odd("HOS-03", "TR-24", "a list in place of an object is refused", "[]") { $0.refusal() },
    odd("HOS-04", "TR-24", "a text in place of an object is refused", "\"x\"") { $0.refusal() },
    odd("HOS-05", "TR-24", "null in place of an object is refused", "null") { $0.refusal() },
    changed("HOS-06", "TR-24", "an object in place of a text is refused") { own in
      own.json[own.module == .tokens ? "issuer" : "currency"] = ["a": ["b": 1]]
      if own.module == .locations { own.json["address"] = ["a": 1] }
    } judge: {
      $0.refusal()
    },
    changed("HOS-07", "TR-68", "a date that is none is refused") {
      $0.json["last_updated"] = "yesterday"
    } judge: {
      $0.refusal()
    },
    changed("HOS-08", "TR-70", "a text of a megabyte does not break them") { own in
      own.json["bilateral_long"] = .string(String(repeating: "x", count: 1 << 20))
    } judge: {
      $0.unbroken()
    },
    odd(
      "HOS-09", "TR-20", "two hundred levels do not break them",
      "{\"a\":" + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + "}"
    ) { $0.unbroken() },
    odd(
      "HOS-10", "TR-20", "the same key twice does not break them", "{\"id\":\"A\",\"id\":\"B\",\"uid\":\"C\"}"
    ) {
      $0.unbroken()
    },
    odd(
      "HOS-11", "TR-20", "bytes that are no UTF-8 do not break them", nil,
      bytes: [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]
    ) {
      $0.unbroken()
    },
    odd(
      "HOS-12", "TR-73", "numbers beyond all bounds do not break them",
      "{\"id\":1e999999,\"uid\":-0,\"kwh\":123456789012345678901234567890}"
    ) { $0.unbroken() },
    path("HOS-13", "TR-90", "an id with signs in it is answered like any other", ["BLT*CERT/1 +#ä"]),
    path("HOS-14", "TR-90", "an id that climbs out of its folder leads nowhere", ["../../../etc/passwd"]),
    path(
      "HOS-15", "TR-70", "an id of four thousand characters does not break them",
      [String(repeating: "A", count: 4000)]),
    path("HOS-16", "TR-90", "an id with quotes does not break them", ["' OR '1'='1"]),
    CertifyCheck("HOS-17", .hostile, "TR-58", "a header of eight kilobytes does not break them", .should) {
      desk in
      let ask = CertifyAsk(
        .versions, fields: ["X-Request-ID": String(repeating: "a", count: 8000)], turn: CertifyAsk.hostile)
      let answer = await desk.ask(ask)
      if answer.failure != nil { throw CertifySkip("they end the connection: \(answer.words)") }
      return answer.unbroken()
    },
    CertifyCheck(
      "HOS-18", .hostile, "TR-13 TR-21", "JSON under another type does not break them", act: .writes
    ) { desk in
      let own = try await target(desk)
      let ask = CertifyAsk(
        .put, .module(own.module, .receiver), own.path, own.query, body: Array("{}".utf8),
        fields: ["Content-Type": "text/plain"], turn: CertifyAsk.hostile)
      return try await desk.ask(ask).came().unbroken()
    },
    CertifyCheck("HOS-19", .hostile, "TR-51", "POST to a list is refused", .should, act: .writes) { desk in
      guard let module = await desk.lists.first else { throw CertifySkip("they announce no list for us") }
      let ask = CertifyAsk(.post, .module(module, .sender), body: Array("{}".utf8), turn: CertifyAsk.hostile)
      return try await desk.ask(ask).came().says(http: [400, 404, 405, 501])
    },
    changed("HOS-20", "TR-64 TR-65", "words that the version does not have do not break them") { own in
      switch own.module {
      case .tokens: own.json["type"] = "QUANTUM"
      case .locations: own.json["facilities"] = ["QUANTUM_BAR"]
      case .tariffs: own.json["type"] = "QUANTUM"
      default: own.json["auth_method"] = "QUANTUM"
      }
    } judge: {
      $0.unbroken()
    },
    CertifyCheck("HOS-21", .hostile, "TR-24", "errors do not show their inside", .should, isLast: true) {
      desk in
      try await desk.eachAnswer({ $0.http >= 400 }) { answer in
        let text = String(decoding: answer.body.prefix(8192), as: UTF8.self)
        let words = [
          "Traceback (most recent", "Exception in thread", "at java.", "at org.", "SQLSTATE", "node_modules/",
        ]
        return words.first { text.contains($0) }.map { "the body holds \"\($0)\"" }
      }
    }.alone(),
    CertifyCheck("HOS-22", .hostile, "VE-14", "after all that they still answer", isLast: true) { desk in
      try await desk.greeted()
      return try await desk.ask(CertifyAsk(.get, .versions, turn: 8)).came().fine()
    },
  ]

  /// A test object at some module that takes ours.
  private static func target(_ desk: CertifyDesk) async throws(CertifySkip) -> CertifyOwn {
    let modules: [ModuleID] =
      (desk.isAsked(.cpo) ? [.tokens] : []) + (desk.isAsked(.emsp) ? [.locations, .tariffs, .sessions] : [])
    for module in modules where await desk.endpoint(module, .receiver) != nil {
      return try await CertifyOwn(module, variant: 90, at: desk)
    }
    throw CertifySkip("they announce nothing that takes objects of ours")
  }

  private static func odd(
    _ id: String, _ requirements: String, _ title: String, _ text: String?, bytes: [UInt8] = [],
    _ judge: @escaping @Sendable (CertifyAnswer) -> String?
  ) -> CertifyCheck {
    let body = text.map { Array($0.utf8) } ?? bytes
    return CertifyCheck(id, .hostile, requirements, title, act: .writes) { desk in
      let own = try await target(desk)
      let ask = CertifyAsk(
        .put, .module(own.module, .receiver), own.path, own.query, body: body, turn: CertifyAsk.hostile)
      return judge(try await desk.ask(ask).came())
    }
  }

  private static func changed(
    _ id: String, _ requirements: String, _ title: String,
    _ change: @escaping @Sendable (inout CertifyOwn) -> Void,
    judge: @escaping @Sendable (CertifyAnswer) -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .hostile, requirements, title, act: .writes) { desk in
      var own = try await target(desk)
      change(&own)
      let answer = try await desk.ask(own.ask(.put, own.json, turn: CertifyAsk.hostile)).came()
      if answer.isFine { await desk.clear(try await target(desk)) }
      return judge(answer)
    }
  }

  private static func path(_ id: String, _ requirements: String, _ title: String, _ path: [String])
    -> CertifyCheck
  {
    CertifyCheck(id, .hostile, requirements, title) { desk in
      let own = try await target(desk)
      let ask = CertifyAsk(
        .get, .module(own.module, .receiver), Array(own.path.prefix(2)) + path, own.query,
        turn: CertifyAsk.hostile)
      let answer = try await desk.ask(ask).came()
      return answer.isBroken || answer.isFine && answer.data?.members != nil
        ? "answered with \(answer.words)" : nil
    }
  }
}

extension CertifyCheck {
  static let load: [CertifyCheck] = [
    CertifyCheck("LOAD-01", .load, "TR-92", "twenty requests at a time are answered, or told to wait") {
      desk in
      try await desk.greeted()
      let answers = await desk.crowd
      return answers.first { !$0.isFine && $0.http != 429 && $0.http != 503 }.map {
        "one is answered with \($0.words)"
      }
    },
    CertifyCheck("LOAD-02", .load, "TR-92", "who is told to wait is told how long", .should, isLast: true) {
      desk in
      guard await desk.answers.contains(where: \.isHeldBack) else {
        throw CertifySkip("nobody was told to wait")
      }
      return try await desk.eachAnswer(\.isHeldBack) { answer in
        answer.fields[.retryAfter] == nil ? "there is no Retry-After" : nil
      }
    },
    CertifyCheck(
      "LOAD-03", .load, "TR-92", "under that load nine of ten answers come within two seconds", .should
    ) { desk in
      let times = await desk.crowd.filter { $0.failure == nil }.map(\.took).sorted()
      guard times.count >= 10 else { throw CertifySkip("too few were answered") }
      let ninth = times[times.count * 9 / 10]
      return ninth < .seconds(2) ? nil : "it took \(ninth.inMilliseconds) ms"
    },
    CertifyCheck(
      "LOAD-04", .load, "TR-58", "under that load each answer is that of its question", since: .v2_2_1
    ) { desk in
      for answer in await desk.crowd where answer.isFine {
        guard let came = answer.fields["X-Request-ID"] else {
          throw CertifySkip("X-Request-ID does not come back")
        }
        if came != answer.ask.fields["X-Request-ID"] {
          return "\(came) came back for \(answer.ask.fields["X-Request-ID"] ?? "")"
        }
      }
      return nil
    },
  ]
}

extension CertifyDesk {
  /// The answers to twenty requests of versions, eight at a time, asked once.
  nonisolated var crowd: [CertifyAnswer] {
    get async {
      await withTaskGroup(of: CertifyAnswer.self) { group in
        for number in 0..<20 {
          group.addTask {
            await self.ask(CertifyAsk(.versions, fields: ["X-Request-ID": "certify-load-\(number)"]))
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
  }
}
