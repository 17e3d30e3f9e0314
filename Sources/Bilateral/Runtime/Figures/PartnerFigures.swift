package import BilateralBase
package import BilateralTerms

/// Everything that is reported of one partner and period.
package struct PartnerFigures: Sendable {
  /// One direction: our stations for their drivers, or theirs for ours.
  package struct Direction: Sendable {
    package var value: ValueFigures
    package var uptime: UptimeFigure?
    /// Tokens that came up in the period.
    package var newTokens: Int
    /// Name and number of chargers of each location.
    package var places: [String: (name: String, ports: Int)]
  }

  package var partner: PartnerFact
  package var period: SettlementPeriod
  package var moments: Range<Timestamp>
  package var zone: String
  package var service: ServiceFigures
  /// As operator; nil where we are none with this partner.
  package var sold: Direction?
  /// As provider; nil where we are none with this partner.
  package var bought: Direction?
  package var promises: [ServicePromise]
  /// Days from the end of the period to its payment, for each statement that was paid.
  package var settlementDays: [Int]
  package var penalty: String?

  /// As programs are told.
  package var json: JSON {
    var figures = service.json
    let parts = [sold, bought].compactMap { $0 }
    let matched = parts.map(\.value.matched).reduce(Share()) {
      Share($0.part + $1.part, of: $0.whole + $1.whole)
    }
    figures["session_cdr_match"] = [
      "percent": matched.percentText.map { .string($0) } ?? .null, "part": JSON(matched.part),
      "whole": JSON(matched.whole),
    ]
    figures["leakage"] = leakage(parts)
    figures["settlement_days"] = settlement
    return [
      "partner": .string(partner.id), "name": .string(partner.name), "status": .string(partner.status),
      "period": [
        "text": .string("\(period)"), "first": .string("\(period.first)"), "last": .string("\(period.last)"),
        "zone": .string(zone), "from": .string("\(moments.lowerBound)"),
        "until": .string("\(moments.upperBound)"),
      ],
      "figures": figures, "promises": .array(promises.map { promise($0) }),
      "sold": sold.map { json($0) } ?? .null, "bought": bought.map { json($0) } ?? .null,
    ]
  }

  private func leakage(_ parts: [Direction]) -> JSON {
    var (sums, unknown): ([Currency: Rational], Int) = ([:], 0)
    for part in parts {
      let leakage = part.value.leakage
      unknown += leakage.unknown
      for money in leakage.money {
        sums[money.currency, default: .zero] = sums[money.currency, default: .zero] + money.amount
      }
    }
    return ["money": Self.money(sums), "sessions_of_unknown_worth": JSON(unknown)]
  }

  private var settlement: JSON {
    guard !settlementDays.isEmpty else { return .null }
    let mean = Rational(settlementDays.reduce(0, +), over: settlementDays.count)
    return [
      "mean": mean.map { .string($0.decimalText(atMost: 1)) } ?? .null,
      "longest": JSON(settlementDays.max() ?? 0),
      "statements": JSON(settlementDays.count),
    ]
  }

  private func promise(_ promise: ServicePromise) -> JSON {
    let contact = partner.contact(for: promise.contact)
    return [
      "name": .string(promise.name), "promised": .string(promise.promised),
      "measured": promise.measured.map { .string($0) } ?? .null,
      "kept": promise.isKept.map { .bool($0) } ?? .null,
      "penalty": promise.isKept == false ? penalty.map { .string($0) } ?? .null : .null,
      "call": promise.isKept == false
        ? contact.map { contact in
          [
            "role": .string(contact.role), "name": contact.name.map { .string($0) } ?? .null,
            "phone": contact.phone.map { .string($0) } ?? .null,
            "email": contact.email.map { .string($0) } ?? .null,
          ]
        } ?? .null : .null,
    ]
  }

  static func money(_ sums: [Currency: Rational]) -> JSON {
    .array(
      sums.sorted { $0.key.code < $1.key.code }.map { currency, amount in
        ["currency": .string(currency.code), "amount": .string(amount.decimalText(places: 2))]
      })
  }

  private func json(_ direction: Direction) -> JSON {
    let value = direction.value
    let days = value.days.sorted { $0.key < $1.key }.map { day, part -> JSON in
      part.json.with("day", .string("\(day)"))
    }
    let sites = Set(value.sites.keys).union(direction.places.keys).sorted().map { site -> JSON in
      let (part, place) = (value.sites[site] ?? ValueFigures.Part(), direction.places[site])
      var json = part.json.with("location", .string(site))
      json["name"] = place.map { .string($0.name) } ?? .null
      json["evses"] = place.map { JSON($0.ports) } ?? .null
      let share = place.flatMap { value.utilisation(of: site, ports: $0.ports) }
      json["utilisation_percent"] = share.map { .string(($0 * 100).decimalText(places: 2)) } ?? .null
      return json
    }
    var json = value.total.json
    json["credits"] = JSON(value.credits)
    json["new_tokens"] = JSON(direction.newTokens)
    json["uptime"] = direction.uptime.map { Self.uptime($0) } ?? .null
    json["days"] = .array(days)
    json["sites"] = .array(sites)
    return json
  }

  private static func uptime(_ uptime: UptimeFigure) -> JSON {
    [
      "percent": uptime.value.map { .string(($0 * 100).decimalText(places: 3)) } ?? .null,
      "evses": JSON(uptime.ports), "outage_seconds": .number("\(uptime.outage)"),
      "excluded_seconds": .number("\(uptime.excluded)"),
      "worst": .array(
        uptime.worst.prefix(10).map { ["evse": .string($0.evse), "seconds": .number("\($0.seconds)")] }),
    ]
  }
}

extension ValueFigures.Part {
  /// Sessions, energy, time and money.
  fileprivate var json: JSON {
    [
      "sessions": JSON(sessions), "kwh": .string(energy.decimalText(atMost: 3)),
      "seconds": .number("\(seconds)"),
      "net": PartnerFigures.money(net),
    ]
  }
}

extension JSON {
  fileprivate func with(_ name: String, _ value: JSON) -> JSON {
    .object([JSONMember(name, value)] + (members ?? []))
  }
}
