package import BilateralBase

/// What drivers do at the stations of a made-up platform.
extension SampleNetwork {
  /// A session that began half an hour ago at the first connector of the first station.
  ///
  /// - Parameters:
  ///   - id: of the session.
  ///   - driver: the token that it is charged with.
  ///   - now: the time of the session's last change.
  /// - Returns: the session, running, with 5 kWh so far.
  package func session(_ id: String, of driver: JSON, at now: Timestamp) -> JSON {
    let begin = now.adding(seconds: -1800)
    return [
      "country_code": .string(party.country), "party_id": .string(party.party), "id": .string(id),
      "start_date_time": .string("\(begin)"), "kwh": .number("5.0"), "cdr_token": Self.card(driver),
      "auth_method": "WHITELIST", "location_id": "LOC-00001", "evse_uid": .string("\(party.party)-1-1"),
      "connector_id": "1", "currency": "EUR", "charging_periods": [Self.period(begin, "5.0")],
      "status": "ACTIVE", "last_updated": .string("\(now)"),
    ]
  }

  /// What changes in that session when it ends, 7.5 kWh later.
  package func end(_ session: JSON, at now: Timestamp) -> JSON {
    [
      "end_date_time": .string("\(now)"), "kwh": .number("12.5"), "status": "COMPLETED",
      "charging_periods": [Self.period(now.adding(seconds: -900), "7.5")], "last_updated": .string("\(now)"),
    ]
  }

  /// The CDR of that session: 12.5 kWh at the price of the first list.
  package func cdr(_ session: JSON, at now: Timestamp) -> JSON {
    var cdr = session
    for name in ["kwh", "location_id", "evse_uid", "connector_id", "status"] { cdr[name] = nil }
    let begin = now.adding(seconds: -1800)
    let station = location(0)
    cdr["id"] = .string("CDR-" + (session["id"]?.string ?? ""))
    cdr["session_id"] = session["id"]
    cdr["end_date_time"] = .string("\(now)")
    cdr["cdr_location"] = [
      "id": station["id"] ?? .null, "address": station["address"] ?? .null, "city": station["city"] ?? .null,
      "postal_code": station["postal_code"] ?? .null, "country": "DEU",
      "coordinates": station["coordinates"] ?? .null, "evse_uid": .string("\(party.party)-1-1"),
      "evse_id": .string("\(party.country)*\(party.party)*E1*1"), "connector_id": "1",
      "connector_standard": "IEC_62196_T2", "connector_format": "SOCKET",
      "connector_power_type": "AC_3_PHASE",
    ]
    cdr["charging_periods"] = [Self.period(begin, "12.5")]
    cdr["total_cost"] = ["excl_vat": .number("6.13")]
    cdr["total_energy"] = .number("12.5")
    cdr["total_time"] = .number("0.5")
    cdr["last_updated"] = .string("\(now)")
    return cdr
  }

  private static func period(_ begin: Timestamp, _ energy: String) -> JSON {
    [
      "start_date_time": .string("\(begin)"),
      "dimensions": [["type": "ENERGY", "volume": .number(energy)]],
    ]
  }

  private static func card(_ driver: JSON) -> JSON {
    let names = ["country_code", "party_id", "uid", "type", "contract_id"]
    return .object(names.map { JSONMember($0, driver[$0] ?? .null) })
  }
}
