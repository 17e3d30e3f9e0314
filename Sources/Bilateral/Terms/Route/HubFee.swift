package import BilateralBase

/// What a hub takes for passing a session on (`route.hub_fee`).
package enum HubFee: Hashable, Sendable, CustomStringConvertible {
  /// That much for each session.
  case session(SessionPrice)
  /// A part of the session's net price.
  case percent(Percent)

  /// The fee for a session of that net price, not rounded; nil when the currencies differ.
  package func fee(on net: Money) -> Money? {
    switch self {
    case .session(let price): price.perSession.currency == net.currency ? price.perSession : nil
    case .percent(let percent): net * percent.fraction
    }
  }

  /// As the file writes it: `0.40 EUR/session`, `3 %`.
  package var description: String {
    switch self {
    case .session(let price): "\(price.perSession)/session"
    case .percent(let percent): "\(percent)"
    }
  }
}

/// What the hub takes of a partner's sessions, who bears it, and which sessions the hub has a part in.
package struct HubFeeTerms: Hashable, Sendable {
  /// What it takes.
  package let fee: HubFee
  /// Whether the partner bears it (`hub_fee_policy = "pass-through"`); else we do.
  package let isPassedOn: Bool
  /// How messages reach the partner.
  package let route: RouteTerms

  /// A fee on a route.
  package init(_ fee: HubFee, isPassedOn: Bool, route: RouteTerms) {
    (self.fee, self.isPassedOn, self.route) = (fee, isPassedOn, route)
  }

  /// Which part the hub has in a session.
  package enum Part: String, Hashable, Sendable, CaseIterable {
    /// The session goes by the hub.
    case always = "hub"
    /// Only while the partner's own connection is out.
    case standsIn = "hub-stands-in"
    /// The route goes by country or group, and nobody said where the session is.
    case unknownPlace = "by-place"
  }

  /// Which part the hub has in a session; nil for none.
  ///
  /// The CDR decides: it is what the hub asks its fee for.
  ///
  /// - Parameters:
  ///   - place: where it is.
  ///   - begun: when it began.
  /// - Returns: the part.
  package func part(at place: ChargePlace, begun: Timestamp) -> Part? {
    guard route.hub != nil else { return nil }
    if route.kind == .fallback, route.ways(of: Self.module).count > 1 { return .standsIn }
    if route.isByPlace(Self.module), place.country == nil, place.groups.isEmpty { return .unknownPlace }
    let matter = RouteTerms.Matter(Self.module, country: place.country, groups: place.groups, begun: begun)
    return route.way(of: matter, at: begun).hub == nil ? nil : .always
  }

  /// What the hub takes of a session.
  ///
  /// - Parameters:
  ///   - net: what its CDR says in all, without tax; nil when that is not known here.
  ///   - place: where it is.
  ///   - begun: when it began.
  /// - Returns: the charge; nil where the hub has no part in the session.
  package func charge(on net: Money?, at place: ChargePlace, begun: Timestamp) -> HubCharge? {
    guard let hub = route.hub, let part = part(at: place, begun: begun) else { return nil }
    return HubCharge(hub: hub, part: part, fee: fee, isPassedOn: isPassedOn, amount: amount(on: net))
  }

  /// The fee of a session on the hub's way; nil when it is in another currency, or a part of an amount that is not known.
  package func amount(on net: Money?) -> Money? {
    switch fee {
    case .session(let price): net.map { fee.fee(on: $0) } ?? price.perSession
    case .percent: net.flatMap { fee.fee(on: $0) }
    }
  }

  /// The fee that we bear ourselves of a session on the hub's way; nil for others, and where the hub only stands in.
  package func absorbed(at place: ChargePlace, begun: Timestamp) -> HubFee? {
    !isPassedOn && part(at: place, begun: begun) == .always ? fee : nil
  }

  /// The fee that we bear ourselves of a session that went on a way that is known.
  package func absorbed(on way: Way) -> HubFee? { isPassedOn || way.hub == nil ? nil : fee }

  /// The fee that we bear ourselves if the hub has, or comes to have, a part in a session: for who asks what is left at
  /// least.
  package func absorbedAtWorst(at place: ChargePlace, begun: Timestamp) -> HubFee? {
    isPassedOn || part(at: place, begun: begun) == nil ? nil : fee
  }

  /// Whether the hub may have a part in any session at all.
  package var isEverOwed: Bool { route.ways(of: Self.module).contains { $0.hub != nil } }

  private static let module = "cdrs"
}

/// What a hub takes of one session.
package struct HubCharge: Hashable, Sendable {
  /// The hub's id.
  package let hub: String
  /// Which part it has in the session.
  package let part: HubFeeTerms.Part
  /// What it takes.
  package let fee: HubFee
  /// Whether the partner bears it; else we do.
  package let isPassedOn: Bool
  /// The fee of this session, net and not rounded; nil when it is in another currency, or a part of an unknown amount.
  package let amount: Money?

  /// When it is owed, as words before the rest of a sentence: `hub gireve`, `when hub gireve stands in`.
  package var when: String {
    switch part {
    case .always: "hub \(hub)"
    case .standsIn: "when hub \(hub) stands in"
    case .unknownPlace: "where it goes by hub \(hub)"
    }
  }

  /// What the statement says of a fee that the partner bears; nil for one that we bear, or that is not owed for certain.
  ///
  /// - Parameter side: the direction: who sells adds the fee, who buys owes that much less.
  /// - Returns: the line.
  package func line(_ side: PriceSide) -> SettledLine? {
    guard isPassedOn, part == .always, side != .retail, let amount, !amount.amount.isZero else { return nil }
    return SettledLine(
      .hub, reason: "fee of hub \(hub), borne by the partner", amount: side == .sell ? amount : -amount)
  }

  /// What a session leaves, or costs, once the hub has its fee.
  ///
  /// - Parameters:
  ///   - net: without the hub: what the CDR and the statement say.
  ///   - side: the direction.
  /// - Returns: what is earned less the fee, what is owed with it, where we bear it; nil when the fee is not known.
  package func remaining(of net: Money, _ side: PriceSide) -> Money? {
    guard !isPassedOn else { return net }
    guard let amount else { return nil }
    return side == .buy ? try? net + amount : try? net - amount
  }
}

extension PartnerFile {
  /// What the hub takes of sessions with this partner; nil without a fee.
  package var hubFee: HubFeeTerms? {
    let isPassedOn = text("route.hub_fee_policy") == "pass-through"
    return switch entry("route.hub_fee")?.value {
    case .sessionPrice(let price): HubFeeTerms(.session(price), isPassedOn: isPassedOn, route: route)
    case .percent(let percent): HubFeeTerms(.percent(percent), isPassedOn: isPassedOn, route: route)
    default: nil
    }
  }
}
