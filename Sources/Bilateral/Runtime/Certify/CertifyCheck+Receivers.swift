import BilateralBase
import BilateralModel
import BilateralNet

/// What holds for every module that takes objects of ours: PUT, GET, PATCH, and what is refused.
struct CertifyReceiver: Sendable {
  let letters: String
  let module: ModuleID
  let area: CertifyArea
  let side: CertifyCheck.Side
  let requirement: String
  let noun: String
  /// A change that PATCH makes; nil for modules without PATCH.
  let change: JSONMember?

  static let tokens = CertifyReceiver(
    letters: "TOK", module: .tokens, area: .tokens, side: .cpo, requirement: "TOK-02", noun: "token",
    change: JSONMember("issuer", "Conformance test, changed"))
  static let locations = CertifyReceiver(
    letters: "LOC", module: .locations, area: .locations, side: .emsp, requirement: "LOC-02",
    noun: "location",
    change: JSONMember("name", "Conformance test, changed"))
  static let tariffs = CertifyReceiver(
    letters: "TAR", module: .tariffs, area: .tariffs, side: .emsp, requirement: "TAR-02", noun: "tariff",
    change: nil)
  static let sessions = CertifyReceiver(
    letters: "SES", module: .sessions, area: .sessions, side: .emsp, requirement: "SES-02", noun: "session",
    change: JSONMember("kwh", .number("0.5")))

  /// All checks of the module.
  var checks: [CertifyCheck] { taking + changing + refusing + tolerating }

  private var id: String { module == .tokens ? "uid" : "id" }

  private func check(
    _ number: Int, _ requirements: String, _ title: String, _ level: CertifyCheck.Level = .must,
    since: OCPIVersion = .v2_1_1, dialect: (String, String)? = nil,
    _ judge: @escaping @Sendable (CertifyOwn, CertifyDesk) async throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(
      "\(letters)-\(number)", area, requirements, title, level, side: side, act: .writes, since: since,
      dialect: dialect
    ) { [module] desk in
      try await desk.demand(module, .receiver)
      return try await judge(try await CertifyOwn(module, at: desk), desk)
    }
  }

  /// The object once it stands there.
  /// - Throws: a skip when it does not.
  private static func placed(_ own: CertifyOwn, _ desk: CertifyDesk) async throws {
    let answer = try await desk.place(own)
    guard answer.isFine else { throw CertifySkip("the test object was not taken: \(answer.words)") }
  }

  private static func patched(_ own: CertifyOwn, _ change: JSONMember, _ desk: CertifyDesk) async throws
    -> CertifyAnswer
  {
    try await placed(own, desk)
    let time = JSONMember("last_updated", .string("\(desk.started.adding(seconds: 1))"))
    return try await desk.ask(own.ask(.patch, .object([change, time]))).came()
  }

  private var taking: [CertifyCheck] {
    let id = id
    return [
      check(31, requirement, "PUT of a \(noun) is taken") { own, desk in try await desk.place(own).fine() },
      check(32, "\(requirement) TR-50", "GET shows the \(noun) that was put", dialect: nil) { own, desk in
        try await Self.placed(own, desk)
        let answer = try await desk.ask(own.ask(.get)).came()
        if let problem = answer.fine() { return problem }
        return answer.single?[id]?.string?.uppercased() == own.json[id]?.string?.uppercased()
          ? nil : "another object comes: \(answer.data?.text.prefix(80) ?? "none")"
      },
      check(33, "TR-45 TR-52", "GET shows the \(noun) as it was put", .should) { own, desk in
        try await Self.placed(own, desk)
        let answer = try await desk.ask(own.ask(.get)).came()
        guard answer.isFine, let data = answer.single else {
          throw CertifySkip("it cannot be read")
        }
        let texts = (own.json.members ?? []).filter { $0.value.string != nil && $0.name != "last_updated" }
        return texts.first { data[$0.name]?.string?.uppercased() != $0.value.string?.uppercased() }.map {
          "\($0.name) is \(data[$0.name]?.text.prefix(60) ?? "missing"), \($0.value.text.prefix(60)) was put"
        }
      },
      check(34, "TR-23", "the same PUT again is taken", .should) { own, desk in
        try await Self.placed(own, desk)
        return try await desk.ask(own.ask(.put, own.json, turn: 1)).came().fine()
      },
    ]
  }

  private var changing: [CertifyCheck] {
    guard let change else { return [deletion] }
    return [
      check(35, "\(requirement) TR-46", "PATCH is taken", dialect: ("patch_supported", "false")) {
        own, desk in
        try await Self.patched(own, change, desk).fine()
      },
      check(36, "TR-46 TR-49", "PATCH changes what it names and nothing else") { own, desk in
        guard try await Self.patched(own, change, desk).isFine else {
          throw CertifySkip("PATCH was not taken")
        }
        let answer = try await desk.ask(own.ask(.get, turn: 2)).came()
        guard answer.isFine, let data = answer.single else { throw CertifySkip("it cannot be read") }
        if data[change.name].map({ Self.isSame($0, change.value) }) != true {
          return "\(change.name) is \(data[change.name]?.text.prefix(60) ?? "missing")"
        }
        let kept = (own.json.members ?? []).first { member in
          member.value.string != nil && ![change.name, "last_updated"].contains(member.name)
            && data[member.name]?.string?.uppercased() != member.value.string?.uppercased()
        }
        return kept.map { "\($0.name) is \(data[$0.name]?.text.prefix(60) ?? "missing")" }
      },
      check(37, "TR-47", "PATCH without last_updated is refused", .should, since: .v2_2_1) { own, desk in
        guard try await Self.patched(own, change, desk).isFine else {
          throw CertifySkip("PATCH was not taken")
        }
        let ask = own.ask(.patch, .object([change]), turn: CertifyAsk.hostile)
        return try await desk.ask(ask).came().says(http: [400], code: [2000, 2001, 2002])
      },
      check(38, "TR-50 TR-22", "PATCH of a \(noun) that they do not have is refused") { _, desk in
        let own = try await CertifyOwn(module, variant: 8, at: desk)
        let time = JSONMember("last_updated", .string("\(desk.started)"))
        let ask = own.ask(.patch, .object([change, time]), turn: CertifyAsk.hostile)
        return try await desk.ask(ask).came().says(http: [404, 405, 501], code: [2000, 2001, 2003, 2004])
      },
      check(39, "TR-51", "DELETE is refused", .should) { own, desk in
        try await Self.placed(own, desk)
        return try await desk.ask(own.ask(.delete, turn: CertifyAsk.hostile)).came().says(http: [
          404, 405, 501,
        ])
      },
    ]
  }

