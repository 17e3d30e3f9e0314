package import BilateralBase

/// Who is behind parties by law: who owes money and is owed it (ruling 31).
package struct LegalEntity: Hashable, Sendable {
  /// The parties that it stands behind; none where it stands behind all of its side.
  package let parties: Set<PartyID>
  /// The name on invoices.
  package let legalName: String
  /// ISO 3166 alpha-2 of where it is established.
  package let country: String?
  /// The VAT number without spaces.
  package let vatID: String?
  /// The number in the register of companies.
  package let companyNumber: String?
  /// The address of invoices.
  package let address: String?
  /// What its own numbers of invoices begin with.
  package let numberSeries: String?

  /// An entity.
  package init(
    parties: Set<PartyID> = [], legalName: String, country: String? = nil, vatID: String? = nil,
    companyNumber: String? = nil, address: String? = nil, numberSeries: String? = nil
  ) {
    self.parties = parties
    self.legalName = legalName
    self.country = country
    self.vatID = vatID
    self.companyNumber = companyNumber
    self.address = address
    self.numberSeries = numberSeries
  }
}

extension PartnerFile {
  /// A side of the partnership.
  package enum Side: String, Sendable, CaseIterable {
    case us
    case them
  }

  /// The legal entities of a side, in the order of the file.
  package func entities(of side: Side) -> [LegalEntity] {
    (0..<count("\(side.rawValue).entity")).compactMap { position in
      let at = "\(side.rawValue).entity[\(position)]"
      guard let name = text("\(at).legal_name") else { return nil }
      return LegalEntity(
        parties: Set(texts("\(at).parties").compactMap { PartyID($0) }), legalName: name,
        country: text("\(at).country"), vatID: text("\(at).vat_id"),
        companyNumber: text("\(at).company_no"), address: text("\(at).address"),
        numberSeries: text("\(at).number_series"))
    }
  }

  /// The legal entity behind a party: the one that names it, else the one that names none.
  ///
  /// - Parameters:
  ///   - party: the party, of an object's owner or of a driver's contract.
  ///   - side: whose party it is.
  /// - Returns: the entity; nil when the file names nobody for the party, and then nothing can be invoiced for it.
  package func entity(behind party: PartyID, _ side: Side) -> LegalEntity? {
    let entities = entities(of: side)
    return entities.first { $0.parties.contains(party) } ?? entities.first { $0.parties.isEmpty }
  }
}
