package import BilateralBase

/// A part of the evidence as contracts name it (`dispute.evidence`).
package enum EvidencePart: String, Hashable, Sendable, CaseIterable {
  /// The session as it was told.
  case session = "session log"
  /// The measurements of the CDR.
  case meterValues = "meter values"
  /// The signed meter values of the CDR.
  case signedData = "signed data"
  /// The tariffs of the session's start.
  case tariff = "tariff snapshot"
  /// How the amount came about, or what we say of it.
  case price = "price trace"
  /// What was said between us about it.
  case exchanges = "exchange log"

  /// A part by the words of a contract, in any case and with any hyphens; nil for what no bundle can hold.
  package init?(agreed text: String) {
    let words = text.lowercased().split { " -_".contains($0) }.joined(separator: " ")
    let named = Self.allCases.first { words == $0.rawValue || words == $0.rawValue + "s" }
    guard let part = named ?? Self.others[words] else { return nil }
    self = part
  }

  private static let others: [String: EvidencePart] = [
    "session": .session, "sessions": .session, "signed meter values": .signedData,
    "signed meter data": .signedData,
    "tariff": .tariff, "tariffs": .tariff, "price": .price, "exchanges": .exchanges,
  ]

  /// Whether a bundle holds it; nil where nobody has looked.
  ///
  /// - Parameter bundle: the evidence as one JSON object.
  /// - Returns: whether it is there.
  package func isIn(_ bundle: JSON) -> Bool? {
    switch self {
    case .session: bundle["session"].map { !$0.isNull } ?? false
    case .meterValues: bundle["cdr"]?["charging_periods"]?.elements?.isEmpty == false
    case .signedData: bundle["cdr"]?["signed_data"].map { !$0.isNull } ?? false
    case .tariff: bundle["tariffs"]?.elements?.isEmpty == false
    case .price: bundle["price"].map { !$0.isNull } ?? false
    case .exchanges: bundle["exchanges"]?.elements.map { !$0.isEmpty }
    }
  }

  /// What was agreed to be shown and is not in a bundle, in the words of the contract.
  ///
  /// - Parameters:
  ///   - agreed: `dispute.evidence`.
  ///   - bundle: the evidence.
  /// - Returns: what somebody has to add by hand, or to find.
  package static func lacking(_ agreed: [String], in bundle: JSON) -> [String] {
    agreed.filter { EvidencePart(agreed: $0).map { $0.isIn(bundle) == false } ?? true }
  }
}
