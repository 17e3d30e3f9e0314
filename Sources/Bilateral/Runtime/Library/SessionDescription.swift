import BilateralBase

/// A charging session as a person would describe it, to be priced: energy taken evenly while it charges, then parking.
///
/// Amounts are decimal texts, `"31.417"`, because a binary fraction cannot hold a cent.
public struct SessionDescription: Hashable, Sendable {
  /// Energy in kWh.
  public var energy: String
  /// Seconds of charging.
  public var chargingSeconds: Int
  /// Seconds connected after that.
  public var parkingSeconds: Int
  /// When it starts, in UTC: `2026-11-20T17:10:00Z`.
  public var start: String
  /// The rated power of the connector in kW; nil when it is not known.
  public var power: String?
  /// The plug in OCPI's words, such as `IEC_62196_T2_COMBO`.
  public var plug: String?
  /// ISO 3166 alpha-2 of the place.
  public var country: String?
  /// The IANA time zone of the place; nil for the zone of the agreement.
  public var zone: String?
  /// The tariff of the price list that holds there; not needed where the list has only one.
  public var tariff: String?
  /// The group of the driver's card, where rules ask for it.
  public var tokenGroup: String?

  /// A session.
  ///
  /// - Parameters:
  ///   - energy: kWh as a decimal text.
  ///   - chargingSeconds: how long power flows.
  ///   - parkingSeconds: how long it stays connected after that.
  ///   - start: UTC, `2026-11-20T17:10:00Z`.
  public init(energy: String, chargingSeconds: Int, parkingSeconds: Int = 0, start: String) {
    self.energy = energy
    self.chargingSeconds = chargingSeconds
    self.parkingSeconds = parkingSeconds
    self.start = start
  }
}

/// What a session costs under a partner's terms.
public struct SessionQuote: Hashable, Sendable {
  /// One component at one unit price.
  public struct Line: Hashable, Sendable {
    /// `energy`, `time`, `parking`, `flat` or `reservation`.
    public let component: String
    /// What is billed, in ``unit``, as a decimal text of at most 6 places.
    public let billed: String
    /// `kWh`, `h` or `session`.
    public let unit: String
    /// The price of a unit, net.
    public let unitPrice: String
    /// Net, before rounding, as a decimal text of at most 6 places.
    public let amount: String
  }

  /// ISO 4217.
  public let currency: String
  /// Net as it is billed, rounded by the terms; nil where a tax in the prices is of unknown rate.
  public let net: String?
  /// With tax, in whole minor units; nil where taxes are unknown.
  public let gross: String?
  /// The price rule that applied.
  public let rule: String
  /// The tariff that the partner sees.
  public let tariff: String
  /// What it is made of.
  public let lines: [Line]
  /// Every decision on the way, in words.
  public let explanation: String
}
