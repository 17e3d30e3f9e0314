import BilateralBase

extension PartnerCheck {
  /// Words of `[cdr]` and of the column map that no choice of the field table can hold.
  mutating func checkCDRs() {
    let names = Set(ReconcileCause.graded.flatMap { [$0.gradeName, $0.rawValue] })
    for path in terms.entries.keys.sorted() where path.hasPrefix("cdr.grade.") {
      let name = String(path.dropFirst("cdr.grade.".count))
      guard !names.contains(name) else { continue }
      let near = Suggestion.nearest(to: name, among: names.sorted())
      check.error(
        .gradeUnknown, "no check is called \"\(name)\"", at: path,
        help: near.map { "did you mean \($0)?" } ?? "partnerctl explain BT640 lists them")
    }
    if let text = terms.text("cdr.signed_data"), !Self.isSignedData(text) {
      check.error(
        .signedDataForm, "\"\(text)\" is not understood", at: "cdr.signed_data",
        help: "off, carry, required, or required in DE")
    }
    if let text = terms.text("cdr.max_power_ratio"), Rational(decimalText: text) == nil {
      check.error(
        .powerRatioForm, "\"\(text)\" is no number", at: "cdr.max_power_ratio", help: "write 1.1")
    }
    for text in terms.texts("dispute.evidence") where EvidencePart(agreed: text) == nil {
      check.warn(
        .evidencePart, "no bundle can hold \"\(text)\"", at: "dispute.evidence",
        help: "known are " + EvidencePart.allCases.map(\.rawValue).joined(separator: ", "))
    }
    checkImport()
    checkReference()
  }

  /// The reference of payments may hold what a statement knows.
  private mutating func checkReference() {
    if let text = terms.text("settlement.reference_format") {
      let plain = ["{number}", "{period}", "{po_number}"].reduce(text) { $0.replacing($1, with: "") }
      if plain.contains("{") || plain.contains("}") {
        check.error(
          .referenceForm, "\"\(text)\" names something that no statement has",
          at: "settlement.reference_format", help: "{number}, {period} and {po_number} are filled in")
      }
    }
  }

  static func isSignedData(_ text: String) -> Bool {
    if ["off", "carry", "required"].contains(text) { return true }
    let words = text.split(separator: " ")
    return words.count == 3 && words[0] == "required" && words[1] == "in" && words[2].utf8.count == 2
  }

  private mutating func checkImport() {
    let at = "settlement.import"
    guard terms.entries.keys.contains(where: { $0.hasPrefix(at) && $0 != "\(at).decimal" }) else { return }
    let map = StatementColumns(terms)
    if map.named[.amount] == nil || (map.named[.cdr] ?? map.named[.session]) == nil {
      check.error(
        .importForm, "it needs the column of the amount, and that of the CDR or the session",
        at: "\(at).amount",
        help: "import = { cdr = \"Id\", amount = \"Net\" }")
    } else if let text = terms.text("\(at).separator"), StatementColumns.separator(text) == nil {
      check.error(
        .importForm, "\"\(text)\" is no separator", at: "\(at).separator", help: "one character, or tab")
    }
  }
}
