import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

extension PriceDesk {
  /// The version in which a partner reads what we send it: as negotiated with it or its hub, else the newest allowed.
  ///
  /// - Parameter file: the partner's terms.
  /// - Returns: the version.
  /// - Throws: exit 66 for a database that cannot be read.
  func version(of file: PartnerFile) async throws(Failure) -> OCPIVersion {
    let allowed = file.texts("connection.allowed_versions").compactMap { OCPIVersion($0) }
    let newest = allowed.max() ?? .newest
    let path = fleet.path("state/\(try fleet.environment())/bilateral.db")
    guard allowed.count != 1, FileSystem.kind(path) == .file else { return newest }
    let id = file.route.hasConnection ? file.id : file.route.hub ?? file.id
    let negotiated = try await rows { tx in try tx.partners.partner(id)?.version }
    return negotiated.flatMap { OCPIVersion($0) } ?? newest
  }
}
