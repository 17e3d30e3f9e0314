import BilateralModel
import BilateralNet

/// Where a partner tells the result of one order of ours: an address of its own for each, that nobody can guess (CMD-09).
enum CallbackAddress {
  /// The absolute address.
  ///
  /// - Throws: a 503 while the server does not listen yet.
  static func url(
    of kind: CommandKind, secret: String, in version: OCPIVersion, to link: PartnerLink, _ commons: Commons
  ) throws(OfficeError) -> HTTPURL {
    guard let base = commons.publicURL(for: link.reach(for: kind.traits.module).carrier) else {
      throw OfficeError(.serviceUnavailable, "BR503", "the server is not listening yet")
    }
    return OCPIAddress(kind.traits.module, .sender, in: version).url(below: base)
      .appending(segments: [kind.rawValue, secret])
  }
}