  private var deletion: CertifyCheck {
    check(35, "TAR-02 TAR-05", "DELETE is taken") { _, desk in
      let own = try await CertifyOwn(module, variant: 5, at: desk)
      try await Self.placed(own, desk)
      if let problem = try await desk.ask(own.ask(.delete)).came().fine() { return problem }
      let answer = try await desk.ask(own.ask(.get, turn: 5)).came()
      return answer.isFine && answer.single != nil ? "the tariff is still there" : nil
    }
  }

  private static func isSame(_ left: JSON, _ right: JSON) -> Bool {
    if let left = left.numberText.flatMap({ Rational(decimalText: $0) }),
      let right = right.numberText.flatMap({ Rational(decimalText: $0) })
    {
      return left == right
    }
    return left == right
  }

  private var refusing: [CertifyCheck] {
    let (id, module) = (id, module)
    return [
      check(40, "TR-22", "GET of a \(noun) that they do not have is answered with 404") { _, desk in
        let own = try await CertifyOwn(module, variant: 9, at: desk)
        return try await desk.ask(own.ask(.get, turn: CertifyAsk.hostile)).came().says(
          http: [404], code: [2003, 2004])
      },
      check(41, "TR-54", "another id in the body than in the address is refused", .should) { _, desk in
        var own = try await CertifyOwn(module, variant: 1, at: desk)
        own.json[id] = .string("\(CertifyOwn.prefix)OTHER")
        return try await Self.refused(own, desk, orKeptAs: "\(CertifyOwn.prefix)OTHER")
      },
      check(42, "TR-53", "an address of a party that is not ours is refused", .should) { own, desk in
        var other = own
        other.path = ["ZZ", "ZZZ"] + own.path.dropFirst(2)
        return try await Self.refused(other, desk)
      },
      check(43, "TR-55", "another party in the body than in the address is refused", .should, since: .v2_2_1)
      { _, desk in
        var own = try await CertifyOwn(module, variant: 2, at: desk)
        own.json["party_id"] = "ZZZ"
        return try await Self.refused(own, desk)
      },
      check(44, "TR-24", "a \(noun) without what is required is refused", .should) { _, desk in
        var own = try await CertifyOwn(module, variant: 3, at: desk)
        own.json = [id: own.json[id] ?? .null]
        return try await Self.refused(own, desk)
      },
      check(45, "TR-51 TR-52", "POST is refused", .should) { own, desk in
        let ask = CertifyAsk(
          .post, .module(module, .receiver), own.path, body: own.json.bytes, turn: CertifyAsk.hostile)
        return try await desk.ask(ask).came().says(http: [400, 404, 405, 501])
      },
    ]
  }

  /// Whether an object is refused; where it is taken it is taken away again, under another id too.
  private static func refused(
    _ own: CertifyOwn, _ desk: CertifyDesk, orKeptAs other: String? = nil
  ) async throws -> String? {
    let answer = try await desk.ask(own.ask(.put, own.json, turn: CertifyAsk.hostile)).came()
    guard answer.isFine else { return answer.refusal() }
    await desk.clear(own)
    if let other {
      var twin = own
      twin.path[2] = other
      await desk.clear(twin)
    }
    return answer.refusal()
  }

  private var tolerating: [CertifyCheck] {
    [
      check(46, "TR-62 TR-63", "members that OCPI does not have are passed over") { usual, desk in
        try await Self.placed(usual, desk)
        var own = try await CertifyOwn(module, variant: 4, at: desk)
        own.json["bilateral_certify"] = ["note": "nobody knows this"]
        return try await desk.place(own).fine()
      },
      check(47, "TR-74", "null stands for a field that is left out", .should) { usual, desk in
        try await Self.placed(usual, desk)
        var own = try await CertifyOwn(module, variant: 6, at: desk)
        let optional = ["tokens": "visual_number", "locations": "directions", "tariffs": "tariff_alt_url"]
        own.json[optional[module.rawValue] ?? "total_cost"] = .null
        return try await desk.place(own).fine()
      },
      check(48, "TR-68", "parts of a second come back", .should, since: .v2_2_1) { _, desk in
        var own = try await CertifyOwn(module, variant: 10, at: desk)
        let put = "\(desk.started.adding(seconds: -1))".replacing("Z", with: ".750Z")
        own.json["last_updated"] = .string(put)
        try await Self.placed(own, desk)
        let text = try await desk.ask(own.ask(.get)).came().single?["last_updated"]?.string
        guard let text, let time = Timestamp(ocpi: text) else { throw CertifySkip("it cannot be read") }
        return time == Timestamp(ocpi: put) ? nil : "\(put) was put, \(text.prefix(40)) comes"
      },
    ]
  }
}
