import Bilateral
import BilateralBase
import BilateralModel
import BilateralTerms

/// `validate --deep`: every connector that each partner sees, priced under its rules.
struct DeepCheck {
  private let invocation: Invocation
  private let named: String?

  init(_ invocation: Invocation) {
    self.invocation = invocation
    named = invocation.arguments.text("locations")
  }

  /// What was found over all partners that we sell to.
  /// - Throws: exit 66 when there are no stations, or the file cannot be read.
  func findings(
    _ partners: [PartnerFile], groups: LocationGroups, ours: FleetFile?, fleet: FleetFolder?, now: Timestamp
  ) async throws(Failure) -> [Diagnostic] {
    let party = ours?.parties.first { $0.kind == .cpo }?.party
    let locations = try await locations(party, fleet)
    guard !locations.isEmpty else {
      throw Failure(
        .missing, "there are no stations to price",
        help: "partnerctl run takes them from the back office; or name a file by --locations FILE")
    }
    guard let fleet else { return [] }
    let source = PriceListSource(folder: fleet.path, party: party)
    let rates = source.rates().rates
    let zones = ZoneCatalog()
    return partners.flatMap { file -> [Diagnostic] in
      guard let list = source.list(for: file.priceRules(.sell), own: []).list,
        let pricing = PartnerPricing(
          file, .sell, list: list, rates: rates, groups: groups,
          zone: file.text("agreement.zone").flatMap { try? zones.zone($0) }, appliedAt: now)
      else { return [] }
      let places = SharedPlaces.places(of: locations, for: file, groups: groups)
      return PriceCoverage(file, pricing, places: places).findings(at: now)
    }
  }

  private func locations(_ party: PartyID?, _ fleet: FleetFolder?) async throws(Failure) -> [Location] {
    guard let named else {
      guard let fleet else { return [] }
      let folder = fleet.path("state/\(try fleet.environment())")
      do {
        return try await SharedPlaces.stored(in: folder)
      } catch {
        throw RunFault.failure(error)
      }
    }
    let (locations, unreadable) = SharedPlaces.read(
      try FileSystem.read(invocation.console.absolute(named)), party: party)
    if unreadable > 0 {
      invocation.talk.print("\(unreadable) of the stations in \(named) cannot be read and are left out")
    }
    return locations
  }
}
