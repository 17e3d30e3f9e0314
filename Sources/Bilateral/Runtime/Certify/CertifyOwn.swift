import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// A test object of ours at a partner: its address there and what it says.
///
/// Its id begins with ``CertifyOwn/prefix``.
struct CertifyOwn: Sendable {
  /// What the ids of all test objects begin with, so that both sides know them.
  static let prefix = "BLTCERT"

  let module: ModuleID
  var path: [String]
  let query: [String]
  var json: JSON

  /// The object of a module in the version that is spoken.
  /// - Parameters:
  ///   - module: tokens, locations, tariffs, sessions or cdrs.
  ///   - variant: tells objects of one run apart.
  ///   - desk: who is asked.
  /// - Throws: a skip when it cannot be said in this version.
  init(_ module: ModuleID, variant: Int = 0, at desk: CertifyDesk) async throws(CertifySkip) {
    let (version, link) = (await desk.version, desk.partner.link)
    let kind: PartyRole.Kind = module == .tokens ? .emsp : .cpo
    let roles = link.terms.technical.ourRoles
    guard let party = (roles.first { $0.kind == kind } ?? roles.first)?.party else {
      throw CertifySkip("we have no party here")
    }
    let id = "\(Self.prefix)\(desk.stamp)\(variant)"
    let draft = Self.draft(module, id, party, desk)
    let whole =
      module == .sessions && version.frame.embedsLocations
      ? Self.embedding(draft, Self.draft(.locations, "\(Self.prefix)LOC", party, desk), version)
      : Self.spelled(draft, module, version)
    guard let json = whole else {
      throw CertifySkip("\(version) cannot say the test object")
    }
    (self.module, self.json) = (module, json)
    path = module == .cdrs ? [] : [party.country, party.party, id]
    query = module == .tokens && version.frame.tellsTokenType ? ["type=RFID"] : []
  }

  /// A request about it.
  func ask(_ method: HTTPMethod, _ body: JSON? = nil, below: [String] = [], turn: Int = 0) -> CertifyAsk {
    CertifyAsk(method, .module(module, .receiver), path + below, query, body: body?.bytes, turn: turn)
  }

  /// The request that puts it there.
  var put: CertifyAsk { ask(.put, json) }

  /// The request that takes it away again, as far as OCPI can.
  func removal(_ desk: CertifyDesk) -> CertifyAsk? {
    var gone = json
    gone["last_updated"] = .string("\(desk.started.adding(seconds: 60))")
    switch module {
    case .tariffs: return ask(.delete, turn: 99)
    case .tokens: gone["valid"] = false
    case .sessions: gone["status"] = "INVALID"
    case .locations:
      gone["evses"] = .array(
        (json["evses"]?.elements ?? []).map { evse in
          var evse = evse
          evse["status"] = "REMOVED"
          evse["last_updated"] = gone["last_updated"]
          return evse
        })
      if gone["publish"] != nil { gone["publish"] = false }
    default: return nil
    }
    return ask(.put, gone, turn: 99)
  }

  /// A session of 2.1.1, which has its location within.
  private static func embedding(_ session: JSON, _ place: JSON, _ version: OCPIVersion) -> JSON? {
    guard let location = spelled(place, .locations, version) else { return nil }
    return [
      "id": session["id"] ?? .null, "start_datetime": session["start_date_time"] ?? .null, "kwh": 0,
      "auth_id": session["cdr_token"]?["contract_id"] ?? .null, "auth_method": "WHITELIST",
      "location": location,
      "currency": "EUR", "status": "PENDING", "last_updated": session["last_updated"] ?? .null,
    ]
  }

  private static func spelled(_ json: JSON, _ module: ModuleID, _ version: OCPIVersion) -> JSON? {
    switch module {
    case .tokens: spelled(json, as: Token.self, version)
    case .locations: spelled(json, as: Location.self, version)
    case .tariffs: spelled(json, as: Tariff.self, version)
    case .sessions: spelled(json, as: Session.self, version)
    case .cdrs: spelled(json, as: CDR.self, version)
    default: nil
    }
  }

  private static func spelled<Kind: WireValue>(_ json: JSON, as kind: Kind.Type, _ version: OCPIVersion)
    -> JSON?
  {
    var out = JSONWriter()
    guard let document = try? JSONDocument(wire: json.bytes),
      let value = try? WireReader.read(kind, from: document.root, version: .v2_2_1),
      (try? WireWriter.write(value, version: version, into: &out)) != nil
    else { return nil }
    return try? JSON.parse(out.bytes)
  }

