import BilateralModel

/// The words of `share.capabilities`: the spellings of OCPI, and shorter ones for what partner managers agree on.
package enum ShownCapability {
  /// Every word the field takes.
  package static let words: [String] =
    short.keys.sorted() + Capability.known.map { "\($0.text)" }
    + ConnectorCapability.known.map { "\($0.text)" }

  /// The OCPI spellings that words stand for, of EVSEs and of connectors.
  package static func spellings(of words: [String]) -> Set<String> {
    Set(words.flatMap { short[$0] ?? [$0] })
  }

  private static let short: [String: [String]] = [
    "remote-start": ["REMOTE_START_STOP_CAPABLE"], "reserve": ["RESERVABLE"],
    "unlock": ["UNLOCK_CAPABLE"],
    "plug-and-charge": ["ISO_15118_2_PLUG_AND_CHARGE", "ISO_15118_20_PLUG_AND_CHARGE"],
  ]
}
