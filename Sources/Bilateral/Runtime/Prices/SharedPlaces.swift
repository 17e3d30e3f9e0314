import BilateralBase
package import BilateralModel
package import BilateralStore
package import BilateralTerms

/// The connectors that prices are tried on: our stations, as far as a partner sees them.
package enum SharedPlaces {
  /// Our stations as the database of a fleet has them; a runtime may be at work on it.
  ///
  /// - Parameter folder: the fleet's state folder.
  /// - Returns: the stations; none when nothing ever ran there.
  /// - Throws: what the store throws.
  package static func stored(in folder: String) async throws -> [Location] {
    guard let store = try open(folder) else { return [] }
    defer { store.close() }
    let rows = try await store.read { tx in try tx.own.list("locations", ListFilter(limit: 1_000_000)).rows }
    return rows.compactMap { try? OwnText.read(Location.self, $0.body) }
  }

  private static func open(_ folder: String) throws(StoreError) -> Store? {
    do {
      return try Store(readingOnly: "\(folder)/bilateral.db")
    } catch {
      if error.kind == .missing { return nil }
      throw error
    }
  }

  /// The stations that a partner sent and that are there still.
  ///
  /// - Parameters:
  ///   - partner: its id.
  ///   - tx: where they are kept.
  /// - Returns: those that can be read.
  /// - Throws: what the store throws.
  package static func received<Access>(
    from partner: String, in tx: Transaction<Access>
  ) throws -> [Location] {
    try tx.received.list("locations", from: partner, ListFilter(limit: 1_000_000)).rows.compactMap { row in
      guard let root = try? JSONDocument(parsing: row.body.bytes).root else { return nil }
      return try? WireReader.read(
        Location.self, from: root, version: OCPIVersion(row.version) ?? .v2_2_1,
        context: WireContext(party: PartyID(country: row.key.country, party: row.key.party)))
    }
  }

  /// Stations of a file: one OCPI Location a line, or an array of them, in any version.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - party: who owns those that name no owner.
  /// - Returns: the stations that can be read, and how many cannot.
  package static func read(_ bytes: [UInt8], party: PartyID?) -> (locations: [Location], unreadable: Int) {
    var found: [Location] = []
    var unreadable = 0
    let isArray = bytes.first { $0 > 0x20 } == UInt8(ascii: "[")
    let lines = isArray ? [bytes[...]] : bytes.split(separator: UInt8(ascii: "\n"))
    for line in lines where line.contains(where: { $0 > 0x20 }) {
      guard let root = try? JSONDocument(parsing: Array(line)).root else {
        unreadable += 1
        continue
      }
      for node in root.kind == .array ? Array(root.elements) : [root] {
        if let location = location(node, party) { found.append(location) } else { unreadable += 1 }
      }
    }
    return (found, unreadable)
  }

  private static func location(_ node: JSONNode, _ party: PartyID?) -> Location? {
    for version in [OCPIVersion.v2_3_0, .v2_2_1, .v2_1_1] {
      if let location = try? WireReader.read(
        Location.self, from: node, version: version, context: WireContext(party: party))
      {
        return location
      }
    }
    return nil
  }

  /// The connectors of stations that a partner sees.
  ///
  /// - Parameters:
  ///   - locations: our stations.
  ///   - file: the terms.
  ///   - groups: the groups of locations.
  /// - Returns: one place for each connector of an EVSE that is not removed.
  package static func places(
    of locations: [Location], for file: PartnerFile, groups: LocationGroups
  ) -> [ChargePlace] {
    let policy = SharePolicy(file, groups: groups)
    let parties = Set(file.ourRoles.filter { $0.kind == .cpo }.map(\.party))
    return locations.filter { parties.isEmpty || parties.contains($0.party) }.flatMap {
      own -> [ChargePlace] in
      guard var seen = policy.location(own) else { return [] }
      seen.evses.removeAll { $0.status == .removed }
      return ChargePlace.all(of: seen, groups: groups)
    }
  }
}
