package import BilateralBase

/// The three directions of prices in a partner file.
package enum PriceSide: String, Hashable, Sendable, CaseIterable {
  /// What the partner owes us for charging at our stations.
  case sell
  /// What we expect to owe for charging at the partner's stations.
  case buy
  /// What our drivers pay for charging at the partner's stations.
  case retail

  /// The path of its block: `pricing.sell`.
  package var path: String { "pricing.\(rawValue)" }
}

/// One direction of prices of a partner file in full: the only reading of `[pricing.<side>]`.
package struct PriceRules: Hashable, Sendable {
  /// What prices begin with.
  package enum Base: Hashable, Sendable {
    /// `tariffs/<name>.json`, or `own` for our tariffs as the back office put them.
    case list(String)
    /// The partner's own tariffs as it sent them.
    case received
    /// Nothing: the rules set every price.
    case none

    /// The word of the file.
    package var name: String {
      switch self {
      case .list(let name): name
      case .received: "received"
      case .none: "none"
      }
    }
  }

  /// When the price of a session is chosen.
  package enum PriceTime: String, Hashable, Sendable { case sessionStart = "session-start", period }
  /// How rules meet that fit the same session.
  package enum Combination: String, Hashable, Sendable { case firstMatch = "first-match", stack }
  /// What becomes of a list's `min_price` and `max_price` when the rules do not change all prices by one percentage.
  package enum LimitPolicy: String, Hashable, Sendable, CaseIterable {
    /// They stay as the list has them.
    case keep
    /// They go.
    case drop
    /// They follow the percentage, a session fee is within them.
    case scale
    /// They follow the percentage, and a session fee comes on top.
    case scalePlusFee = "scale-plus-fee"
  }
  /// How a tax is owed between the two companies (`settlement.vat_treatment`).
  package enum VATTreatment: String, Hashable, Sendable {
    case domestic, oss, none
    case reverseCharge = "reverse-charge"
  }
  /// What a failed start may need and still cost nothing.
  package enum FreeBelow: Hashable, Sendable { case energy(Energy), seconds(Int) }
  /// What must be left of a sale.
  package enum Margin: Hashable, Sendable { case percent(Percent), price(EnergyPrice) }

  /// Whose money it is about.
  package var side: PriceSide
  /// `base`; nil when the block names none.
  package var base: Base?
  /// `currency`: nil takes the list's.
  package var currency: Currency?
  /// `vat`: whether the prices that are shown hold VAT; retail only.
  package var isInclusive = false
  /// `vat_rates` by country.
  package var vatRates: [String: Percent] = [:]
  /// `settlement.vat_treatment`; nil when nothing is said.
  package var vatTreatment: VATTreatment?
  /// `rounding` (ruling 21).
  package var rounding = RoundingTerms.standard
  /// `price_time`.
  package var priceTime = PriceTime.sessionStart
  /// `step` in Wh or seconds; components that are absent keep the list's.
  package var steps: [PricedComponent: Int] = [:]
  /// `combine`.
  package var combine = Combination.firstMatch
  /// `limits`; nil when nothing is said, and then a limit that cannot follow is refused.
  package var limits: LimitPolicy?
  /// `fill_gaps`: whether `add` also prices what the list leaves free.
  package var fillsGaps = false
  /// `price_ending`: how unit prices end after everything else.
  package var ending: PriceEnding?
  /// `min_price`: the least price of a kWh.
  package var minPrice: EnergyPrice?
  /// `max_price`: the highest price of a kWh.
  package var maxPrice: EnergyPrice?
  /// `min_session`: the least price of a session.
  package var minSession: Money?
  /// `max_session`: the highest price of a session.
  package var maxSession: Money?
  /// `max_month_per_token`: settled at the month's end.
  package var maxMonthPerToken: Money?
  /// `free_below`: settled as a line.
  package var freeBelow: FreeBelow?
  /// `min_margin`: what the guard demands.
  package var minMargin: Margin?
  /// `pass_through`: components that no rule changes.
  package var passThrough: Set<PricedComponent> = []
  /// Whether `pass_through` names reservations too.
  package var passesReservations = false
  /// In written order; what the block itself spells comes last, as the rule `*`.
  package var rules: [PriceRule]
  /// `tier`: settled at the period's end.
  package var tiers: [PriceTier] = []
  /// `commitment`: settled at the period's end.
  package var commitment: VolumeCommitment?
  /// `test_sessions`: worked examples that must come out.
  package var tests: [PricedExample] = []
  /// What could not be read; with an error among it nothing may be published (ruling 15).
  package var findings: [Diagnostic] = []
  /// Where the block begins.
  package var place: SourcePlace?

  /// Rules over a base.
  package init(
    side: PriceSide = .sell, base: Base?, currency: Currency? = nil, rules: [PriceRule] = []
  ) {
    self.side = side
    self.base = base
    self.currency = currency
    self.rules = rules
  }
}
