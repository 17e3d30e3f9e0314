import BilateralBase

/// What tells one tariff of a partner from the others that are made of the same tariff of the list.
///
/// Its text stands in the store beside the tariff and is part of what its id is made of, so both stay the same as long
/// as the rules do (ruling 26). The text of one rule for all days and countries is the rule's id.
struct TariffClass: Hashable, Sendable {
  /// The ids of the rules that fit, in written order.
  var rules: [String]
  /// The country, where tax makes a difference.
  var country: String?
  /// The first day.
  var from: CivilDate?
  /// The day after the last one.
  var end: CivilDate?

  /// The rules and the country; nil when there is neither.
  var name: String? {
    let words = rules.map(Self.escaped).joined(separator: "+") + (country.map { "@" + $0 } ?? "")
    return words.isEmpty ? nil : words
  }

  /// Name and days; nil when there is neither.
  var text: String? { Self.join(name, from.map { "from \($0)" }, end.map { "before \($0)" }) }

  /// What the id is made of: when it ends is announced later than what it is.
  var seed: String? { Self.join(name, from.map { "from \($0)" }, nil) }

  /// The ids of the rules in the text of a class, in written order.
  static func rules(in text: String) -> [String] {
    let name = text.split(separator: " ").first.map(String.init) ?? ""
    guard !["from", "before"].contains(name) || !text.contains(" ") else { return [] }
    let ids = name.split(separator: "@", omittingEmptySubsequences: false).first ?? ""
    return ids.split(separator: "+").map {
      String($0).replacing("%2B", with: "+").replacing("%40", with: "@").replacing("%25", with: "%")
    }
  }

  private static func join(_ parts: String?...) -> String? {
    let words = parts.compactMap { $0 }.joined(separator: " ")
    return words.isEmpty ? nil : words
  }

  /// Signs that part the text stand in percent form within an id.
  private static func escaped(_ id: String) -> String {
    id.replacing("%", with: "%25").replacing("+", with: "%2B").replacing("@", with: "%40")
  }
}
