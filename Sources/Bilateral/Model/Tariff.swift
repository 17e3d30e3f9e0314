package import BilateralBase

/// A price list; the first matching element wins for each dimension (TAR-07).
package struct Tariff: OwnedObject {
  /// The owner.
  package var party: PartyID
  /// Unique for the owner.
  package var id: CiString
  /// Three letters of ISO 4217.
  package var currency: String
  /// The sessions it is for; all when absent (TAR-26).
  package var type: TariffType?
  /// What the elements cannot say.
  package var altTexts: [DisplayText]
  /// Where it is explained.
  package var altURL: String?
  /// The least that a session costs.
  package var minPrice: PriceLimit?
  /// The most that a session costs.
  package var maxPrice: PriceLimit?
  /// The prices in order.
  package var elements: [TariffElement]
  /// Whether prices hold taxes; without it they do not (TAR-15, TAR-17).
  package var taxIncluded: TaxIncluded?
  /// Holds from then on.
  package var startDateTime: Timestamp?
  /// Holds before then.
  package var endDateTime: Timestamp?
  /// Where the energy comes from.
  package var energyMix: EnergyMix?
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, id: CiString, currency: String, type: TariffType? = nil, altTexts: [DisplayText] = [],
    altURL: String? = nil, minPrice: PriceLimit? = nil, maxPrice: PriceLimit? = nil,
    elements: [TariffElement] = [], taxIncluded: TaxIncluded? = nil, startDateTime: Timestamp? = nil,
    endDateTime: Timestamp? = nil, energyMix: EnergyMix? = nil, lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.party = party
    self.id = id
    self.currency = currency
    self.type = type
    self.altTexts = altTexts
    self.altURL = altURL
    self.minPrice = minPrice
    self.maxPrice = maxPrice
    self.elements = elements
    self.taxIncluded = taxIncluded
    self.startDateTime = startDateTime
    self.endDateTime = endDateTime
    self.energyMix = energyMix
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
