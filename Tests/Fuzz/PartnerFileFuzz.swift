import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// A partner file never crashes its reader; each finding says what is wrong and where; what is sound can be used.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  for fleet in [nil, FuzzFleet.file] {
    let (file, findings) = PartnerFile.read(bytes: bytes, file: "partners/fuzz.toml", fleet: fleet)
    law((file == nil) == findings.hasErrors, "a file and errors, or neither")
    FindingLaw.hold(findings, bytes)
    if let file { SoundFileLaw.hold(file, bytes, fleet) }
  }
  _ = SharedDefaults.read(bytes: bytes, file: "partners/defaults.toml")
  FindingLaw.hold(FleetFile.read(bytes: bytes, file: "partnerctl.toml").findings, bytes)
  return 0
}

private enum FindingLaw {
  static func hold(_ findings: [Diagnostic], _ bytes: [UInt8]) {
    let lines = bytes.count { $0 == 10 } + 1
    for finding in findings {
      law(!finding.message.isEmpty && finding.code.hasPrefix("BT"), "\(finding)")
      if let place = finding.place {
        law((1...lines + 1).contains(place.line) && place.column >= 1, "outside the file: \(finding)")
      }
    }
    let text = SourceText(bytes)
    _ = findings.prefix(5).map { $0.rendered(source: text) }
  }
}

/// What can be done with a file that has no errors.
private enum SoundFileLaw {
  static func hold(_ file: PartnerFile, _ bytes: [UInt8], _ fleet: FleetFile?) {
    _ = (PlainTerms(file).text, file.effective.map(\.text), file.authorizationPolicy, CDRPolicy(file))
    law(TermDifference.between(file, file).isEmpty, "it differs from itself")
    let layout = TOMLLayout.text(of: TOMLDocument(parsing: bytes, file: file.file))
    if let layout, let same = PartnerFile.read(bytes: layout, file: file.file, fleet: fleet).file {
      law(same.saysTheSame(as: file), "in its layout it says something else")
    } else {
      fatalError("in its layout it cannot be read")
    }
    _ = Fleet.check([file], in: FuzzFleet.surroundings)
    for side in PriceSide.allCases { price(file, side) }
  }

  private static func price(_ file: PartnerFile, _ side: PriceSide) {
    guard let list = FuzzFleet.list,
      let pricing = PartnerPricing(file, side, list: list, groups: FuzzFleet.groups, appliedAt: .epoch)
    else { return }
    let seen = pricing.publish(at: Timestamp(seconds: 1_790_000_000))
    law(!pricing.findings.hasErrors || seen.tariffs.isEmpty, "tariffs of rules that cannot be applied")
    for tariff in seen.tariffs {
      let text = try? WireWriter.text(of: tariff, version: .v2_3_0)
      law(text.map { (try? WireReader.read(Tariff.self, from: $0, version: .v2_3_0)) != nil } ?? true)
      _ = try? Pricer(tariffs: [tariff], zone: .utc, version: .v2_3_0)
    }
  }
}

/// What lies around the fuzzed file: our side, a price list, a group.
private enum FuzzFleet {
  static let file = FleetFile.read(
    bytes: Array(
      """
      schema = "bilateral-fleet/1"
      env = "prod"
      [us]
      name = "Nordic Volt"
      parties = ["DE-NVO:CPO", "DE-NVO:EMSP", "NL-NVO:CPO", "NL-NVO:EMSP"]
      [backoffice]
      token = "secret:backoffice/token"
      """.utf8), file: "partnerctl.toml"
  ).file

  static let list = PartyID("DE-NVO").flatMap { party in
    PriceList.read(
      name: "adhoc",
      bytes: Array(
        """
        [{"id": "AC", "currency": "EUR", "elements": [{"price_components": [
          {"type": "ENERGY", "price": 0.49, "step_size": 1, "vat": 19},
          {"type": "TIME", "price": 1.2, "step_size": 60, "vat": 19},
          {"type": "FLAT", "price": 0.35, "step_size": 1, "vat": 19}]}],
          "min_price": {"excl_vat": 0.5}, "last_updated": "2026-01-01T00:00:00Z"},
         {"id": "DC", "currency": "EUR", "elements": [
          {"price_components": [{"type": "ENERGY", "price": 0.69, "step_size": 1}],
           "restrictions": {"start_time": "08:00", "end_time": "20:00", "min_kwh": 5}},
          {"price_components": [{"type": "PARKING_TIME", "price": 6, "step_size": 300}]}],
          "last_updated": "2026-01-01T00:00:00Z"}]
        """.utf8), taxIncluded: .no, party: party
    ).list
  }

  static let groups: LocationGroups = {
    var groups = LocationGroups()
    _ = groups.add("groups/city-ac.toml", bytes: Array("locations = [\"CITY-*\"]\n".utf8))
    return groups
  }()

  static let surroundings: FleetSurroundings = {
    var around = FleetSurroundings()
    around.ours = file
    around.groups = groups
    around.lists = list.map { ["adhoc": $0, "own": $0] }
    around.today = CivilDate(year: 2026, month: 11, day: 22)
    around.zones = ZoneCatalog()
    return around
  }()
}
