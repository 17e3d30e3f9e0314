import BilateralBase
package import BilateralModel

/// Which ids a partner may use: `them.contract_id_prefixes`, `them.evse_id_prefixes`, `authorization.uid_lengths`.
///
/// A token or EVSE outside of them is somebody else's: it goes to quarantine, and never to a driver or a bill.
package struct AgreedIDs: Hashable, Sendable {
  private let contracts: [String]
  private let evses: [String]
  private let uidLengths: Set<Int>

  /// What a file says.
  package init(_ file: PartnerFile) {
    contracts = file.texts("them.contract_id_prefixes").map(ChargingID.plain)
    evses = file.texts("them.evse_id_prefixes").map(ChargingID.plain)
    uidLengths = file.integers("authorization.uid_lengths")
  }

  /// Why a token is not the partner's, with the member that shows it; nil when nothing stands against it.
  ///
  /// Lengths are those of card numbers; ids of apps and the like have any.
  package func objection(to token: Token) -> (member: String, message: String)? {
    let contract = ChargingID.plain(token.contractID.text)
    if !contracts.isEmpty, !contracts.contains(where: contract.hasPrefix) {
      return ("contract_id", "contract_id \(token.contractID) begins with none of the agreed prefixes")
    }
    guard token.type == .rfid, !uidLengths.isEmpty, !uidLengths.contains(token.id.text.utf8.count) else {
      return nil
    }
    return ("uid", "uid has \(token.id.text.utf8.count) characters, which is none of the agreed lengths")
  }

  /// The same for a location: the first EVSE that is not the partner's.
  package func objection(to location: Location) -> (evse: Int, message: String)? {
    guard !evses.isEmpty else { return nil }
    for (place, evse) in location.evses.enumerated() {
      guard let id = evse.evseID, !evses.contains(where: ChargingID.plain(id.text).hasPrefix) else {
        continue
      }
      return (place, "evse_id \(id) begins with none of the agreed prefixes")
    }
    return nil
  }
}

extension PartnerFile {
  /// The whole numbers of a list at a path.
  func integers(_ path: String) -> Set<Int> {
    Set(terms.list(path).compactMap { if case .integer(let value) = $0 { value } else { nil } })
  }
}
