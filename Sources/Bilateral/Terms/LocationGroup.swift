package import BilateralBase
package import BilateralModel

/// Locations and EVSEs of ours under one name, `groups/<name>.toml`: terms with partners speak of groups, not of lists.
///
/// A location belongs when any line of the file names it; an EVSE belongs with its location, or by its own id.
package struct LocationGroup: Hashable, Sendable {
  /// The name by which partner files call it.
  package let name: String
  private let locations: IDPatterns
  private let evses: IDPatterns
  private let countries: Set<String>
  private let cities: Set<CiString>
  private let postalCodes: IDPatterns

  /// Whether the whole location belongs.
  package func holds(_ location: Location) -> Bool {
    countries.contains(location.country.uppercased()) || cities.contains(CiString(location.city))
      || (!locations.isEmpty && isNamed(location))
      || (!postalCodes.isEmpty && location.postalCode.map { postalCodes.matches(CiString($0)) } ?? false)
  }

  /// Whether an EVSE belongs by its own id.
  package func holds(_ evse: EVSE) -> Bool {
    !evses.isEmpty && (evses.matches(evse.uid) || evse.evseID.map(evses.matches) ?? false)
  }

  private func isNamed(_ location: Location) -> Bool {
    locations.matches(location.id) || locations.matches(CiString("\(location.party)/\(location.id)"))
  }
}

extension LocationGroup {
  /// Reads and checks a group file; the group is nil exactly when a finding is an error.
  ///
  /// `file` is its path as shown; its last part without `.toml` is the group's name.
  package static func read(bytes: [UInt8], file: String) -> (group: LocationGroup?, findings: [Diagnostic]) {
    var reader = TermsReader(.group)
    reader.read(TOMLDocument(parsing: bytes, file: file))
    let terms = TermSet(reader, file: file)
    let name = String((file.split(separator: "/").last ?? "").dropLast(5))
    var check = FieldCheck(terms: terms)
    check.checkSchemaVersion("bilateral-group/1")
    if !TextForm.isSlug(name) {
      check.error(
        .malformed, "\"\(name)\" is no name of a group", at: "", help: "use 2 to 40 of a-z, 0-9 and -")
    }
    let group = LocationGroup(name: name, terms)
    if !reader.findings.hasErrors, group.isEmpty {
      check.warn(
        .emptyGroup, "the group \"\(name)\" has no member", at: "", help: "add locations or evse_ids")
    }
    let marks = SnapshotMark.findings(in: bytes, file: file)
    let findings = (reader.findings + check.findings + marks).inReadingOrder()
    return (findings.hasErrors ? nil : group, findings)
  }

  private init(name: String, _ terms: TermSet) {
    self.name = name
    locations = IDPatterns(terms.texts("locations"))
    evses = IDPatterns(terms.texts("evse_ids"))
    countries = Set(terms.texts("countries").map { CountryCode.threeLetters(of: $0) ?? $0 })
    cities = Set(terms.texts("cities").map { CiString($0) })
    postalCodes = IDPatterns(terms.texts("postal_codes"))
  }

  private var isEmpty: Bool {
    locations.isEmpty && evses.isEmpty && countries.isEmpty && cities.isEmpty && postalCodes.isEmpty
  }
}

extension FieldTable {
  /// Every field of a group file.
  package static let group: [Field] = [
    Field("schema", .text(), "version of this file format", default: "bilateral-group/1"),
    Field("summary", .text(200), "what the group is for"),
    Field("locations", .list(.text(48)), "location ids, such as LOC1, DE-NVO/LOC1 or LOC*"),
    Field("evse_ids", .list(.text(48)), "EVSE ids or uids, such as DE*NVO*E12*1 or DE*NVO*EAC*"),
    Field("countries", .list(.country), "all locations in these countries"),
    Field("cities", .list(.text(45)), "all locations in these cities"),
    Field("postal_codes", .list(.text(10)), "all locations with these postal codes, such as 241*"),
  ]
}
