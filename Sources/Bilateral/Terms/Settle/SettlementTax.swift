package import BilateralBase

/// Under which category of tax an amount stands on an invoice (EN 16931, code list UNTDID 5305).
package enum TaxCategory: String, Hashable, Sendable, CaseIterable {
  /// Taxed at a rate above zero.
  case standard = "S"
  /// Taxed at zero.
  case zero = "Z"
  /// The buyer owes the tax.
  case reverseCharge = "AE"
  /// Outside the scope of the tax.
  case outside = "O"

  /// Why no tax is invoiced, as it must stand on the invoice; nil where tax is.
  package var reason: String? {
    switch self {
    case .standard, .zero: nil
    case .reverseCharge: "Reverse charge"
    case .outside: "Not subject to VAT"
    }
  }
}

/// How tax is owed between the two entities (`settlement.vat_treatment`, rulings 30 and 31).
///
/// What a treatment is, is agreed and never worked out here. One that rests on a certificate ends with it: what was
/// supplied later is taxed at home.
package struct SettlementTax: Hashable, Sendable {
  /// A way to owe it.
  package enum Treatment: String, Hashable, Sendable {
    case domestic
    case reverseCharge = "reverse-charge"
    case oss
    /// No tax is owed at all.
    case outside = "none"
  }

  /// What was agreed; nil where the file does not say.
  package let treatment: Treatment?
  /// The legal basis or certificate that it rests on.
  package let proof: String?
  /// The last day of that certificate.
  package let validUntil: CivilDate?
  /// Rates by country, in percent (`pricing.sell.vat_rates`), for amounts whose tariff names none.
  package let rates: [String: Percent]

  /// The terms of tax.
  package init(
    _ treatment: Treatment?, proof: String? = nil, validUntil: CivilDate? = nil,
    rates: [String: Percent] = [:]
  ) {
    self.treatment = treatment
    self.proof = proof
    self.validUntil = validUntil
    self.rates = rates
  }

  init(_ file: PartnerFile) {
    self.init(
      file.text("settlement.vat_treatment").flatMap(Treatment.init), proof: file.text("settlement.vat_proof"),
      validUntil: file.date("settlement.vat_valid_until"),
      rates: file.terms.rates(below: "pricing.sell.vat_rates"))
  }

  /// What holds on a day.
  package func treatment(on day: CivilDate) -> Treatment? {
    guard let validUntil, day > validUntil, treatment != .domestic else { return treatment }
    return .domestic
  }

  /// Category and rate of an amount.
  ///
  /// - Parameters:
  ///   - day: the day of supply, in the zone of the agreement.
  ///   - rate: the rate in percent that its price names; nil where it names none.
  ///   - country: where it was supplied.
  /// - Returns: category and rate.
  /// - Throws: ``TaxRefusal``: an amount whose tax nobody knows is never invoiced.
  package func position(
    on day: CivilDate, rate: Rational?, country: String?
  ) throws(TaxRefusal) -> TaxPosition {
    switch treatment(on: day) {
    case .reverseCharge: return TaxPosition(.reverseCharge, .zero)
    case .outside: return TaxPosition(.outside, .zero)
    case .oss: throw .consumersOnly
    case nil: throw .noTreatment
    case .domestic:
      guard let rate = rate ?? country.flatMap({ rates[$0] })?.value else {
        throw .noRate(country: country, day: day)
      }
      return TaxPosition(rate.isZero ? .zero : .standard, Percent(value: rate))
    }
  }
}

/// Category and rate of an amount: amounts that share both are taxed together.
package struct TaxPosition: Hashable, Sendable {
  /// The category.
  package let category: TaxCategory
  /// The rate; 0 where no tax is invoiced.
  package let rate: Percent

  /// A position.
  package init(_ category: TaxCategory, _ rate: Percent) { (self.category, self.rate) = (category, rate) }
}

/// Why nobody knows the tax of an amount.
package enum TaxRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file does not say how tax is owed.
  case noTreatment
  /// OSS is for sales to consumers.
  case consumersOnly
  /// Neither price nor file names the rate.
  case noRate(country: String?, day: CivilDate)

  package var description: String {
    switch self {
    case .noTreatment: "settlement.vat_treatment does not say how tax is owed"
    case .consumersOnly: "oss is for sales to consumers, not between companies"
    case .noRate(let country, let day):
      "no rate of tax is known for \(country ?? "an unknown country") on \(day): name it in pricing.sell.vat_rates"
    }
  }
}
