import BilateralBase
import BilateralCrypto
package import BilateralModel
import BilateralTerms

/// A fingerprint of everything but our own objects that a partner's views depend on.
///
/// When it changes (other terms applied, another version, another set of tariffs, pushing switched on) the view loop
/// begins again at the first object; equal views then cost a computation and nothing else.
package enum ViewBasis {
  /// The fingerprint for sessions or CDRs: whose they are, and whether they are pushed.
  package static func of(_ link: PartnerLink, _ terms: PublishingTerms, history module: ModuleID) -> String {
    let technical = link.terms.technical
    let roles = technical.ourRoles + technical.theirRoles
    let parts =
      roles.map(\.description) + [
        link.isPushed(module) ? "pushed" : "served", terms.share.sharesAllSessions ? "all" : "own",
      ]
    return Hex.encode(SHA256.hash(parts.joined(separator: "\n")))
  }

  /// The fingerprint for a module.
  ///
  /// - Parameters:
  ///   - link: the partner.
  ///   - terms: its applied terms.
  ///   - module: the OCPI module.
  ///   - tariffs: ids and hashes of the partner's tariffs, for modules that refer to them.
  /// - Returns: hexadecimal digits.
  package static func of(
    _ link: PartnerLink, _ terms: PublishingTerms, module: String, tariffs: [String] = []
  ) -> String {
    let technical = link.terms.technical
    var parts = [
      link.version(for: ModuleID(rawValue: module))?.description ?? "none",
      technical.ourRoles.map(\.description).joined(separator: ","),
      technical.sync(module).mode.rawValue, link.carriesTraffic ? "on" : "off",
    ]
    if module == "tokens", link.standing.offboarding != nil { parts.append("withdrawn") }
    parts += terms.shareValues + tariffs
    if let ways = link.waysBasis(module) { parts.append(ways) }
    return Hex.encode(SHA256.hash(parts.joined(separator: "\n")))
  }
}
