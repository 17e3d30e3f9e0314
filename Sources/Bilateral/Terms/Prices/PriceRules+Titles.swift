import BilateralBase

extension PriceRules {
  /// What sessions are listed under that one class of tariffs prices, in the words of the file.
  ///
  /// - Parameter text: the text of the class, as the store keeps it beside the tariff.
  /// - Returns: the words; nil for the class of the block itself.
  package func title(ofClass text: String?) -> String? {
    title(of: TariffClass.rules(in: text ?? ""))
  }

  /// What sessions are listed under that these rules price.
  ///
  /// - Parameter ids: the rules that took part, in written order.
  /// - Returns: the line that drivers see, where the rule has one, else its id; nil without a rule of its own.
  package func title(of ids: [String]) -> String? {
    let words = ids.filter { $0 != "*" }.map { id in rules.first { $0.id == id }?.visibleAs ?? id }
    return words.isEmpty ? nil : words.joined(separator: " + ")
  }
}
