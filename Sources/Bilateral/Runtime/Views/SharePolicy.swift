package import BilateralBase
package import BilateralModel
package import BilateralTerms

/// `[share]` as decisions: which of our objects one partner may see, and what of them.
///
/// What the section says and this version cannot apply is in `findings`; while there is any, nothing is shared,
/// because a filter that is ignored shows too much.
package struct SharePolicy: Sendable {
  private let filter: ShareFilter
  private let countries: Set<String>
  private let hidden: [HiddenField]
  /// What stands against sharing.
  package let findings: [Diagnostic]

  /// Reads the policy of a partner file.
  package init(_ file: PartnerFile) {
    filter = file.share
    countries = Set(filter.countries.map { CountryCode.threeLetters(of: $0) ?? $0 })
    hidden = filter.hiddenFields.compactMap(HiddenField.init)
    findings = Self.unknown(file).map { path in
      Diagnostic(
        .error, "BR231", "\(path) cannot be applied by this version; nothing is shared with this partner",
        help: "take it out, or share by countries, evse_ids, power_min, power_max and publish_only",
        place: file.entry(path)?.place, path: path)
    }
  }

  private static let known: Set<String> = [
    "share.countries", "share.evse_ids", "share.power_min", "share.power_max", "share.publish_only",
    "share.tokens.groups", "share.tokens.types",
  ]

  private static func unknown(_ file: PartnerFile) -> [String] {
    var paths = file.effective.filter { value in
      value.path.hasPrefix("share.") && value.origin != .builtIn && !known.contains(value.path)
    }.map(\.path)
    if file.share.hiddenFields.allSatisfy({ HiddenField(rawValue: $0) != nil }) {
      paths.removeAll { $0 == "share.hide_fields" }
    }
    return paths
  }
}

extension SharePolicy {
  /// What the partner sees of a location; nil when it sees nothing of it.
  package func location(_ own: Location) -> Location? {
    guard countries.isEmpty || countries.contains(own.country.uppercased()) else { return nil }
    guard own.publish || !filter.isPublishedOnly else { return nil }
    var location = own
    if choosesEVSEs {
      location.evses = own.evses.compactMap(evse)
      if location.evses.isEmpty { return nil }
    }
    for field in hidden { field.hide(in: &location) }
    return location
  }

  private var choosesEVSEs: Bool {
    !filter.evseIDs.isEmpty || filter.powerMin != nil || filter.powerMax != nil
  }

  private func evse(_ own: EVSE) -> EVSE? {
    guard filter.evseIDs.isEmpty || filter.evseIDs.contains(where: { Self.matches(own, $0) }) else {
      return nil
    }
    var evse = own
    evse.connectors = own.connectors.filter { takes($0.ratedPower) }
    return evse.connectors.isEmpty ? nil : evse
  }

  /// A bound keeps out what is not known to be within it.
  private func takes(_ power: Power?) -> Bool {
    guard filter.powerMin != nil || filter.powerMax != nil else { return true }
    guard let power else { return false }
    return filter.powerMin.map { power >= $0 } ?? true && filter.powerMax.map { power <= $0 } ?? true
  }

  private static func matches(_ evse: EVSE, _ pattern: String) -> Bool {
    [evse.evseID, evse.uid].contains { id in id.map { Glob(pattern).matches($0.text) } ?? false }
  }

  /// Whether the partner gets a token.
  package func takes(_ token: Token) -> Bool {
    let isOfType = filter.tokenTypes.isEmpty || filter.tokenTypes.contains(token.type.rawValue)
    guard !filter.tokenGroups.isEmpty else { return isOfType }
    guard let group = token.groupID else { return false }
    return isOfType && filter.tokenGroups.contains { CiString($0) == group }
  }
}

/// A text with `*` for any characters, compared without regard to the case of ASCII letters.
///
/// EVSE ids hold stars themselves (`NL*NVO*E1`); a star matches itself too, so such a pattern still finds its EVSE.
struct Glob {
  private let pattern: [UInt8]

  init(_ pattern: String) { self.pattern = Array(CiString(pattern).folded.utf8) }

  /// Whether the whole text fits; linear in the text for each star.
  func matches(_ text: String) -> Bool {
    let text = Array(CiString(text).folded.utf8)
    var (at, place) = (0, 0)
    var retry: (pattern: Int, text: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        retry = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == text[at] {
        (at, place) = (at + 1, place + 1)
      } else if let last = retry {
        retry = (last.pattern, last.text + 1)
        (place, at) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
