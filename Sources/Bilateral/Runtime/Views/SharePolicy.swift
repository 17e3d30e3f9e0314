package import BilateralBase
package import BilateralModel
package import BilateralTerms

/// `[share]` as decisions: which of our objects one partner may see, and what of them; compiled once for each snapshot.
///
/// What the section says and cannot be applied is in `findings`; while there is any, nothing is shared, because a filter
/// that is ignored shows too much.
package struct SharePolicy: Sendable {
  private let filter: ShareFilter
  private let countries: Set<String>
  private let evseIDs: IDPatterns
  private let groups: [LocationGroup]
  private let excluded: [LocationGroup]
  private let tests: IDPatterns
  private let showsTests: Bool
  /// Whether the partner sees the sessions of all drivers: a smart charging provider with which that is agreed.
  package let sharesAllSessions: Bool
  /// What stands against sharing.
  package let findings: [Diagnostic]

  /// Reads the policy of a partner file.
  ///
  /// - Parameters:
  ///   - file: the terms in force.
  ///   - groups: the groups that were put into force with them.
  ///   - status: where the partnership stands now; the file's own when left out.
  package init(
    _ file: PartnerFile, groups: LocationGroups = LocationGroups(), status: PartnerFile.Status? = nil
  ) {
    filter = file.share
    countries = Set(filter.countries.map { CountryCode.threeLetters(of: $0) ?? $0 })
    evseIDs = IDPatterns(filter.evseIDs)
    self.groups = filter.groups.compactMap { groups[$0] }
    excluded = filter.excludedGroups.compactMap { groups[$0] }
    tests = IDPatterns(filter.testLocations)
    sharesAllSessions = filter.sharesAllSessions && file.theirRoles.contains { $0.kind == .scsp }
    showsTests = (status ?? file.status) == .test
    findings = file.groupReferences.filter { $0.path.hasPrefix("share.") && groups[$0.name] == nil }.map {
      Diagnostic(
        .error, "BR231",
        "\($0.path) names the group \"\($0.name)\", which is not in force; nothing is shared",
        help: "write groups/\($0.name).toml and apply the partner file again", place: $0.place, path: $0.path)
    }
  }

  /// At most so many tokens are sent; nil for no limit.
  package var tokenLimit: Int? { filter.tokenLimit }

  /// What decides beside the values of `[share]`: part of what views depend on.
  var circumstances: [String] { tests.isEmpty ? [] : ["test locations \(showsTests ? "shown" : "hidden")"] }
}

extension SharePolicy {
  /// What the partner sees of a location; nil when it sees nothing of it.
  ///
  /// - Parameters:
  ///   - own: the location as our platform knows it.
  ///   - note: is told of every EVSE that stays hidden, and what hides it.
  /// - Returns: the location with what may be seen.
  package func location(
    _ own: Location, noting note: (EVSE, ShareBarrier) -> Void = { _, _ in }
  ) -> Location? {
    if tests.matches(own.id) { return showsTests ? dressed(own) : hidden(own, .testLocation, note) }
    let barrier = barrier(own)
    if let barrier, tests.isEmpty { return hidden(own, barrier, note) }
    let isInGroup = groups.isEmpty || groups.contains { $0.holds(own) }
    guard choosesEVSEs, !own.evses.isEmpty || choosesByConnector else {
      let barrier = barrier ?? (isInGroup ? nil : .group)
      return barrier.map { hidden(own, $0, note) } ?? dressed(own)
    }
    var location = own
    location.evses = own.evses.compactMap { evse in
      if let barrier = self.barrier(evse, of: barrier, isInGroup: isInGroup) {
        note(evse, barrier)
        return nil
      }
      return narrowed(evse)
    }
    return location.evses.isEmpty ? nil : dressed(location)
  }

  private func hidden(
    _ own: Location, _ barrier: ShareBarrier, _ note: (EVSE, ShareBarrier) -> Void
  ) -> Location? {
    for evse in own.evses { note(evse, barrier) }
    return nil
  }

  /// What hides the location as a whole, whatever holds of its EVSEs; nil when nothing does.
  private func barrier(_ own: Location) -> ShareBarrier? {
    if !countries.isEmpty, !countries.contains(own.country.uppercased()) { return .country }
    if !own.publish, filter.isPublishedOnly { return .unpublished }
    return excluded.contains { $0.holds(own) } ? .excludedGroup : nil
  }

  private var choosesByConnector: Bool {
    !evseIDs.isEmpty || filter.powerMin != nil || filter.powerMax != nil
  }

  private var choosesEVSEs: Bool {
    choosesByConnector || !groups.isEmpty || !excluded.isEmpty || !tests.isEmpty
  }

  /// What hides an EVSE of a location that `barrier` hides; nil when nothing does.
  private func barrier(_ own: EVSE, of barrier: ShareBarrier?, isInGroup: Bool) -> ShareBarrier? {
    if takes(own, tests) { return showsTests ? nil : .testLocation }
    if let barrier { return barrier }
    if !isInGroup, !groups.contains(where: { $0.holds(own) }) { return .group }
    if excluded.contains(where: { $0.holds(own) }) { return .excludedGroup }
    if !evseIDs.isEmpty, !takes(own, evseIDs) { return .evseID }
    return choosesByPower && !own.connectors.contains { takes($0.ratedPower) } ? .power : nil
  }

  private var choosesByPower: Bool { filter.powerMin != nil || filter.powerMax != nil }

  /// The EVSE with the connectors that are within the bounds; one for tests keeps all.
  private func narrowed(_ own: EVSE) -> EVSE {
    guard choosesByPower, !takes(own, tests) else { return own }
    var evse = own
    evse.connectors = own.connectors.filter { takes($0.ratedPower) }
    return evse
  }

  private func takes(_ evse: EVSE, _ patterns: IDPatterns) -> Bool {
    patterns.matches(evse.uid) || evse.evseID.map(patterns.matches) ?? false
  }

  /// A bound keeps out what is not known to be within it.
  private func takes(_ power: Power?) -> Bool {
    guard let power else { return false }
    return filter.powerMin.map { power >= $0 } ?? true && filter.powerMax.map { power <= $0 } ?? true
  }

  /// Without the fields and capabilities that the partner does not get.
  private func dressed(_ own: Location) -> Location {
    var location = own
    if let shown = filter.capabilities {
      for place in location.evses.indices { Self.keep(shown, of: &location.evses[place]) }
    }
    for field in filter.hiddenFields { field.hide(in: &location) }
    return location
  }

  private static func keep(_ shown: Set<String>, of evse: inout EVSE) {
    evse.capabilities.removeAll { !shown.contains($0.rawValue.uppercased()) }
    for place in evse.connectors.indices {
      evse.connectors[place].capabilities.removeAll { !shown.contains($0.rawValue.uppercased()) }
    }
  }

  /// Whether the partner gets a token.
  package func takes(_ token: Token) -> Bool {
    let isOfType = filter.tokenTypes.isEmpty || filter.tokenTypes.contains(token.type.rawValue)
    guard !filter.tokenGroups.isEmpty else { return isOfType }
    guard let group = token.groupID else { return false }
    return isOfType && filter.tokenGroups.contains { CiString($0) == group }
  }
}
