/// The columns of a file of sessions that are understood, by the names people give them.
package enum SessionColumn: String, CaseIterable, Sendable {
  /// When it started; needed.
  case start
  /// When it ended; needed.
  case end
  /// The energy in kWh; needed.
  case energy = "kwh"
  /// Seconds of charging; the whole session where there is no such column.
  case chargingSeconds = "charging_seconds"
  /// Where: an EVSE's id, or any name of a station.
  case station
  /// OCPI's power type, or AC or DC.
  case powerType = "power_type"
  /// The rated power in kW.
  case power = "power_kw"
  /// Two letters.
  case country
  /// The IANA zone of the station.
  case zone
  /// The plug in OCPI's words.
  case connector
  /// Which connector of the EVSE, from 1.
  case connectorNumber = "connector_number"
  /// The tariff of the price list.
  case tariff
  /// The location group.
  case group
  /// The group of the card.
  case tokenGroup = "token_group"
  /// What was billed, net.
  case amount
  /// The currency of the amount.
  case currency

  /// Whether a file without it cannot be used.
  package var isNeeded: Bool { self == .start || self == .end || self == .energy }

  /// The column of a heading; `nil` for one that is not understood.
  init?(heading: String) {
    let name = heading.lowercased().filter { $0 != " " && $0 != "\u{FEFF}" }
    guard let column = SessionColumn(rawValue: name) ?? Self.others[name] else { return nil }
    self = column
  }

  private static let others: [String: SessionColumn] = [
    "start_utc": .start, "started_at": .start, "start_date_time": .start, "start_datetime": .start,
    "end_utc": .end, "ended_at": .end, "end_date_time": .end, "stop_date_time": .end,
    "energy": .energy, "energy_kwh": .energy, "total_energy": .energy, "charging_s": .chargingSeconds,
    "evse": .station, "evse_id": .station, "location": .station, "current": .powerType,
    "max_power_kw": .power, "rated_kw": .power, "time_zone": .zone, "timezone": .zone,
    "connector_standard": .connector, "plug": .connector, "tariff_id": .tariff, "location_group": .group,
    "net": .amount, "total_cost": .amount, "amount_net": .amount,
  ]
}