  private static func draft(_ module: ModuleID, _ id: String, _ party: PartyID, _ desk: CertifyDesk) -> JSON {
    let own: [JSONMember] = [
      .init("country_code", .string(party.country)), .init("party_id", .string(party.party)),
      .init(module == .tokens ? "uid" : "id", .string(id)),
    ]
    let time = JSONMember("last_updated", .string("\(desk.started)"))
    let rest: [JSONMember] =
      switch module {
      case .tokens: token(id)
      case .locations: location(desk)
      case .tariffs: tariff
      case .sessions: session(id, desk)
      default: cdr(id, desk)
      }
    return .object(own + rest + [time])
  }

  private static func token(_ id: String) -> [JSONMember] {
    [
      .init("type", "RFID"), .init("contract_id", .string("\(id)C")), .init("issuer", "Conformance test"),
      .init("valid", false), .init("whitelist", "NEVER"),
    ]
  }

  private static func location(_ desk: CertifyDesk) -> [JSONMember] {
    let time = JSON.string("\(desk.started)")
    let connector: JSON = [
      "id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_3_PHASE",
      "max_voltage": 230,
      "max_amperage": 16, "last_updated": time,
    ]
    let evse: JSON = [
      "uid": "BLTCERT1", "status": "INOPERATIVE", "connectors": [connector], "last_updated": time,
    ]
    return [
      .init("publish", true), .init("name", "Conformance test"), .init("address", "Test 1"),
      .init("city", "Test"),
      .init("postal_code", "00000"), .init("country", "DEU"),
      .init("coordinates", ["latitude": "52.500000", "longitude": "13.400000"]),
      .init("evses", [evse]), .init("time_zone", "Europe/Berlin"),
    ]
  }

  private static let tariff: [JSONMember] = [
    .init("currency", "EUR"),
    .init(
      "elements",
      [
        [
          "price_components": [
            ["type": "ENERGY", "price": .number("0.01"), "vat": .number("0.0"), "step_size": 1]
          ]
        ]
      ]),
  ]

  private static func card(_ desk: CertifyDesk) -> JSON {
    let party = desk.partner.link.theirParties.min { "\($0)" < "\($1)" }
    let card = desk.testCard ?? "\(prefix)CARD"
    return [
      "country_code": .string(party?.country ?? ""), "party_id": .string(party?.party ?? ""),
      "uid": .string(card),
      "type": "RFID", "contract_id": .string(card),
    ]
  }

  private static func session(_ id: String, _ desk: CertifyDesk) -> [JSONMember] {
    [
      .init("start_date_time", .string("\(desk.started.adding(seconds: -60))")), .init("kwh", 0),
      .init("cdr_token", card(desk)), .init("auth_method", "WHITELIST"), .init("location_id", "BLTCERTLOC"),
      .init("evse_uid", "BLTCERT1"), .init("connector_id", "1"), .init("currency", "EUR"),
      .init("status", "PENDING"),
    ]
  }

  private static func cdr(_ id: String, _ desk: CertifyDesk) -> [JSONMember] {
    let (start, end) = (desk.started.adding(seconds: -60), desk.started)
    return [
      .init("start_date_time", .string("\(start)")), .init("end_date_time", .string("\(end)")),
      .init("session_id", .string("\(id)")), .init("cdr_token", card(desk)),
      .init("auth_method", "WHITELIST"),
      .init(
        "cdr_location",
        [
          "id": "BLTCERTLOC", "address": "Test 1", "city": "Test", "postal_code": "00000", "country": "DEU",
          "coordinates": ["latitude": "52.500000", "longitude": "13.400000"], "evse_uid": "BLTCERT1",
          "evse_id": "DE*BLT*E1", "connector_id": "1", "connector_standard": "IEC_62196_T2",
          "connector_format": "SOCKET", "connector_power_type": "AC_3_PHASE",
        ]), .init("currency", "EUR"),
      .init(
        "charging_periods",
        [["start_date_time": .string("\(start)"), "dimensions": [["type": "ENERGY", "volume": 0]]]]),
      .init("total_cost", ["excl_vat": 0, "incl_vat": 0]), .init("total_energy", 0), .init("total_time", 0),
    ]
  }
}

extension CertifyDesk {
  /// A card that the partner file says is for tests; no other card is ever used.
  nonisolated var testCard: String? { partner.link.terms.technical.texts("onboarding.test_cards").first }

  /// Puts a test object at the partner, once, and sees to it that it is taken away at the end.
  /// - Throws: a skip when the partner does not take it: one check says so.
  func place(_ own: CertifyOwn) async throws(CertifySkip) -> CertifyAnswer {
    try demand(own.module, .receiver)
    let answer = try await ask(own.put).came()
    if answer.isFine { clear(own) }
    return answer
  }

  /// Takes an object of ours away at the end.
  func clear(_ own: CertifyOwn) {
    if let ask = own.removal(self) { clear(with: ask) }
  }
}
