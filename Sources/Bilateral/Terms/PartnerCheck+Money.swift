import BilateralBase

extension PartnerCheck {
  /// VAT numbers by the form of their country, and the treatment by the countries of every pair of entities.
  mutating func checkVAT() {
    for side in ["us", "them"] {
      for position in 0..<terms.count("\(side).entity") { checkNumber("\(side).entity[\(position)]") }
    }
    guard let treatment = terms.text("settlement.vat_treatment") else { return }
    for our in entities("us") {
      for their in entities("them") {
        let pair = VATTreatment(ours: our, theirs: their, hasProof: terms.text("settlement.vat_proof") != nil)
        guard let objection = pair.objection(to: treatment) else { continue }
        return check.error(
          .vatTreatment, objection.message, at: "settlement.vat_treatment", help: objection.help)
      }
    }
  }

  private mutating func checkNumber(_ entity: String) {
    guard let number = terms.text("\(entity).vat_id"),
      !VATNumber.isSound(number, in: terms.text("\(entity).country"))
    else { return }
    check.error(
      .vatNumber, "\"\(number)\" has not the form of a VAT number", at: "\(entity).vat_id",
      help: "begin with the country, such as NL001234567B01 or DE123456789")
  }

  /// The entities whose country is stated.
  private func entities(_ side: String) -> [VATTreatment.Entity] {
    (0..<terms.count("\(side).entity")).compactMap { position in
      let at = "\(side).entity[\(position)]"
      guard let country = terms.text("\(at).country") else { return nil }
      return VATTreatment.Entity(country: country, number: terms.text("\(at).vat_id"))
    }
  }
}
